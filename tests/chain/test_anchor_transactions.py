"""Transactions of the anchoring key on a real node: asked for before they are signed, outbid when they wait."""

import pytest
from chain_builders import Ledger, a_head, a_ledger, anchored, found_anchor, signed_anchor, the_chain, told

from ledger.chain.anchor_transaction import outbidding
from ledger.chain.answers import hexed
from ledger.chain.anvil import LocalChain
from ledger.chain.contract import encoded_call
from ledger.chain.evm import EvmChain
from ledger.chain.raw_transaction import RawTransaction, payer_of, read_raw
from ledger.chain.rpc import Rpc
from ledger.chain.signer import LocalSigner
from ledger.chain.transaction import Fees, nonce_of, present_fees, sign, wait_mined
from ledger.errors import ChainRefused, Malformed
from ledger.proof.typed_data import account_of, keccak

pytestmark = pytest.mark.chain

GWEI = 10**9


def as_admin(ledger: Ledger, signature: str, *arguments: object) -> None:
    rpc, admin = Rpc(ledger.url), ledger.secrets.admin
    raw, transaction_hash = sign(
        LocalSigner(admin),
        chain_id=rpc.chain_id(),
        nonce=nonce_of(rpc, account_of(admin)),
        to=ledger.deployment.place.anchor_log,
        call=encoded_call(signature, *arguments),
        gas=100_000,
        fees=present_fees(rpc),
    )
    rpc.send(raw)
    assert wait_mined(rpc, transaction_hash, within_seconds=20).succeeded


def refusal(chain: EvmChain, ledger: Ledger, *, size: int = 1, previous_size: int = 0) -> str:
    with pytest.raises(ChainRefused) as refused:
        chain.sign_anchor(ledger.log_id, previous_size, a_head(size), nonce=0)
    return refused.value.reason


def test_a_writer_that_was_replaced_is_told_before_anything_is_signed(ledger: Ledger) -> None:
    as_admin(ledger, "setWriter(bytes32,address)", ledger.log_id, b"\x42" * 20)
    assert refusal(the_chain(ledger), ledger).startswith("NotWriter(")


def test_a_closed_log_is_told_before_anything_is_signed(ledger: Ledger) -> None:
    as_admin(ledger, "close(bytes32,bytes32)", ledger.log_id, bytes(32))
    assert refusal(the_chain(ledger), ledger).startswith("LogClosed")


def test_a_head_on_top_of_another_than_the_newest_is_told_before_anything_is_signed(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    anchored(chain, ledger, size=3)
    assert refusal(chain, ledger, size=5, previous_size=2).startswith("StalePrevSize(")
    assert chain.next_nonce(ledger.deployment.writer) == 1


def test_a_raw_transaction_reads_back_as_what_was_signed(ledger: Ledger) -> None:
    raw = signed_anchor(the_chain(ledger), ledger, size=3)
    found = read_raw(raw)
    assert (found.nonce, found.to, found.value) == (0, ledger.deployment.place.anchor_log, 0)
    assert found.call[:4] == keccak(b"anchor(bytes32,uint40,bytes32,uint40)")[:4]
    assert found.costs_at_most == found.gas * found.most
    assert payer_of(raw) == ledger.deployment.writer


@pytest.mark.parametrize("raw", [b"", b"\x02", b"\x01\xc0", b"\x02\xc0", b"\x02" + b"\xc8" * 9, b"\xf8" * 80])
def test_bytes_that_are_no_transaction_of_ours_are_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_raw(raw)


def test_a_dearer_transaction_replaces_a_waiting_one_and_the_head_is_anchored_once(own_chain: LocalChain) -> None:
    ledger = a_ledger(own_chain.url, of="bump")
    chain, writer = the_chain(ledger), ledger.deployment.writer
    told(own_chain.url, "evm_setAutomine", False)
    nonce = chain.next_nonce(writer)
    first, first_hash = chain.sign_anchor(ledger.log_id, 0, a_head(4), nonce=nonce)
    chain.send(first)
    second, second_hash = chain.sign_anchor(ledger.log_id, 0, a_head(4), nonce=nonce, outbids=first)
    chain.send(second)
    was, now = read_raw(first), read_raw(second)
    assert (was.nonce, was.to, was.call, was.gas) == (now.nonce, now.to, now.call, now.gas)
    assert now.most * 8 >= was.most * 9
    assert now.tip * 8 >= was.tip * 9
    told(own_chain.url, "evm_mine")
    assert found_anchor(chain, ledger, 4).count == 1
    assert told(own_chain.url, "eth_getTransactionReceipt", hexed(second_hash)) is not None
    assert told(own_chain.url, "eth_getTransactionReceipt", hexed(first_hash)) is None


def a_raw(*, most: int, tip: int) -> RawTransaction:
    return RawTransaction(chain_id=1, nonce=0, tip=tip, most=most, gas=1, to=b"", value=0, call=b"")


@pytest.mark.parametrize(("most", "tip"), [(1, 0), (7, 7), (8, 1), (GWEI, 1), (100 * GWEI, 3 * GWEI)])
def test_a_bid_is_an_eighth_more_on_both_fees_and_never_the_same(most: int, tip: int) -> None:
    bid = outbidding(Fees(most=1, tip=0), a_raw(most=most, tip=tip))
    assert bid is not None
    assert bid.most * 8 >= most * 9
    assert bid.tip * 8 >= tip * 9
    assert bid.most > most
    assert bid.tip > tip
    assert bid.most >= bid.tip


def test_a_bid_follows_the_present_fees_where_they_are_higher() -> None:
    assert outbidding(Fees(most=80 * GWEI, tip=5 * GWEI), a_raw(most=GWEI, tip=1)) == Fees(80 * GWEI, 5 * GWEI)


@pytest.mark.parametrize(("most", "tip"), [(950 * GWEI, GWEI), (300 * GWEI, 95 * GWEI)])
def test_no_bid_goes_over_the_cap(most: int, tip: int) -> None:
    assert outbidding(Fees(most=1, tip=0), a_raw(most=most, tip=tip)) is None


def test_bids_end_at_the_cap_and_the_last_goes_on_unchanged(own_chain: LocalChain) -> None:
    ledger = a_ledger(own_chain.url, of="cap")
    chain = the_chain(ledger)
    nonce = chain.next_nonce(ledger.deployment.writer)
    raw, _ = chain.sign_anchor(ledger.log_id, 0, a_head(4), nonce=nonce)
    for _ in range(120):
        dearer, dearer_hash = chain.sign_anchor(ledger.log_id, 0, a_head(4), nonce=nonce, outbids=raw)
        if dearer == raw:
            assert dearer_hash == keccak(raw)
            return
        raw = dearer
    pytest.fail("the bids never ended")
