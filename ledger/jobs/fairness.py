"""Who may find, answer, contest, rule and set: asked when the statement comes, for what a reader cannot mend later.

Decision: a reply, dispute or ruling has the audience `downstream` and is readable by whoever may read its flag, and by
nobody else (see access). A flag that its issuer may not read is not found. A finding in clear is for auditors alone:
what a custodian knows of workers leaves the worker line by releases, or it would tell who spoke. NOT checked: that a
reviewer's declarations are complete.
"""

import json
from collections.abc import Collection, Iterable, Iterator

from ledger.assessment.rulings import ruling_fault
from ledger.errors import NotAllowed, Unacceptable
from ledger.intake.bodies import read_body
from ledger.jobs.access import audience_of
from ledger.jobs.asking_rules import check_asking
from ledger.jobs.flags import FLAGS, flag_facts, is_worker_line
from ledger.jobs.standing import custodians_of, reader_of
from ledger.jobs.supply import graph_of
from ledger.model.bodies import (
    Body,
    BuyingPracticeBody,
    DisputeBody,
    ExitBody,
    FindingBody,
    IndependenceBody,
    OpeningBody,
    ReminderBody,
    ReplyBody,
    ReplyDraftBody,
    RequestBody,
    RiskSettingsBody,
    RulingBody,
)
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.statement import Kind, SignedStatement, Statement
from ledger.ports import World
from ledger.provenance import chain_of
from ledger.risk.settings import read_settings

_KINDS = (Kind.FINDING, Kind.REPLY, Kind.DISPUTE, Kind.RULING, Kind.SETTINGS, Kind.ATTESTATION)


def check_fairness(world: World, signed: Iterable[SignedStatement]) -> None:
    """Return when each of these statements that finds, answers, rules or sets is its issuer's to make.

    One that is kept already was asked then: sent again it is acknowledged again.
    Raises NotAllowed for a role that may not, and Unacceptable naming the field.
    """
    for each in signed:
        if each.statement.kind in _KINDS and world.store.record(each.record_id) is None:
            _check(world, each.statement, read_body(each.statement))


def _check(world: World, statement: Statement, body: Body) -> None:
    match body:
        case FindingBody():
            _require(world, statement, Role.AUDITOR, what="find at a site", needs="auditor")
        case ReplyDraftBody():
            _require(world, statement, Role.CUSTODIAN, what="draft a reply", needs="custodian")
            if _flag(world, statement, body.flag).signed.statement.issuer != statement.issuer:
                raise Unacceptable(field="body.flag", reason="is not yours", mend="draft replies to your own records")
        case ReplyBody() | DisputeBody():
            _check_answer(world, statement, body)
        case RulingBody():
            _check_ruling(world, statement, body)
        case RiskSettingsBody():
            _require(world, statement, Role.OPERATOR, what="set how risk is scored", needs="operator")
            read_settings(body)
        case IndependenceBody():
            _require(world, statement, Role.AUDITOR, what="declare an auditor's independence", needs="auditor")
        case RequestBody() | OpeningBody() | ReminderBody():
            check_asking(world, statement, body)
        case BuyingPracticeBody() | ExitBody() if statement.issuer not in (body.brand, body.supplier):
            mend = "let the brand or the supplier state it"
            raise Unacceptable(field="issuer", reason="is neither the brand nor the supplier", mend=mend)
        case _:
            pass


def _require(world: World, statement: Statement, role: Role, *, what: str, needs: str) -> None:
    if not reader_of(world, statement.issuer).role & role:
        raise NotAllowed(what=what, needs=needs)


def _flag(world: World, statement: Statement, named: str, *, finding: str | None = None) -> Record:
    """Give the record that is answered. Raises Unacceptable, alike for none and for one that is not to be read."""
    audience = audience_of(world, reader_of(world, statement.issuer))
    record = world.store.record(bytes.fromhex(named[2:]))
    is_flag = record is not None and record.shredded_by is None and record.signed.statement.kind in FLAGS
    if record is None or not is_flag or not audience.may_read(record):
        raise Unacceptable(field="body.flag", reason="is no flag here that you may read", mend="name the flag's record")
    if finding is not None and finding not in findings_in(json.loads(record.signed.statement.body)):
        mend = "name a finding of that record, or leave the field out"
        raise Unacceptable(field="body.finding_id", reason="is not in the flag's record", mend=mend)
    return record


def findings_in(body: dict[str, object]) -> list[str]:
    """Give the ids of the findings that a flag's body holds."""
    listed = body.get("findings")
    found = listed if isinstance(listed, list) else [body] if "finding_id" in body else []
    return [str(each["finding_id"]) for each in found]


def _check_answer(world: World, statement: Statement, body: ReplyBody | DisputeBody) -> None:
    flag = _flag(world, statement, body.flag, finding=body.finding_id)
    _check_audience(statement)
    if is_worker_line(flag, custodians_of(world)):
        _check_draft(world, statement, body, flag)


def _check_audience(statement: Statement) -> None:
    if statement.audience != "downstream":
        mend = "use downstream: whoever may read the flag reads it, and nobody else"
        raise Unacceptable(field="audience", reason="is not that of the flag", mend=mend)


def _check_draft(world: World, statement: Statement, body: ReplyBody | DisputeBody, flag: Record) -> None:
    """Rule R10: to a worker-side flag only the custodian's draft is said, word by word."""
    draft = world.store.record(bytes.fromhex(body.draft[2:])) if body.draft else None
    said = json.loads(draft.signed.statement.body) if draft is not None else {}
    is_drafted = (
        draft is not None
        and draft.signed.statement.issuer == flag.signed.statement.issuer
        and (said.get("flag"), said.get("draft_for")) == (body.flag, statement.issuer)
    )
    if not is_drafted or said.get("text") != body.text:
        mend = "send what you have to say to the custodian, sealed, and sign the draft that comes back as it is"
        raise Unacceptable(field="body.draft", reason="is no draft of this flag's custodian with this text", mend=mend)


def _check_ruling(world: World, statement: Statement, body: RulingBody) -> None:
    flag = _flag(world, statement, body.flag, finding=body.finding_id)
    _check_audience(statement)
    graph = graph_of(world)
    facts = flag_facts(world, flag, graph, custodians=custodians_of(world))
    fault = ruling_fault(
        body,
        issuer=statement.issuer,
        flag=facts,
        brands=set(_buying(graph, facts.site, [statement.issuer, body.paid_by, *body.business_with])),
        auditors=[statement.issuer] if reader_of(world, statement.issuer).role & Role.AUDITOR else [],
    )
    if fault is not None:
        field, reason = fault
        mend = "tell its custodian" if facts.is_worker_line else "let a reviewer rule whom neither side pays"
        raise Unacceptable(field=field, reason=reason, mend=mend)


def _buying(graph: SupplyGraph, site: str, dids: Collection[str]) -> Iterator[str]:
    """Give those of these parties that are brands with this site in their chain."""
    for did in {product.brand for product in graph.products.values() if product.brand in dids}:
        lots = [lot for product in graph.products.values() if product.brand == did for lot in product.lots]
        if site in chain_of(graph, lots, receiver=did).sites:
            yield did
