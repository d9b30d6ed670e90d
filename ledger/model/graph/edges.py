"""Edges and the records that they rest on, by number."""

from decimal import Decimal

from ledger.model.graph.columns import NONE, Columns, Texts
from ledger.model.graph.nodes import EdgeStrength, LotEdge

ID_BYTES = 32


class Records:
    """Record ids by number, with the place of each in the log."""

    __slots__ = ("_ids", "_index")

    def __init__(self, columns: Columns) -> None:
        self._ids, self._index = columns["record.ids"].data, columns["record.index"].data

    def id(self, number: int) -> bytes:
        """Give the 32-byte id."""
        return bytes(self._ids[number * ID_BYTES : number * ID_BYTES + ID_BYTES])

    def ids(self, numbers: list[int]) -> tuple[bytes, ...]:
        """Give the ids of several."""
        return tuple(map(self.id, numbers))

    def index(self, number: int) -> int | None:
        """Give the place in the log, None for a record without one."""
        found: int = self._index[number]
        return None if found == NONE else found


class Edges:
    """Columns of edges, sorted by output lot. `input`, `output`, `share` and `followed` are for walks.

    `followed` is 1 where a walk goes on to the input: its user was given it, or there is nothing behind it to learn.
    """

    __slots__ = (
        *("_amount", "_names", "_record", "_records", "_strength", "_texts", "_unit", "_used_by"),
        *("followed", "input", "output", "share"),
    )

    def __init__(self, columns: Columns, names: Texts, texts: Texts, records: Records) -> None:
        self._names, self._texts, self._records = names, texts, records
        self.input, self.output = columns["edge.input"].data, columns["edge.output"].data
        self.share, self.followed = columns["edge.share"].data, columns["edge.followed"].data
        self._amount, self._unit = columns["edge.amount"].data, columns["edge.unit"].data
        self._record, self._used_by = columns["edge.record"].data, columns["edge.used_by"].data
        self._strength = columns["edge.strength"].data

    def __len__(self) -> int:
        return len(self.input)

    def value(self, number: int) -> LotEdge:
        """Give the edge of this number."""
        names, texts, amount, record = self._names, self._texts, self._amount[number], self._record[number]
        return LotEdge(
            names[self.input[number]],
            names[self.output[number]],
            Decimal(texts[amount]) if amount != NONE else None,
            texts.get(self._unit[number]),
            self.share[number],
            self._records.id(record),
            texts.get(self._used_by[number]),
            self._records.index(record),
            EdgeStrength(self._strength[number]),
        )

    def used_by(self, number: int) -> str | None:
        """Give the DID that signed the use."""
        return self._texts.get(self._used_by[number])

    def record_id(self, number: int) -> bytes:
        """Give the id of the record that tells the use."""
        return self._records.id(self._record[number])

    def record(self, number: int) -> int:
        """Give the number of the record that tells the use."""
        found: int = self._record[number]
        return found
