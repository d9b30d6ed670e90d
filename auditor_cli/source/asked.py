"""What the command lines ask of a ledger, near or far."""

from datetime import date
from typing import Any, Protocol

Document = dict[str, Any]


class Source(Protocol):
    """One ledger. Each answer is the document of ledger.jobs.answers; each refusal a LedgerError."""

    def products(self) -> Document: ...

    def provenance(self, product: str) -> Document: ...

    def score(self, product: str, *, as_of: date) -> Document: ...

    def lot_trace(self, lot: str) -> Document: ...

    def verify(self, raw: bytes) -> Document: ...

    def record(self, record_id: str) -> Document: ...

    def receipt(self, record_id: str) -> Document:
        """Give the record's receipt; refused until its head is final."""
        ...

    def head(self) -> Document: ...

    def log_keys(self) -> Document: ...

    def submit(self, raw: bytes) -> Document:
        """Hand in one signed statement and give its acknowledgement."""
        ...

    def capture(self, raw: bytes) -> Document:
        """Hand in one EPCIS document, signed event by event or to be signed under a delegation."""
        ...

    def readiness(self) -> Document: ...
