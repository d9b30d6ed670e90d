"""The RFC 9162 SHA-256 tree: heads, inclusion and consistency proofs, and the checks that refuse wrong ones.

Leaf = SHA-256(0x00 || entry), node = SHA-256(0x01 || left || right), no leaf is ever duplicated. A subtree is named by
(level, index): it covers the 2**level leaves from index * 2**level on, and is *complete* when all of them exist. Only
complete subtrees are ever stored; right edges are computed from them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import ProofMismatch
from ledger.model.log import Frontier

EMPTY_ROOT = sha256(b"").digest()
EMPTY_FRONTIER = Frontier(size=0, roots=())
_HASH_BYTES = 32

NodeReader = Callable[[int, int], bytes]
_Range = tuple[int, int]  # leaves first to last + 1; the first is a multiple of the length rounded up to a power of two


def leaf_hash(entry: bytes) -> bytes:
    """Give the 32-byte hash of one log entry as a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the 32-byte hash of an interior node over two 32-byte hashes."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Give the root of the tree over these leaf hashes (RFC 9162 2.1.1)."""
    return root_of_frontier(extend(EMPTY_FRONTIER, leaf_hashes)[0])


def extend(frontier: Frontier, leaf_hashes: Sequence[bytes]) -> tuple[Frontier, list[tuple[int, int, bytes]]]:
    """Append leaves: give the new frontier, and (level, index, hash) of each subtree of level >= 1 now complete.

    Raises ProofMismatch if the frontier does not fit its size or a hash is not 32 bytes. Does not know whether the
    frontier is the one that was anchored.
    """
    _require_frontier(frontier)
    _require_hashes("leaf hashes", leaf_hashes)
    roots, completed = list(frontier.roots), []
    for position, leaf in enumerate(leaf_hashes, start=frontier.size):
        level, grown = 0, leaf
        while position >> level & 1:
            grown = node_hash(roots.pop(), grown)
            level += 1
            completed.append((level, position >> level, grown))
        roots.append(grown)
    return Frontier(size=frontier.size + len(leaf_hashes), roots=tuple(roots)), completed


def root_of_frontier(frontier: Frontier) -> bytes:
    """Give the root of the tree whose complete subtrees these are; the empty tree has SHA-256 of nothing."""
    _require_frontier(frontier)
    return _fold(frontier.roots) if frontier.roots else EMPTY_ROOT


def inclusion_path(index: int, size: int, node: NodeReader) -> tuple[bytes, ...]:
    """Give the path of leaf `index` in the tree of `size` leaves, lowest first (RFC 9162 2.1.3.1).

    `node(level, index)` gives the hash of a complete subtree. Raises ProofMismatch if there is no such leaf.
    """
    return tuple(_root_of_range(part, node) for part in _inclusion_ranges(index, size))


def consistency_path(first: int, second: int, node: NodeReader) -> tuple[bytes, ...]:
    """Give the proof that the tree of `second` leaves extends the one of `first` (RFC 9162 2.1.4.1).

    Empty for equal sizes. Raises ProofMismatch unless 0 < first <= second.
    """
    return tuple(_root_of_range(part, node) for part in _consistency_ranges(first, second))


def nodes_needed(index: int, size: int) -> tuple[tuple[int, int], ...]:
    """Give each (level, index) that inclusion_path will ask for, so that a store can fetch them in one query."""
    return tuple(subtree for part in _inclusion_ranges(index, size) for subtree in _complete_subtrees(part))


def consistency_nodes_needed(first: int, second: int) -> tuple[tuple[int, int], ...]:
    """Give each (level, index) that consistency_path will ask for."""
    return tuple(subtree for part in _consistency_ranges(first, second) for subtree in _complete_subtrees(part))


