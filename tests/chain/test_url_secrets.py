"""The URL of a node may hold an access key: no log of any library repeats it, whatever level is on."""

import logging

import pytest
from faulty_node import FaultyNode

from ledger.chain.rpc import Rpc
from ledger.errors import ChainAway


@pytest.mark.parametrize("fault", [None, "bad gateway", "cut", "html"])
def test_the_access_key_of_a_node_is_in_no_log_and_no_error(
    chain_url: str, caplog: pytest.LogCaptureFixture, fault: str | None
) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultyNode(chain_url) as node:
        if fault is not None:
            node.faults["eth_chainId"] = fault
        rpc = Rpc(node.url.replace("://", "://sam:pa55word@") + "/v1/tOken-abc?k=s3cret")
        told = ""
        try:
            assert rpc.chain_id() == 31337
        except ChainAway as error:
            told = f"{error} {error.facts()}"
        rpc.close()
        assert node.received["eth_chainId"] == 1
    assert (fault is None) == (told == "")
    assert not any(secret in caplog.text + told for secret in ("tOken-abc", "s3cret", "pa55word"))


def test_an_access_key_that_the_node_itself_repeats_is_not_passed_on(chain_url: str) -> None:
    with FaultyNode(chain_url) as node:
        node.refusals["eth_chainId"] = "project tOken-abc of s3cret is over"
        rpc = Rpc(node.url + "/v1/tOken-abc?k=s3cret")
        with pytest.raises(ChainAway) as told:
            rpc.chain_id()
        rpc.close()
    assert "project … of … is over" in str(told.value)
