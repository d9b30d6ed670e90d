"""The log and its outbox: contiguous, append-only, written only under the newest lease."""

from dataclasses import replace
from hashlib import sha256

import pytest
from builders import MALLORY, MILL, a_record, an_attestation, records
from store_seals import a_lease, a_seal, sealed

from ledger.errors import LeaseLost, LogDisagrees
from ledger.model.log import Anchor, EventProof, OutboxItem, OutboxState, SlotProof, StateProof
from ledger.model.record import RecordStatus
from ledger.proof.merkle import EMPTY_ROOT, leaf_hash, root_of, root_of_frontier
from ledger.store.sql_store import SqlStore


def kept(store: SqlStore, count: int) -> list[bytes]:
    given = records(count)
    store.add(given, [None] * count)
    return [record.record_id for record in given]


def an_anchor(item: OutboxItem, *, count: int = 1) -> Anchor:
    return Anchor(b"\xbb" * 32, count, item.sealed.head, 12, b"\x0c" * 32, 1_700_000_000)


def a_state_proof(seed: bytes) -> StateProof:
    return StateProof(
        seed * 9, b"\xaa" * 20, (seed, seed * 2), (SlotProof(b"\x51" * 32, ()), SlotProof(b"\x52" * 32, (seed,)))
    )


def test_a_new_log_is_empty(store: SqlStore) -> None:
    counts = store.counts()
    assert (counts.pending, counts.sealed_size, counts.final_size) == (0, 0, 0)
    assert (counts.oldest_pending_at, counts.unfinished) == (None, None)
    assert root_of_frontier(store.frontier()) == EMPTY_ROOT
    assert (store.outbox(), store.finished()) == ((), ())


def test_pending_records_come_in_the_order_they_came_up_to_a_limit(store: SqlStore) -> None:
    told = kept(store, 5)
    assert [each.record_id for each in store.pending(limit=3)] == told[:3]
    assert [each.record_id for each in store.pending(limit=9)] == told
    assert store.counts().pending == 5


@pytest.mark.parametrize("sizes", [(1,), (2, 1), (3, 5, 4), (1, 1, 1, 1), (7, 9)])
def test_the_stored_tree_is_the_tree_of_its_entries(store: SqlStore, sizes: tuple[int, ...]) -> None:
    told: list[bytes] = []
    for size in sizes:
        told += kept(store, size)
        made = sealed(store)
    entries = store.entries(first=0, last=99)
    assert [entry.index for entry in entries] == list(range(sum(sizes)))
    assert [entry.record_id for entry in entries] == told
    root = root_of([leaf_hash(entry.to_bytes()) for entry in entries])
    assert made.sealed.head.root == root == root_of_frontier(store.frontier())
    assert store.entries(first=1, last=2) == entries[1:2]


def test_entries_carry_the_hash_of_the_signature(store: SqlStore) -> None:
    record = a_record()
    store.add([record], [None])
    sealed(store)
    assert store.entries(first=0, last=1)[0].signature_hash == sha256(record.signed.signature).digest()


def test_a_node_that_is_not_stored_is_said_not_guessed(store: SqlStore) -> None:
    kept(store, 4)
    sealed(store)
    assert len(store.nodes([(0, 0), (0, 3), (1, 1), (2, 0), (2, 0)])) == 4
    for place in ((0, 4), (1, 2), (3, 0)):
        with pytest.raises(LogDisagrees):
            store.nodes([place])


def test_a_lease_is_held_by_one_until_it_runs_out(store: SqlStore) -> None:
    first = store.take_lease(holder="a", now=100, seconds=60)
    assert first is not None
    assert store.take_lease(holder="b", now=159, seconds=60) is None
    second = store.take_lease(holder="b", now=160, seconds=60)
    assert second is not None
    assert second.token > first.token
    assert store.take_lease(holder="a", now=161, seconds=60) is None


def test_a_lease_from_a_clock_that_was_put_back_binds_nobody_and_its_token_is_worth_nothing(store: SqlStore) -> None:
    ahead = store.take_lease(holder="ahead", now=1_000_000, seconds=60)
    assert ahead is not None
    other = store.take_lease(holder="other", now=100, seconds=60)
    assert other is not None
    assert other.token > ahead.token
    kept(store, 1)
    with pytest.raises(LeaseLost):
        sealed(store, lease=ahead)


