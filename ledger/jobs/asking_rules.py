"""Who may ask a site, say that it opened what it was asked, and remind it (rule R7): asked when the statement comes.

Asking is for auditors and for a brand that may see the site. An opening is stated by the site's confirmed operator, or
by the operator of the ledger as a witness of what this ledger noted; the note can be seen here alone, so that whoever
reads the opening has the witness's word for it. NOT checked: that nobody else used the account.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime

from ledger.assessment.asking import asked_questions, remind_from
from ledger.assessment.dossier import site_of
from ledger.errors import NotAllowed, Unacceptable
from ledger.jobs.access import audience_of
from ledger.jobs.answered import answers_to, file_rulings, flags_of
from ledger.jobs.assess import dossiers_of
from ledger.jobs.site_operators import confirmed_sites
from ledger.jobs.standing import reader_of, registry_of
from ledger.jobs.supply import graph_of
from ledger.model.asking import AskedQuestion
from ledger.model.bodies import OpeningBody, ReminderBody, RequestBody
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.statement import Kind, Statement
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import typed_body

_MOST_OWN = 500  # newest statements of one issuer, to find a step that is not sealed yet


def check_asking(world: World, statement: Statement, body: RequestBody | OpeningBody | ReminderBody) -> None:
    """Return when this request, opening or reminder is its issuer's to make. Raises NotAllowed, Unacceptable."""
    if statement.audience != "downstream":
        mend = "use downstream: the site, whoever asks, auditors and the operator read it"
        raise Unacceptable(field="audience", reason="is not that of a request", mend=mend)
    match body:
        case RequestBody():
            _check_request(world, statement, body)
        case OpeningBody():
            _check_opening(world, statement, body)
        case ReminderBody():
            _check_reminder(world, statement, body)


def is_request(record: Record) -> bool:
    """Say whether a record asks a site something, and still says what."""
    return record.signed.statement.kind == Kind.ATTESTATION and isinstance(typed_body(record), RequestBody)


def asked_on(world: World, graph: SupplyGraph, requests: Collection[Record], day: date) -> tuple[AskedQuestion, ...]:
    """Give every question to the sites of these requests as it stands on this day, each with its clock."""
    dossiers, _ = dossiers_of(world, graph, {site_of(each, graph.joined) for each in requests})
    file_rulings(dossiers, answers_to(world, graph, flags_of(dossiers), brands=(), as_of=day).rulings)
    return tuple(asked_questions(dossiers, as_of=day))


def today_of(world: World) -> date:
    """Give the day of the ledger's own clock, in UTC."""
    return datetime.fromtimestamp(world.clock.now(), UTC).date()


def stated_steps(world: World) -> frozenset[tuple[str, str, str]]:
    """Give what the ledger's operator need not state again and may not: `("opens", request, opened_by)` for what it
    witnessed and did not take back, sealed or not, overturned or not, and `("reminds", request, "")` for a reminder
    that has no anchor yet.

    A reminder by whoever asked that is not sealed yet is not among them; one that is anchored counts by its clock.
    """
    operators = {each.did for each in registry_of(world).parties.values() if Role.OPERATOR in each.roles}
    found: set[tuple[str, str, str]] = set()
    for record, body in _all_steps(world, sorted(operators)):
        if isinstance(body, ReminderBody):
            found |= {("reminds", body.reminds, "")} if _waits_for_its_anchor(world, record) else set()
        elif record.signed.statement.issuer in operators and not _is_let_go(world, record, body):
            found.add(("opens", body.opens, body.opened_by))
    return frozenset(found)


def _check_request(world: World, statement: Statement, body: RequestBody) -> None:
    asker = reader_of(world, statement.issuer)
    if not asker.role & (Role.AUDITOR | Role.BRAND):
        raise NotAllowed(what="ask a site", needs="auditor or brand")
    graph = graph_of(world)
    named = canonical_uri(body.facility)
    site = graph.joined.get(named, named)
    audience = audience_of(world, asker)
    if site not in graph.sites or not (audience.sees_all_supply() or site in audience.chain.sites):
        mend = "name a site of your chain, as `auditor tiers` prints it"
        raise Unacceptable(field="body.facility", reason="is no site here that you may see", mend=mend)


