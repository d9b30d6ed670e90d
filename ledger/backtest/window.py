"""What was known on a day: a window over the archive that gives no later row, and remembers each one that it gave."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from ledger.backtest.names import one_name
from ledger.backtest.rows import Archive, CorruptionRow, ProductionRow
from ledger.errors import LookedAhead
from ledger.reference.rows import CountryRow, GoodsRow, Origin, SectorRow, TipRow, TradeOrderRow


class Dated(Protocol):
    """A row that says from when it may be used."""

    @property
    def origin(self) -> Origin:
        """Where it comes from, and its date."""


D = TypeVar("D", bound=Dated)


def _known_on(row: Dated) -> date:
    """Give the day from which the row could be known: an order's own, however late the list that it is read from."""
    return row.known_from if isinstance(row, TradeOrderRow) else row.origin.as_of


@dataclass(slots=True)
class Spy:
    """Remembers the table and the date of every dated row that was read."""

    seen: list[tuple[str, date]] = field(default_factory=list)

    def note(self, table: str, rows: Iterable[Dated]) -> None:
        """Write the rows down."""
        self.seen.extend((table, _known_on(row)) for row in rows)

    def latest(self) -> dict[str, date]:
        """The newest date read of each table."""
        return {
            table: max(day for name, day in self.seen if name == table) for table in {name for name, _ in self.seen}
        }

    def refuse_later_than(self, cut_off: date) -> None:
        """Raise LookedAhead when any row was read that is dated later than the cut-off."""
        for table, day in sorted(self.latest().items()):
            if day > cut_off:
                raise LookedAhead(table=table, row_date=day.isoformat(), cut_off=cut_off.isoformat())


@dataclass(frozen=True, slots=True)
class Window:
    """The archive as it stood on the cut-off. Goods carry one name across editions."""

    archive: Archive
    cut_off: date
    spy: Spy

    def countries(self) -> tuple[CountryRow, ...]:
        """The country codes; names, not observations."""
        return self.archive.countries

    def sectors(self) -> tuple[SectorRow, ...]:
        """The map from goods to sectors, each good once; names, not observations."""
        by_name = {one_name(row.good): replace(row, good=one_name(row.good)) for row in self.archive.sectors}
        return tuple(by_name.values())

    def goods(self) -> tuple[GoodsRow, ...]:
        """The newest goods list that was out as a whole."""
        known = [self._known(rows) for _, rows in sorted(self.archive.editions)]
        newest = next((rows for rows in reversed(known) if rows), ())
        return tuple(replace(row, good=one_name(row.good)) for row in self._read("goods list", newest))

    def tip(self) -> tuple[TipRow, ...]:
        """The newest trafficking report that was out."""
        return self._newest("trafficking report", self.archive.tip, lambda row: row.origin.as_of)

    def corruption(self) -> tuple[CorruptionRow, ...]:
        """The newest year of the corruption index that was out; none where nobody supplied one."""
        return self._newest("corruption index", self.archive.corruption, lambda row: row.year)

    def production(self) -> tuple[ProductionRow, ...]:
        """What is really produced where: narrows the pairs, scores none of them."""
        return self.archive.production

    def _newest(self, table: str, rows: Iterable[D], edition: Callable[[D], Any]) -> tuple[D, ...]:
        known = self._known(rows)
        newest = max((edition(row) for row in known), default=None)
        return self._read(table, tuple(row for row in known if edition(row) == newest))

    def _known(self, rows: Iterable[D]) -> tuple[D, ...]:
        return tuple(row for row in rows if row.origin.as_of <= self.cut_off)

    def _read(self, table: str, rows: tuple[D, ...]) -> tuple[D, ...]:
        self.spy.note(table, rows)
        return rows
