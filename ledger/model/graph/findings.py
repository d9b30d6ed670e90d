"""The findings of a supply graph, found by the lots and records that they name."""

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from ledger.model.finding import Finding, FindingKind
from ledger.model.graph.columns import NONE, Columns, Rows, Texts
from ledger.model.graph.edges import Records

KINDS = tuple(FindingKind)
_TEXTS = ("code", "subject", "sentence", "mend")


class Findings(Sequence[Finding]):
    """All findings in their order, by code, subject and records."""

    def __init__(self, columns: Columns, texts: Texts, records: Records) -> None:
        self._told = [columns[f"finding.{each}"].data for each in _TEXTS]
        self._kind, self._lot = columns["finding.kind"].data, columns["finding.lot"].data
        self._rests_on, self._texts, self._records = Rows(columns, "finding.records"), texts, records
        self._of_lot, self._of_record = Rows(columns, "lot.findings"), Rows(columns, "record.findings")

    def __len__(self) -> int:
        return len(self._kind)

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, place: int | slice) -> Finding | tuple[Finding, ...]:
        if isinstance(place, slice):
            return tuple(map(self._finding, range(*place.indices(len(self)))))
        return self._finding(range(len(self))[place])

    def __iter__(self) -> Iterator[Finding]:
        return map(self._finding, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Findings | tuple) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment] # compared by content

    def about(self, lots: Iterable[int], records: set[int]) -> tuple[Finding, ...]:
        """See SupplyGraph.findings_about. Looks only at findings that name one of these lots or records."""
        if not len(self):
            return ()
        found = {each for lot in lots for each in self._of_lot[lot]}
        resting = {each for record in records for each in self._of_record[record]}
        found.update(each for each in resting if self._lot[each] == NONE or records.issuperset(self._rests_on[each]))
        return tuple(map(self._finding, sorted(found)))

    def _finding(self, number: int) -> Finding:
        code, subject, sentence, mend = (self._texts[each[number]] for each in self._told)
        kind = KINDS[self._kind[number]]
        return Finding(code, subject, sentence, self._records.ids(self._rests_on[number]), kind, mend)