def check_inclusion(entry_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Return only if this leaf hash stands at `index` of the tree with `size` and `root` (RFC 9162 2.1.3.2).

    `entry_hash` is leaf_hash(entry). Raises ProofMismatch. Does not ask whether the root was anchored.
    """
    what = "inclusion"
    _require_hashes(what, (entry_hash, root, *path))
    if not 0 <= index < size:
        raise ProofMismatch(what=what, reason=f"there is no leaf {index} in a tree of {size}")
    here, last, rebuilt = index, size - 1, entry_hash
    for sibling in path:
        if last == 0:
            raise ProofMismatch(what=what, reason="the path is too long for this index and size")
        if here & 1 or here == last:
            rebuilt = node_hash(sibling, rebuilt)
            here, last = _climb_past_right_edge(here, last)
        else:
            rebuilt = node_hash(rebuilt, sibling)
        here, last = here >> 1, last >> 1
    if last != 0:
        raise ProofMismatch(what=what, reason="the path is too short for this index and size")
    if rebuilt != root:
        raise ProofMismatch(what=what, reason="the path leads to another root")


def check_consistency(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> None:
    """Return only if the second tree starts with all leaves of the first, unchanged (RFC 9162 2.1.4.2).

    Raises ProofMismatch, also for a first tree of size 0, which every tree extends and no proof shows.
    """
    what = "consistency"
    _require_hashes(what, (first_root, second_root, *path))
    if not 0 < first <= second:
        raise ProofMismatch(what=what, reason=f"no proof leads from size {first} to size {second}")
    if first == second:
        if path or first_root != second_root:
            raise ProofMismatch(what=what, reason="one size has one root and an empty path")
        return
    steps = (first_root, *path) if first & (first - 1) == 0 else tuple(path)
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    if not steps:
        raise ProofMismatch(what=what, reason="the path is too short for these sizes")
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            raise ProofMismatch(what=what, reason="the path is too long for these sizes")
        if here & 1 or here == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            here, last = _climb_past_right_edge(here, last)
        else:
            new = node_hash(new, sibling)
        here, last = here >> 1, last >> 1
    if last != 0:
        raise ProofMismatch(what=what, reason="the path is too short for these sizes")
    if old != first_root or new != second_root:
        raise ProofMismatch(what=what, reason="the path leads to other roots")


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole tree in memory. `levels[l][i]` covers the leaves from i * 2**l on, as many as there are up to 2**l."""

    levels: tuple[Sequence[bytes], ...]

    @classmethod
    def of(cls, leaf_hashes: Sequence[bytes]) -> "Tree":
        """Build the tree over these leaf hashes. Raises ProofMismatch if one is not 32 bytes."""
        _require_hashes("leaf hashes", leaf_hashes)
        levels: list[Sequence[bytes]] = [leaf_hashes]
        while len(level := levels[-1]) > 1:
            above = [
                sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)
            ]
            levels.append([*above, level[-1]] if len(level) % 2 else above)
        return cls(levels=tuple(levels))

    @property
    def root(self) -> bytes:
        """The 32-byte root."""
        return self.levels[-1][0] if self.levels[0] else EMPTY_ROOT

    def every_inclusion_path(self) -> list[tuple[bytes, ...]]:
        """Give the inclusion path of each leaf, in order. A parent's path is made once, for both its children."""
        paths: list[tuple[bytes, ...]] = [()] if self.levels[0] else []
        for level in reversed(self.levels[:-1]):
            paired = len(level) & ~1
            below: list[tuple[bytes, ...]] = []
            for left, right, above in zip(level[:paired:2], level[1:paired:2], paths, strict=False):
                below += ((right, *above), (left, *above))
            if len(level) % 2:
                below.append(paths[-1])  # a lone right edge has no sibling at this level
            paths = below
        return paths


def _inclusion_ranges(index: int, size: int) -> list[_Range]:
    """The siblings of leaf `index`, as ranges of leaves, lowest first."""
    if not 0 <= index < size:
        raise ProofMismatch(what="inclusion", reason=f"there is no leaf {index} in a tree of {size}")
    low, high, siblings = 0, size, []
    while high - low > 1:
        middle = low + _left_part(high - low)
        if index < middle:
            siblings.append((middle, high))
            high = middle
        else:
            siblings.append((low, middle))
            low = middle
    return siblings[::-1]


def _consistency_ranges(first: int, second: int) -> list[_Range]:
    """SUBPROOF of RFC 9162 2.1.4.1 as ranges of leaves, lowest first."""
    if not 0 < first <= second:
        raise ProofMismatch(what="consistency", reason=f"no proof leads from size {first} to size {second}")
    low, high, parts = 0, second, []
    while high != first:
        middle = low + _left_part(high - low)
        if first <= middle:
            parts.append((middle, high))
            high = middle
        else:
            parts.append((low, middle))
            low = middle
    if low:  # the last part of the first tree, which its root alone does not show
        parts.append((low, high))
    return parts[::-1]


def _left_part(length: int) -> int:
    """The largest power of two below `length` (length >= 2)."""
    return 1 << (length - 1).bit_length() - 1


def _complete_subtrees(part: _Range) -> list[tuple[int, int]]:
    """The complete subtrees that make up a range, largest first."""
    low, high = part
    subtrees = []
    while low < high:
        level = (high - low).bit_length() - 1
        subtrees.append((level, low >> level))
        low += 1 << level
    return subtrees


def _root_of_range(part: _Range, node: NodeReader) -> bytes:
    return _fold([node(level, index) for level, index in _complete_subtrees(part)])


def _fold(roots: Sequence[bytes]) -> bytes:
    *larger, folded = roots
    for left in reversed(larger):
        folded = node_hash(left, folded)
    return folded


def _climb_past_right_edge(here: int, last: int) -> tuple[int, int]:
    """Skip the levels at which a right edge has no sibling (RFC 9162 2.1.3.2, step 4.2.2)."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _require_hashes(what: str, hashes: Sequence[bytes]) -> None:
    for found in hashes:
        if len(found) != _HASH_BYTES:
            raise ProofMismatch(what=what, reason=f"a hash has {len(found)} bytes, not 32")


def _require_frontier(frontier: Frontier) -> None:
    _require_hashes("frontier", frontier.roots)
    if frontier.size < 0 or frontier.size.bit_count() != len(frontier.roots):
        raise ProofMismatch(
            what="frontier", reason=f"{len(frontier.roots)} roots do not make up {frontier.size} leaves"
        )
