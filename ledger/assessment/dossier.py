"""What the records say about each site, sorted for the method. Nothing is weighed here.

A record counts for a site only as far as its verdict lets it: what lowers the risk signal must be VALID (a certificate
may also be EXPIRED: its credit is gone and its opacity begins); what raises it counts unless it is INVALID,
CANNOT-VERIFY or withdrawn by its own issuer. So what is not yet anchored can raise a signal and never lower it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from ledger.model.bodies import (
    BODY_OF,
    AttestationBody,
    AuditBody,
    Body,
    CertificateBody,
    FacilityBody,
    FindingBody,
    OpeningBody,
    ReminderBody,
    RequestBody,
)
from ledger.model.fairness import Ruling
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.proof.event_hash import canonical_uri

EVIDENCE_KINDS = (Kind.FACILITY, Kind.ATTESTATION, Kind.AUDIT, Kind.CERTIFICATE, Kind.FINDING)
STILL_SAID = frozenset(
    {
        VerdictKind.VALID,
        VerdictKind.EXPIRED,
        VerdictKind.UNANCHORED,
        VerdictKind.TIME_UNPROVABLE,
        VerdictKind.DISPUTED,
    }
)

_TAKEN_BACK = frozenset({VerdictKind.REVOKED, VerdictKind.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Said:
    """One typed body with the record that says it and that record's verdict."""

    body: Body
    record: Record
    verdict: VerdictKind

    @property
    def may_lower(self) -> bool:
        """True where the record may lower a risk signal."""
        return self.verdict in (VerdictKind.VALID, VerdictKind.EXPIRED)


@dataclass(slots=True)
class Dossier:
    """What is said about one site. `facility` is the operator's newest VALID description, None where there is none.

    `earlier_descriptions` are those before it, those of former operators, and those that either took back, in the order
    of the log: a site does not lose its answers with its operator.
    `rulings` are those that count, on any flag of this site. `asked` are requests to the site, openings by whoever runs
    it or ran the place that was asked, taken back or not, and reminders; `late_questions` those whose time to answer is
    over.
    """

    facility: Said | None = None
    earlier_descriptions: list[Said] = field(default_factory=list)
    attestations: list[Said] = field(default_factory=list)
    audits: list[Said] = field(default_factory=list)
    certificates: list[Said] = field(default_factory=list)
    findings: list[Said] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    asked: list[Said] = field(default_factory=list)
    late_questions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DecidedOfSites:
    """What people decided of who runs each site, by (site, DID).

    `decided`: whether they confirm that this party runs, or ran, the site. `doubted`: whom a decision refuses that
    proves nothing yet: a refusal takes away what was answered there. `once`: whom decisions confirmed that were taken
    back since: what was opened under them stays open.
    """

    decided: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    doubted: frozenset[tuple[str, str]] = frozenset()
    once: frozenset[tuple[str, str]] = frozenset()


def site_of(record: Record, joined: Mapping[str, str]) -> str:
    """Give the canonical identifier of the site or lot that a record of one of the evidence kinds is about.

    `joined` gives for a site that was decided to be one with another the name that both go by.
    """
    body = json.loads(record.signed.statement.body)
    named = canonical_uri(str(body.get("facility") or body.get("subject")))
    return joined.get(named, named)


def gather(
    records: Iterable[Record],
    verdicts: Mapping[bytes, VerdictKind],
    operators: Mapping[str, str | None],
    joined: Mapping[str, str],
    decided: DecidedOfSites = DecidedOfSites(),
) -> tuple[dict[str, Dossier], tuple[tuple[bytes, VerdictKind], ...]]:
    """Give the dossiers by canonical site, and what was left out with its verdict.

    Records come in log order; `operators` are those of the sites as the graph knows them.
    """
    dossiers: dict[str, Dossier] = {}
    runs = _Operators(operators, decided)
    openings: list[tuple[str, Said]] = []
    refused: list[tuple[bytes, VerdictKind]] = []
    for record in records:
        verdict = verdicts[record.record_id]
        if verdict not in STILL_SAID:
            refused.append((record.record_id, verdict))
            if verdict in _TAKEN_BACK and record.shredded_by is None:
                openings += _file_taken_back(dossiers, record, verdict, runs, joined)
            continue
        kind = Kind(record.signed.statement.kind)
        said = Said(_ADAPTERS[kind].validate_json(record.signed.statement.body), record, verdict)
        site = site_of(record, joined)
        openings += _file(dossiers.setdefault(site, Dossier()), said, site, runs)
    _file_openings(dossiers, openings, runs)
    return dossiers, tuple(refused)


