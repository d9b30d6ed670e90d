"""What audits of a wave's sites say, read from the ledger, for the tests that lay them beside what workers say."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from ledger.assessment.dossier import Dossier, gather, site_of
from ledger.assessment.evidence_items import audit_reports, visits
from ledger.jobs.standing import custodians_of, registry_of
from ledger.jobs.supply import graph_of, is_shared
from ledger.jobs.survey.worker_side import findings_of
from ledger.jobs.verdicts import verdicts_of
from ledger.model.bodies import AuditBody
from ledger.model.ilo import INDICATOR_OF_TOPIC
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.ports.survey import CustodianBook
from ledger.proof.event_hash import canonical_uri
from ledger.risk.same_report import AuditReport
from ledger.surveys.quality.audits import NOTHING_KNOWN, Audited, KnownAudits

COUNTS_DAYS = 730  # an audit that is older says nothing of what workers tell now
TOPICS = frozenset(INDICATOR_OF_TOPIC)


def audits_in(world: World, sites: Collection[str], *, as_of: date) -> KnownAudits:
    """Give what the sealed log shares of these sites: audits by independent auditors in the 24 months before `as_of`,
    every assessor's reports, and remedies that a custodian verified.

    An audit is clean on each topic of which it reports no finding, as the method has it (section 13, G8).
    """
    graph = graph_of(world)
    named = {graph.joined.get(name, name): site for site in sites for name in (canonical_uri(site),)}
    said = world.store.records((Kind.AUDIT,), size=graph.log_size)
    records = [each for each in said if is_shared(each) and site_of(each, graph.joined) in named]
    operators = {name: site.operator for name, site in graph.sites.items()}
    dossiers, _ = gather(records, verdicts_of(world, records), operators, graph.joined)
    parties = registry_of(world).parties.values()
    auditors = frozenset(party.did for party in parties if Role.AUDITOR in party.roles)
    remedies = _remedied(world, named, graph.joined, graph.log_size)
    clean = {name: _clean_on(each, operators.get(name), auditors, as_of) for name, each in dossiers.items()}
    return KnownAudits(
        {site: Audited(clean.get(name, frozenset()), remedies.get(name)) for name, site in named.items()},
        tuple(
            AuditReport(named[name], assessor, digest)
            for name, each in dossiers.items()
            for assessor, digest in sorted(audit_reports(each))
        ),
    )


def with_own_remedies(known: KnownAudits, book: CustodianBook, sites: Collection[str]) -> KnownAudits:
    """Give the same with the remedies that this custodian confirmed itself and keeps in its book."""
    sited = dict(known.sites)
    for site in sites:
        days = [date.fromisoformat(each.remedied_on) for each in findings_of(book, site) if each.remedied_on]
        audited = sited.get(site, NOTHING_KNOWN)
        days += [audited.remedied_on] if audited.remedied_on else []
        sited[site] = replace(audited, remedied_on=max(days, default=None))
    return KnownAudits(sited, known.reports)


def _clean_on(dossier: Dossier, operator: str | None, auditors: Collection[str], as_of: date) -> frozenset[str]:
    clean: set[str] = set()
    for said in visits(dossier, operator=operator, auditors=auditors):
        if isinstance(said.body, AuditBody) and is_recent(said.body.conducted_on, as_of):
            clean |= TOPICS - {each.topic for each in said.body.findings}
    return frozenset(clean)


def _remedied(world: World, named: Collection[str], joined: Mapping[str, str], log_size: int) -> dict[str, date]:
    custodians = custodians_of(world)
    told = [each for each in world.store.records((Kind.REMEDY,), size=log_size) if _is_by(each, custodians)]
    verdicts = verdicts_of(world, told)
    found: dict[str, date] = {}
    for each in (record for record in told if verdicts[record.record_id] is VerdictKind.VALID):
        body = json.loads(each.signed.statement.body)
        if "facility" not in body:  # sealed
            continue
        name = canonical_uri(str(body["facility"]))
        name = joined.get(name, name)
        if name in named and body.get("state") == "verified":
            signed_on = datetime.fromtimestamp(each.signed.statement.issued_at, UTC).date()
            found[name] = max(signed_on, found.get(name, date.min))
    return found


def _is_by(record: Record, issuers: Collection[str]) -> bool:
    return record.shredded_by is None and record.signed.statement.issuer in issuers


def is_recent(day: str, as_of: date) -> bool:
    """Say whether an audit of this day (ISO) counts on `as_of`. Raises ValueError for what is no day."""
    return 0 <= (as_of - date.fromisoformat(day)).days <= COUNTS_DAYS
