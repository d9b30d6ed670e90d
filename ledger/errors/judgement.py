"""The risk method cannot use what it was given."""

from ledger.errors.base import LedgerError


class RiskInputError(LedgerError, code="risk-input"):
    """An input of the risk method is out of its range, not a number, or infinite."""

    field: str
    value: object
    mend: str


class ReferenceTableError(LedgerError, code="reference-table"):
    """A reference table has columns or rows that its loader does not know."""

    table: str
    field: str
    reason: str
    mend: str = "load the publisher's own file, unchanged"
