"""What a change touches: the lots and products that contain anything of a site, a party, a recruiter or an origin."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """What the question starts from."""

    SITE = "site"
    PARTY = "party"  # a DID: what it made at the sites it operates, and every lot it held
    RECRUITER = "recruiter"  # a DID: what was made at the sites it recruits for, in the periods it does
    ORIGIN = "origin"  # a country, of a lot or of its site, and a good where one is named
    LIST_ENTRY = "list-entry"  # a row of the goods list: its origin and its good


@dataclass(frozen=True, slots=True)
class Question:
    """`value` is an identifier, a DID or an ISO 3166-1 alpha-2 country; `good` narrows an origin."""

    cause: Cause
    value: str
    good: str | None = None


@dataclass(frozen=True, slots=True)
class AffectedLot:
    """A lot that contains, or may contain, something of the cause. `steps` is 0 for what it made or held itself.

    `is_confirmed` where every hand-over on one way from the cause is confirmed by its giver. Otherwise somebody alone
    says that it used such a lot: unknown is not safe, so it is listed. `in_period` is True for a lot of the cause
    itself that was made within the recruiter's period there; None for others, and where nobody says when it was made.
    """

    lot: str
    steps: int
    is_confirmed: bool
    site: str | None
    products: tuple[str, ...]
    records: tuple[bytes, ...]
    in_period: bool | None = None


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """Every lot that is touched, nearest first. `sites` are the places of the cause that the log knows."""

    question: Question
    log_size: int
    sites: tuple[str, ...]
    lots: tuple[AffectedLot, ...]

    @property
    def products(self) -> tuple[str, ...]:
        """Give the finished products with a touched lot, each once."""
        return tuple(sorted({product for lot in self.lots for product in lot.products}))
