"""The risk method cannot use what it was given."""

from math import isfinite, isnan

from ledger.errors.base import LedgerError


class RiskInputError(LedgerError, code="risk-input"):
    """An input of the risk method is missing, out of its range, not a number, or infinite: `reason` says which."""

    field: str
    value: object
    mend: str
    reason: str | None = None

    def facts(self) -> dict[str, object]:
        """Give the fields by name; where nobody gave a reason, the one that the value shows."""
        return LedgerError.facts(self) | {"reason": self.reason or _wrong_with(self.value)}


def _wrong_with(value: object) -> str:
    if value is None:
        return "is missing"
    if isinstance(value, float) and not isfinite(value):
        return "is not a number" if isnan(value) else "is infinite"
    return "is not what can be here, or out of its range"


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