_ADAPTERS: dict[Kind, TypeAdapter[Body]] = {kind: TypeAdapter(BODY_OF[kind]) for kind in EVIDENCE_KINDS}


class _Operators:
    """Who runs a site, and who ran it before: one who was confirmed, or the first that described it as its own, where
    a decision confirms who runs it now or joins it to another site, it took its word back, or its refusal is not
    proven. Otherwise no operator ever changed; whom people refused never ran it.
    """

    def __init__(self, now: Mapping[str, str | None], said: DecidedOfSites) -> None:
        self._now, self._decided, self._doubted, self._once = now, said.decided, said.doubted, said.once
        self._first: dict[str, str] = {}

    def runs(self, site: str, did: str) -> bool:
        """Say whether the graph knows this party as the operator."""
        return did == self._now.get(site)

    def may_open(self, site: str, did: str, *, place: str) -> bool:
        """Say whether what it opened is open for the site: it runs that now, or is confirmed to have run it or the
        place that was asked, whatever that was joined to since; where no decision is left, it was confirmed once or
        described the place first. Asked once all descriptions are filed."""
        pairs = ((site, did), (place, did))
        decided = [self._decided.get(pair, True) for pair in pairs if pair in self._decided or pair in self._once]
        return self.runs(site, did) or (any(decided) if decided else self._first.get(place) == did)

    def ran(self, site: str, body: FacilityBody, *, took_back: bool = False) -> bool:
        """Say whether whom it names runs the site or ran it once; asked of each description by that one, in the order
        of the log."""
        did, place = body.operator, canonical_uri(body.facility)
        is_first = self._first.setdefault(place, did) == did
        has_changed = place != site or self._decided.get((site, self._now.get(site) or ""), False)
        ran_first = is_first and (has_changed or took_back or (place, did) in self._doubted)
        return self.runs(site, did) or self._decided.get((site, did), self._decided.get((place, did), ran_first))


def _file_taken_back(
    dossiers: dict[str, Dossier],
    record: Record,
    verdict: VerdictKind,
    runs: _Operators,
    joined: Mapping[str, str],
) -> list[tuple[str, Said]]:
    """Keep what an operator once answered and took back, and what was asked, and give what it opened: withdrawing an
    answer is blanking it (method 3.4), and what was read was read."""
    statement, site = record.signed.statement, site_of(record, joined)
    said = Said(_ADAPTERS[Kind(statement.kind)].validate_json(statement.body), record, verdict)
    match said.body:
        case FacilityBody() as body if body.operator == statement.issuer and runs.ran(site, body, took_back=True):
            dossiers.setdefault(site, Dossier()).earlier_descriptions.append(said)
        case OpeningBody() as body if body.opened_by == statement.issuer:
            return [(site, said)]
        case ReminderBody() | RequestBody():
            dossiers.setdefault(site, Dossier()).asked.append(said)
    return []


def _file_openings(dossiers: dict[str, Dossier], openings: Iterable[tuple[str, Said]], runs: _Operators) -> None:
    """File those by whoever may open: who described a place first is known once all descriptions are read."""
    for site, said in openings:
        body = said.body
        if isinstance(body, OpeningBody) and runs.may_open(site, body.opened_by, place=canonical_uri(body.facility)):
            dossiers.setdefault(site, Dossier()).asked.append(said)


def _file(dossier: Dossier, said: Said, site: str, runs: _Operators) -> list[tuple[str, Said]]:
    """File what a record says but an opening, which is given back."""
    match said.body:
        case FacilityBody() as body:
            _file_description(dossier, said, body, site, runs)
        case AttestationBody():
            dossier.attestations.append(said)
        case AuditBody():
            dossier.audits.append(said)
        case CertificateBody():
            dossier.certificates.append(said)
        case FindingBody():
            dossier.findings.append(said)
        case RequestBody() | ReminderBody() if said.verdict is VerdictKind.VALID:
            dossier.asked.append(said)
        case OpeningBody() if said.verdict is VerdictKind.VALID:
            return [(site, said)]
        case _:
            pass
    return []


def _file_description(dossier: Dossier, said: Said, body: FacilityBody, site: str, runs: _Operators) -> None:
    """File what the operator of its day says of its site: anybody can claim to operate one."""
    issuer = said.record.signed.statement.issuer
    if not said.may_lower or body.operator != issuer or not runs.ran(site, body):
        return
    if not runs.runs(site, issuer):
        dossier.earlier_descriptions.append(said)
        return
    dossier.earlier_descriptions += [dossier.facility] if dossier.facility else []
    dossier.facility = said
