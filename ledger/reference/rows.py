"""The rows of the reference tables, each with where it comes from and from when it may be used."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Trust(StrEnum):
    """How far a row is relied on. A low-trust row never lowers a score and never sets a trade-order match."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who published the fact, from which date it may be used, how far it is trusted, and where it was read."""

    publisher: str
    as_of: date
    trust: Trust
    source: str


@dataclass(frozen=True, slots=True)
class CountryRow:
    """One country of ISO 3166-1."""

    iso2: str
    iso3: str
    numeric: str
    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One pair of origin country and good on the US list; `input_*`: made there with a listed input."""

    iso3: str
    good: str
    child_labour: bool
    forced_labour: bool
    input_child_labour: bool
    input_forced_labour: bool
    basis: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class TipRow:
    """The tier of one country in the US trafficking report: 1, 2, 2WL, 3 or SC (special case)."""

    iso3: str
    tier: str
    basis: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class RuleOfLawRow:
    """The rule-of-law estimate of one country, about -2.5 to 2.5, higher is better."""

    iso3: str
    estimate: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class SectorRow:
    """Where a good belongs: ISIC Rev.4 classes (the first one's division is its sector) and HS prefixes."""

    good: str
    isic: tuple[str, ...]
    hs_prefixes: tuple[str, ...]
    origin: Origin

    @property
    def division(self) -> str:
        """The two digits of the ISIC division."""
        return self.isic[0][:2]


@dataclass(frozen=True, slots=True)
class StateImposedRow:
    """A country, or a region of one (ISO 3166-2), where work is reported to be imposed by the state itself.

    `names` are spellings by which the region and places in it are known; `box` is what it lies in: south, west, north,
    east in degrees. `others` are the codes of the country's other regions, `country_box` is what the country lies in.
    """

    iso3: str
    region: str | None
    names: tuple[str, ...]
    box: tuple[float, float, float, float] | None
    others: tuple[str, ...]
    country_box: tuple[float, float, float, float] | None
    basis: str
    origin: Origin


def good_key(good: str) -> str:
    """Give the key of a good's name: spelling with other capitals or spaces is the same good."""
    return " ".join(good.casefold().split())


@dataclass(frozen=True, slots=True)
class YieldRow:
    """The most product, by mass, that one unit of mass of an input plausibly gives. `basis` says why."""

    input_good: str
    output_good: str
    most: Fraction
    basis: str
    origin: Origin
