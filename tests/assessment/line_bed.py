"""Releases, endings and remedies of one site as records, and what the shared assessment makes of them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from builders import AGENT, AUDITOR, MILL, MILL_SITE, Party, a_record, an_attestation

from ledger.assessment.dossier import Dossier, gather
from ledger.assessment.release_index import Accounted
from ledger.assessment.remedy_gaps import remedy_gaps
from ledger.assessment.site_inputs import site_inputs
from ledger.assessment.worker_line import WorkerLine, gather_worker_line
from ledger.model.assessment import RemedyGap
from ledger.model.graph import Site, SupplyGraph
from ledger.model.record import Record
from ledger.model.risk import EvidenceStep, SiteInputs, SiteScore
from ledger.model.verdict import VerdictKind
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.packing import Network, pack
from ledger.reference.snapshot import as_known_on, bundled_snapshot
from ledger.risk.method_v1 import score_site

SITE = canonical_uri(MILL_SITE)
AS_OF = date(2026, 12, 1)
CLEAN, BAD = {"respondents": 100, "affected": 0}, {"respondents": 40, "affected": 3}
GRAPH = SupplyGraph(pack(Network(0, {SITE: Site(SITE, "A mill", MILL.did, "IN", (), ())}, {}, ())))


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC).timestamp())


def said(kind: str, body: dict[str, Any], *, by: Party, on: str, **changes: Any) -> Record:
    return a_record(an_attestation(signed_by=by, kind=kind, body=body, issued_at=at(on), **changes))


def a_release(*, on: str = "2026-06-15", by: Party = AGENT, of: str | None = None, **changes: Any) -> Record:
    """A release of a wave that ended in the month before; `of` is the day on which it ended."""
    body = {
        "wave": "0x" + "17" * 32, "facility": MILL_SITE, "ended_on": of or f"{on[:8]}01",
        "instrument": "0x" + "11" * 32,
        "sample_announced": "100-249", "answers_came": "50-99", "cells": [], "counts": BAD, "epsilon_thousandths": 1000,
        "is_channel_attested": True, "panel_review": None,
    }  # fmt: skip
    return said("release", body | changes, by=by, on=on)


def an_ending(*, on: str = "2026-05-10", by: Party = AGENT, **changes: Any) -> Record:
    body = {
        "wave": "0x" + "18" * 32, "facility": MILL_SITE, "ended": "site_refused", "sample_announced": "100-249",
        "account": "The gate stayed shut on both days.",
    }  # fmt: skip
    return said("release", body | changes, by=by, on=on)


def a_remedy(*of: Record, on: str = "2026-08-01", by: Party = AGENT, **changes: Any) -> Record:
    body = {
        "facility": MILL_SITE, "addresses": ["0x" + record.record_id.hex() for record in of], "measure": "fees_repaid",
        "state": "verified", "done_on": "2026-07-20", "text": "All fees were repaid.",
    }  # fmt: skip
    return said("remedy", body | changes, by=by, on=on)


def an_audit(*findings: dict[str, str], on: str = "2026-03-10", **changes: Any) -> Record:
    body = {
        "facility": MILL_SITE, "payer": "did:web:brand.example", "is_announced": False, "has_offsite_interviews": True,
        "conducted_on": on, "report_hash": "0x" + "22" * 32, "findings": list(findings),
    }  # fmt: skip
    return said("audit", body | changes, by=AUDITOR, on=on)


FEES = {"finding_id": "1", "grade": "minor", "topic": "fees"}


@dataclass(frozen=True)
class Judged:
    """What the shared assessment knows of the site."""

    inputs: SiteInputs
    score: SiteScore
    line: WorkerLine
    gaps: tuple[RemedyGap, ...] = field(default=())

    @property
    def step(self) -> EvidenceStep:
        return self.inputs.worker_evidence.step  # type: ignore[union-attr]

    def term(self, name: str) -> float:
        return next(each.value for each in self.score.terms if each.name == name)


def an_index_of(records: Sequence[Record]) -> frozenset[Accounted]:
    """What is accounted for where every issuer indexes all that it released."""
    told = [(each.signed.statement.issuer, json.loads(each.signed.statement.body), each) for each in records]
    return frozenset(
        (issuer, body["wave"], "0x" + each.record_id.hex()) for issuer, body, each in told if "wave" in body
    )


def judged(
    *records: Record,
    custodians: tuple[Party, ...] = (AGENT,),
    verdicts: dict[bytes, VerdictKind] | None = None,
    as_of: date = AS_OF,
    accounted: Collection[Accounted] | None = None,
    **changes: Any,
) -> Judged:
    """The site as assessed on a day; every record is VALID unless `verdicts` says otherwise."""
    known = {record.record_id: VerdictKind.VALID for record in records} | (verdicts or {})
    of_the_line = [each for each in records if each.signed.statement.kind in ("release", "remedy")]
    others = [each for each in records if each not in of_the_line]
    dossiers, _ = gather(others, known, {SITE: MILL.did}, {})
    lines = gather_worker_line(
        of_the_line,
        known,
        custodians={party.did for party in custodians},
        operators={SITE: MILL.did},
        joined={},
        accounted=accounted if accounted is not None else an_index_of(of_the_line),
        as_of=as_of,
    )
    line = lines.get(SITE, WorkerLine())
    dossier = dossiers.get(SITE, Dossier())
    given = {
        "graph": GRAPH,
        "snapshot": as_known_on(bundled_snapshot(), as_of),
        "auditors": {AUDITOR.did},
        "good": "Thread/Yarn",
        "line": line,
    }
    inputs = replace(site_inputs(SITE, dossier, **given), **changes)
    gaps = tuple(remedy_gaps(SITE, line, inputs.evidence, operator=MILL.did))
    return Judged(inputs, score_site(inputs, as_of=as_of), line, gaps)
