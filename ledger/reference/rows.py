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


@dataclass(frozen=True, slots=True)
class ListedEntityRow:
    """One party on one part of an official list. The same party on two sublists is two rows with one `entity_key`.

    Being on a list is its publisher's statement. `removed` is the day from which the publisher no longer lists it.
    """

    entity_key: str
    name: str
    aliases: tuple[str, ...]
    list_name: str
    sublist: str
    effective: date
    removed: date | None
    iso3: str | None
    addresses: tuple[str, ...]
    identifiers: tuple[str, ...]
    origin: Origin

    def is_listed_on(self, day: date) -> bool:
        """Say whether the party was listed on a day, as known on it."""
        return self.origin.as_of <= day and (self.removed is None or day < self.removed)


class OrderStatus(StrEnum):
    """What has become of a trade order; `modified` leaves its `remaining_scope` in force."""

    ACTIVE = "active"
    MODIFIED = "modified"
    REVOKED = "revoked"


class OrderScope(StrEnum):
    """What a trade order names: a firm or place, a ship, or a merchandise of a region or of a whole country."""

    ENTITY = "entity"
    VESSEL = "vessel"
    REGION_COMMODITY = "region-commodity"
    COUNTRY_COMMODITY = "country-commodity"


ALL_GOODS = "multiple"  # the commodity key of an order against everything that the party makes


@dataclass(frozen=True, slots=True)
class TradeOrderRow:
    """One party, ship, region or country that one trade order names; an order against two firms is two rows.

    `effective` is the order's own day, `announced` the day on which it was made public, where known; the `as_of` of its
    origin is the day of the list that it was read in. `region` is an ISO 3166-2 code where there is one, else a name.
    `revoked` is None for an order in force and where the day of its end is not known: it had ended by the list's day.
    """

    order_key: str
    market: str
    action: str
    entity: str
    aliases: tuple[str, ...]
    iso3: str | None
    region: str | None
    merchandise: tuple[str, ...]
    commodity_keys: tuple[str, ...]
    scope: OrderScope
    status: OrderStatus
    remaining_scope: str
    effective: date
    announced: date | None
    revoked: date | None
    includes_subsidiaries: bool
    origin: Origin

    @property
    def known_from(self) -> date:
        """The first day on which anybody could know the order: it had taken effect, and was announced."""
        return max(self.effective, self.announced or self.effective)

    def is_in_force_on(self, day: date) -> bool | None:
        """Say whether the order stood on a day, as known on it; None where it has ended and nobody tells whether by
        then."""
        if day < self.known_from:
            return False
        if self.status is not OrderStatus.REVOKED:
            return True
        if self.revoked is not None:
            return day < self.revoked
        return None if day < self.origin.as_of else False


@dataclass(frozen=True, slots=True)
class EntityCountRow:
    """How many parties an official list holds by its publisher's own count, from the row's `as_of` on."""

    list_name: str
    total: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class PrioritySectorRow:
    """A good in a sector that an enforcement strategy names for priority; `basis` says why the good belongs to it.

    Rows are the known ones, never all there are.
    """

    sector: str
    designated: date
    good: str
    basis: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class TiedVisaRow:
    """How far a country's law ties a worker's visa to one employer: three features in [0, 1]."""

    iso3: str
    single_employer: float
    consent_to_leave: float
    exit_offence: float
    origin: Origin

    @property
    def signal(self) -> float:
        """The mean of the three features."""
        return (self.single_employer + self.consent_to_leave + self.exit_offence) / 3


@dataclass(frozen=True, slots=True)
class ProducerRow:
    """A country that produces a good; `exports` in any one unit for all rows of the good, None where nobody says."""

    iso3: str
    good: str
    exports: float | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class RatificationRow:
    """What is known of one country and one convention. No row is unknown, never `not ratified`."""

    iso3: str
    convention: str
    status: str
    ratified_on: date | None
    basis: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class HubSiteRow:
    """A production site as contributors told it to a public register: it helps to find a site and proves nothing."""

    os_id: str
    name: str
    address: str
    iso3: str
    latitude: float
    longitude: float
    sectors: tuple[str, ...]
    parent: str
    is_closed: bool
    origin: Origin
