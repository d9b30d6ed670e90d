"""How findings about the stored log are worded: what is stored, what it should be, which is wrong, and the mend."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.model.finding import Finding, FindingKind

RESTORE = "restore it from a backup that fsck calls whole; nothing is repaired in place"
FROM_STATEMENT = "restore the row from a backup; the statement is whole, so nothing that was said is lost"
LOOK = "find out which one lies before anything is anchored again"
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class HeadName:
    """A head as subjects name it."""

    size: int
    count: int | None = None

    def __str__(self) -> str:
        return f"head size={self.size}" + (f" count={self.count}" if self.count is not None else "")


def row(table: str, head: HeadName | None = None, /, **key: object) -> str:
    """Name a row by its table and key, and the head that covers it."""
    named = " ".join([table, *(f"{name}={shown(value)}" for name, value in key.items())])
    return f"{named}; {head}" if head else f"{named}; no head"


def disagrees(code: str, subject: str, sentence: str, *records: bytes, mend: str = RESTORE) -> Finding:
    """Give the finding that two things do not fit which must."""
    return Finding(code, subject, sentence, records, FindingKind.DISAGREES, mend)


def unchecked(code: str, subject: str, sentence: str, *records: bytes, mend: str = "") -> Finding:
    """Give the finding that something could not be checked."""
    return Finding(code, subject, sentence, records, FindingKind.UNCHECKED, mend)


def as_it_should_be(code: str, subject: str, sentence: str, *records: bytes) -> Finding:
    """Give the finding that tells something which is no disagreement."""
    return Finding(code, subject, sentence, records, FindingKind.TOLD, "nothing")


def shown(value: object) -> str:
    """Give a stored value as a reader can compare it."""
    if isinstance(value, bytes):
        return _cut("0x" + value.hex())
    if isinstance(value, str):
        return _cut(value.encode("utf-8", "backslashreplace").decode())
    return "nothing" if value is None else str(value)


def hold(names: Sequence[str], before: str = "") -> str:
    """Give the names with the verb that their number asks for, and the word before it."""
    return f"{', '.join(names)} {before}{'holds' if len(names) == 1 else 'hold'}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
