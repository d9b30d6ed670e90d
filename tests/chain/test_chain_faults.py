"""A broken endpoint: every failure is ChainAway in bounded time, and a broadcast is delivered at most once."""

import time

import pytest
from chain_builders import Ledger, found_anchor, signed_anchor, the_chain
from faulty_node import FaultyNode

from ledger.chain.anvil_probe import free_port
from ledger.errors import ChainAway

pytestmark = pytest.mark.chain

SHORT_SECONDS = 0.5
BOUND_SECONDS = 3.0
UNUSABLE = [
    *("html", "bad gateway", "too many requests", "truncated json", "cut short", "other json", "deep json"),
    *("no result", "redirect", "cut", "hang", "trickle", "trickling headers"),
]


@pytest.mark.parametrize("fault", UNUSABLE)
def test_an_unusable_answer_is_chain_away_in_bounded_time(ledger: Ledger, fault: str) -> None:
    with FaultyNode(ledger.url) as node:
        node.faults["*"] = fault
        begun = time.monotonic()
        with pytest.raises(ChainAway):
            the_chain(ledger, url=node.url, timeout_seconds=SHORT_SECONDS).latest_block()
        assert time.monotonic() - begun < BOUND_SECONDS
        assert node.fired.total() == 1


def test_a_connection_that_trickled_leaves_the_next_question_alone(ledger: Ledger) -> None:
    with FaultyNode(ledger.url) as node:
        chain = the_chain(ledger, url=node.url, timeout_seconds=SHORT_SECONDS)
        node.faults["eth_getBlockByNumber"] = "trickle"
        with pytest.raises(ChainAway, match="in time"):
            chain.latest_block()
        node.faults.clear()
        assert chain.latest_block().number >= 0


def test_a_node_that_is_asked_too_much_is_said(ledger: Ledger) -> None:
    with FaultyNode(ledger.url) as node:
        node.faults["*"] = "too many requests"
        with pytest.raises(ChainAway, match="too many questions"):
            the_chain(ledger, url=node.url).latest_block()


def test_a_dead_url_is_chain_away(ledger: Ledger) -> None:
    with pytest.raises(ChainAway, match="no connection"):
        the_chain(ledger, url=f"http://127.0.0.1:{free_port()}").latest_block()


def test_an_error_does_not_show_the_access_key_in_the_url(ledger: Ledger) -> None:
    url = f"http://127.0.0.1:{free_port()}/v3/secret-access-key"
    with pytest.raises(ChainAway) as away:
        the_chain(ledger, url=url).latest_block()
    assert "secret-access-key" not in str(away.value)


@pytest.mark.parametrize("fault", ["hang", "cut", "html", "truncated json", "redirect", "bad gateway"])
def test_a_reply_lost_after_delivery_leaves_one_broadcast_and_one_head(ledger: Ledger, fault: str) -> None:
    direct = the_chain(ledger)
    with FaultyNode(ledger.url) as node:
        node.faults["eth_sendRawTransaction"] = f"deliver, {fault}"
        chain = the_chain(ledger, url=node.url, timeout_seconds=SHORT_SECONDS)
        with pytest.raises(ChainAway):
            chain.send(signed_anchor(direct, ledger, size=3))
        assert (node.received["eth_sendRawTransaction"], node.fired["eth_sendRawTransaction"]) == (1, 1)
        assert found_anchor(chain, ledger, 3).count == 1


@pytest.mark.parametrize("fault", ["hang", "cut", "too many requests"])
def test_a_broadcast_that_never_arrived_is_not_repeated_and_anchors_nothing(ledger: Ledger, fault: str) -> None:
    direct = the_chain(ledger)
    with FaultyNode(ledger.url) as node:
        node.faults["eth_sendRawTransaction"] = fault
        chain = the_chain(ledger, url=node.url, timeout_seconds=SHORT_SECONDS)
        with pytest.raises(ChainAway):
            chain.send(signed_anchor(direct, ledger, size=3))
        assert (node.received["eth_sendRawTransaction"], node.fired["eth_sendRawTransaction"]) == (1, 1)
        assert chain.find_anchor(ledger.log_id, 3) is None


def test_a_node_that_knows_no_final_block_is_chain_away(ledger: Ledger) -> None:
    with FaultyNode(ledger.url) as node:
        node.faults["eth_getBlockByNumber"] = lambda _: None
        with pytest.raises(ChainAway, match="no block finalized"):
            the_chain(ledger, url=node.url).final_block()
        assert node.fired["eth_getBlockByNumber"] == 1


@pytest.mark.parametrize("garbage", ["0xzz", "", 7, None, [], {"number": "0x1"}])
def test_an_answer_of_the_wrong_shape_is_chain_away(ledger: Ledger, garbage: object) -> None:
    with FaultyNode(ledger.url) as node:
        node.faults["eth_getTransactionCount"] = lambda _: garbage
        with pytest.raises(ChainAway):
            the_chain(ledger, url=node.url).next_nonce(ledger.deployment.writer)
        assert node.fired["eth_getTransactionCount"] == 1


def test_a_node_that_refuses_wide_ranges_of_events_is_asked_for_narrow_ones(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    chain.send(signed_anchor(chain, ledger, size=3))
    anchor = found_anchor(chain, ledger, 3)
    with FaultyNode(ledger.url) as node:
        node.widest_range = 2
        assert the_chain(ledger, url=node.url).find_anchor(ledger.log_id, 3) == anchor
        assert node.fired["eth_getLogs"] > 1
