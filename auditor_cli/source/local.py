"""The ledger in this machine's data folder, asked as its own operator.

Each question brings what it alone needs: `auditor score` waits for no reader of sheets or of captures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from auditor_cli.source.asked import Document
from auditor_cli.source.whole_table import whole_table
from ledger.bootstrap import Ledger
from ledger.jobs import answers
from ledger.jobs.supply_asked import asked_of, world_at
from ledger.ports import World
from ledger.proof.wire import hex_text, read_hex


@dataclass(frozen=True, slots=True)
class LocalSource:
    """Answers from an open ledger."""

    ledger: Ledger

    def products(self, **state: str) -> Document:
        """Give all products."""
        return dict(answers.products(self._world_at(state), None))

    def provenance(self, product: str, **state: str) -> Document:
        """Give a product's tiers. Raises NotFound."""
        return dict(answers.provenance(self._world_at(state), None, product))

    def score(self, product: str, *, as_of: date, **state: str) -> Document:
        """Give a product's assessment. Raises NotFound."""
        return dict(answers.score(self._world_at(state), None, product, as_of=as_of))

    def report(self, product: str, *, as_of: date, **state: str) -> Document:
        """Give the draft of a product's report. Raises NotFound."""
        from ledger.jobs.report import report

        return dict(report(self._world_at(state), None, product, as_of=as_of))

    def report_again(self, document: Document) -> Document:
        """Give the draft of a report anew. Raises NotFound, Unacceptable for a log size that was not reached."""
        from ledger.jobs.report import made_again

        size = str(document["assessment"]["log_size"])
        return dict(made_again(self._world_at({"as_of_log_size": size}), document))

    def brand(self, did: str, *, as_of: date) -> Document:
        """Give a brand's own score. Raises NotFound."""
        from ledger.jobs.brand_document import brand_document

        return dict(brand_document(self.ledger.world, None, did, as_of=as_of))

    def explain(self, product: str, *, as_of: date, site: str | None, tier: int | None, **state: str) -> Document:
        """Give why a product, tier or site is scored as it is. Raises NotFound."""
        return dict(answers.explain(self._world_at(state), None, product, as_of=as_of, site=site, tier=tier))

    def what_if(self, product: str, *, as_of: date, site: str | None, tier: int | None, **state: str) -> Document:
        """Give what may be done about it, ranked. Raises NotFound."""
        return dict(answers.what_if(self._world_at(state), None, product, as_of=as_of, site=site, tier=tier))

    def compare(self, product: str, *, other: str | None, days: Sequence[date], sizes: Sequence[int]) -> Document:
        """Give what changed between two assessments. Raises NotFound, Unacceptable."""
        from ledger.jobs.compare import compare, sides_of

        world = self.ledger.world
        today = datetime.fromtimestamp(world.clock.now(), UTC).date()
        return dict(compare(world, None, sides_of(product, other=other, days=days, sizes=sizes, today=today)))

    def lot_trace(self, lot: str, **state: str) -> Document:
        """Give a lot walked back to raw material. Raises NotFound."""
        return dict(answers.lot_trace(self._world_at(state), None, lot))

    def lot_track(self, lot: str, **state: str) -> Document:
        """Give a lot walked forward. Raises NotFound."""
        return dict(answers.lot_track(self._world_at(state), None, lot))

    def _world_at(self, state: Mapping[str, str]) -> World:
        sizes = {name: int(text) for name, text in state.items() if name != "as_of"}
        return world_at(self.ledger.world, asked_of(as_of=state.get("as_of"), **sizes))

    def credit(self, certificate: str) -> Document:
        """Give what is left of a certified quantity. Raises NotFound."""
        from ledger.jobs.credits import credit_of

        wanted = read_hex(certificate, field="certificate", least=32, most=32)
        return credit_of(self.ledger.world, None, wanted).document()

    def blast_radius(self, cause: str, value: str, *, good: str | None, known_on: date | None) -> Document:
        """Give what a cause touches, now and as known on a day."""
        from ledger.jobs.blast_radius import blast_radius_document, end_of
        from ledger.model.blast_radius import Cause, Question

        question = Question(Cause(cause), value, good)
        known_by = end_of(known_on) if known_on is not None else None
        return dict(blast_radius_document(self.ledger.world, None, question, known_by=known_by))

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
        from ledger.intake.admit import read_statement
        from ledger.jobs.submit import submit

        (given,) = submit(self.ledger.world, [read_statement(raw)])
        return dict(answers.acknowledgement(given))

    def capture(self, raw: bytes, *, strict: bool, proceed: bool) -> Document:
        """Keep every event of a signed document, or none; with `proceed` every event that passes."""
        from ledger.jobs.capture import run_capture
        from ledger.jobs.capture_jobs import fault_document
        from ledger.model.capture_job import ErrorBehaviour

        world = self.ledger.world
        behaviour = ErrorBehaviour.PROCEED if proceed else ErrorBehaviour.ROLLBACK
        result = run_capture(world, raw, reader=None, custodian=None, behaviour=behaviour, strict=strict)
        if result.refusal is not None:
            raise result.refusal
        return {
            "capture_id": result.capture_id,
            "acknowledgements": [dict(answers.acknowledgement(given)) for given in result.acknowledgements],
            "findings": [{"record_id": hex_text(record), "code": code} for record, code in result.findings],
            "errors": [fault_document(fault) for fault in result.job.faults],
        }

    def papers(self, raw: bytes, *, is_dry_run: bool) -> Document:
        """Give what a sheet would keep row by row, or keep all of it in one transaction."""
        from ledger.jobs.papers import keep_import, plan_import
        from ledger.jobs.papers_request import import_document

        planned = plan_import(self.ledger.world, raw, reader=None)
        if not is_dry_run:
            planned = keep_import(self.ledger.world, planned, custodian=None)
        return dict(import_document(planned))

    def find(self, number: str, *, of_type: str | None) -> Document:
        """Give the lots that a number of a paper or container is tied to."""
        from ledger.jobs.find import find_lots

        return dict(find_lots(self.ledger.world, None, number, of_type=of_type))

    def sites(self, outcomes: Sequence[str], *, after: int) -> Document:
        """Give a page of the described sites with these outcomes, or any."""
        from ledger.jobs.facilities import site_matches
        from ledger.model.site_match import MatchOutcome

        wanted = [MatchOutcome(each) for each in outcomes]
        return dict(site_matches(self.ledger.world, None, outcomes=wanted, after=after))

    def requests(self) -> Document:
        """Give what sites are asked, with the day on which each falls due."""
        from ledger.jobs.asking import site_requests

        return dict(site_requests(self.ledger.world, None))

    def screening(self, subject: str | None, *, as_of: date) -> Document:
        """Give the screening of everybody, or of one site or party. Raises NotFound."""
        from ledger.jobs.screening.ask import screening

        return dict(screening(self.ledger.world, None, as_of=as_of, subject=subject))

    def screening_queue(self, *, as_of: date) -> Document:
        """Give the matches that wait for a person."""
        from ledger.jobs.screening.queue import screening_queue

        return dict(screening_queue(self.ledger.world, None, as_of=as_of))

    def screening_changes(self, old: str, new: str) -> Document:
        """Give what the lists said anew between two days, and whom it touches."""
        from ledger.jobs.screening.changes import screening_changes
        from ledger.jobs.screening.named_lists import days_named

        world = self.ledger.world
        before, after = days_named(world, old, new, today=datetime.fromtimestamp(world.clock.now(), UTC).date())
        return dict(screening_changes(world, None, old=before, new=after))

    def reference_list(self, *, as_of: date) -> Document:
        """Give the public lists in force on a day."""
        from ledger.jobs.reference_asked import reference_list

        return dict(reference_list(self.ledger.world, None, as_of=as_of))

    def reference_verify(self) -> Document:
        """Give a check of every public list."""
        from ledger.jobs.reference_asked import reference_verify

        return dict(reference_verify(self.ledger.world, None))

    def reference_table(self, name: str) -> Document:
        """Give a public list whole. Raises NotFound."""
        from ledger.jobs.reference_asked import reference_table

        return whole_table(lambda after: reference_table(self.ledger.world, name, after=after))

    def readiness(self) -> Document:
        """Say part by part whether the ledger is ready."""
        from ledger.jobs.readiness import readiness

        return dict(readiness(self.ledger.world))
