"""Sealing: contiguous entries on top of the anchored log, or nothing at all."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from builders import a_record, an_attestation, with_bit_flipped
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.anchoring.seal import seal
from ledger.errors import LogDisagrees
from ledger.model.log import Frontier, TreeHead
from ledger.model.work import PendingRecord, Seal
from ledger.proof.merkle import EMPTY_FRONTIER, extend, leaf_hash, root_of, root_of_frontier


def pending(count: int) -> tuple[PendingRecord, ...]:
    return tuple(a_pending() for _ in range(count))


def a_pending(**changes: Any) -> PendingRecord:
    record = a_record(an_attestation(**changes))
    return PendingRecord(record.record_id, record.signed.statement, record.signed.signature, record.signed.domain)


def sealed(
    first: Any, second: Any = None, *, frontier: Frontier = EMPTY_FRONTIER, anchored: TreeHead | None = None
) -> Seal:
    return seal(first, first if second is None else second, frontier=frontier, anchored=anchored, now=42)


def a_frontier(size: int) -> Frontier:
    frontier, _ = extend(EMPTY_FRONTIER, [leaf_hash(b"old %d" % at) for at in range(size)])
    return frontier


def head_of(frontier: Frontier) -> TreeHead:
    return TreeHead(frontier.size, root_of_frontier(frontier))


@settings(max_examples=30, derandomize=True, deadline=None)
@given(before=st.integers(0, 70), count=st.integers(1, 12))
def test_a_seal_is_the_log_before_and_the_pending_records_in_their_order(before: int, count: int) -> None:
    frontier, told = a_frontier(before), pending(count)
    made = sealed(told, frontier=frontier, anchored=head_of(frontier) if before else None)
    old = [leaf_hash(b"old %d" % at) for at in range(before)]
    assert made.sealed.head == TreeHead(
        before + count, root_of([*old, *(leaf_hash(e.to_bytes()) for e in made.entries)])
    )
    assert [entry.index for entry in made.entries] == list(range(before, before + count))
    assert [entry.record_id for entry in made.entries] == [each.record_id for each in told]
    assert [entry.signature_hash for entry in made.entries] == [sha256(each.signature).digest() for each in told]
    assert (made.sealed.previous_size, made.sealed.sealed_at, made.sealed.head.size) == (before, 42, before + count)


def test_a_frontier_that_is_not_the_anchored_head_stops_sealing() -> None:
    frontier = a_frontier(5)
    for anchored in (
        replace(head_of(frontier), root=b"\x01" * 32),
        head_of(a_frontier(4)),
        head_of(a_frontier(6)),
        None,
    ):
        with pytest.raises(LogDisagrees):
            sealed(pending(1), frontier=frontier, anchored=anchored)


def test_a_stored_log_where_the_chain_holds_none_or_the_reverse_stops_sealing() -> None:
    with pytest.raises(LogDisagrees):
        sealed(pending(1), anchored=head_of(a_frontier(1)))


@pytest.mark.parametrize("place", range(3))
def test_one_flipped_bit_in_a_frontier_root_stops_sealing(place: int) -> None:
    frontier = a_frontier(7)
    roots = tuple(with_bit_flipped(root, 9) if at == place else root for at, root in enumerate(frontier.roots))
    with pytest.raises(LogDisagrees):
        sealed(pending(1), frontier=replace(frontier, roots=roots), anchored=head_of(frontier))


def test_two_reads_that_differ_stop_sealing() -> None:
    told = pending(3)
    signature_changed = replace(told[1], signature=with_bit_flipped(told[1].signature, 8))
    for second in (told[:2], (*told, a_pending()), told[::-1], (told[0], a_pending(), told[2]), ()):
        with pytest.raises(LogDisagrees):
            sealed(told, second)
    with pytest.raises(LogDisagrees):
        sealed(told, (told[0], signature_changed, told[2]))
    with pytest.raises(LogDisagrees):
        sealed((told[0], signature_changed, told[2]), told)


@pytest.mark.parametrize("read", ["first", "second", "both"])
def test_a_stored_statement_that_changed_since_it_was_acknowledged_stops_sealing(read: str) -> None:
    told = pending(3)
    body = with_bit_flipped(told[2].statement.body, 100)
    changed = (*told[:2], replace(told[2], statement=replace(told[2].statement, body=body)))
    first = changed if read in ("first", "both") else told
    second = changed if read in ("second", "both") else told
    with pytest.raises(LogDisagrees) as refused:
        sealed(first, second)
    assert told[2].record_id.hex() in refused.value.reason


@pytest.mark.parametrize("field", ["kind", "issuer", "signer", "issued_at", "nonce", "audience", "lang", "summary"])
def test_no_field_of_a_stored_statement_may_change(field: str) -> None:
    told = a_pending()
    value = getattr(told.statement, field)
    other = value + 1 if isinstance(value, int) else value[:-1] + (b"\x01" if isinstance(value, bytes) else "~")
    changed = replace(told, statement=replace(told.statement, **{field: other}))
    with pytest.raises(LogDisagrees):
        sealed((changed,))


def test_a_stored_record_id_or_domain_that_changed_stops_sealing() -> None:
    told = a_pending()
    for changed in (
        replace(told, record_id=with_bit_flipped(told.record_id, 3)),
        replace(told, domain=replace(told.domain, salt=b"\x01" * 32)),
    ):
        with pytest.raises(LogDisagrees):
            sealed((changed,))


@pytest.mark.parametrize(
    "change", [{"nonce": b"short"}, {"body": "text"}, {"summary": b"bytes"}, {"issued_at": "noon"}]
)
def test_a_stored_value_of_another_type_or_length_stops_sealing_without_a_crash(change: Any) -> None:
    told = a_pending()
    with pytest.raises(LogDisagrees):
        sealed((replace(told, statement=replace(told.statement, **change)),))
