"""The reports of the demo's products: one recorded and anchored, the others drafts. What is there already stays."""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from ledger.intake.summary import render_summary
from ledger.jobs.receipt import ReceiptDesk, record_named
from ledger.jobs.recorded_assessments import earlier_assessments
from ledger.jobs.report import assessment_body, report
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.jobs.supply import graph_of
from ledger.model.graph import AsOf
from ledger.model.record import Record
from ledger.model.statement import Kind, Statement, UnverifiedSubmission
from ledger.ports import World
from ledger.proof.canonical import Json, canonicalise, parse
from ledger.proof.receipt import receipt_document
from ledger.proof.typed_data import account_of, sign_digest, statement_digest
from ledger.provenance import canonical_product
from ledger.report.html import report_html
from ledger.report.model import recorded, report_bytes
from scripts.demo.people import secret_of
from scripts.demo.place import REPORTS, keep
from scripts.demo.steps import anchor
from scripts.demo.world.build import DemoWorld
from scripts.demo.world.people import AUDITORS

_AUDITOR = AUDITORS["audit-1"].did


def write_reports(world: World, demo: DemoWorld, home: Path) -> Path:
    """Write each product's report as page and data under the data folder; give the recorded one's data.

    The first product's report is recorded and anchored once: a second run makes that same one again, unless the method
    or the tables are others by then.
    """
    folder = home / REPORTS
    folder.mkdir(exist_ok=True)
    first, *others = demo.products
    size, day = anchor(world), datetime.fromtimestamp(world.clock.now(), UTC).date()
    kept, document = _recorded(world, first, size=size) or _record(world, first, size=size, day=day)
    main = _write(folder, first, document)
    keep(main.with_suffix(".receipt.json"), canonicalise(receipt_document(ReceiptDesk(world).issue(kept))))
    for product in others:
        _write(folder, product, report(_at(world, size), None, product, as_of=day))
    return main


def _at(world: World, size: int) -> World:
    return replace(world, pinned=graph_of(world, at=AsOf(log_size=size)))


def _made(world: World, product: str, *, size: int, day: date) -> dict[str, Json]:
    """Give the report that is recorded. Its seed follows from its name: for show only."""
    seed = sha256(f"tierlight demo report {product}".encode()).digest()
    return recorded(report(_at(world, size), None, product, as_of=day), seed)


def _recorded(world: World, product: str, *, size: int) -> tuple[Record, dict[str, Json]] | None:
    """Give the newest record of a report with that report, None where it no longer comes out the same."""
    kept = next(reversed(earlier_assessments(world, product, size=size)), None)
    if kept is None:
        return None
    told = parse(kept.signed.statement.body)
    assert isinstance(told, dict)  # noqa: S101 - intake read it
    document = _made(world, product, size=int(str(told["log_size"])), day=date.fromisoformat(str(told["as_of"])))
    return (kept, document) if assessment_body(document) == told else None


def _record(world: World, product: str, *, size: int, day: date) -> tuple[Record, dict[str, Json]]:
    domain, secret = deployment_of(world).domain, secret_of(_AUDITOR)
    document = _made(world, product, size=size, day=day)
    body = canonicalise(assessment_body(document))
    brand = graph_of(world).products[canonical_product(product)].brand
    statement = Statement(
        v=1,
        kind=Kind.ASSESSMENT.value,
        issuer=_AUDITOR,
        signer=account_of(secret),
        issued_at=world.clock.now(),
        nonce=sha256(b"tierlight demo report" + body).digest(),
        audience=f"parties:{','.join(sorted((brand, _AUDITOR)))}",
        lang="en",
        summary=render_summary(Kind.ASSESSMENT, "en", assessment_body(document)),
        body=body,
    )
    digest = statement_digest(statement, domain)
    submit(world, [UnverifiedSubmission(statement, sign_digest(digest, secret), domain)])
    anchor(world)
    return record_named(world, digest), document


def _write(folder: Path, product: str, document: dict[str, Json]) -> Path:
    data = folder / f"{product}.json"
    keep(data, report_bytes(document))
    keep(data.with_suffix(".html"), report_html(document).encode())
    return data
