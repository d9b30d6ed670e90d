"""What is answered to the flags of a product's sites, and how their auditors stand, from the sealed log."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from pydantic import TypeAdapter

from ledger.assessment.dossier import Dossier, Said
from ledger.assessment.replies import FAIRNESS_KINDS, Answers, gather_answers, is_overturned, signed_on
from ledger.jobs.access import audience_of
from ledger.jobs.fairness_document import reply_document
from ledger.jobs.flags import FLAGS, flag_facts
from ledger.jobs.standing import custodians_of, registry_of
from ledger.jobs.supply import graph_of, is_shared
from ledger.jobs.verdicts import verdicts_of
from ledger.model.bodies import BODY_OF, Body, IndependenceBody, is_sealed
from ledger.model.fairness import AuditorStanding, Ruling
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.proof.canonical import Json

_ANSWERABLE = frozenset(FLAGS)
NOT_DECLARED = "independence not declared"
_SETTINGS: TypeAdapter[Body] = TypeAdapter(BODY_OF[Kind.SETTINGS])


def answers_to(
    world: World, graph: SupplyGraph, flags: Collection[str] | None, *, brands: Collection[str], as_of: date
) -> Answers:
    """Give what was answered by `as_of` to these flags (by record id), or to all of this ledger."""
    said = [each for each in world.store.records(FAIRNESS_KINDS, size=graph.log_size) if is_shared(each)]
    answers = [each for each in said if (named := _flag_of(each)) and (flags is None or named in flags)]
    found = [world.store.record(bytes.fromhex(named[2:])) for named in {_flag_of(each) for each in answers} if named]
    known = [each for each in found if each is not None and each.shredded_by is None]
    custodians = custodians_of(world)
    return gather_answers(
        answers,
        verdicts_of(world, answers),
        {facts.record_id: facts for facts in (flag_facts(world, each, graph, custodians=custodians) for each in known)},
        brands=brands,
        auditors=frozenset(p.did for p in registry_of(world).parties.values() if Role.AUDITOR in p.roles),
        as_of=as_of,
    )


def replies_to(world: World, reader: Reader | None, record: Record) -> list[Json]:
    """Give what was answered to this record by today, as far as the reader may read it; nothing where it is no flag."""
    if record.signed.statement.kind not in _ANSWERABLE:
        return []
    today = datetime.fromtimestamp(world.clock.now(), UTC).date()
    named, audience = "0x" + record.record_id.hex(), audience_of(world, reader)
    told = answers_to(world, graph_of(world), {named}, brands=(), as_of=today).replies
    found = ((each, world.store.record(bytes.fromhex(each.record_id[2:]))) for each in told)
    return [reply_document(each) for each, kept in found if kept is not None and audience.may_read(kept)]


def flags_of(dossiers: Mapping[str, Dossier]) -> frozenset[str]:
    """Give the ids of the records in these dossiers: each of them may be answered."""
    return frozenset("0x" + said.record.record_id.hex() for dossier in dossiers.values() for said in _all(dossier))


def file_rulings(dossiers: Mapping[str, Dossier], rulings: Iterable[Ruling]) -> None:
    """Put each ruling into the dossiers of the sites whose flags it is about."""
    told = list(rulings)
    for dossier in dossiers.values() if told else ():
        own = flags_of({"": dossier})
        dossier.rulings += [each for each in told if each.flag in own]


def auditor_standings(
    world: World, graph: SupplyGraph, dossiers: Mapping[str, Dossier], *, brand: str, as_of: date
) -> tuple[AuditorStanding, ...]:
    """Give how each stands who audited or found something at these sites, sorted by DID (rules R13, S15)."""
    told = {(said.record.signed.statement.issuer, site) for site, d in dossiers.items() for said in _judging(d)}
    auditors = sorted({auditor for auditor, _ in told})
    if not auditors:
        return ()
    declared = declarations_of(world, graph, auditors, as_of=as_of)
    ruled = _ruled(answers_to(world, graph, None, brands=(brand,), as_of=as_of).rulings, world)
    sides = {auditor: {brand, *_operators(graph, told, auditor)} for auditor in auditors}
    return tuple(
        AuditorStanding(
            auditor=auditor,
            independence=_label(declared.get(auditor), sides[auditor], as_of=as_of),
            ruled=len(ruled.get(auditor, {})),
            overturned=sum(ruled.get(auditor, {}).values()),
        )
        for auditor in auditors
    )


def _label(declared: IndependenceBody | None, sides: Collection[str], *, as_of: date) -> str:
    if declared is None:
        return NOT_DECLARED
    if date.fromisoformat(declared.valid_until) < as_of:
        return f"its declaration of independence ended on {declared.valid_until}"
    named = sorted(set(sides) & {*declared.paid_by, *declared.business_with})
    return f"declared; paid by or in business with {', '.join(named)}" if named else "independence declared"


def _operators(graph: SupplyGraph, told: Iterable[tuple[str, str]], auditor: str) -> Iterator[str]:
    for by, site in told:
        known = graph.sites.get(site)
        if by == auditor and known is not None and known.operator is not None:
            yield known.operator


def declarations_of(
    world: World, graph: SupplyGraph, auditors: Collection[str], *, as_of: date
) -> dict[str, IndependenceBody]:
    """Give by auditor the newest declaration that holds; the log's order decides."""
    said = (each for each in world.store.records((Kind.SETTINGS,), size=graph.log_size) if is_shared(each))
    own = [each for each in said if each.signed.statement.issuer in auditors and signed_on(each) <= as_of]
    verdicts, found = verdicts_of(world, own), {}
    for record in own:
        body = _SETTINGS.validate_json(record.signed.statement.body)
        if isinstance(body, IndependenceBody) and verdicts[record.record_id] is VerdictKind.VALID:
            found[record.signed.statement.issuer] = body
    return found


def _ruled(rulings: Collection[Ruling], world: World) -> dict[str, dict[tuple[str, str | None], bool]]:
    """Give by issuer of a flag each flag ruled on, and whether it is overturned."""
    found: dict[str, dict[tuple[str, str | None], bool]] = {}
    for ruling in rulings:
        flag = world.store.record(bytes.fromhex(ruling.flag[2:]))
        if flag is not None:
            about = is_overturned(rulings, record_id=ruling.flag, finding=ruling.finding)
            found.setdefault(flag.signed.statement.issuer, {})[ruling.flag, ruling.finding] = about
    return found


def _flag_of(record: Record) -> str | None:
    """None for what is sealed or only a draft."""
    body = json.loads(record.signed.statement.body)
    return None if record.shredded_by is not None or is_sealed(body) or "draft_for" in body else str(body["flag"])


def _all(dossier: Dossier) -> Iterator[Said]:
    yield from (*dossier.attestations, *dossier.asked, *dossier.certificates, *_judging(dossier))


def _judging(dossier: Dossier) -> Iterator[Said]:
    yield from (*dossier.audits, *dossier.findings)
