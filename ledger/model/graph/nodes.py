"""What the supply graph is made of: sites, lots, the edges between lots, who had a lot, and products."""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum


class EdgeStrength(IntEnum):
    """How well a hand-over into a transformation is evidenced, the weakest first. Says nothing of its truth.

    Decision: two sides are the giver, whose own record names the receiver, and the user, whose record uses the lot. A
    side counts as its own word where its record was signed with its own key, and as custodial where somebody else
    signed for it. A user that had the lot from nobody else has no second side, so nobody agrees with it. What rests on
    documents alone, without any event of the use, is the least. What would change our mind: a scheme in which carriers
    sign as a third side.
    """

    NAMED = 1  # only a document names it
    CUSTODIAL = 2  # said in events, each signed by somebody else for its issuer
    SIGNED = 3  # one side signed it itself
    AGREED = 4  # giver and user each signed it themselves

    @property
    def word(self) -> str:
        """Give the stable word for documents."""
        return self.name.lower()

    @property
    def reads(self) -> str:
        """Give what it says, for people."""
        return _STRENGTH_READS[self.name]


_STRENGTH_READS = {
    "NAMED": "only a document names it",
    "CUSTODIAL": "signed by somebody else for its issuer",
    "SIGNED": "one side signed it itself",
    "AGREED": "giver and user each signed it",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A producing or handling place. `country` is ISO 3166-1 alpha-2, None when no facility statement gives it.

    `is_confirmed`: an auditor, or the ledger's operator, decided that `operator` runs it; else that is a claim.
    """

    site: str
    name: str | None
    operator: str | None  # DID
    country: str | None
    goods: tuple[str, ...]
    records: tuple[bytes, ...]
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot and where it came to be. `site` is None and `is_disclosed` False where no event says who made it.

    A lot repacked from one site's goods keeps that site. `is_repacked` marks one packed from several sites' goods: its
    `site` packed it, and it makes no tier of its own. `origin` is the country that its making event states in its
    master data, which may be another than its site's; `good` what its maker's own statement calls it, None where
    anybody calls it otherwise. `made_from` and `made_until` are the UTC days of its first and last making event.
    """

    lot: str
    site: str | None
    produced: Decimal | None
    unit: str | None
    is_disclosed: bool
    records: tuple[bytes, ...]
    is_repacked: bool = False
    origin: str | None = None  # ISO 3166-1 alpha-2
    good: str | None = None
    made_from: str | None = None
    made_until: str | None = None


@dataclass(frozen=True, slots=True)
class Recruitment:
    """Workers brought from `origin` to a site in `destination` within a period, by the word of one record.

    Days are ISO 8601, both included. `workers` is None where nobody says how many.
    """

    recruiter: str  # DID
    origin: str
    destination: str
    period_from: str
    period_until: str
    fee_payer: str
    workers: int | None
    record_id: bytes


@dataclass(frozen=True, slots=True)
class LotEdge:
    """`input_lot` went into `output_lot`. `amount` was consumed; `share` is its part of that output's input, 0 to 1.

    `log_index` is the place of its record in the log, None for one that is not sealed; `strength` is None until the
    graph is built.
    """

    input_lot: str
    output_lot: str
    amount: Decimal | None
    unit: str | None
    share: float
    record_id: bytes
    used_by: str | None = None  # DID that signed the use
    log_index: int | None = None
    strength: EdgeStrength | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """Why somebody counts as having had a lot: they made it, or one who had it names them as the next.

    `given_by` is None for the maker. `record_id` is the making, or the giver's own event or purchase.
    """

    given_by: str | None  # DID
    record_id: bytes


@dataclass(frozen=True, slots=True)
class SealedMaking:
    """A record that says who made a lot, to a narrower audience than those downstream: that it exists may be shown."""

    record_id: bytes
    log_index: int | None


@dataclass(frozen=True, slots=True)
class Making:
    """A record in which somebody (a DID) tells that goods were made."""

    record_id: bytes
    log_index: int | None
    by: str


@dataclass(frozen=True, slots=True)
class PlacedMaking:
    """A record in which somebody (a DID) tells that it made a lot at this place, called by the place's own name."""

    record_id: bytes
    by: str
    place: str


@dataclass(frozen=True, slots=True)
class FirstMakings:
    """The first making that was ever told at a place, and the first that its teller did not declare an error."""

    ever: Making
    standing: Making | None


@dataclass(frozen=True, slots=True)
class Material:
    """One line of a bill of materials: so much of a good goes into one unit of the product, by its brand's word."""

    good: str
    quantity: str  # exact, as it was told
    unit: str


@dataclass(frozen=True, slots=True)
class Product:
    """A finished product as its brand declares it. `product` is a GTIN in canonical form.

    `materials` are the first bill of materials that the brand gives with one of its lots.
    """

    product: str
    name: str
    good: str
    brand: str  # DID
    lots: tuple[str, ...]
    materials: tuple[Material, ...] = ()
