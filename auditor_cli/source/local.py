"""The ledger in this machine's data folder, asked as its own operator."""

from dataclasses import dataclass
from datetime import date

from auditor_cli.source.asked import Document
from ledger.bootstrap import Ledger
from ledger.intake.admit import read_statement
from ledger.jobs import answers
from ledger.jobs.capture import capture
from ledger.jobs.readiness import readiness
from ledger.jobs.submit import submit
from ledger.proof.wire import hex_text, read_hex


@dataclass(frozen=True, slots=True)
class LocalSource:
    """Answers from an open ledger."""

    ledger: Ledger

    def products(self) -> Document:
        """Give all products."""
        return dict(answers.products(self.ledger.world, None))

    def provenance(self, product: str) -> Document:
        """Give a product's tiers. Raises NotFound."""
        return dict(answers.provenance(self.ledger.world, None, product))

    def score(self, product: str, *, as_of: date) -> Document:
        """Give a product's assessment. Raises NotFound."""
        return dict(answers.score(self.ledger.world, None, product, as_of=as_of))

    def lot_trace(self, lot: str) -> Document:
        """Give a lot walked back to raw material. Raises NotFound."""
        return dict(answers.lot_trace(self.ledger.world, None, lot))

    def verify(self, raw: bytes) -> Document:
        """Give the verdict on a receipt or a signed statement."""
        return dict(answers.verify(self.ledger.world, raw))

    def record(self, record_id: str) -> Document:
        """Give a record with its verdict. Raises NotFound."""
        wanted = read_hex(record_id, field="record_id", least=32, most=32)
        return dict(answers.record(self.ledger.world, None, wanted))

    def receipt(self, record_id: str) -> Document:
        """Give a record's receipt. Raises NotFound, ReceiptNotReady."""
        wanted = read_hex(record_id, field="record_id", least=32, most=32)
        return dict(answers.receipt(self.ledger.world, None, wanted))

    def head(self) -> Document:
        """Give the newest final head and the domain to sign for."""
        return dict(answers.head(self.ledger.world))

    def log_keys(self) -> Document:
        """Give the operator's log keys, as the key registry was last read."""
        return dict(answers.log_keys(self.ledger.world))

    def submit(self, raw: bytes) -> Document:
        """Keep one signed statement durably. Raises the refusal of the first check that fails."""
        (given,) = submit(self.ledger.world, [read_statement(raw)])
        return dict(answers.acknowledgement(given))

    def capture(self, raw: bytes) -> Document:
        """Keep every event of a signed document, or none."""
        result = capture(self.ledger.world, raw, reader=None, custodian=None)
        return {
            "capture_id": result.capture_id,
            "acknowledgements": [dict(answers.acknowledgement(given)) for given in result.acknowledgements],
            "findings": [{"record_id": hex_text(record), "code": code} for record, code in result.findings],
        }

    def readiness(self) -> Document:
        """Say part by part whether the ledger is ready."""
        return dict(readiness(self.ledger.world))
