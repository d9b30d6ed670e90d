"""What a party says of itself, and who owns it.

Everything here is its issuer's claim.
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Country, Day, Did, Identifier, Share, Text


@dataclass(frozen=True, slots=True, config=STRICT)
class Owner:
    """Who owns a part of the party. `share` is that part, above 0 to 1; left out, it is not known.

    An owner may be a person: such a statement is not taken for the public.
    """

    name: Text
    did: Did | None = None
    identifier: Identifier | None = None  # LEI, tax number …
    country: Country | None = None
    share: Share | None = None
    since: Day | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if self.share is not None and not Decimal(self.share):
            raise ValueError("share is above 0 to 1; leave it out where it is not known")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class PartyBody:
    """A party introduces itself. The chain knows its DID only as a hash. `owners` left out are not told of."""

    did: Did
    name: Text
    country: Country
    roles: tuple[Literal["supplier", "recruiter", "auditor", "surveyor", "brand", "custodian", "operator"], ...]
    owners: Annotated[tuple[Owner, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _owned_once(self) -> Self:
        if sum(Decimal(each.share) for each in self.owners if each.share is not None) > 1:
            raise ValueError("the shares of the owners add up to more than 1")
        named = [(each.name, each.did, each.identifier, each.country) for each in self.owners]
        if len(set(named)) < len(named):
            raise ValueError("an owner is named twice: give each once, with all that it holds")
        if any(each.did == self.did for each in self.owners):
            raise ValueError("a party is not its own owner")
        return self