def test_a_holder_may_renew_and_its_older_token_is_worth_nothing(store: SqlStore) -> None:
    old = a_lease(store)
    new = a_lease(store)
    assert new.token > old.token
    kept(store, 1)
    with pytest.raises(LeaseLost):
        sealed(store, lease=old)
    sealed(store, lease=new)


def test_a_renewed_lease_keeps_its_token_and_holds_others_off_for_longer(store: SqlStore) -> None:
    first = store.take_lease(holder="a", now=100, seconds=60)
    assert first is not None
    renewed = store.renew_lease(first, now=150, seconds=60)
    assert renewed == replace(first, until=210)
    assert store.take_lease(holder="b", now=209, seconds=60) is None
    kept(store, 1)
    sealed(store, lease=first)


def test_a_lease_that_ran_out_is_renewed_only_while_nobody_took_it(store: SqlStore) -> None:
    first = store.take_lease(holder="a", now=100, seconds=60)
    assert first is not None
    store.renew_lease(first, now=500, seconds=60)
    other = store.take_lease(holder="b", now=600, seconds=60)
    assert other is not None
    store.release_lease(other)
    with pytest.raises(LeaseLost):
        store.renew_lease(first, now=601, seconds=60)
    assert store.take_lease(holder="c", now=602, seconds=60) is not None


def test_every_write_under_an_old_token_is_refused_and_changes_nothing(store: SqlStore) -> None:
    kept(store, 2)
    old = a_lease(store, holder="slow", now=0, seconds=60)
    sealed(store, lease=old)
    kept(store, 1)
    fast = a_lease(store, holder="fast", now=61)
    (item,) = store.outbox()
    stale_seal = a_seal(store)
    changed = replace(item, state=OutboxState.SIGNED, account_nonce=1, raw_transaction=b"x", transaction_hash=b"y" * 32)
    for write in (
        lambda lease: store.append(stale_seal, lease=lease),
        lambda lease: store.save_outbox(changed, lease=lease),
        lambda lease: store.save_evidence(2, {b"head": a_state_proof(b"\x01")}, lease=lease),
        lambda lease: store.save_wallet_answers({store.entries(first=0, last=1)[0].record_id: True}, lease=lease),
    ):
        with pytest.raises(LeaseLost) as refused:
            write(old)
        assert refused.value.holder == "fast"
    assert store.outbox() == (item,)
    assert (store.counts().pending, store.evidence(2, b"head")) == (1, None)
    answered = store.record(store.entries(first=0, last=1)[0].record_id)
    assert answered is not None
    assert answered.wallet_answer is None
    store.save_outbox(changed, lease=fast)
    assert store.outbox() == (changed,)


def test_without_any_lease_taken_nothing_is_written(store: SqlStore) -> None:
    kept(store, 1)
    forged = replace(a_lease(store), token=999)
    with pytest.raises(LeaseLost):
        sealed(store, lease=forged)
    assert store.counts().sealed_size == 0


def test_a_seal_that_extends_another_size_is_refused_whole(store: SqlStore) -> None:
    kept(store, 2)
    stale = a_seal(store)
    sealed(store)
    kept(store, 1)
    with pytest.raises(LogDisagrees):
        store.append(stale, lease=a_lease(store))
    assert (store.counts().sealed_size, store.counts().pending) == (2, 1)
    assert [item.sealed.head.size for item in store.outbox()] == [2]


def test_a_seal_of_new_records_that_skips_a_head_is_refused_whole(store: SqlStore) -> None:
    kept(store, 2)
    sealed(store)
    kept(store, 1)
    made = a_seal(store)
    for claimed in (0, 1, 3):
        forged = replace(made, sealed=replace(made.sealed, previous_size=claimed))
        with pytest.raises(LogDisagrees):
            store.append(forged, lease=a_lease(store))
    assert (store.counts().sealed_size, store.counts().pending) == (2, 1)


def test_a_seal_over_a_record_that_is_no_longer_pending_is_refused_whole(store: SqlStore) -> None:
    kept(store, 2)
    sealed(store)
    (again, fresh) = (store.entries(first=0, last=1)[0], kept(store, 1))
    made = a_seal(store)
    forged = replace(made, entries=(replace(again, index=2),))
    with pytest.raises(LogDisagrees):
        store.append(forged, lease=a_lease(store))
    assert [each.record_id for each in store.pending(limit=9)] == fresh
    assert len(store.entries(first=0, last=9)) == 2


