"""What the records say about each site, sorted for the method. Nothing is weighed here.

A record counts for a site only as far as its verdict lets it: what lowers the risk signal must be VALID (a certificate
may also be EXPIRED: its credit is gone and its opacity begins); what raises it counts unless it is INVALID,
CANNOT-VERIFY or withdrawn by its own issuer. So what is not yet anchored can raise a signal and never lower it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pydantic import TypeAdapter

from ledger.model.bodies import (
    BODY_OF,
    AttestationBody,
    AuditBody,
    Body,
    CertificateBody,
    FacilityBody,
    FindingBody,
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
    `rulings` are those that count, on any flag of this site.
    """

    facility: Said | None = None
    earlier_descriptions: list[Said] = field(default_factory=list)
    attestations: list[Said] = field(default_factory=list)
    audits: list[Said] = field(default_factory=list)
    certificates: list[Said] = field(default_factory=list)
    findings: list[Said] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)


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
    *,
    decided: Mapping[tuple[str, str], bool] = MappingProxyType({}),
) -> tuple[dict[str, Dossier], tuple[tuple[bytes, VerdictKind], ...]]:
    """Give the dossiers by canonical site, and what was left out with its verdict.

    Records come in log order; `operators` are those of the sites as the graph knows them. `decided` gives by site and
    DID whether people confirm that this party operates, or operated, the site.
    """
    dossiers: dict[str, Dossier] = {}
    runs = _Operators(operators, decided)
    refused: list[tuple[bytes, VerdictKind]] = []
    for record in records:
        verdict = verdicts[record.record_id]
        if verdict not in STILL_SAID:
            refused.append((record.record_id, verdict))
            if verdict in _TAKEN_BACK and record.signed.statement.kind == Kind.FACILITY:
                _file_taken_back(dossiers, record, verdict, runs, joined)
            continue
        kind = Kind(record.signed.statement.kind)
        said = Said(_ADAPTERS[kind].validate_json(record.signed.statement.body), record, verdict)
        site = site_of(record, joined)
        _file(dossiers.setdefault(site, Dossier()), said, site, runs)
    return dossiers, tuple(refused)


_ADAPTERS: dict[Kind, TypeAdapter[Body]] = {kind: TypeAdapter(BODY_OF[kind]) for kind in EVIDENCE_KINDS}


class _Operators:
    """Who runs a site, and who ran it before: one who was confirmed, or, where a decision confirms who runs it now, the
    first that described it as its own. Without a decision no operator ever changed; whom people refused never ran it.
    """

    def __init__(self, now: Mapping[str, str | None], decided: Mapping[tuple[str, str], bool]) -> None:
        self._now, self._decided = now, decided
        self._first: dict[str, str] = {}

    def runs(self, site: str, did: str) -> bool:
        """Say whether the graph knows this party as the operator."""
        return did == self._now.get(site)

    def ran(self, site: str, did: str) -> bool:
        """Say whether it runs the site or ran it once; asked of each description in the order of the log."""
        is_first = self._first.setdefault(site, did) == did
        has_changed = self._decided.get((site, self._now.get(site) or ""), False)
        return self.runs(site, did) or self._decided.get((site, did), is_first and has_changed)


def _file_taken_back(
    dossiers: dict[str, Dossier],
    record: Record,
    verdict: VerdictKind,
    runs: _Operators,
    joined: Mapping[str, str],
) -> None:
    """Keep what an operator once answered and took back: withdrawing an answer is blanking it (method 3.4)."""
    issuer, site = record.signed.statement.issuer, site_of(record, joined) if record.shredded_by is None else ""
    if record.shredded_by is None and runs.ran(site, issuer):
        body = _ADAPTERS[Kind.FACILITY].validate_json(record.signed.statement.body)
        dossiers.setdefault(site, Dossier()).earlier_descriptions.append(Said(body, record, verdict))


def _file(dossier: Dossier, said: Said, site: str, runs: _Operators) -> None:
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
        case _:
            pass


def _file_description(dossier: Dossier, said: Said, body: FacilityBody, site: str, runs: _Operators) -> None:
    """File what the operator of its day says of its site: anybody can claim to operate one."""
    issuer = said.record.signed.statement.issuer
    if not said.may_lower or body.operator != issuer or not runs.ran(site, issuer):
        return
    if not runs.runs(site, issuer):
        dossier.earlier_descriptions.append(said)
        return
    dossier.earlier_descriptions += [dossier.facility] if dossier.facility else []
    dossier.facility = said
