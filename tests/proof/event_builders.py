"""Blocks whose receipts can be proven: a header over a receipt trie of transactions that are told here."""

import rlp
from trie import HexaryTrie

from ledger.model.log import EventProof
from ledger.proof.event_proof import ANCHORED_TOPIC
from ledger.proof.typed_data import keccak

ANCHOR_LOG, LOG_ID, ROOT = b"\xaa" * 20, b"\xbb" * 32, b"\x0a" * 32
BLOOM = bytes(256)
Log = list[object]


def an_anchored_log(
    *, address: bytes = ANCHOR_LOG, log_id: bytes = LOG_ID, count: int = 2, size: int = 5, root: bytes = ROOT
) -> Log:
    topics = [ANCHORED_TOPIC, log_id, count.to_bytes(32, "big")]
    return [address, topics, size.to_bytes(32, "big") + root]


def a_foreign_log() -> Log:
    return [b"\x11" * 20, [b"\x22" * 32], b"told by another contract"]


def a_receipt(*logs: Log, status: bytes = b"\x01", kind: int = 2) -> bytes:
    fields = rlp.encode([status, b"\x52\x08", BLOOM, list(logs)])
    return fields if kind == 0 else bytes([kind]) + fields


def a_header(receipts_root: bytes, *, number: int = 12, timestamp: int = 1_700_000_000) -> bytes:
    fields = [bytes(32)] * 7 + [b"", number, 30_000_000, 21_000, timestamp, b"", bytes(32), bytes(8)]
    fields[2], fields[5], fields[6] = bytes(20), receipts_root, BLOOM
    return bytes(rlp.encode(fields))


def a_proof(receipts: list[bytes], *, index: int, position: int = 0) -> EventProof:
    """The proof that transaction `index` of a block of these receipts told its event at `position`."""
    trie = HexaryTrie({})
    for place, receipt in enumerate(receipts):
        trie[rlp.encode(place)] = receipt
    nodes = tuple(rlp.encode(node) for node in trie.get_proof(rlp.encode(index)))
    return EventProof(a_header(trie.root_hash), index, position, nodes)


def block_hash(event: EventProof) -> bytes:
    return keccak(event.header)