def test_an_outbox_item_keeps_everything_that_must_survive_a_crash(store: SqlStore) -> None:
    kept(store, 1)
    sealed(store)
    (item,) = store.outbox()
    lease = a_lease(store)
    item = replace(
        item,
        state=OutboxState.UNKNOWN,
        account_nonce=41,
        raw_transaction=b"\x02raw",
        transaction_hash=b"h" * 32,
        earlier_hashes=(b"f" * 32, b"g" * 32),
        sent_at=1_700_000_000,
    )
    store.save_outbox(item, lease=lease)
    assert store.outbox_item(1) == item
    mined = replace(item, state=OutboxState.MINED, anchor=an_anchor(item))
    store.save_outbox(mined, lease=lease)
    assert (store.outbox(), store.counts().unfinished) == ((mined,), OutboxState.MINED)
    store.save_outbox(replace(mined, state=OutboxState.FINAL), lease=lease)
    assert (store.outbox(), store.counts().final_size) == ((), 1)
    assert store.finished() == (replace(mined, state=OutboxState.FINAL),)
    store.save_outbox(item, lease=lease)
    assert store.outbox_item(1) == item, "an anchor that was taken back leaves nothing behind"


@pytest.mark.parametrize(
    ("state", "status", "is_dated"),
    [
        (OutboxState.SEALED, RecordStatus.SEALED, False),
        (OutboxState.SIGNED, RecordStatus.SEALED, False),
        (OutboxState.UNKNOWN, RecordStatus.SEALED, False),
        (OutboxState.MINED, RecordStatus.MINED, True),
        (OutboxState.FINAL, RecordStatus.FINAL, True),
    ],
)
def test_a_records_status_is_its_covering_heads(
    store: SqlStore, state: OutboxState, status: RecordStatus, is_dated: bool
) -> None:
    told = kept(store, 2)
    sealed(store)
    (item,) = store.outbox()
    store.save_outbox(replace(item, state=state, anchor=an_anchor(item)), lease=a_lease(store))
    late = kept(store, 1)
    sealed(store)
    found = store.record(told[1])
    assert found is not None
    assert (found.status, found.index, found.head_size) == (status, 1, 2)
    assert found.anchored_at == (1_700_000_000 if is_dated else None)
    newer = store.record(late[0])
    assert newer is not None
    assert (newer.status, newer.head_size, newer.anchored_at) == (RecordStatus.SEALED, 3, None)


def test_evidence_is_replaced_whole_and_read_by_subject(store: SqlStore) -> None:
    lease = a_lease(store)
    store.save_evidence(3, {b"head": a_state_proof(b"\x01"), b"key:a": a_state_proof(b"\x02")}, lease=lease)
    assert store.evidence(3, b"head") == a_state_proof(b"\x01")
    assert store.evidence(4, b"head") is None
    store.save_evidence(3, {b"head": a_state_proof(b"\x03")}, lease=lease)
    assert store.evidence(3, b"head") == a_state_proof(b"\x03")
    assert store.evidence(3, b"key:a") is None


def test_what_shows_a_head_may_be_an_event_or_nothing(store: SqlStore) -> None:
    lease, event = a_lease(store), EventProof(b"header", 7, 1, (b"a" * 40, b"b"))
    store.save_evidence(3, {b"head": event, b"key:a": a_state_proof(b"\x02")}, lease=lease)
    assert store.evidence(3, b"head") == event
    store.save_evidence(3, {}, lease=lease)
    assert (store.evidence(3, b"head"), store.evidence(3, b"key:a")) == (None, None)


def test_what_wallets_said_is_kept_by_record(store: SqlStore) -> None:
    told, lease = kept(store, 3), a_lease(store)
    store.save_wallet_answers({told[0]: True, told[1]: False}, lease=lease)
    store.save_wallet_answers({}, lease=lease)
    found = [store.record(each) for each in told]
    assert [record.wallet_answer for record in found if record is not None] == [True, False, None]


def test_signers_are_named_once_each_for_the_entries_asked_for(store: SqlStore) -> None:
    given = [a_record(an_attestation(signed_by=party)) for party in (MILL, MALLORY, MILL, MALLORY)]
    store.add(given, [None] * 4)
    sealed(store)
    both = {(MILL.signer, MILL.did), (MALLORY.signer, MALLORY.did)}
    assert set(store.signers_between(0, 4)) == both
    assert len(store.signers_between(0, 4)) == 2
    assert store.signers_between(1, 2) == ((MALLORY.signer, MALLORY.did),)
