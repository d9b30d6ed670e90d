"""What a hostile receipt can make its reader do: every refusal comes after a bounded number of decoded bytes."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import rlp
from event_builders import ANCHOR_LOG, LOG_ID, Log, a_foreign_log, a_header, a_proof, a_receipt, an_anchored_log
from proof_builders import vectors

from ledger.errors import ProofMismatch, ReceiptUnreadable
from ledger.model.log import EventProof
from ledger.proof.event_proof import prove_anchored
from ledger.proof.receipt import read_receipt
from ledger.proof.receipt_evidence import read_pool, read_state
from ledger.proof.typed_data import keccak

LONG_NODE = rlp.encode([b"\x01"] * 60_000)  # RLP of the most items, and no trie node
REAL = a_proof([a_receipt(a_foreign_log())] * 9 + [a_receipt(an_anchored_log())], index=9)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Everything that is decoded from RLP, our header and nodes and the trie's alike."""
    seen: list[bytes] = []
    decode = rlp.decode

    def seeing(raw: bytes) -> object:
        seen.append(raw)
        return decode(raw)

    monkeypatch.setattr(rlp, "decode", seeing)
    return seen


def refused(event: EventProof) -> str:
    with pytest.raises(ProofMismatch) as mismatch:
        prove_anchored(event, anchor_log=ANCHOR_LOG, log_id=LOG_ID)
    return mismatch.value.reason


def a_state(account_nodes: list[int]) -> dict[str, Any]:
    return {"header": "0x", "address": "0x" + "aa" * 20, "account_nodes": account_nodes, "slots": []}


def an_event(nodes: list[int]) -> dict[str, Any]:
    return {"header": "0x", "transaction_index": 0, "log_position": 0, "nodes": nodes}


def with_event(document: dict[str, Any]) -> str:
    document["previous"] |= {"state": None, "event": an_event([0, 0])}
    return "previous.event.nodes"


def with_account(document: dict[str, Any]) -> str:
    document["key"]["at_issue"]["account_nodes"] = [0, 1, 0]
    return "key.at_issue.account_nodes"


def with_slot(document: dict[str, Any]) -> str:
    document["head"]["state"]["slots"][0]["nodes"] = [1, 1]
    return "head.state.slots.nodes"


@pytest.mark.parametrize("change", [with_event, with_account, with_slot])
def test_a_proof_that_names_a_node_twice_is_unreadable(change: Callable[[dict[str, Any]], str]) -> None:
    document = copy.deepcopy(vectors("receipt.json")["receipt"])
    field = change(document)
    with pytest.raises(ReceiptUnreadable) as caught:
        read_receipt(document)
    assert caught.value.facts()["field"] == field
    assert "twice" in str(caught.value)


def test_all_proofs_together_may_name_half_a_mebibyte_of_nodes_and_no_byte_more() -> None:
    pool = read_pool([*("0x" + f"{at:02x}" * 65_536 for at in range(8)), "0x01"])
    read_state(a_state([0, 1, 2, 3]), pool, field="first")
    read_state(a_state([0, 1, 2, 3]), pool, field="second")
    with pytest.raises(ReceiptUnreadable, match=r"third.*524288"):
        read_state(a_state([8]), pool, field="third")


def test_of_nodes_that_lead_nowhere_none_is_decoded(decoded: list[bytes]) -> None:
    event = replace(REAL, transaction_index=300, nodes=(b"\xc1\x01", b"\xc1\x02", LONG_NODE))
    assert "lead from the root" in refused(event)
    assert decoded == [event.header]


def test_nodes_beside_the_path_are_not_decoded(decoded: list[bytes]) -> None:
    event = a_proof([a_receipt(an_anchored_log())], index=0)
    event = replace(event, nodes=(b"\xc1\x01", *event.nodes))
    assert prove_anchored(event, anchor_log=ANCHOR_LOG, log_id=LOG_ID)[2] == 2
    assert b"\xc1\x01" not in decoded


def test_a_root_that_is_no_trie_node_is_decoded_once_and_not_quoted(decoded: list[bytes]) -> None:
    event = replace(REAL, header=a_header(keccak(LONG_NODE)), nodes=(LONG_NODE,))
    assert len(refused(event)) < 100
    assert decoded == [event.header, LONG_NODE]


@pytest.mark.parametrize(
    ("nodes", "why"),
    [
        ((LONG_NODE,) * 2, "larger"),
        ((LONG_NODE, b"\xc1\x01"), "larger"),
        ((b"\xc1\x01", bytes(65_537)), "larger"),
        (tuple(bytes([0xC1, at]) for at in range(4)), "more"),  # this index is one byte: two nibbles and a leaf
        ((REAL.nodes[0],) * 2, "twice"),
    ],
)
def test_what_cannot_be_a_path_is_refused_before_any_of_it_is_decoded(
    decoded: list[bytes], nodes: tuple[bytes, ...], why: str
) -> None:
    assert why in refused(replace(REAL, nodes=nodes))
    assert decoded == [REAL.header]


def test_a_long_transaction_receipt_is_read_where_it_stands_last() -> None:
    logs: list[Log] = [a_foreign_log() for _ in range(700)]
    others = [a_receipt(a_foreign_log())] * 3
    event = a_proof([*others, a_receipt(*logs, an_anchored_log())], index=3, position=700)
    assert 50_000 < len(event.nodes[-1]) <= 65_536
    assert prove_anchored(event, anchor_log=ANCHOR_LOG, log_id=LOG_ID)[2] == 2
