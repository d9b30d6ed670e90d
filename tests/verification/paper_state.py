"""Blocks on paper: real tries, headers and proofs of any state and any event that a test writes down."""

from collections.abc import Iterable, Mapping

import rlp
from builders import NOW
from trie import HexaryTrie

from ledger.model.log import BlockRef, EventProof, SlotProof, StateProof, TreeHead
from ledger.proof.event_proof import ANCHORED_TOPIC, prove_anchored
from ledger.proof.state_proof import prove
from ledger.proof.typed_data import keccak

Storage = Mapping[bytes, int]


def a_state_proof(
    storage: Storage,
    address: bytes,
    slots: Iterable[bytes],
    *,
    number: int,
    timestamp: int,
    others: Mapping[bytes, Storage],
    receipts_root: bytes = b"\x05" * 32,
) -> StateProof:
    """The proof of these slots of `address` in a block that holds these contracts, with the block's header."""
    tries = {who: _storage_trie(held) for who, held in {**others, address: storage}.items()}
    accounts: HexaryTrie = HexaryTrie({})
    for who, trie in tries.items():
        accounts[keccak(who)] = rlp.encode([b"\x01", b"", trie.root_hash, keccak(b"code of " + who)])
    return StateProof(
        header=a_header(accounts.root_hash, number=number, timestamp=timestamp, receipts_root=receipts_root),
        address=address,
        account_nodes=_nodes(accounts, keccak(address)),
        slots=tuple(SlotProof(slot, _nodes(tries[address], keccak(slot))) for slot in slots),
    )


def an_event_proof(
    *heads: tuple[TreeHead, int], anchor_log: bytes, log_id: bytes, header: bytes | None = None, shows: int = 0
) -> EventProof:
    """The proof of one of these (head, count), anchored together by the second of three transactions of a block.

    `header` is the block's, with the root of receipts_of as its receipts root.
    """
    trie = receipts_of(*heads, anchor_log=anchor_log, log_id=log_id)
    header = header or a_header(bytes(32), number=20, timestamp=NOW, receipts_root=trie.root_hash)
    return EventProof(header, transaction_index=1, log_position=shows, nodes=_nodes(trie, rlp.encode(1)))


def receipts_of(*heads: tuple[TreeHead, int], anchor_log: bytes, log_id: bytes) -> HexaryTrie:
    """The receipt trie of that block."""
    events = [
        [anchor_log, [ANCHORED_TOPIC, log_id, count.to_bytes(32, "big")], head.size.to_bytes(32, "big") + head.root]
        for head, count in heads
    ]
    receipts: HexaryTrie = HexaryTrie({})
    for at in range(3):
        receipts[rlp.encode(at)] = b"\x02" + rlp.encode([b"\x01", b"\x52\x08", bytes(256), events if at == 1 else []])
    return receipts


def a_header(state_root: bytes, *, number: int, timestamp: int, receipts_root: bytes = b"\x05" * 32) -> bytes:
    quantities = {7: 0, 8: number, 9: 30_000_000, 10: 21_000, 11: timestamp, 15: 7}
    widths = [32, 32, 20, 32, 32, 32, 256, 0, 0, 0, 0, 0, 0, 32, 8, 0]
    fields = [
        quantities[at].to_bytes(8, "big").lstrip(b"\x00") if at in quantities else bytes([at]) * width
        for at, width in enumerate(widths)
    ]
    fields[3], fields[5] = state_root, receipts_root
    return bytes(rlp.encode(fields))


def _storage_trie(storage: Storage) -> HexaryTrie:
    trie: HexaryTrie = HexaryTrie({})
    for slot, value in {b"\x77" * 32: 9, **storage}.items():  # never empty: a contract holds something
        if value:
            trie[keccak(slot)] = rlp.encode(value.to_bytes(32, "big").lstrip(b"\x00"))
    return trie


def _nodes(trie: HexaryTrie, key: bytes) -> tuple[bytes, ...]:
    return tuple(rlp.encode(node) for node in trie.get_proof(key) if node != b"")


def block_of(proof: StateProof | EventProof | None) -> BlockRef:
    assert isinstance(proof, StateProof), "these tests ask for the block of a state proof"
    return prove(proof, expect_address=proof.address).block


def block_of_event(proof: EventProof, *, anchor_log: bytes, log_id: bytes) -> BlockRef:
    return prove_anchored(proof, anchor_log=anchor_log, log_id=log_id)[0]
