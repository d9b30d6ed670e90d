"""Two endpoints of one chain: one that lags is waited for, one that lies stops everything, one away stops finality."""

from typing import Any

import pytest
from chain_builders import Ledger, a_head, anchored, eventually, found_anchor, signed_anchor, the_chain, told
from faulty_node import FaultyNode

from ledger.chain.anvil_probe import free_port
from ledger.chain.finality import Finality
from ledger.errors import ChainAway, EndpointsDisagree, NodeBehind, WrongChain
from ledger.model.log import Anchor, BlockRef

pytestmark = pytest.mark.chain

FINAL_AT_ONCE = Finality(kind="depth", depth=0)


def block_of(anchor: Anchor) -> BlockRef:
    return BlockRef(anchor.block_number, anchor.block_hash, anchor.anchored_at)


def with_another_hash(block: Any) -> Any:
    return block and {**block, "hash": "0x" + "66" * 32}


def test_two_endpoints_that_agree_tell_what_one_tells(ledger: Ledger) -> None:
    with FaultyNode(ledger.url) as second:
        chain = the_chain(ledger, second_url=second.url)
        chain.check(ledger.deployment)
        anchor = anchored(chain, ledger, size=4)
        assert chain.is_canonical(block_of(anchor))
        eventually(lambda: chain.final_block().number >= anchor.block_number, what="the block is final")
        assert second.received["eth_getBlockByNumber"] >= 3


def test_a_second_endpoint_of_another_chain_is_refused(ledger: Ledger, foreign_url: str) -> None:
    with pytest.raises(WrongChain):
        the_chain(ledger, second_url=foreign_url).check(ledger.deployment)


def test_of_two_newest_blocks_the_lower_is_taken_whichever_endpoint_lags(ledger: Ledger) -> None:
    told(ledger.url, "anvil_mine", hex(8))
    with FaultyNode(ledger.url) as lagging:
        lagging.behind = 2
        for urls in ({"second_url": lagging.url}, {"url": lagging.url, "second_url": ledger.url}):
            chain, whole = the_chain(ledger, **urls), the_chain(ledger)  # type: ignore[arg-type]
            newest = whole.latest_block().number
            seen = chain.latest_block()
            assert newest - 2 <= seen.number <= whole.latest_block().number - 2
            assert whole.is_canonical(seen)
            assert chain.final_block().number <= whole.final_block().number - 2
        assert lagging.fired["behind"] >= 4


def test_an_endpoint_that_holds_another_block_stops_every_conclusion(ledger: Ledger) -> None:
    anchor = anchored(the_chain(ledger), ledger, size=4)
    for is_first_lying in (False, True):
        with FaultyNode(ledger.url) as liar:
            liar.faults["eth_getBlockByNumber"] = with_another_hash
            urls = {"url": liar.url, "second_url": ledger.url} if is_first_lying else {"second_url": liar.url}
            chain = the_chain(ledger, finality=FINAL_AT_ONCE, **urls)  # type: ignore[arg-type]
            for conclusion in (
                chain.latest_block,
                chain.final_block,
                lambda chain=chain: chain.is_canonical(block_of(anchor)),
                lambda chain=chain: chain.find_anchor(ledger.log_id, 4),
            ):
                with pytest.raises(EndpointsDisagree):
                    conclusion()
            assert liar.fired["eth_getBlockByNumber"] >= 4


def test_a_block_that_the_first_alone_disowns_is_a_disagreement_not_a_reorganisation(ledger: Ledger) -> None:
    anchor = anchored(the_chain(ledger), ledger, size=4)
    with FaultyNode(ledger.url) as liar:
        liar.faults["eth_getBlockByNumber"] = with_another_hash
        assert not the_chain(ledger, url=liar.url).is_canonical(block_of(anchor)), "alone it would be believed"
        with pytest.raises(EndpointsDisagree, match=f"block {anchor.block_number}"):
            the_chain(ledger, url=liar.url, second_url=ledger.url).is_canonical(block_of(anchor))


def test_while_the_second_endpoint_is_away_heads_are_anchored_and_nothing_is_final(ledger: Ledger) -> None:
    chain = the_chain(ledger, second_url=f"http://127.0.0.1:{free_port()}", finality=FINAL_AT_ONCE)
    chain.check(ledger.deployment)
    anchor = anchored(chain, ledger, size=4)
    assert chain.is_canonical(block_of(anchor))
    with pytest.raises(ChainAway, match="second endpoint is needed for finality"):
        chain.final_block()


def test_a_node_that_is_not_as_far_says_nothing_about_a_block(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    anchor = anchored(chain, ledger, size=4)
    with FaultyNode(ledger.url) as node:
        node.behind = chain.latest_block().number - anchor.block_number + 3
        with pytest.raises(NodeBehind):
            the_chain(ledger, url=node.url).is_canonical(block_of(anchor))
        assert not the_chain(ledger, url=node.url).is_canonical(
            BlockRef(anchor.block_number, anchor.block_hash, timestamp=0)
        ), "a shorter chain whose newest block is younger than this one has gone another way"


def test_broadcasts_go_to_the_first_endpoint_once(ledger: Ledger) -> None:
    with FaultyNode(ledger.url) as first, FaultyNode(ledger.url) as second:
        chain = the_chain(ledger, url=first.url, second_url=second.url)
        chain.send(signed_anchor(chain, ledger, size=3))
        assert (first.received["eth_sendRawTransaction"], second.received["eth_sendRawTransaction"]) == (1, 0)
        assert found_anchor(chain, ledger, 3).head == a_head(3)
