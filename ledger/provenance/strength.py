"""How well each edge is evidenced: who says it, and with whose key. The rule stands at EdgeStrength."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ledger.model.graph import EdgeStrength, Holding, LotEdge
from ledger.model.record import Record
from ledger.model.statement import Kind, Scheme


@dataclass(slots=True)
class Origins:
    """Where records stand in the log, which of them somebody else signed for their issuer, and which are no events."""

    index: dict[bytes, int] = field(default_factory=dict)
    custodial: set[bytes] = field(default_factory=set)
    documents: set[bytes] = field(default_factory=set)

    def noted(self, records: Iterable[Record]) -> Iterator[Record]:
        """Give these records on, one by one, and remember their origins."""
        for record in records:
            if record.index is not None:
                self.index[record.record_id] = min(record.index, self.index.get(record.record_id, record.index))
            if record.signed.scheme is Scheme.CUSTODIAL:
                self.custodial.add(record.record_id)
            if record.signed.statement.kind != Kind.EVENT:
                self.documents.add(record.record_id)
            yield record


def strength_of(edge: LotEdge, holding: Holding | None, origins: Origins) -> EdgeStrength:
    """Give the strength of an edge; `holding` is why its user counts as having had the input, if it does."""
    if edge.record_id in origins.documents:
        return EdgeStrength.NAMED
    is_own = edge.record_id not in origins.custodial
    has_giver = holding is not None and holding.given_by is not None
    is_givers_own = has_giver and holding is not None and holding.record_id not in origins.custodial
    if is_own and is_givers_own:
        return EdgeStrength.AGREED
    return EdgeStrength.SIGNED if is_own or is_givers_own else EdgeStrength.CUSTODIAL
