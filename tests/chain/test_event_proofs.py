"""Receipt tries of a real node: built from its answers, checked against its headers, proven without it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from chain_builders import (
    Ledger,
    a_head,
    a_ledger,
    anchored,
    eventually,
    found_anchor,
    signed_anchor,
    the_chain,
    told,
)
from faulty_node import FaultyNode

from ledger.chain.answers import hexed
from ledger.chain.anvil import LocalChain
from ledger.chain.evm import EvmChain
from ledger.errors import ChainAway, StateGone
from ledger.model.log import Anchor, BlockRef, EventProof
from ledger.proof.event_proof import prove_anchored

pytestmark = pytest.mark.chain


def shown(event: EventProof, ledger: Ledger) -> object:
    return prove_anchored(event, anchor_log=ledger.deployment.place.anchor_log, log_id=ledger.log_id)


def as_told(anchor: Anchor) -> object:
    block = BlockRef(anchor.block_number, anchor.block_hash, anchor.anchored_at)
    return block, anchor.head, anchor.count


def test_the_event_of_a_real_block_is_proven_without_the_node(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    anchor = anchored(chain, ledger, size=5)
    assert shown(chain.event_proof(anchor), ledger) == as_told(anchor)


def crowded(own_chain: LocalChain) -> tuple[Ledger, EvmChain, Anchor, Anchor]:
    """Two heads in one block, among transfers of every transaction type that the node takes."""
    ledger = a_ledger(own_chain.url, of="crowded")
    chain, url = the_chain(ledger), own_chain.url
    payer = told(url, "eth_accounts")[3]
    told(url, "evm_setAutomine", False)
    transfer = {"from": payer, "to": hexed(b"\x77" * 20), "value": "0x1", "gas": hex(30_000)}
    price = told(url, "eth_gasPrice")
    for kind in ({"gasPrice": price}, {"gasPrice": price, "accessList": []}, {}, {}, {}):
        assert told(url, "eth_sendTransaction", {**transfer, **kind}) is not None
    nonce = chain.next_nonce(ledger.deployment.writer)
    first, _ = chain.sign_anchor(ledger.log_id, 0, a_head(3), nonce=nonce)
    chain.send(first)
    told(url, "evm_mine")  # so that the contract would take the second one, which is signed now
    second, _ = chain.sign_anchor(ledger.log_id, 3, a_head(8), nonce=nonce + 1)
    told(url, "anvil_reorg", 1, [])
    for _ in range(5):
        told(url, "eth_sendTransaction", transfer)
    chain.send(second)
    chain.send(first)
    told(url, "evm_mine")
    eventually(lambda: chain.find_anchor(ledger.log_id, 8) is not None, what="both heads are mined")
    return ledger, chain, found_anchor(chain, ledger, 3), found_anchor(chain, ledger, 8)


def test_of_two_heads_in_one_real_block_the_older_is_found_and_shown_by_its_event(own_chain: LocalChain) -> None:
    ledger, chain, older, newer = crowded(own_chain)
    assert older.block_hash == newer.block_hash
    assert (older.count, newer.count) == (1, 2)
    block = BlockRef(newer.block_number, newer.block_hash, newer.anchored_at)
    assert chain.head(ledger.log_id, block=block)[0] == newer.head, "the state of the block shows the newer one only"
    for anchor in (older, newer):
        assert shown(chain.event_proof(anchor), ledger) == as_told(anchor)


def test_a_node_without_receipts_of_whole_blocks_is_asked_for_them_one_by_one(own_chain: LocalChain) -> None:
    ledger, chain, older, _ = crowded(own_chain)
    with FaultyNode(own_chain.url) as node:
        node.faults["eth_getBlockReceipts"] = lambda _: None
        assert the_chain(ledger, url=node.url).event_proof(older) == chain.event_proof(older)
        assert node.fired["eth_getBlockReceipts"] == 1
        assert node.received["eth_getTransactionReceipt"] >= 2


def without_the_last(receipts: Any) -> Any:
    return receipts[:-1]


def with_more_gas(receipts: Any) -> Any:
    return [{**receipts[0], "cumulativeGasUsed": "0x1"}, *receipts[1:]]


def with_another_root(receipts: Any) -> Any:
    logs = [{**log, "data": log["data"][:-2] + "00"} for log in receipts[-1]["logs"]]
    return [*receipts[:-1], {**receipts[-1], "logs": logs}]


def of_another_type(receipts: Any) -> Any:
    return [{**receipts[0], "type": "0x1"}, *receipts[1:]]


@pytest.mark.parametrize("forgery", [without_the_last, with_more_gas, with_another_root, of_another_type, lambda _: []])
def test_forged_receipts_prove_nothing(ledger: Ledger, forgery: Callable[[Any], Any]) -> None:
    anchor = anchored(the_chain(ledger), ledger, size=5)
    with FaultyNode(ledger.url) as node:
        node.faults["eth_getBlockReceipts"] = forgery
        with pytest.raises(ChainAway, match="receipts"):
            the_chain(ledger, url=node.url).event_proof(anchor)
        assert node.fired["eth_getBlockReceipts"] == 1


def test_an_anchor_told_otherwise_than_its_event_gets_no_proof(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    anchor = anchored(chain, ledger, size=5)
    for wrong in (replace(anchor, count=2), replace(anchor, head=a_head(6)), replace(anchor, anchored_at=1)):
        with pytest.raises(ChainAway):
            chain.event_proof(wrong)


def test_lost_receipts_are_told_apart_from_an_endpoint_that_is_away(ledger: Ledger) -> None:
    anchor = anchored(the_chain(ledger), ledger, size=5)
    with FaultyNode(ledger.url) as node:
        node.faults["eth_getBlockReceipts"] = node.faults["eth_getTransactionReceipt"] = lambda _: None
        with pytest.raises(StateGone):
            the_chain(ledger, url=node.url).event_proof(anchor)
        node.faults["eth_getBlockReceipts"] = "too many requests"
        with pytest.raises(ChainAway) as away:
            the_chain(ledger, url=node.url).event_proof(anchor)
        assert not isinstance(away.value, StateGone)


@pytest.mark.parametrize(
    ("message", "is_gone"),
    [
        ("missing trie node 5d3a (path )", True),
        ("required historical state unavailable (reexec=128)", True),
        ("distance to target block exceeds maximum proof window", True),
        ("daily request count exceeded, request rate limited", False),
        ("Too Many Requests", False),
        ("execution timeout", False),
    ],
)
def test_a_state_that_is_lost_is_told_apart_from_a_node_that_is_busy(
    ledger: Ledger, message: str, is_gone: bool
) -> None:
    chain = the_chain(ledger)
    block = chain.latest_block()
    with FaultyNode(ledger.url) as node:
        node.refusals["eth_getProof"] = message
        with pytest.raises(ChainAway) as refused:
            the_chain(ledger, url=node.url).state_proof(ledger.deployment.place.anchor_log, [bytes(32)], block=block)
        assert isinstance(refused.value, StateGone) == is_gone
        assert node.fired["eth_getProof"] == 2, "by hash, then by number"


def test_an_older_head_is_found_when_the_state_of_its_block_is_lost(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    first = anchored(chain, ledger, size=3)
    anchored(chain, ledger, size=8, previous_size=3)
    with FaultyNode(ledger.url) as node:
        node.forget_state(first.block_number, first.block_hash)
        assert the_chain(ledger, url=node.url).find_anchor(ledger.log_id, 3) == first
        assert node.fired["eth_getProof"] == 2, "by hash, then by number"
        assert node.received["eth_getBlockReceipts"] == 1


def test_an_older_head_is_not_believed_when_the_receipts_of_its_block_say_otherwise(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    first = anchored(chain, ledger, size=3)
    anchored(chain, ledger, size=8, previous_size=3)

    def forged(logs: Any) -> Any:
        return [{**log, "data": log["data"][:-2] + "00"} for log in logs]

    with FaultyNode(ledger.url) as node:
        lying = the_chain(ledger, url=node.url)
        node.faults["eth_getLogs"] = forged
        node.forget_state(first.block_number, first.block_hash)
        with pytest.raises(ChainAway, match="hold no event"):
            lying.find_anchor(ledger.log_id, 3)
        node.faults["eth_getBlockReceipts"] = node.faults["eth_getTransactionReceipt"] = lambda _: None
        node.forgotten.clear()  # the state is there, and shows another head
        with pytest.raises(ChainAway, match="another head"):
            lying.find_anchor(ledger.log_id, 3)


def test_the_gas_of_one_anchor_is_inside_what_it_is_given(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    raw = signed_anchor(chain, ledger, size=2)
    chain.send(raw)
    anchor = found_anchor(chain, ledger, 2)
    receipts = told(ledger.url, "eth_getBlockReceipts", hexed(anchor.block_hash))
    used = [int(each["gasUsed"], 16) for each in receipts if each["to"] == hexed(ledger.deployment.place.anchor_log)]
    assert used
    assert max(used) < 54_000
