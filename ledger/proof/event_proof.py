"""That a head was anchored, shown by its event: the receipt of one transaction under its block's receipts root.

A state proof shows only the newest head that a block left behind, and nodes throw old states away. The event of every
head stays under the header of its block for as long as anybody keeps the block.
"""

from dataclasses import dataclass

import rlp

from ledger.errors import ProofMismatch
from ledger.model.log import BlockRef, EventProof, TreeHead
from ledger.proof.block import look_up, read_header, shortest_number, strictly_decoded
from ledger.proof.typed_data import keccak

ANCHORED_TOPIC = keccak(b"Anchored(bytes32,uint24,uint40,bytes32)")
_MOST_NODE_BYTES = 1024  # a branch of 16 hashes has 532
_MOST_LAST_BYTES = 65_536  # the last node holds the whole receipt: bloom and every event of its transaction
_MOST_INDEX = 1 << 20  # transactions in a block, events in a transaction
_LEGACY_FROM = 0xC0  # the first byte of an RLP list; a typed receipt begins with its type instead
_SUCCEEDED = b"\x01"


@dataclass(frozen=True, slots=True)
class AnchoredEvent:
    """What one event told in this block: that the contract at `address` took head `count` of the log `log_id`."""

    block: BlockRef
    address: bytes
    log_id: bytes
    head: TreeHead
    count: int


def prove_anchored(event: EventProof, *, anchor_log: bytes, log_id: bytes) -> tuple[BlockRef, TreeHead, int]:
    """Give the block, the head and its count that AnchorLog (20 bytes) told of this log (32 bytes) in that block.

    The time of the block is the head's anchored_at. Raises ProofMismatch for everything that does not fit. Does not ask
    whether the block hash is one to rely on.
    """
    told = prove_event(event)
    if (told.address, told.log_id) != (anchor_log, log_id):
        raise ProofMismatch(what="event", reason="it is of another contract or log")
    return told.block, told.head, told.count


def prove_event(event: EventProof) -> AnchoredEvent:
    """Give what the event tells, whichever contract told it and of whichever log: the caller compares both.

    Raises ProofMismatch for everything that is not an anchored head of some contract in some block.
    """
    if not (0 <= event.transaction_index < _MOST_INDEX and 0 <= event.log_position < _MOST_INDEX):
        raise ProofMismatch(what="event proof", reason="a position is out of every block's range")
    header = read_header(event.header)
    key: bytes = rlp.encode(event.transaction_index)
    receipt = look_up(
        *("receipt", header.receipts_root, key, event.nodes),
        most_node_bytes=_MOST_NODE_BYTES,
        most_last_bytes=_MOST_LAST_BYTES,
    )
    if not receipt:
        raise ProofMismatch(what="event proof", reason="the block has no such transaction")
    logs = _logs(receipt)
    if event.log_position >= len(logs):
        raise ProofMismatch(what="event proof", reason="the transaction has no such event")
    return _anchored(header.block, logs[event.log_position])


def _logs(receipt: bytes) -> list[object]:
    fields = strictly_decoded("receipt", receipt if receipt[0] >= _LEGACY_FROM else receipt[1:])
    if not isinstance(fields, list) or len(fields) < 4 or not isinstance(fields[3], list):
        raise ProofMismatch(what="receipt", reason="it is not status, gas, bloom and events")
    if fields[0] != _SUCCEEDED:
        raise ProofMismatch(what="receipt", reason="its transaction did not succeed")
    return fields[3]


def _anchored(block: BlockRef, log: object) -> AnchoredEvent:
    match log:
        case [bytes(address), [bytes(topic), bytes(of), bytes(count)], bytes(told)] if topic == ANCHORED_TOPIC:
            if len(count) != 32 or len(told) != 64:
                raise ProofMismatch(what="event", reason="it is of another contract or log")
            return AnchoredEvent(block, address, of, _head(told), _number(count, bits=24))
    raise ProofMismatch(what="event", reason="it is not that of an anchored head")


def _head(told: bytes) -> TreeHead:
    head = TreeHead(size=_number(told[:32], bits=40), root=told[32:])
    if not any(head.root):
        raise ProofMismatch(what="event", reason="it tells an empty root")
    return head


def _number(word: bytes, *, bits: int) -> int:
    number = shortest_number("event", word.lstrip(b"\x00"), most=bits // 8)
    if not number:
        raise ProofMismatch(what="event", reason="it tells of a head that is none")
    return number
