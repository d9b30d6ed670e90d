"""Who may ask a site, say that it opened what it was asked, and remind it (rule R7): asked when the statement comes.

Asking is for auditors and for a brand that may see the site. An opening is stated by the site's confirmed operator, or
by the operator of the ledger as a witness of what this ledger noted; the note can be seen here alone, so that whoever
reads the opening has the witness's word for it. NOT checked: that nobody else used the account.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from ledger.assessment.asking import remind_from
from ledger.assessment.dossier import site_of
from ledger.assessment.replies import anchored_on
from ledger.errors import NotAllowed, Unacceptable
from ledger.jobs.access import audience_of
from ledger.jobs.site_operators import confirmed_sites
from ledger.jobs.standing import reader_of, registry_of
from ledger.jobs.supply import graph_of
from ledger.model.bodies import OpeningBody, ReminderBody, RequestBody
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


def stated_steps(world: World) -> frozenset[tuple[str, str]]:
    """Give what the ledger's operator need not state again and may not: `("opens", request)` for what it witnessed,
    sealed or not, standing or fallen, and `("reminds", request)` for what anybody reminded of.

    A reminder by whoever asked that is not sealed yet is not among them.
    """
    operators = {each.did for each in registry_of(world).parties.values() if Role.OPERATOR in each.roles}
    size = world.store.sizes().sealed_size
    found: set[tuple[str, str]] = set()
    for record, body in _all_steps(world, sorted(operators)):
        if isinstance(body, ReminderBody):
            found |= set() if _is_withdrawn(world, record, size) else {("reminds", body.reminds)}
        elif record.signed.statement.issuer in operators:
            found.add(("opens", body.opens))
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
    site = site_of(request, graph_of(world).joined)
    if statement.issuer != body.opened_by:
        if not reader_of(world, statement.issuer).role & Role.OPERATOR:
            raise NotAllowed(what="say that somebody else opened a request", needs="operator")
        noted = world.store.noted_openings().get(request.record_id)
        if noted is None or noted.opened_by != body.opened_by:
            mend = "witness what `tierlight requests list` shows as noted, and nothing else"
            raise Unacceptable(field="body.opened_by", reason="was not seen to open this request", mend=mend)
    if site not in confirmed_sites(world, graph_of(world), body.opened_by):
        mend = "open requests to a site that you are confirmed to operate"
        raise Unacceptable(field="body.opens", reason="is not addressed to you", mend=mend)
    # Another's opening stands in nobody's way: the site's own may fall with its key, and the witness's by a ruling.
    own = (e for e in _steps(world, statement, "opens", body.opens) if e.signed.statement.issuer == statement.issuer)
    _refuse_second(next(own, None), "opens", "was stated before to be open")


def _check_reminder(world: World, statement: Statement, body: ReminderBody) -> None:
    request = _request(world, statement, "reminds", body.reminds, facility=body.facility)
    is_asker = statement.issuer == request.signed.statement.issuer
    if not is_asker and not reader_of(world, statement.issuer).role & Role.OPERATOR:
        raise NotAllowed(what="remind of a request", needs="whoever asked, or operator")
    size = world.store.sizes().sealed_size
    standing = (e for e in _steps(world, statement, "reminds", body.reminds) if not _is_withdrawn(world, e, size))
    _refuse_second(next(standing, None), "reminds", "was reminded of before, and there is one reminder")
    opened = _opened_on(world, statement, body.reminds)
    today = datetime.fromtimestamp(world.clock.now(), UTC).date()
    if opened is None or today < remind_from(opened):
        reason = f"was opened on {opened}" if opened else "was not opened by any anchored statement"
        mend = f"remind from {remind_from(opened)} on" if opened else "wait until it is: it changes no number before"
        raise Unacceptable(field="body.reminds", reason=reason, mend=mend)


def _opened_on(world: World, statement: Statement, request: str) -> date | None:
    days = (anchored_on(each) for each in _steps(world, statement, "opens", request))
    return min((day for day in days if day is not None), default=None)


def _refuse_second(first: Record | None, field: str, reason: str) -> None:
    if first is not None:
        named = "0x" + first.record_id.hex()
        raise Unacceptable(field=f"body.{field}", reason=f"{reason} ({named})", mend="there is nothing left to state")


def _is_withdrawn(world: World, record: Record, size: int) -> bool:
    return bool(world.store.withdrawals(record.record_id, size=size))


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


def _steps(world: World, statement: Statement, field: str, request: str) -> Iterator[Record]:
    """Give the openings or reminders of a request: those sealed, and the issuer's own that are not yet."""
    for record, body in _all_steps(world, [statement.issuer]):
        if getattr(body, field, None) == request:
            yield record


def _all_steps(world: World, issuers: Iterable[str]) -> Iterator[tuple[Record, OpeningBody | ReminderBody]]:
    """Give every opening and reminder that is sealed, and those of these issuers that are not yet."""
    sealed = world.store.records((Kind.ATTESTATION,), size=world.store.sizes().sealed_size)
    own = (each for issuer in issuers for each in world.store.records_by(issuer, limit=_MOST_OWN))
    for record in (*sealed, *own):
        body = typed_body(record) if record.signed.statement.kind == Kind.ATTESTATION else None
        if isinstance(body, OpeningBody | ReminderBody):
            yield record, body
