"""The rows that only the back-test reads: a corruption index, import orders, and what is really produced where."""

from dataclasses import dataclass
from datetime import date

from ledger.reference.rows import CountryRow, GoodsRow, Origin, SectorRow, TipRow


@dataclass(frozen=True, slots=True)
class CorruptionRow:
    """The corruption index of one country in one year, 0 to 100, higher is cleaner."""

    iso3: str
    year: int
    score: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One import order by its day, the origin and the goods that it names; `multiple` is an order over all goods."""

    day: date
    iso3: str
    goods: tuple[str, ...]
    action: str


@dataclass(frozen=True, slots=True)
class ProductionRow:
    """A good that a country really produces or exports, as the user's own table says."""

    iso3: str
    good: str


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything that a study may choose from, of all dates. Features are read through a `Window` only.

    `editions` are the goods lists by year, each as a whole. Countries and the map from goods to sectors are names, not
    observations, and carry no cut-off.
    """

    countries: tuple[CountryRow, ...]
    sectors: tuple[SectorRow, ...]
    editions: tuple[tuple[int, tuple[GoodsRow, ...]], ...]
    tip: tuple[TipRow, ...]
    corruption: tuple[CorruptionRow, ...]
    orders: tuple[OrderRow, ...]
    production: tuple[ProductionRow, ...]
    table_hashes: tuple[tuple[str, str], ...]

    def edition(self, year: int) -> tuple[GoodsRow, ...]:
        """The goods list of one year."""
        return dict(self.editions)[year]