def _check_opening(world: World, statement: Statement, body: OpeningBody) -> None:
    request = _request(world, statement, "opens", body.opens, facility=body.facility)
    if _is_withdrawn(world, request):
        raise Unacceptable(field="body.opens", reason="was taken back", mend="there is nothing left to open")
    site = site_of(request, graph_of(world).joined)
    if statement.issuer != body.opened_by:
        if not reader_of(world, statement.issuer).role & Role.OPERATOR:
            raise NotAllowed(what="say that somebody else opened a request", needs="operator")
        noted = world.store.noted_openings().get(request.record_id, ())
        if body.opened_by not in {each.opened_by for each in noted}:
            mend = "witness what `tierlight requests list` shows as noted, and nothing else"
            raise Unacceptable(field="body.opened_by", reason="was not seen to open this request", mend=mend)
    if site not in confirmed_sites(world, graph_of(world), body.opened_by):
        mend = "open requests to a site that you are confirmed to operate"
        raise Unacceptable(field="body.opens", reason="is not addressed to you", mend=mend)
    # Another's opening stands in nobody's way: the site's own may fall with its key, and the witness's by a ruling.
    for record, told in _all_steps(world, [statement.issuer]):
        is_same = isinstance(told, OpeningBody) and (told.opens, told.opened_by) == (body.opens, body.opened_by)
        is_own = record.signed.statement.issuer == statement.issuer
        if is_same and is_own and not _is_let_go(world, record, told):
            raise _stated_before(record, "opens", "was stated before to be open")


def _check_reminder(world: World, statement: Statement, body: ReminderBody) -> None:
    request = _request(world, statement, "reminds", body.reminds, facility=body.facility)
    is_asker = statement.issuer == request.signed.statement.issuer
    if not is_asker and not reader_of(world, statement.issuer).role & Role.OPERATOR:
        raise NotAllowed(what="remind of a request", needs="whoever asked, or operator")
    graph, today = graph_of(world), today_of(world)
    clock = next((each for each in asked_on(world, graph, [request], today) if each.request == body.reminds), None)
    opened, is_reminded = (clock.opened_on, clock.reminded_on is not None) if clock is not None else (None, False)
    for record, told in _all_steps(world, [statement.issuer]):
        is_another = isinstance(told, ReminderBody) and told.reminds == body.reminds
        if is_another and (is_reminded or _waits_for_its_anchor(world, record)):
            raise _stated_before(record, "reminds", "was reminded of before, and there is one reminder")
    if opened is None or today < remind_from(opened):
        reason = f"was opened on {opened}" if opened else "was not opened by any anchored statement"
        mend = f"remind from {remind_from(opened)} on" if opened else "wait until it is: it changes no number before"
        raise Unacceptable(field="body.reminds", reason=reason, mend=mend)


def _stated_before(first: Record, field: str, reason: str) -> Unacceptable:
    named = "0x" + first.record_id.hex()
    return Unacceptable(field=f"body.{field}", reason=f"{reason} ({named})", mend="there is nothing left to state")


def _waits_for_its_anchor(world: World, record: Record) -> bool:
    """Say whether a step that is not taken back has no anchor yet; with one, the clock says whether it counts."""
    return record.anchored_at is None and not _is_withdrawn(world, record)


def _is_let_go(world: World, record: Record, body: OpeningBody | ReminderBody) -> bool:
    """Say whether this is a witness's opening that it took back; what a site opened itself stays opened."""
    is_witness = isinstance(body, OpeningBody) and record.signed.statement.issuer != body.opened_by
    return is_witness and _is_withdrawn(world, record)


def _is_withdrawn(world: World, record: Record) -> bool:
    return bool(world.store.withdrawals(record.record_id, size=world.store.sizes().sealed_size))


def _request(world: World, statement: Statement, field: str, named: str, *, facility: str) -> Record:
    """Give the request that is meant. Raises Unacceptable, alike for none and for one that is not to be read."""
    audience = audience_of(world, reader_of(world, statement.issuer))
    record = world.store.record(bytes.fromhex(named[2:]))
    if record is None or not is_request(record) or not audience.may_read(record):
        mend = "name a request's record, as `tierlight requests list` shows it"
        raise Unacceptable(field=f"body.{field}", reason="is no request here that you may read", mend=mend)
    if canonical_uri(facility) != site_of(record, {}):
        raise Unacceptable(field="body.facility", reason="is not the site that was asked", mend="name that one")
    return record


def _all_steps(world: World, issuers: Iterable[str]) -> Iterator[tuple[Record, OpeningBody | ReminderBody]]:
    """Give every opening and reminder that is sealed, and those of these issuers that are not yet."""
    sealed = world.store.records((Kind.ATTESTATION,), size=world.store.sizes().sealed_size)
    own = (each for issuer in issuers for each in world.store.records_by(issuer, limit=_MOST_OWN))
    for record in (*sealed, *own):
        body = typed_body(record) if record.signed.statement.kind == Kind.ATTESTATION else None
        if isinstance(body, OpeningBody | ReminderBody):
            yield record, body
