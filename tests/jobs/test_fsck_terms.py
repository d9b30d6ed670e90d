"""An operator who edits what queries find an event by is named, though every statement is whole."""

import pytest
from fsck_bed import EVENT, HEAD_OF, PLAIN, SHREDDED, Copy, codes, told

pytestmark = pytest.mark.chain

TYPE = "event_term role=1 value=ObjectEvent"


def arrival(copy: Copy, index: int) -> object:
    return copy.ask(f"SELECT arrival FROM record WHERE log_index = {index}")  # noqa: S608 - a number of ours


def test_a_deleted_term_which_hides_the_event_from_queries_is_named_with_its_head(copy: Copy) -> None:
    at = arrival(copy, EVENT)
    found = copy.edit(f"DELETE FROM event_term WHERE role = 1 AND arrival = {at}")  # noqa: S608
    assert told(found) == {("event-term-lost", f"{TYPE} arrival={at}; {HEAD_OF[EVENT]}")}
    assert "queries leave the event out" in found[0].sentence


def test_a_term_that_the_event_does_not_give_is_named(copy: Copy) -> None:
    at = arrival(copy, EVENT)
    found = copy.edit(f"INSERT INTO event_term (role, value, arrival) VALUES (2, 'urn:x', {at})")  # noqa: S608
    assert told(found) == {("event-term-surplus", f"event_term role=2 value=urn:x arrival={at}; {HEAD_OF[EVENT]}")}


def test_a_changed_term_is_named_as_it_is_and_as_it_must_be(copy: Copy) -> None:
    at = arrival(copy, EVENT)
    found = copy.edit(f"UPDATE event_term SET value = 'other' WHERE role = 1 AND arrival = {at}")  # noqa: S608
    assert codes(found) == {"event-term-lost", "event-term-surplus"}


@pytest.mark.parametrize("index", [PLAIN, SHREDDED])
def test_a_term_of_a_record_that_is_no_event_or_no_longer_there_is_named(copy: Copy, index: int) -> None:
    at = arrival(copy, index)
    found = copy.edit(f"INSERT INTO event_term (role, value, arrival) VALUES (1, 'ObjectEvent', {at})")  # noqa: S608
    assert told(found) == {("event-term-surplus", f"{TYPE} arrival={at}; no head")}


def test_every_term_of_every_event_gone_is_named_row_by_row(copy: Copy) -> None:
    count = copy.ask("SELECT count(*) FROM event_term")
    assert [each.code for each in copy.edit("DELETE FROM event_term")] == ["event-term-lost"] * int(str(count))


def test_a_changed_statement_is_named_and_its_terms_accuse_nobody(copy: Copy) -> None:
    found = copy.edit(f"UPDATE record SET body = CAST('{{}}' AS BLOB) WHERE log_index = {EVENT}")  # noqa: S608
    assert "statement-differs" in codes(found)
    assert not {code for code in codes(found) if code.startswith("event-term")}
