"""A head shown by its event in the receipt trie: any block, any place in it, and nothing that was changed."""

from dataclasses import replace

import pytest
import rlp
from event_builders import (
    ANCHOR_LOG,
    LOG_ID,
    ROOT,
    a_foreign_log,
    a_header,
    a_proof,
    a_receipt,
    an_anchored_log,
    block_hash,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_builders import with_bit_flipped

from ledger.errors import ProofMismatch
from ledger.model.log import BlockRef, EventProof, TreeHead
from ledger.proof.event_proof import prove_anchored
from ledger.proof.typed_data import keccak

OTHER = a_receipt(a_foreign_log())


def shown(event: EventProof) -> tuple[BlockRef, TreeHead, int]:
    return prove_anchored(event, anchor_log=ANCHOR_LOG, log_id=LOG_ID)


def refused(event: EventProof) -> str:
    with pytest.raises(ProofMismatch) as mismatch:
        shown(event)
    return mismatch.value.reason


@pytest.mark.parametrize(("others", "index"), [(0, 0), (1, 0), (1, 1), (16, 7), (130, 127), (130, 128), (300, 256)])
def test_the_head_is_shown_wherever_in_the_block_its_transaction_stands(others: int, index: int) -> None:
    receipts = [OTHER] * others
    receipts.insert(index, a_receipt(an_anchored_log()))
    event = a_proof(receipts, index=index)
    assert shown(event) == (BlockRef(12, block_hash(event), 1_700_000_000), TreeHead(5, ROOT), 2)


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 4])
def test_receipts_of_every_transaction_type_are_read(kind: int) -> None:
    assert shown(a_proof([a_receipt(an_anchored_log(), kind=kind)], index=0))[2] == 2


def test_two_heads_of_one_block_are_each_shown_by_their_own_event() -> None:
    receipts = [a_receipt(an_anchored_log(count=1, size=3)), a_receipt(an_anchored_log(count=2, size=5))]
    heads = [shown(a_proof(receipts, index=index))[1].size for index in (0, 1)]
    assert heads == [3, 5]


def test_an_event_among_others_of_its_transaction_is_found_at_its_position_only() -> None:
    receipts = [a_receipt(a_foreign_log(), an_anchored_log(), a_foreign_log())]
    assert shown(a_proof(receipts, index=0, position=1))[1].size == 5
    for position in (0, 2, 3):
        refused(a_proof(receipts, index=0, position=position))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"address": b"\x11" * 20}, "another contract"),
        ({"log_id": b"\x22" * 32}, "another contract or log"),
        ({"count": 0}, "none"),
        ({"count": 1 << 24}, "shortest"),
        ({"size": 0}, "none"),
        ({"size": 1 << 40}, "shortest"),
        ({"root": bytes(32)}, "empty root"),
    ],
)
def test_an_event_of_something_else_is_refused(changed: dict[str, object], why: str) -> None:
    assert why in refused(a_proof([a_receipt(an_anchored_log(**changed))], index=0))  # type: ignore[arg-type]


def test_another_event_of_the_same_contract_is_refused() -> None:
    log = an_anchored_log()
    log[1] = [b"\x33" * 32, LOG_ID, (1).to_bytes(32, "big")]
    assert "anchored head" in refused(a_proof([a_receipt(log)], index=0))


@pytest.mark.parametrize("status", [b"", b"\x00", b"\x02", bytes(32)])
def test_a_transaction_that_did_not_succeed_shows_nothing(status: bytes) -> None:
    assert "succeed" in refused(a_proof([a_receipt(an_anchored_log(), status=status)], index=0))


def test_a_proof_under_another_blocks_receipts_root_is_refused() -> None:
    event = a_proof([a_receipt(an_anchored_log())], index=0)
    assert "lead from the root" in refused(replace(event, header=a_header(b"\x77" * 32)))


def test_a_proof_moved_to_another_transaction_is_refused() -> None:
    receipts = [a_receipt(an_anchored_log()), OTHER]
    refused(replace(a_proof(receipts, index=0), transaction_index=1))


def test_a_transaction_that_the_block_does_not_have_is_refused() -> None:
    event = a_proof([a_receipt(an_anchored_log()), OTHER], index=0)
    assert refused(replace(event, transaction_index=2))


@pytest.mark.parametrize("position", [-1, 1 << 20, 1 << 70])
def test_positions_out_of_range_are_refused(position: int) -> None:
    event = a_proof([a_receipt(an_anchored_log())], index=0)
    assert "range" in refused(replace(event, transaction_index=position))
    assert "range" in refused(replace(event, log_position=position))


def test_more_or_larger_nodes_than_a_proof_can_have_are_refused() -> None:
    event = a_proof([a_receipt(an_anchored_log())], index=0)
    assert "more or larger" in refused(replace(event, nodes=event.nodes * 65))
    assert "more or larger" in refused(replace(event, nodes=(*event.nodes, bytes(65_537))))


def test_bytes_after_the_end_are_refused() -> None:
    event = a_proof([a_receipt(an_anchored_log())], index=0)
    padded = event.nodes[0] + b"\x00"
    assert "lead from the root" in refused(replace(event, nodes=(padded,), header=a_header(keccak(padded))))
    assert refused(replace(event, header=event.header + b"\x00")) == "it is not RLP"
    assert "RLP" in refused(a_proof([a_receipt(an_anchored_log()) + b"\x00"], index=0))


@pytest.mark.parametrize("value", [b"\x02", b"\x02\xc0", b"\xc0", b"\x02\x80", b"\x7f" * 40])
def test_a_value_that_is_no_receipt_is_refused(value: bytes) -> None:
    refused(a_proof([value, OTHER], index=0))


REAL = a_proof([OTHER] * 9 + [a_receipt(an_anchored_log())] + [OTHER] * 9, index=9)


def test_no_bit_of_the_nodes_can_be_changed() -> None:
    planned = fired = 0
    for place, node in enumerate(REAL.nodes):
        for bit in range(len(node) * 8):
            planned += 1
            nodes = tuple(with_bit_flipped(node, bit) if at == place else each for at, each in enumerate(REAL.nodes))
            refused(replace(REAL, nodes=nodes))
            fired += 1
    assert fired == planned > 3000


def test_no_bit_of_the_header_can_be_changed_and_leave_the_block_the_same() -> None:
    genuine = shown(REAL)[0]
    for bit in range(len(REAL.header) * 8):
        try:
            block, _, _ = shown(replace(REAL, header=with_bit_flipped(REAL.header, bit)))
        except ProofMismatch:
            continue
        assert block.block_hash != genuine.block_hash


@given(st.lists(st.binary(max_size=600), max_size=4), st.binary(max_size=600), st.integers(), st.integers())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_whatever_comes_is_refused_and_ends_nothing(nodes: list[bytes], header: bytes, index: int, at: int) -> None:
    refused(EventProof(header, index, at, tuple(nodes)))


def test_a_swollen_header_is_refused() -> None:
    swollen = rlp.encode([*rlp.decode(REAL.header), bytes(4096)])
    assert "bytes" in refused(replace(REAL, header=swollen))
