"""What the worker line published about each site: releases, waves that were given up, remedies. Nothing is weighed.

Only what a registered custodian signed, and what verifies, is read; and of one product only what was said to its brand,
so that no reader learns from a score what was not released to the product's own chain.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pydantic import TypeAdapter

from ledger.assessment.release_index import Accounted
from ledger.assessment.remedies import RemedyTold
from ledger.model.assessment import WaveAtSite
from ledger.model.bodies import BODY_OF, Body, ReleaseBody, RemedyBody, WaveEndedBody, is_sealed
from ledger.model.record import Record
from ledger.model.risk import EvidenceStep, SurveyCounts
from ledger.model.statement import Kind, Statement
from ledger.model.verdict import VerdictKind
from ledger.proof.event_hash import canonical_uri
from ledger.risk.survey_factor import survey_term
from ledger.risk.worker_evidence import step_of

WORKER_LINE_KINDS = (Kind.RELEASE, Kind.REMEDY)
_ADAPTERS: dict[str, TypeAdapter[Body]] = {kind: TypeAdapter(BODY_OF[kind]) for kind in WORKER_LINE_KINDS}
_WITHDRAWN = (VerdictKind.REVOKED, VerdictKind.SUPERSEDED)
_READ_BY_ALL = ("public", "downstream")


@dataclass(frozen=True, slots=True)
class Released:
    """One release on the day it was signed. `step` None: nothing may be computed from it (rules R5 and S5)."""

    body: ReleaseBody
    record_id: str
    released_on: date
    step: EvidenceStep | None


@dataclass(frozen=True, slots=True)
class Ended:
    """One wave that was given up, and why (rule R9)."""

    body: WaveEndedBody
    record_id: str
    told_on: date


@dataclass(slots=True)
class WorkerLine:
    """Everything of one site, releases in the order of their waves and then of their signing."""

    releases: list[Released] = field(default_factory=list)
    endings: list[Ended] = field(default_factory=list)
    remedies: list[RemedyTold] = field(default_factory=list)
    waves: list[WaveAtSite] = field(default_factory=list)


def is_about_a_site(record: Record) -> bool:
    """Say whether a release or remedy is in clear and names a site: an index of releases names none."""
    body = json.loads(record.signed.statement.body)
    return not is_sealed(body) and "facility" in body


def is_said_to(statement: Statement, party: str) -> bool:
    """Say whether the audience of the statement holds this party (a DID), by name or as one of all downstream."""
    how, _, dids = statement.audience.partition(":")
    return statement.audience in _READ_BY_ALL or (how == "parties" and party in dids.split(","))


def gather_worker_line(
    records: Iterable[Record],
    verdicts: Mapping[bytes, VerdictKind],
    *,
    custodians: Collection[str],
    operators: Mapping[str, str | None],
    joined: Mapping[str, str],
    accounted: Collection[Accounted],
    as_of: date,
) -> dict[str, WorkerLine]:
    """Give by canonical site what holds of these records as known on `as_of`, by the day on which each was signed.

    `custodians` are the DIDs registered in that role and in none of the supply chain; of releases only those count
    that are `accounted` for (see release_index, also for what that leaves unchecked).
    """
    lines: dict[str, WorkerLine] = {}
    for record in sorted(records, key=_order):
        statement, verdict = record.signed.statement, verdicts[record.record_id]
        body = _ADAPTERS[statement.kind].validate_json(statement.body)
        if not isinstance(body, ReleaseBody | WaveEndedBody | RemedyBody) or _day(statement) > as_of:
            continue
        if isinstance(body, ReleaseBody) and (statement.issuer, body.wave, _named(record)) not in accounted:
            continue
        named = canonical_uri(body.facility)
        site = joined.get(named, named)
        is_custodians = statement.issuer in custodians and statement.issuer != operators.get(site)
        if is_custodians or (isinstance(body, RemedyBody) and statement.issuer == operators.get(site)):
            _file(lines.setdefault(site, WorkerLine()), site, body, record, verdict, by_workers=is_custodians)
    for line in lines.values():
        line.releases.sort(key=lambda each: (each.body.ended_on, each.released_on, each.record_id))
    return lines


def _file(
    line: WorkerLine,
    site: str,
    body: ReleaseBody | WaveEndedBody | RemedyBody,
    record: Record,
    verdict: VerdictKind,
    *,
    by_workers: bool,
) -> None:
    day, record_id, holds = _day(record.signed.statement), _named(record), verdict is VerdictKind.VALID
    if not isinstance(body, RemedyBody) and (holds or verdict in _WITHDRAWN):
        line.waves.append(_told(site, body, record_id, day, is_withdrawn=not holds))
    if not holds:
        return
    match body:
        case ReleaseBody():
            line.releases.append(Released(body, record_id, day, _step(body, released_on=day)))
        case WaveEndedBody():
            line.endings.append(Ended(body, record_id, day))
        case RemedyBody():
            line.remedies.append(RemedyTold(body, record_id, day, by_workers))


def _step(body: ReleaseBody, *, released_on: date) -> EvidenceStep | None:
    ended_on = date.fromisoformat(body.ended_on)
    if not body.is_channel_attested or ended_on > released_on:
        return None
    if body.step is not None:
        return EvidenceStep(body.step)
    if body.counts is None:
        return None
    counts = SurveyCounts(body.counts.respondents, body.counts.affected, ended_on)
    return step_of(survey_term(counts, as_of=released_on))


def _told(site: str, body: ReleaseBody | WaveEndedBody, record_id: str, day: date, *, is_withdrawn: bool) -> WaveAtSite:
    """Tell a wave by the month: no finer time leaves the worker line."""
    return WaveAtSite(
        site=site,
        wave=body.wave,
        month=(body.ended_on if isinstance(body, ReleaseBody) else day.isoformat())[:7],
        how="released" if isinstance(body, ReleaseBody) else body.ended,
        sample_announced=body.sample_announced.value,
        answers_came=body.answers_came.value if isinstance(body, ReleaseBody) else None,
        is_panel_reviewed=isinstance(body, ReleaseBody) and body.panel_review is not None,
        is_withdrawn=is_withdrawn,
        record_id=record_id,
    )


def _named(record: Record) -> str:
    return "0x" + record.record_id.hex()


def _day(statement: Statement) -> date:
    return datetime.fromtimestamp(statement.issued_at, UTC).date()


def _order(record: Record) -> tuple[int, bytes]:
    return record.signed.statement.issued_at, record.record_id
