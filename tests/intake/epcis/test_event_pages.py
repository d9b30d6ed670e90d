"""A page of events: each keeps the meaning that it came with, or the page ends before it."""

import pytest
from epcis_builders import GS1, a_document, an_event, captured

from ledger.errors import Unacceptable
from ledger.intake.epcis import event_body_json, query_document, query_document_bytes, read_event_statement
from ledger.model.event import CapturedEvent
from ledger.proof.canonical import canonicalise, parse


def told(prefix: str, namespace: str, **changes: object) -> CapturedEvent:
    [event] = captured(a_document(an_event(**changes), **{"@context": [GS1, {prefix: namespace}]}))
    return event


def test_a_page_of_contexts_that_agree_has_their_union() -> None:
    events = [told("a", "https://a.example/", **{"a:x": "1"}), told("b", "https://b.example/", **{"b:x": "1"})]
    document, used = query_document(events)
    assert used == 2
    assert document["@context"] == [GS1, {"a": "https://a.example/"}, {"b": "https://b.example/"}]
    assert [again.event_hash for again in captured(document)] == [event.event_hash for event in events]


def test_a_page_ends_where_one_prefix_would_mean_two_things() -> None:
    first, second = told("a", "https://a.example/"), told("a", "https://other.example/")
    assert query_document([first, second, first])[1] == 1


def test_a_page_ends_where_an_undeclared_word_would_gain_a_meaning() -> None:
    plain = told("a", "https://a.example/", **{"a:x": "b:word"})
    declares = told("b", "https://b.example/")
    assert [query_document(pair)[1] for pair in ([plain, declares], [declares, plain])] == [1, 1]


def test_a_redefined_standard_prefix_does_not_reach_another_event() -> None:
    redefines = told("cbvmda", "https://mine.example/")
    standard = told("a", "https://a.example/", action="ADD", ilmd={"cbvmda:lotNumber": "1"})
    assert query_document([redefines, standard])[1] == 1


def test_the_bytes_are_the_canonical_form_of_the_document() -> None:
    events = [told("a", "https://a.example/", **{"a:x": 1.50}), told("b", "https://b.example/")]
    raw, used = query_document_bytes(events)
    assert used == 2
    assert raw == canonicalise(query_document(events)[0]) == canonicalise(parse(raw, floats=True))


def test_no_events_are_an_empty_page() -> None:
    document, used = query_document([])
    assert (used, document["@context"]) == (0, [GS1])


def test_an_event_statement_is_signed_over_canonical_text() -> None:
    body = event_body_json(told("a", "https://a.example/"))
    with pytest.raises(Unacceptable) as refusal:
        read_event_statement(canonicalise({**body, "event": f" {body['event']}"}))
    assert refusal.value.field == "body.event"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("event_hash", "ni:///sha-256;" + "0" * 64 + "?ver=CBV2.0"),
        ("event", '{"type": "ObjectEvent"}'),
        ("event", "{}"),
        ("context", '["https://elsewhere.example/"]'),
        ("document_hash", "0x00"),
    ],
)
def test_an_event_statement_that_does_not_hold_together_is_refused(field: str, text: str) -> None:
    body = event_body_json(told("a", "https://a.example/"))
    assert read_event_statement(canonicalise(body))
    with pytest.raises(Unacceptable):
        read_event_statement(canonicalise({**body, field: text}))
