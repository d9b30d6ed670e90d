"""ERC-1271 at one block of a real node: only code that answers with the magic value says yes."""

from hashlib import sha256

import pytest
from chain_builders import Ledger, the_chain, told
from faulty_node import FaultyNode

from ledger.chain.answers import hexed
from ledger.errors import EndpointsDisagree, StateGone

pytestmark = pytest.mark.chain

DIGEST, SIGNATURE = b"\xd1" * 32, b"\x51" * 100
MAGIC_WORD = "631626ba7e60e01b"  # PUSH4 magic, PUSH1 224, SHL: the word on the stack
ANSWERS_WITH_IT = "5f5260205ff3"  # PUSH0 MSTORE, PUSH1 32, PUSH0, RETURN


def wallet(ledger: Ledger, code: str) -> bytes:
    address = sha256(code.encode()).digest()[:20]
    told(ledger.url, "anvil_setCode", hexed(address), "0x" + code)
    told(ledger.url, "evm_mine")
    return address


def says_yes(ledger: Ledger, account: bytes) -> bool:
    chain = the_chain(ledger)
    return chain.accepts_signature(account, DIGEST, SIGNATURE, block=chain.latest_block())


def test_a_wallet_that_answers_with_the_magic_value_accepts(ledger: Ledger) -> None:
    assert says_yes(ledger, wallet(ledger, MAGIC_WORD + ANSWERS_WITH_IT))


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("5f5ffd", "reverts"),
        ("fe", "has an invalid opcode"),
        ("00", "answers nothing"),
        ("5f" + ANSWERS_WITH_IT, "answers zero"),
        ("6001" + ANSWERS_WITH_IT, "answers one, as a boolean would be"),
        ("631626ba7e" + ANSWERS_WITH_IT, "answers with the value at the wrong end"),
        (MAGIC_WORD + "6001175f5260205ff3", "answers with more bits than the value"),
        (MAGIC_WORD + "5f5260045ff3", "answers with four bytes"),
        ("5b5f56", "runs for ever"),
        ("650100000000005150" + MAGIC_WORD + ANSWERS_WITH_IT, "asks for more memory than there is"),
        ("60205f5f3e" + MAGIC_WORD + ANSWERS_WITH_IT, "copies an answer that nobody gave"),
        ("50", "takes from an empty stack"),
        ("60ef5360205ff3", "answers nothing at all on an empty stack"),
        ("60ef5f5360205ff3", "answers with a byte that no code may begin with"),
    ],
)
def test_a_wallet_that_does_anything_else_does_not(ledger: Ledger, code: str, what: str) -> None:
    assert not says_yes(ledger, wallet(ledger, code)), what


def test_an_address_without_code_does_not(ledger: Ledger) -> None:
    assert not says_yes(ledger, ledger.deployment.writer)


def test_a_wallet_is_asked_at_the_block_named_not_the_newest(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    account = wallet(ledger, MAGIC_WORD + ANSWERS_WITH_IT)
    then = chain.latest_block()
    told(ledger.url, "evm_mine")  # until then the node's changes of code are changes of that block
    told(ledger.url, "anvil_setCode", hexed(account), "0x5f5ffd")
    told(ledger.url, "evm_mine")
    assert chain.accepts_signature(account, DIGEST, SIGNATURE, block=then)
    assert not chain.accepts_signature(account, DIGEST, SIGNATURE, block=chain.latest_block())


def test_two_endpoints_that_hear_different_answers_are_a_disagreement(ledger: Ledger) -> None:
    account = wallet(ledger, MAGIC_WORD + ANSWERS_WITH_IT)
    with FaultyNode(ledger.url) as liar:
        liar.faults["eth_call"] = lambda _: "0x" + "00" * 96
        chain = the_chain(ledger, second_url=liar.url)
        with pytest.raises(EndpointsDisagree, match="ERC-1271"):
            chain.accepts_signature(account, DIGEST, SIGNATURE, block=chain.latest_block())
        assert liar.fired["eth_call"] == 1


def test_a_lost_state_is_no_answer(ledger: Ledger) -> None:
    account = wallet(ledger, MAGIC_WORD + ANSWERS_WITH_IT)
    with FaultyNode(ledger.url) as node:
        node.refusals["eth_call"] = "missing trie node"
        chain = the_chain(ledger, url=node.url)
        with pytest.raises(StateGone):
            chain.accepts_signature(account, DIGEST, SIGNATURE, block=chain.latest_block())
