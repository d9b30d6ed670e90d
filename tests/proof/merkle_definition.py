"""The tree by the recursive text of RFC 9162, sharing nothing with the code under test; and leaves to grow it on."""

from collections.abc import Sequence
from hashlib import sha256

from ledger.proof.merkle import EMPTY_FRONTIER, extend, leaf_hash

LEAVES = [leaf_hash(b"leaf %d" % index) for index in range(200)]
COMPLETE = {(level, index): found for level, index, found in extend(EMPTY_FRONTIER, LEAVES)[1]} | {
    (0, index): leaf for index, leaf in enumerate(LEAVES)
}


class Definition:
    """Root, inclusion path and consistency path of the leaf hashes given."""

    @staticmethod
    def root(leaves: Sequence[bytes]) -> bytes:
        if not leaves:
            return sha256(b"").digest()
        if len(leaves) == 1:
            return leaves[0]
        left = Definition.split(len(leaves))
        return sha256(b"\x01" + Definition.root(leaves[:left]) + Definition.root(leaves[left:])).digest()

    @staticmethod
    def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
        if len(leaves) == 1:
            return []
        left = Definition.split(len(leaves))
        if index < left:
            return [*Definition.path(index, leaves[:left]), Definition.root(leaves[left:])]
        return [*Definition.path(index - left, leaves[left:]), Definition.root(leaves[:left])]

    @staticmethod
    def consistency(first: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
        if first == len(leaves):
            return [] if whole else [Definition.root(leaves)]
        left = Definition.split(len(leaves))
        if first <= left:
            return [*Definition.consistency(first, leaves[:left], whole=whole), Definition.root(leaves[left:])]
        return [*Definition.consistency(first - left, leaves[left:], whole=False), Definition.root(leaves[:left])]

    @staticmethod
    def split(size: int) -> int:
        return max(2**power for power in range(9) if 2**power < size)


def node(level: int, index: int) -> bytes:
    return COMPLETE[level, index]
