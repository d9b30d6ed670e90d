"""Whether an identifier that goods are packed into is a container, or a lot that somebody makes."""

from collections.abc import Iterable, Sequence

from ledger.model.event import EventType, LotQuantity, SupplyEvent
from ledger.model.finding import Finding, FindingKind
from ledger.provenance.tellings import log_order

_CLASS, _SERIAL = "https://id.gs1.org/01/", "/21/"
_LOGISTIC = ("https://id.gs1.org/00/", "https://id.gs1.org/8003/", "https://id.gs1.org/8004/")  # SSCC, GRAI, GIAI


class LotsAmongParents:
    """The making events of everything that these events pack goods into. Linear in what the events name."""

    def __init__(self, events: Sequence[SupplyEvent]) -> None:
        parents = {event.parent for event in events if event.event_type is EventType.AGGREGATION}
        self._goods: dict[str, SupplyEvent] = {}
        self._single: dict[str, SupplyEvent] = {}
        for event in events if parents - {None} else ():
            for item in _made_by(event):
                if item.lot in parents:
                    first = self._single if _may_be_a_container(item, event) else self._goods
                    first[item.lot] = min(first.get(item.lot, event), event, key=log_order)

    def rival_of(self, parent: str, packing: SupplyEvent) -> SupplyEvent | None:
        """Give the event that makes this parent as a lot, where there is one: the parent is said to be both.

        An SSCC, returnable asset or asset is none by its form. Who commissions a single item may pack into it.
        """
        if parent.startswith(_LOGISTIC):
            return None
        single = self._single.get(parent)
        return self._goods.get(parent) or (single if single is not None and single.issuer != packing.issuer else None)

    def is_lot(self, parent: str, packing: SupplyEvent) -> bool:
        """Say whether it is no container in this packing: a class or lot by its form, or made before in the log.

        Who comes first in the log, comes first here: otherwise a stranger makes a lot vanish by packing dust into it,
        or a container by saying that it made it.
        """
        if parent.startswith(_CLASS) and _SERIAL not in parent:
            return True
        rival = self.rival_of(parent, packing)
        return rival is not None and log_order(rival) <= log_order(packing)


def lot_as_container(parent: str, packing: SupplyEvent, making: SupplyEvent | None) -> Finding:
    """Give the finding that names both records; a disagreement only where one party says both."""
    if making is None:
        records: tuple[bytes, ...] = ()
        sentence = f"{packing.issuer} packed goods into what names a class or lot, no container."
    else:
        records = (making.record_id,)
        sentence = (
            f"{packing.issuer} packed goods into this, and {making.issuer} says that it made it as goods. What is "
            "first in the log counts."
        )
    return Finding(
        code="lot-as-container",
        subject=parent,
        sentence=sentence,
        records=(packing.record_id, *records),
        kind=FindingKind.DISAGREES if making and making.issuer == packing.issuer else FindingKind.UNCHECKED,
    )


def _made_by(event: SupplyEvent) -> Iterable[LotQuantity]:
    is_adding = event.event_type is EventType.OBJECT and event.action == "ADD"
    return event.items if is_adding else event.outputs


def _may_be_a_container(item: LotQuantity, event: SupplyEvent) -> bool:
    """Say whether this is one single item that is commissioned, as containers are too."""
    return event.event_type is EventType.OBJECT and item.amount == 1 and item.unit is None
