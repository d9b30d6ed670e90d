"""EvmChain against a real anvil: what it reads, signs and sends, and what it refuses to believe."""

from dataclasses import replace

import pytest
from chain_builders import Ledger, a_head, a_ledger, anchored, eventually, found_anchor, signed_anchor, the_chain, told
from faulty_node import FaultyNode

from ledger.chain.anchor_transaction import ANCHOR_GAS
from ledger.chain.answers import hexed
from ledger.chain.anvil import LocalChain
from ledger.chain.finality import Finality
from ledger.errors import BadSetting, ChainAway, NoGasMoney, WrongChain
from ledger.model.log import BlockRef, TreeHead
from ledger.proof.state_proof import decode_head, head_slots, prove

pytestmark = pytest.mark.chain


def block_of(anchor):
    return BlockRef(number=anchor.block_number, block_hash=anchor.block_hash, timestamp=anchor.anchored_at)


def test_an_anchored_head_is_found_and_its_state_proof_needs_no_node(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    chain.check(ledger.deployment)
    anchor = anchored(chain, ledger, size=5)
    slots = head_slots(ledger.log_id)
    address = ledger.deployment.place.anchor_log
    proven = prove(chain.state_proof(address, slots, block=block_of(anchor)), expect_address=address)
    assert proven.block == block_of(anchor)
    assert decode_head(*(proven.values[slot] for slot in slots)) == (
        a_head(5),
        anchor.anchored_at,
        1,
        ledger.deployment.writer,
    )


def test_head_and_anchor_tell_the_same(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    first, second = anchored(chain, ledger, size=3), anchored(chain, ledger, size=8, previous_size=3)
    assert chain.head(ledger.log_id, block=block_of(second)) == (a_head(8), 2, second.anchored_at)
    assert chain.head(ledger.log_id, block=block_of(first)) == (a_head(3), 1, first.anchored_at)
    assert (chain.find_anchor(ledger.log_id, 3), chain.find_anchor(ledger.log_id, 8)) == (first, second)


def test_a_log_without_a_head_has_size_zero_and_no_anchor(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    head, count, anchored_at = chain.head(ledger.log_id, block=chain.latest_block())
    assert (head.size, count, anchored_at) == (0, 0, 0)
    assert chain.find_anchor(ledger.log_id, 1) is None


def test_a_size_between_two_heads_was_never_anchored(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    anchored(chain, ledger, size=3)
    anchored(chain, ledger, size=8, previous_size=3)
    assert chain.find_anchor(ledger.log_id, 5) is None


def test_a_mined_head_becomes_final_by_itself_and_not_at_once(ledger: Ledger) -> None:
    chain, strict = the_chain(ledger), the_chain(ledger, finality=Finality(kind="depth", depth=1_000_000))
    anchor = anchored(chain, ledger, size=2)
    eventually(lambda: chain.final_block().number >= anchor.block_number, what="the block is final")
    assert strict.final_block().number == 0


def test_a_reorganisation_takes_an_anchor_back_and_the_same_bytes_anchor_again(own_chain: LocalChain) -> None:
    ledger = a_ledger(own_chain.url, of="reorganised")
    chain = the_chain(ledger)
    raw = signed_anchor(chain, ledger, size=4)
    chain.send(raw)
    anchor = found_anchor(chain, ledger, 4)
    told(own_chain.url, "anvil_reorg", chain.latest_block().number - anchor.block_number + 1, [])
    assert not chain.is_canonical(block_of(anchor))
    assert chain.find_anchor(ledger.log_id, 4) is None
    with pytest.raises(ChainAway):
        chain.state_proof(ledger.deployment.place.key_registry, [bytes(32)], block=block_of(anchor))
    chain.send(raw)
    again = found_anchor(chain, ledger, 4)
    assert again.head == anchor.head
    assert again.block_hash != anchor.block_hash


def test_a_transaction_that_the_node_knows_counts_as_sent(own_chain: LocalChain) -> None:
    ledger = a_ledger(own_chain.url, of="twice")
    chain = the_chain(ledger)
    raw = signed_anchor(chain, ledger, size=4)
    told(own_chain.url, "evm_setAutomine", False)
    chain.send(raw)
    chain.send(raw)  # already imported
    told(own_chain.url, "evm_mine")
    chain.send(raw)  # nonce too low
    assert found_anchor(chain, ledger, 4).count == 1


def test_a_writer_without_gas_money_is_refused_by_name(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    raw = signed_anchor(chain, ledger, size=1)
    told(ledger.url, "anvil_setBalance", hexed(ledger.deployment.writer), "0x0")
    with pytest.raises(NoGasMoney) as broke:
        chain.send(raw)
    assert (broke.value.account, broke.value.has_wei) == (ledger.deployment.writer, 0)
    assert broke.value.needs_wei >= ANCHOR_GAS
    has, needs = chain.gas_money(ledger.deployment.writer)
    assert has == 0 < needs


def test_another_chain_id_is_refused_and_takes_no_transaction(ledger: Ledger, foreign_url: str) -> None:
    raw = signed_anchor(the_chain(ledger), ledger, size=1)
    foreign = the_chain(ledger, url=foreign_url)
    with pytest.raises(WrongChain, match="31337"):
        foreign.check(ledger.deployment)
    with pytest.raises(WrongChain):
        foreign.send(raw)


def test_an_endpoint_that_turns_into_another_chain_stops_anchoring(ledger: Ledger) -> None:
    with FaultyNode(ledger.url) as node:
        chain = the_chain(ledger, url=node.url)
        chain.check(ledger.deployment)
        node.faults["eth_chainId"] = lambda _: hex(1)
        with pytest.raises(WrongChain, match="chain id"):
            chain.sign_anchor(ledger.log_id, 0, a_head(1), nonce=0)
        assert node.fired["eth_chainId"] == 1


@pytest.mark.parametrize("contract", ["AnchorLog", "KeyRegistry"])
def test_other_code_at_an_address_of_ours_is_the_wrong_chain(ledger: Ledger, contract: str) -> None:
    deployment = ledger.deployment
    address = deployment.place.anchor_log if contract == "AnchorLog" else deployment.place.key_registry
    told(ledger.url, "anvil_setCode", hexed(address), "0x6000")
    with pytest.raises(WrongChain, match="code at"):
        the_chain(ledger).check(deployment)


def test_another_genesis_is_the_wrong_chain(ledger: Ledger) -> None:
    with pytest.raises(WrongChain, match="genesis"):
        the_chain(ledger).check(replace(ledger.deployment, genesis_hash=bytes(32)))


def with_other_root(logs):
    return [{**log, "data": log["data"][:-2] + "00"} for log in logs]


def with_other_address(logs):
    return [{**log, "address": "0x" + "11" * 20} for log in logs]


def with_other_block(logs):
    return [{**log, "blockHash": "0x" + "22" * 32} for log in logs]


def with_other_count(logs):
    return [{**log, "topics": [*log["topics"][:2], "0x" + "00" * 31 + "07"]} for log in logs]


def withheld(logs):
    return []


@pytest.mark.parametrize("forgery", [with_other_root, with_other_address, with_other_block, with_other_count, withheld])
def test_a_forged_event_is_not_believed_against_storage(ledger: Ledger, forgery) -> None:
    anchored(the_chain(ledger), ledger, size=6)
    with FaultyNode(ledger.url) as node:
        node.faults["eth_getLogs"] = forgery
        with pytest.raises(ChainAway):
            the_chain(ledger, url=node.url).find_anchor(ledger.log_id, 6)
        assert node.fired["eth_getLogs"] == 1


def test_a_forged_storage_proof_is_not_believed(ledger: Ledger) -> None:
    anchored(the_chain(ledger), ledger, size=6)

    def forged(proof):
        return {**proof, "accountProof": [node[:-2] + "00" for node in proof["accountProof"]]}

    with FaultyNode(ledger.url) as node:
        node.faults["eth_getProof"] = forged
        with pytest.raises(ChainAway, match="does not prove"):
            the_chain(ledger, url=node.url).find_anchor(ledger.log_id, 6)
        assert node.fired["eth_getProof"] > 1  # a node that is mining gets another chance


def test_a_node_without_proofs_by_block_hash_is_asked_by_number(ledger: Ledger) -> None:
    anchor = anchored(the_chain(ledger), ledger, size=6)
    with FaultyNode(ledger.url) as node:
        node.refuses_block_hashes = True
        taken = the_chain(ledger, url=node.url).head(ledger.log_id, block=block_of(anchor))
        assert taken == (a_head(6), 1, anchor.anchored_at)
        assert node.fired["eth_getProof"] == 1


def test_without_the_anchoring_key_nothing_is_signed(ledger: Ledger) -> None:
    chain = the_chain(ledger, is_writer=False)
    with pytest.raises(BadSetting, match="writer key"):
        chain.sign_anchor(ledger.log_id, 0, TreeHead(size=1, root=bytes(32)), nonce=0)


@pytest.mark.parametrize("url", ["", "127.0.0.1:8545", "ws://127.0.0.1:8545", "file:///etc/passwd", "http://"])
def test_a_chain_url_that_is_not_http_is_refused(ledger: Ledger, url: str) -> None:
    with pytest.raises(BadSetting, match="chain URL"):
        the_chain(replace(ledger, url=url))
