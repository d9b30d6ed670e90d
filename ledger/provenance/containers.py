"""What each party has in which container at a moment, so that one that is used or shipped stands for its content.

A party has in a container what it packed itself, else what one party says it handed over to it in that container: the
first in the log to say so. Nobody fills, empties or opens a container for anybody else.
Bounds, so that a build stays linear in what the events name: an event opens at most MAX_OPENED items, and all events
together at most MAX_OPENINGS times what was packed into a container. Beyond, the container stands unopened as a lot of
unknown origin, with a finding that names the event and its issuer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ledger.model.event import LotQuantity, SupplyEvent
from ledger.model.finding import Finding, FindingKind
from ledger.provenance.lot_or_container import LotsAmongParents, lot_as_container
from ledger.provenance.tellings import log_order

MAX_OPENED = 10_000
MAX_OPENINGS = 32
_Key = tuple[str, str]  # party, container


@dataclass(slots=True)
class _Content:
    """What was packed, shared by all that it was handed on to. `packed` and `opened` count items, and only grow."""

    items: list[LotQuantity]
    packed: int
    opened: int = 0


@dataclass(frozen=True, slots=True)
class _Filling:
    """What a party has in one container: the first `size` of the content, by the word of an event of the giver."""

    content: _Content
    size: int
    told_by: SupplyEvent


class Containers:
    """Containers while the events are replayed in order of time. Content may be containers again."""

    def __init__(self, events: Sequence[SupplyEvent], party_of: Callable[[str], str | None]) -> None:
        self._lots, self._party_of = LotsAmongParents(events), party_of
        self._inside: dict[_Key, _Filling] = {}
        self._gone: set[_Key] = set()
        self._packers: dict[str, set[str]] = {}
        self._findings: dict[tuple[str, str, str], Finding] = {}
        self._event, self._paid = b"", set[str]()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give what was odd so far, once for each container and issuer."""
        return tuple(self._findings.values())

    def pack(self, event: SupplyEvent) -> bool:
        """Put the items of this event into its parent, for its issuer; False where the parent is a lot."""
        container = event.parent or ""
        rival = self._lots.rival_of(container, event)
        is_lot = self._lots.is_lot(container, event)
        if is_lot or rival is not None:
            self._note(lot_as_container(container, event, rival), event)
        if is_lot:
            return False
        self._packers.setdefault(container, set()).add(event.issuer)
        key = (event.issuer, container)
        had = None if key in self._gone else self._inside.get(key)
        if had is not None and had.told_by.issuer != event.issuer:
            self._note(_contested(container, event, had.told_by), event)
            had = None
        content = had.content if had is not None else _Content([], 0)
        if had is not None and had.size != len(content.items):
            content = replace(content, items=content.items[: had.size])
        content.items.extend(event.items)
        content.packed += len(event.items)
        self._put(key, _Filling(content, len(content.items), had.told_by if had is not None else event))
        return True

    def unpack(self, party: str, container: str, items: Iterable[LotQuantity]) -> None:
        """Take these items out whole, for this party; none named means all."""
        out = {item.lot for item in items}
        had = self._inside.pop((party, container), None)
        left = [item for item in _items(had) if item.lot not in out] if had is not None and out else []
        if had is not None and left:
            self._inside[party, container] = replace(had, content=replace(had.content, items=left), size=len(left))

    def opened(self, event: SupplyEvent, items: Iterable[LotQuantity]) -> list[LotQuantity]:
        """Give the items with each container replaced by what the issuer has in it, however deep, once each."""
        return self._walk(event, items, self._inside.get)[0]

    def hand_on(self, event: SupplyEvent, items: Iterable[LotQuantity]) -> list[LotQuantity]:
        """Give what the issuer still had in these, and let those that it names as destinations have it so.

        After a shipping the issuer has it no longer, though it remembers what it was.
        """
        found, boxes = self._walk(event, items, lambda key: None if key in self._gone else self._inside.get(key))
        receivers = [party for party in map(self._party_of, event.destinations) if party not in (None, event.issuer)]
        if len(boxes) * len(receivers) > MAX_OPENED:
            self._note(_not_followed(boxes[0], event, "hands more containers to more parties"), event)
            receivers = []
        for box in boxes:
            for receiver in dict.fromkeys(receivers):
                self._receive((receiver or "", box), replace(self._inside[event.issuer, box], told_by=event))
            if event.biz_step == "shipping":
                self._gone.add((event.issuer, box))
        return found

    def is_container(self, identifier: str) -> bool:
        """Say whether anything was ever packed into it."""
        return identifier in self._packers

    def packers_of(self, identifier: str) -> set[str]:
        """Give who ever packed anything into it."""
        return self._packers.get(identifier, set())

    def _receive(self, key: _Key, filling: _Filling) -> None:
        has = None if key in self._gone else self._inside.get(key)
        if has is None or has.told_by.issuer == filling.told_by.issuer:
            self._put(key, filling)
        elif has.content is not filling.content:
            self._note(_contested(key[1], filling.told_by, has.told_by), filling.told_by)
            if has.told_by.issuer != key[0] and log_order(filling.told_by) < log_order(has.told_by):
                self._put(key, filling)

    def _put(self, key: _Key, filling: _Filling) -> None:
        self._inside[key] = filling
        self._gone.discard(key)

    def _walk(
        self, event: SupplyEvent, items: Iterable[LotQuantity], inside: Callable[[_Key], _Filling | None]
    ) -> tuple[list[LotQuantity], list[str]]:
        waiting, found = list(items)[::-1], list[LotQuantity]()
        boxes: dict[str, None] = {}
        count = 0
        while waiting:
            item = waiting.pop()
            filling = inside((event.issuer, item.lot))
            if filling is None:
                found.append(item)
            elif item.lot not in boxes:
                count += filling.size
                if self._may_open(event, item.lot, filling, count):
                    boxes[item.lot] = None
                    waiting.extend(reversed(_items(filling)))
                else:
                    count -= filling.size
                    found.append(item)
        return found, list(boxes)

    def _may_open(self, event: SupplyEvent, container: str, filling: _Filling, count: int) -> bool:
        """Say whether the bounds allow it. An event is charged once for a container, however often it is read."""
        if self._event != event.record_id:
            self._event, self._paid = event.record_id, set()
        if count > MAX_OPENED:
            self._note(_not_followed(container, event, "opens more items from containers"), event)
            return False
        if container in self._paid:
            return True
        content = filling.content
        if content.opened + filling.size > MAX_OPENINGS * content.packed:
            self._note(
                _not_followed(container, event, f"names this container for more than the {MAX_OPENINGS}th time"), event
            )
            return False
        content.opened += filling.size
        self._paid.add(container)
        return True

    def _note(self, finding: Finding, event: SupplyEvent) -> None:
        self._findings.setdefault((finding.code, finding.subject, event.issuer), finding)


def _items(filling: _Filling) -> list[LotQuantity]:
    return filling.content.items[: filling.size]


def _contested(container: str, told: SupplyEvent, had: SupplyEvent) -> Finding:
    return Finding(
        code="container-contested",
        subject=container,
        sentence=f"By the word of {told.issuer} other goods are in this container than by that of {had.issuer}, for "
        "one party. What it packed itself counts, else what is first in the log; the other content is not followed.",
        records=(told.record_id, had.record_id),
        kind=FindingKind.UNCHECKED,
    )


def _not_followed(container: str, event: SupplyEvent, what: str) -> Finding:
    return Finding(
        code="container-not-followed",
        subject=container,
        sentence=f"An event of {event.issuer} {what} than are followed, so what is inside is unknown here.",
        records=(event.record_id,),
        kind=FindingKind.UNCHECKED,
    )
