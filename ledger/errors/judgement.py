"""The risk method cannot use what it was given."""

from ledger.errors.base import LedgerError


class RiskInputError(LedgerError, code="risk-input"):
    """An input of the risk method is missing, out of its range, not a number, or infinite."""

    field: str
    value: object
    mend: str


class ReferenceTableError(LedgerError, code="reference-table"):
    """A reference table has columns or rows that its loader does not know."""

    table: str
    field: str
    reason: str
    mend: str = "load the publisher's own file, unchanged"


class LookedAhead(LedgerError, code="looked-ahead"):
    """A back-test read a row that was not known at its cut-off: its result would be worth nothing."""

    table: str
    row_date: str
    cut_off: str
