"""What sites are asked: noted when the operator's account opens it, and listed with the day on which it falls due (R7).

Decision: the list itself opens nothing. Until its site has opened a request, the site sees who asks and how much, and
not the questions: else it could read them and stay for ever with a clock that never began.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from itertools import chain, groupby

from ledger.assessment.asking import remind_from
from ledger.assessment.dossier import site_of
from ledger.jobs.access import audience_of
from ledger.jobs.asking_document import ASKED_READ, asked_document
from ledger.jobs.asking_rules import asked_on, is_request, stated_steps, today_of
from ledger.jobs.site_operators import confirmed_sites
from ledger.jobs.supply import graph_of, is_shared, pinned
from ledger.model.asking import AskedQuestion, NotedOpening, QuestionState
from ledger.model.bodies import RequestBody
from ledger.model.graph import SupplyGraph
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.provenance import typed_body

_WORST_FIRST = (QuestionState.WITHHELD, QuestionState.OPEN, QuestionState.NEVER_OPENED, QuestionState.ANSWERED)


def note_opened(world: World, reader: Reader | None, record: Record) -> None:
    """Note that the confirmed operator of the site that a request is to has now opened it; nothing for anybody else.

    It is kept before the request is shown. Raises StoreFailed.
    """
    if reader is None or not is_request(record):
        return
    graph = graph_of(world)
    if site_of(record, graph.joined) in confirmed_sites(world, graph, reader.did):
        world.store.note_opening(NotedOpening(record.record_id, reader.did, world.clock.now()))


def site_requests(world: World, reader: Reader | None) -> dict[str, Json]:
    """Give `requests` that hold and that the reader may read, by site and in the order of the log, each with its clock.

    A site's own operator is told the questions once it has opened them. `noted_on` is when this ledger saw it do so.
    `waits_for` is what the ledger's operator may state of it now, an `opening` or a `reminder`.
    """
    world = pinned(world)
    graph, audience = graph_of(world), audience_of(world, reader)
    said = world.store.records((Kind.ATTESTATION,), size=graph.log_size)
    records = [each for each in said if is_shared(each) and is_request(each) and audience.may_read(each)]
    readable = {"0x" + each.record_id.hex(): each for each in records}
    own = confirmed_sites(world, graph, reader.did) if reader is not None else frozenset()
    noted, stated, today = world.store.noted_openings(), stated_steps(world), today_of(world)
    found: list[Json] = []
    for request, questions in groupby(asked_on(world, graph, records, today), key=lambda each: each.request):
        record = readable.get(request)
        if record is not None:
            asked = tuple(questions)
            notes, site = noted.get(record.record_id, ()), asked[0].site
            has_opened = reader is not None and reader.did in {each.opened_by for each in notes}
            is_shut = site in own and not has_opened and asked[0].opened_on is None
            by_runners = [each for each in notes if site in confirmed_sites(world, graph, each.opened_by)]
            waits_for = _waits_for(asked, stated, by_runners, today=today)
            new = (each for each in by_runners if ("opens", asked[0].request, each.opened_by) not in stated)
            note = next(chain(new, by_runners, notes), None)
            found.append(_request(record, asked, note, graph, is_shut=is_shut) | {"waits_for": waits_for})
    return {"requests": found, "reads": ASKED_READ, "log_size": graph.log_size}


def _waits_for(
    asked: tuple[AskedQuestion, ...],
    stated: Collection[tuple[str, str, str]],
    noted: Iterable[NotedOpening],
    *,
    today: date,
) -> str | None:
    """Give what the operator of the ledger would not be refused: `noted` by whoever is confirmed to run the site."""
    first = asked[0]
    if first.opened_on is None:
        is_new = any(("opens", first.request, each.opened_by) not in stated for each in noted)
        return "opening" if is_new else None
    is_open = any(each.state is QuestionState.OPEN for each in asked)
    is_due = first.reminded_on is None and today >= remind_from(first.opened_on)
    return "reminder" if is_open and is_due and ("reminds", first.request, "") not in stated else None


def _request(
    record: Record, asked: tuple[AskedQuestion, ...], note: NotedOpening | None, graph: SupplyGraph, *, is_shut: bool
) -> dict[str, Json]:
    first, body = asked[0], typed_body(record)
    known = graph.sites.get(first.site)
    states = {each.state for each in asked}
    whole = asked_document(first)
    shown = ("site", "request", "by", "asked_on", "opened_on", "opened_in", "witnessed_by", "reminded_on", "due")
    return {
        **{name: whole[name] for name in shown},
        "facility": body.facility if isinstance(body, RequestBody) else None,
        "name": known.name if known else None,
        "why": body.why if isinstance(body, RequestBody) and not is_shut else None,
        "number": len(asked),
        "questions": [] if is_shut else [_question(each) for each in asked],
        "state": next(state for state in _WORST_FIRST if state in states).value,
        "noted_by": note.opened_by if note else None,
        "noted_on": datetime.fromtimestamp(note.at, UTC).date().isoformat() if note else None,
        "remind_from": remind_from(first.opened_on).isoformat() if first.opened_on else None,
    }


def _question(asked: AskedQuestion) -> dict[str, Json]:
    whole = asked_document(asked)
    return {name: whole[name] for name in ("question", "question_text", "state", "sentence")}
