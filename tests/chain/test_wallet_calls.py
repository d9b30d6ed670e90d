"""ERC-1271 at one block of a real node: only code that answers with the magic value says yes."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from chain_builders import Ledger, the_chain, told
from eth_abi.abi import encode
from faulty_node import FaultyNode
from web3 import HTTPProvider, Web3
from web3.exceptions import MultipleFailedRequests

from ledger.chain.answers import hexed
from ledger.errors import EndpointsDisagree, StateGone
from ledger.proof.typed_data import keccak

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


@contextmanager
def a_listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine and the paths that it was asked for; it refuses them all."""
    heard: list[str] = []

    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        serving = Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/{{sender}}/{{data}}", heard
        finally:
            server.shutdown()
            serving.join()


def a_wallet_that_names(ledger: Ledger, url: str) -> bytes:
    """A contract that reverts with OffchainLookup (EIP-3668): look the answer up there."""
    address = sha256(url.encode()).digest()[:20]
    asked = (hexed(address), [url], b"asked", b"\1\2\3\4", b"")
    error = keccak(b"OffchainLookup(address,string[],bytes,bytes4,bytes)")[:4]
    told_back = error + encode(["address", "string[]", "bytes", "bytes4", "bytes"], asked)
    length = len(told_back).to_bytes(2, "big").hex()
    code = f"61{length}600c5f3961{length}5ffd" + told_back.hex()  # CODECOPY what follows, REVERT with it
    told(ledger.url, "anvil_setCode", hexed(address), "0x" + code)
    told(ledger.url, "evm_mine")
    return address


def test_a_wallet_that_names_a_url_for_its_answer_says_no_and_the_url_is_not_asked(ledger: Ledger) -> None:
    with a_listener() as (url, heard):
        assert not says_yes(ledger, a_wallet_that_names(ledger, url))
        assert heard == []


def test_planted_a_client_that_follows_such_a_wallet_tries_to_look_the_answer_up(ledger: Ledger) -> None:
    with a_listener() as (url, _):
        call: Any = {"to": Web3.to_checksum_address(a_wallet_that_names(ledger, url)), "data": "0x"}
        with pytest.raises(MultipleFailedRequests, match="Offchain lookup"):  # web3 asks no address of this machine
            Web3(HTTPProvider(ledger.url)).eth.call(call)
