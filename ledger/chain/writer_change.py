"""Give a log another writer, by its cold admin's key: what a stolen anchoring key is answered with."""

import time
from collections.abc import Callable

from ledger.chain.answers import hexed, octets
from ledger.chain.contract import decoded, encoded_call, topic
from ledger.chain.event_logs import events
from ledger.chain.funding import fund
from ledger.chain.published_keys import LOCAL_CHAIN_ID
from ledger.chain.relay import Call, Relay
from ledger.chain.rpc import Rpc
from ledger.chain.transaction import present_fees
from ledger.errors import ChainAway
from ledger.model.deployment import Deployment
from ledger.ports import Chain

_SET_GAS, _ANCHOR_GAS = 80_000, 300_000
_SET = "WriterSet(bytes32,address)"


def set_writer(
    url: str,
    chain: Chain,
    deployment: Deployment,
    *,
    admin: bytes,
    writer: bytes,
    within_seconds: float = 1_800.0,
    pause: Callable[[], None] = lambda: time.sleep(0.2),
) -> None:
    """Return once `writer` (an account) is the log's, by a block that is final. `admin` is the 32-byte secret.

    Made again, nothing is sent twice. On a local chain the writer gets gas money too. Raises ChainRefused for a key
    that is not the log's admin's and for a closed log, NoGasMoney, WrongChain; ChainAway: make it again.
    """
    rpc, place = Rpc(url), deployment.place
    try:
        chain.check(deployment)
        relay = Relay(rpc, admin, chain_id=place.chain_id, within_seconds=within_seconds)
        nonce = relay.wait_quiet()
        if _writer_now(rpc, deployment) != writer:
            payload = encoded_call("setWriter(bytes32,address)", deployment.log_id, writer)
            call = Call(place.anchor_log, payload, "set the writer", _SET_GAS)
            relay.try_out(call)
            relay.send([call], nonce=nonce)
        _wait_final(rpc, chain, deployment, until=time.monotonic() + within_seconds, pause=pause)
        if place.chain_id == LOCAL_CHAIN_ID:
            needs = {writer: _ANCHOR_GAS * present_fees(rpc).most}
            fund(rpc, needs, chain_id=place.chain_id, within_seconds=within_seconds)
        if _writer_now(rpc, deployment) != writer:
            raise ChainAway(doing="set the writer", reason="a reorganisation took it back, or it was set again")
    finally:
        rpc.close()


def _wait_final(rpc: Rpc, chain: Chain, deployment: Deployment, *, until: float, pause: Callable[[], None]) -> None:
    """Return when the newest block that set a writer is final; at once where the log has the one it was opened with."""
    while (block := _set_in(rpc, chain, deployment)) is not None and chain.final_block().number < block:
        if time.monotonic() > until:
            raise ChainAway(doing="set the writer", reason="the block that sets it is not final yet")
        pause()


def _set_in(rpc: Rpc, chain: Chain, deployment: Deployment) -> int | None:
    topics, newest = (topic(_SET), deployment.log_id), chain.latest_block().number
    found = events(rpc, deployment.place.anchor_log, topics, first=deployment.deployed_at_block, last=newest)
    return max((log.block_number for logs in found for log in logs), default=None)


def _writer_now(rpc: Rpc, deployment: Deployment) -> bytes:
    call = hexed(encoded_call("writerOf(bytes32)", deployment.log_id))
    answer = rpc.call("eth_call", {"to": hexed(deployment.place.anchor_log), "data": call}, "latest")
    (writer,) = decoded(("address",), octets(answer, "writerOf"), "writerOf")
    return bytes.fromhex(str(writer)[2:])
