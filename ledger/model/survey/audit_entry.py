"""Who opened what on the custodian's own machine, when and why: one entry of a chain."""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What was done. Rows are opened for four reasons; the others let something leave the machine or a screen."""

    CLOSED = "answers opened to close a wave"
    COUNTED = "answers opened to count a wave"
    WORDS_OPENED = "answers opened to read words"
    CASES_SOUGHT = "answers opened for who asks to be called"
    WORDS_SHOWN = "words shown on the screen"
    SEALED_ANEW = "keys opened to seal to a new month"
    ASSESSED = "sealed assessment shown on the screen"
    RELEASE_DRAWN = "releases drawn"
    TEXTS_WRITTEN = "results for workers written to files"
    RELEASE_HANDED_IN = "releases handed in"
    OLD_DROPPED = "lines older than 12 months dropped"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry. `people` name the keys that were unlocked: "person-1:" and the first bytes of the key's SHA-256.

    `subject` is a wave's token or a site; `number` how many there were, where that is known; `at` epoch seconds.
    Of OLD_DROPPED `number` is the place of the last line that went, and `subject` its digest (0x and hex).
    `previous` is the digest of the entry before, 32 zero bytes at the first.
    """

    place: int
    act: Act
    subject: str
    people: tuple[str, ...]
    at: int
    why: str
    number: int | None
    previous: bytes
