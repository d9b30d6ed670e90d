"""The answer to "does this record hold?": one verdict, the numbered checks behind it, and what it is relative to."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.model.log import BlockRef
from ledger.model.statement import Scheme

SHOWS_HEAD = "head"
SHOWS_HEAD_BEFORE = "head before"
SHOWS_KEY = "newest key state"
SHOWS_KEY_AT_ANCHOR = "key state for the anchor"
SHOWS_ATTESTATION = "statement recorded on chain"
WHAT_VALID_MEANS = "signature and time check out; content not verified"


class VerdictKind(StrEnum):
    """The verdicts, in order of precedence: where several hold, the earliest here is given."""

    INVALID = "INVALID"
    CANNOT_VERIFY = "CANNOT-VERIFY"
    UNANCHORED = "UNANCHORED"
    TIME_UNPROVABLE = "TIME-UNPROVABLE"
    DISPUTED = "DISPUTED"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"
    EXPIRED = "EXPIRED"
    VALID = "VALID"

    @property
    def precedence(self) -> int:
        """0 is the strongest."""
        return tuple(VerdictKind).index(self)


@dataclass(frozen=True, slots=True)
class Check:
    """One numbered check. `passed` is None when it could not run, which is never a pass."""

    number: int
    name: str
    passed: bool | None
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbered procedure found. `code` says why it is not VALID, for example key-revoked."""

    kind: VerdictKind
    code: str | None
    reads: str  # the verdict as a sentence
    checks: tuple[Check, ...]
    record_id: bytes | None
    issuer: str | None
    scheme: Scheme | None
    anchored_at: int | None  # block time of the anchor
    as_of_size: int | None
    blocks: tuple[tuple[str, BlockRef], ...]  # what each block shows, and the block: the verdict is relative to these

    def block_that_shows(self, what: str) -> BlockRef | None:
        """Give the block of `blocks` by what it shows, or None."""
        return dict(self.blocks).get(what)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A later statement of the same issuer that revokes or replaces a record."""

    record_id: bytes  # the record it acts on
    by_record_id: bytes
    issuer: str
    is_supersession: bool
