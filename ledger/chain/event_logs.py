"""Events of one contract in bounded ranges of blocks, narrower where a node finds a range too wide."""

from collections.abc import Iterator, Sequence

from ledger.chain.answers import EventLog, event_log, hexed, items, unusable
from ledger.chain.rpc import Refusal, Rpc

_WIDTH = 5_000  # blocks asked at once; public endpoints commonly refuse more than 10,000


def events(
    rpc: Rpc, address: bytes, topics: Sequence[bytes | None], *, first: int, last: int
) -> Iterator[tuple[EventLog, ...]]:
    """Give the events of blocks first..last, the newest range first, each range in the order of the chain.

    Every event is of this address and has these leading topics (None: any). Raises ChainAway where the node gives
    another. NOT checked: that the node left none out, and that the blocks are still on the chain.
    """
    width = _WIDTH
    while last >= first:
        start = max(first, last - width + 1)
        found = _range(rpc, address, topics, start, last)
        if isinstance(found, Refusal):
            if start == last:
                raise found.as_error("eth_getLogs")
            width = (last - start + 1) // 2  # too wide for this node, and so for the rest of this reading
            continue
        yield found
        last = start - 1


def _range(
    rpc: Rpc, address: bytes, topics: Sequence[bytes | None], first: int, last: int
) -> tuple[EventLog, ...] | Refusal:
    wanted = {
        "address": hexed(address),
        "topics": [None if topic is None else hexed(topic) for topic in topics],
        "fromBlock": hex(first),
        "toBlock": hex(last),
    }
    answer = rpc.ask("eth_getLogs", wanted)
    if isinstance(answer, Refusal):
        return answer
    found = [event_log(entry) for entry in items(answer, "eth_getLogs")]
    if not all(_fits(log, address, topics, first, last) for log in found):
        raise unusable("eth_getLogs", "holds an event that was not asked for")
    return tuple(sorted(found, key=lambda log: (log.block_number, log.position)))


def _fits(log: EventLog, address: bytes, topics: Sequence[bytes | None], first: int, last: int) -> bool:
    return (
        log.address == address
        and first <= log.block_number <= last
        and len(log.topics) >= len(topics)
        and all(topic is None or topic == found for topic, found in zip(topics, log.topics, strict=False))
    )
