"""What is said about other records, and what the ledger's people decide."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Did, Hash32, Identifier, Text


@dataclass(frozen=True, slots=True, config=STRICT)
class RevocationBody:
    """The issuer withdraws one of its own records."""

    record: Hash32
    reason: Text


@dataclass(frozen=True, slots=True, config=STRICT)
class SupersessionBody:
    """The issuer replaces one of its own records by another of its own."""

    record: Hash32
    replacement: Hash32
    reason: Text


@dataclass(frozen=True, slots=True, config=STRICT)
class ErasureBody:
    """A record is to be erased, on a legal ground. Entry, hash and spent nonce of the record stay in the log."""

    record: Hash32
    ground: Text


@dataclass(frozen=True, slots=True, config=STRICT)
class GrantBody:
    """The issuer lets more parties read one of its own records. It is never taken back: what was read was read."""

    record: Hash32
    to: Annotated[tuple[Did, ...], Field(min_length=1, max_length=20)]


@dataclass(frozen=True, slots=True, config=STRICT)
class DecisionBody:
    """A person decided whether two sites are one place, or whether a party (`right`, a DID) operates a site (`left`).

    Of a screening-match, `left` is a party or site, `right` a row of a list as KEY@LIST, and `basis` holds the hash of
    the row that was looked at: when the row says something else, the question is open again. The newest decision about
    a pair counts.
    """

    subject: Literal["facility-match", "site-operator", "screening-match"]
    left: Identifier
    right: Identifier
    outcome: Literal["same", "different", "confirmed", "refused"]
    reason: Text
    basis: tuple[Hash32, ...] = ()  # the records, or the rows of a list by their hash, that were looked at

    @model_validator(mode="after")
    def _of_its_subject(self) -> Self:
        is_of_sites = self.subject == "facility-match"
        if (self.outcome in ("same", "different")) is not is_of_sites:
            raise ValueError("two sites are same or different; an operator or a match is confirmed or refused")
        if self.subject == "site-operator" and not self.right.startswith("did:"):
            raise ValueError("of a site-operator, right is the operator's DID")
        if self.subject == "screening-match" and ("@" not in self.right or not self.basis):
            raise ValueError("of a screening-match, right is KEY@LIST and basis the hash of the row looked at")
        return self
