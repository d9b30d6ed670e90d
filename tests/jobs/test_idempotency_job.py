"""The same Idempotency-Key with the same request gives the same answer; another request is a conflict (F09)."""

import threading

import pytest
from builders import BRAND, MILL, an_attestation
from told_records import domain_of

from ledger.errors import IdempotencyConflict, NotFound
from ledger.jobs.idempotency import Answer, answer_once
from ledger.jobs.submit import submit
from ledger.ports import World


class Asked:
    """Counts how often it was asked for an answer."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Answer:
        self.times += 1
        return 201, b"answer %d" % self.times


def test_the_same_request_gets_the_same_answer_without_being_done_again(quiet_world: World) -> None:
    asked = Asked()
    assert answer_once(quiet_world, MILL.reader, "k", b"request", asked) == (201, b"answer 1", False)
    assert answer_once(quiet_world, MILL.reader, "k", b"request", asked) == (201, b"answer 1", True)
    assert asked.times == 1


def test_another_request_under_the_same_key_is_a_conflict_and_is_not_done(quiet_world: World) -> None:
    asked = Asked()
    answer_once(quiet_world, MILL.reader, "k", b"request", asked)
    with pytest.raises(IdempotencyConflict) as refused:
        answer_once(quiet_world, MILL.reader, "k", b"request 2", asked)
    assert (refused.value.key, asked.times) == ("k", 1)


def test_keys_belong_to_one_party(quiet_world: World) -> None:
    asked = Asked()
    answer_once(quiet_world, MILL.reader, "k", b"request", asked)
    assert answer_once(quiet_world, BRAND.reader, "k", b"other", asked) == (201, b"answer 2", False)


def test_without_a_key_each_request_is_answered(quiet_world: World) -> None:
    asked = Asked()
    assert [answer_once(quiet_world, MILL.reader, None, b"r", asked)[1] for _ in range(2)] == [b"answer 1", b"answer 2"]


def test_a_refusal_is_not_remembered(quiet_world: World) -> None:
    def refuse() -> Answer:
        raise NotFound(what="record", identifier="x")

    with pytest.raises(NotFound):
        answer_once(quiet_world, MILL.reader, "k", b"request", refuse)
    assert answer_once(quiet_world, MILL.reader, "k", b"request", Asked())[2] is False


def test_fifty_at_once_leave_one_record_and_get_one_answer(quiet_world: World) -> None:
    submission = an_attestation(domain=domain_of(quiet_world))
    gate, found = threading.Barrier(50), []

    def work() -> Answer:
        (acknowledged,) = submit(quiet_world, [submission])
        return 201 if acknowledged.is_new else 200, acknowledged.record_id

    def ask() -> None:
        gate.wait(60)
        found.append(answer_once(quiet_world, MILL.reader, "k", b"request", work)[:2])

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 50
    assert len(set(found)) == 1
    assert quiet_world.store.counts().pending == 1
