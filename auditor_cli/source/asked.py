"""What the command lines ask of a ledger, near or far."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

Document = dict[str, Any]


class ListSource(Protocol):
    """Public lists: those of a ledger, or of a data folder that holds none."""

    def reference_list(self, *, as_of: date) -> Document:
        """Give the tables in force on a day."""
        ...

    def reference_verify(self) -> Document:
        """Give a check of every table."""
        ...

    def reference_table(self, name: str) -> Document:
        """Give the table whose SHA-256 begins so, whole, in `text`."""
        ...


class Source(ListSource, Protocol):
    """One ledger. Each answer is the document of ledger.jobs.answers; each refusal a LedgerError."""

    def products(self, **state: str) -> Document:
        """Give the products; `state` is min_log_size, as_of_log_size or as_of, as the API takes them."""
        ...

    def provenance(self, product: str, **state: str) -> Document: ...

    def score(self, product: str, *, as_of: date, **state: str) -> Document:
        """Give a product's assessment as of a day; `state` is min_log_size or as_of_log_size."""
        ...

    def report(self, product: str, *, as_of: date, **state: str) -> Document:
        """Give the draft of a product's report as of a day; `state` is as_of_log_size."""
        ...

    def report_again(self, document: Document) -> Document:
        """Give the draft of a report as it comes out of this ledger at the log size that the document names."""
        ...

    def brand(self, did: str, *, as_of: date) -> Document: ...

    def explain(self, product: str, *, as_of: date, site: str | None, tier: int | None, **state: str) -> Document: ...

    def what_if(self, product: str, *, as_of: date, site: str | None, tier: int | None, **state: str) -> Document: ...

    def compare(self, product: str, *, other: str | None, days: Sequence[date], sizes: Sequence[int]) -> Document:
        """Give what changed between two days, two log sizes or two products."""
        ...

    def lot_trace(self, lot: str, **state: str) -> Document: ...

    def lot_track(self, lot: str, **state: str) -> Document: ...

    def credit(self, certificate: str) -> Document: ...

    def blast_radius(self, cause: str, value: str, *, good: str | None, known_on: date | None) -> Document: ...

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

    def capture(self, raw: bytes, *, strict: bool, proceed: bool) -> Document:
        """Hand in one EPCIS document, signed event by event or to be signed under a delegation.

        `strict` refuses what would else be kept with a finding; `proceed` keeps the events that pass, and `errors`
        lists each other one.
        """
        ...

    def papers(self, raw: bytes, *, is_dry_run: bool) -> Document:
        """Give what a sheet would keep row by row, or keep all of it."""
        ...

    def find(self, number: str, *, of_type: str | None) -> Document:
        """Give the lots that a number of a paper or container is tied to."""
        ...

    def sites(self, outcomes: Sequence[str], *, after: int) -> Document:
        """Give a page of the described sites with these outcomes, or any."""
        ...

    def requests(self) -> Document:
        """Give what sites are asked, with the day on which each falls due."""
        ...

    def screening(self, subject: str | None, *, as_of: date) -> Document:
        """Give the screening of everybody, or of one site or party, as known on a day."""
        ...

    def screening_queue(self, *, as_of: date) -> Document: ...

    def screening_changes(self, old: str, new: str) -> Document:
        """Give what changed between two lists, each named by a day or by the beginning of a hash."""
        ...

    def readiness(self) -> Document: ...
