"""A block's RLP header and the Merkle-Patricia tries under it, read without a node and without trusting a length.

The trust is in one block hash: what is shown here is shown for the block with that hash, not that the block is on the
chain that everyone follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import rlp
from trie.exceptions import InvalidNibbles, InvalidNode, MissingTraversalNode, MissingTrieNode, ValidationError
from trie.hexary import HexaryTrie

from ledger.errors import ProofMismatch
from ledger.model.log import BlockRef
from ledger.proof.typed_data import keccak

_LEAST_FIELDS = 15  # of a header; each fork added at the end
_STATE_ROOT, _RECEIPTS_ROOT, _NUMBER, _TIMESTAMP = 3, 5, 8, 11
_MOST_HEADER_BYTES = 4096

# What the trie package raises for nodes that are not trie nodes; it checks shapes only as far as it walks.
_TRIE_REFUSALS = (
    *(InvalidNibbles, InvalidNode, MissingTraversalNode, MissingTrieNode, ValidationError, rlp.exceptions.RLPException),
    *(AssertionError, IndexError, KeyError, RecursionError, TypeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Header:
    """What one header says: which block it is of, and the roots (32 bytes) of its state and of its receipts."""

    block: BlockRef
    state_root: bytes
    receipts_root: bytes


def read_header(header: bytes) -> Header:
    """Give what an RLP header says, under its own hash. Raises ProofMismatch for anything that is not a header."""
    if len(header) > _MOST_HEADER_BYTES:
        raise ProofMismatch(what="header", reason=f"it has {len(header)} bytes")
    fields = strictly_decoded("header", header)
    is_flat = isinstance(fields, list) and all(isinstance(field, bytes) for field in fields)
    if not isinstance(fields, list) or not is_flat or len(fields) < _LEAST_FIELDS:
        raise ProofMismatch(what="header", reason="it is not a list of at least 15 byte strings")
    roots = [cast(bytes, fields[place]) for place in (_STATE_ROOT, _RECEIPTS_ROOT)]
    if any(len(root) != 32 for root in roots):
        raise ProofMismatch(what="header", reason="its roots are not 32 bytes each")
    number, timestamp = (shortest_number("header", fields[place], most=8) for place in (_NUMBER, _TIMESTAMP))
    return Header(BlockRef(number=number, block_hash=keccak(header), timestamp=timestamp), *roots)


def look_up(
    what: str, root: bytes, key: bytes, nodes: Sequence[bytes], *, most_node_bytes: int, most_last_bytes: int = 0
) -> bytes:
    """Give the value under a key of the trie with this root; empty where the nodes prove that there is none.

    The last node may have `most_last_bytes`, the others `most_node_bytes`. Only nodes on the way from the root are
    decoded, each once: what it costs to refuse a proof is bounded by the bytes of one path. Raises ProofMismatch for
    nodes that do not lead from the root to the key, for a node named twice, and for more or larger ones than allowed.
    """
    _require_a_path(f"{what} proof", key, nodes, most_node_bytes, max(most_node_bytes, most_last_bytes))
    by_hash = {keccak(node): node for node in nodes}
    try:
        value: object = HexaryTrie(by_hash, root).get(key)
    except _TRIE_REFUSALS as error:  # its text may quote a whole node, so it stays out of the reason
        raise ProofMismatch(what=f"{what} proof", reason="its nodes do not lead from the root to the key") from error
    if not isinstance(value, bytes):
        raise ProofMismatch(what=f"{what} proof", reason="its last node holds no value")
    return value


def _require_a_path(what: str, key: bytes, nodes: Sequence[bytes], most_node_bytes: int, most_last_bytes: int) -> None:
    """A path spends at least one nibble of the key at every node but its last, and never comes back to a node."""
    is_too_large = any(len(node) > most_node_bytes for node in nodes[:-1])
    is_too_large |= any(len(node) > most_last_bytes for node in nodes[-1:])
    if is_too_large or len(nodes) > 2 * len(key) + 1:
        raise ProofMismatch(what=what, reason="it has more or larger nodes than a proof can have")
    if len(set(nodes)) < len(nodes):
        raise ProofMismatch(what=what, reason="it names a node twice")


def strictly_decoded(what: str, raw: bytes) -> object:
    """Give byte strings and lists of them, from the one RLP encoding of theirs. Raises ProofMismatch."""
    try:
        decoded: object = rlp.decode(raw)
    except (rlp.exceptions.RLPException, IndexError, RecursionError, TypeError, ValueError) as error:
        raise ProofMismatch(what=what, reason="it is not RLP") from error
    return decoded


def shortest_number(what: str, octets: object, *, most: int) -> int:
    """Give a big-endian number of at most `most` bytes without leading zeros. Raises ProofMismatch."""
    if not isinstance(octets, bytes) or len(octets) > most or octets[:1] == b"\x00":
        raise ProofMismatch(what=what, reason="a number is not in its shortest form")
    return int.from_bytes(octets, "big")
