"""A publisher's list cannot be taken: the edition in force stays in force, and nothing is half-written."""

from dataclasses import dataclass

from ledger.errors.base import LedgerError


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that was refused: its number in the file (the header is row 1), the field, why, and what mends it."""

    row: int
    field: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.field}: {self.reason} ({self.mend})"


class ListFileRefused(LedgerError, code="list-file-refused"):
    """A publisher's file has rows, or a shape, that its loader cannot read: nothing of it was kept.

    `rows` are the first of those to blame, empty where the file as a whole is.
    """

    publisher: str
    reason: str
    mend: str
    rows: tuple[RefusedRow, ...] = ()


class NamesFileRefused(LedgerError, code="names-file-refused"):
    """Your file of names has rows, or a shape, that cannot be read: nobody in it was screened."""

    reason: str
    mend: str
    rows: tuple[RefusedRow, ...] = ()


class DropUnconfirmed(LedgerError, code="drop-unconfirmed"):
    """A new edition leaves out so much of the last one that a person must say that it is meant: nothing was kept.

    Risk method, D6.
    """

    list_name: str
    dropped: int
    before: int
    reason: str
    mend: str
