"""Writers at once: one nonce is won by exactly one, the same statement is kept once, one anchorer gets the lease."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from builders import MILL, a_record, an_attestation, an_attestation_body, fresh_nonce
from store_seals import sealed

from ledger.errors import LeaseLost, NonceReused
from ledger.model.work import Lease
from ledger.store.sql_store import SqlStore, open_store

WRITERS = 32
LONGEST_WAIT_SECONDS = 60.0


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What each of `count` threads gave or raised, all let go at the same moment."""
    gate, given = threading.Barrier(count), [None] * count

    def run(place: int) -> None:
        gate.wait(LONGEST_WAIT_SECONDS)
        try:
            given[place] = work(place)
        except Exception as error:
            given[place] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_WAIT_SECONDS)
    return given


def test_of_32_statements_with_one_nonce_exactly_one_is_kept(store: SqlStore) -> None:
    nonce = fresh_nonce()
    rivals = [
        a_record(an_attestation(nonce=nonce, body=an_attestation_body(text=f"Version {n}."))) for n in range(WRITERS)
    ]
    companions = [a_record() for _ in range(WRITERS)]
    found = at_once(WRITERS, lambda n: store.add([companions[n], rivals[n]], [None, None]))
    winners = [n for n, answer in enumerate(found) if isinstance(answer, tuple)]
    assert len(winners) == 1
    assert all(isinstance(answer, NonceReused) for n, answer in enumerate(found) if n not in winners)
    kept = store.record_by_nonce(MILL.did, nonce)
    assert kept is not None
    assert kept.record_id == rivals[winners[0]].record_id
    assert {answer.record_id for answer in found if isinstance(answer, NonceReused)} == {kept.record_id}
    assert store.counts().pending == 2, "the losers' companions are not half-written"


def test_the_same_statement_from_32_at_once_is_kept_once_and_new_once(store: SqlStore) -> None:
    record = a_record()
    found = at_once(WRITERS, lambda _: store.add([record], [None])[0])
    assert [answer.record_id for answer in found] == [record.record_id] * WRITERS
    assert sum(answer.is_new for answer in found) == 1
    assert store.counts().pending == 1


def test_of_many_anchorers_at_once_one_gets_the_lease(store: SqlStore, database_url: str) -> None:
    store.take_lease(holder="earlier", now=0, seconds=1)
    others = [open_store(database_url) for _ in range(6)]
    found = at_once(6, lambda n: others[n].take_lease(holder=f"anchorer {n}", now=10, seconds=60))
    assert sum(isinstance(answer, Lease) for answer in found) == 1
    assert sum(answer is None for answer in found) == 5
    for other in others:
        other.close()


def test_of_many_that_take_over_at_once_one_writes_and_the_others_are_refused(
    store: SqlStore, database_url: str
) -> None:
    """Each takes the lease in turn and writes under it while the others take it over: only a newest token writes."""
    store.add([a_record()], [None])
    sealed(store)
    (item,) = store.outbox()
    others = [open_store(database_url) for _ in range(6)]

    def take_over_and_write(n: int) -> int | None:
        lease = others[n].take_lease(holder=f"anchorer {n}", now=100 * n, seconds=60)
        if lease is None:
            return None
        others[n].save_outbox(replace(item, account_nonce=lease.token), lease=lease)
        return lease.token

    found = at_once(6, take_over_and_write)
    wrote = [answer for answer in found if isinstance(answer, int)]
    assert wrote, found
    assert all(answer is None or isinstance(answer, int | LeaseLost) for answer in found), found
    (kept,) = store.outbox()
    assert kept.account_nonce == max(wrote), "no older token wrote after a newer one"
    for other in others:
        other.close()


def test_a_sign_in_link_opened_many_times_at_once_works_once(store: SqlStore) -> None:
    store.save_sign_in(b"\x02" * 32, MILL.reader, expires_at=10)
    found = at_once(8, lambda _: store.use_sign_in(b"\x02" * 32, now=1))
    assert [answer for answer in found if answer is not None] == [MILL.reader]
