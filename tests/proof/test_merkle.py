from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proof_builders import octets, vectors, with_bit_flipped

from ledger.errors import ProofMismatch
from ledger.model.log import Frontier
from ledger.proof.merkle import (
    EMPTY_FRONTIER,
    EMPTY_ROOT,
    Tree,
    check_consistency,
    check_inclusion,
    consistency_nodes_needed,
    consistency_path,
    extend,
    inclusion_path,
    leaf_hash,
    node_hash,
    nodes_needed,
    root_of,
    root_of_frontier,
)

LEAVES = [leaf_hash(b"leaf %d" % index) for index in range(200)]
COMPLETE = {(level, index): found for level, index, found in extend(EMPTY_FRONTIER, LEAVES)[1]} | {
    (0, index): leaf for index, leaf in enumerate(LEAVES)
}


class Definition:
    """The recursive text of RFC 9162, which shares nothing with the code under test."""

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


@pytest.mark.parametrize("size", range(131))
def test_root_every_path_and_the_bulk_tree_are_those_of_the_definition(size: int) -> None:
    leaves = LEAVES[:size]
    root = Definition.root(leaves)
    assert root_of(leaves) == Tree.of(leaves).root == root
    paths = [inclusion_path(index, size, node) for index in range(size)]
    assert paths == Tree.of(leaves).every_inclusion_path()
    assert [list(path) for path in paths] == [Definition.path(index, leaves) for index in range(size)]
    for index, path in enumerate(paths):
        check_inclusion(leaves[index], index, size, path, root)


@pytest.mark.parametrize("second", range(1, 66))
def test_every_consistency_proof_is_that_of_the_definition_and_holds(second: int) -> None:
    for first in range(1, second + 1):
        path = consistency_path(first, second, node)
        assert list(path) == Definition.consistency(first, LEAVES[:second])
        check_consistency(first, root_of(LEAVES[:first]), second, root_of(LEAVES[:second]), path)


def test_the_vectors_that_the_contracts_read_hold_here() -> None:
    file = vectors("merkle.json")
    leaves = [leaf_hash(b"entry %d" % index) for index in range(21)]
    frontier_nodes: dict[tuple[int, int], bytes] = {(0, i): leaf for i, leaf in enumerate(leaves)}
    frontier_nodes |= {(level, index): found for level, index, found in extend(EMPTY_FRONTIER, leaves)[1]}
    for size, root in file["roots"].items():
        assert root_of(leaves[: int(size)]) == octets(root)
    for case in file["inclusion"]:
        path = inclusion_path(case["index"], case["size"], lambda *place: frontier_nodes[place])
        assert list(path) == [octets(step) for step in case["path"]]
    for case in file["consistency"]:
        path = consistency_path(case["first"], case["second"], lambda *place: frontier_nodes[place])
        assert list(path) == [octets(step) for step in case["path"]]


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_frontier_grown_in_any_steps_is_the_tree_grown_at_once(steps: list[int]) -> None:
    frontier, completed = EMPTY_FRONTIER, []
    for step in steps:
        frontier, new = extend(frontier, LEAVES[:200][frontier.size : frontier.size + step])
        completed += new
    whole, at_once = extend(EMPTY_FRONTIER, LEAVES[: frontier.size])
    assert (frontier, completed) == (whole, at_once)
    assert root_of_frontier(frontier) == Definition.root(LEAVES[: frontier.size])


@given(st.integers(1, 200), st.data())
def test_the_nodes_named_beforehand_are_exactly_those_that_are_read(size: int, data: st.DataObject) -> None:
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    read: list[tuple[int, int]] = []

    def reading(level: int, place: int) -> bytes:
        assert (place + 1) << level <= size, "only complete subtrees may be asked for"
        read.append((level, place))
        return node(level, place)

    inclusion_path(index, size, reading)
    assert tuple(read) == nodes_needed(index, size)
    read.clear()
    consistency_path(first, size, reading)
    assert tuple(read) == consistency_nodes_needed(first, size)


def test_the_empty_tree_has_the_hash_of_nothing_and_one_leaf_is_its_own_root() -> None:
    assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()
    assert root_of([LEAVES[0]]) == LEAVES[0] == sha256(b"\x00leaf 0").digest()
    assert node_hash(LEAVES[0], LEAVES[1]) == root_of(LEAVES[:2])


def test_a_tree_with_its_last_leaf_doubled_has_another_root() -> None:
    for size in range(1, 40):
        assert root_of(LEAVES[:size]) != root_of([*LEAVES[:size], LEAVES[size - 1]])


def test_an_entry_of_64_bytes_is_no_interior_node() -> None:
    forged = LEAVES[0] + LEAVES[1]
    assert leaf_hash(forged) != node_hash(LEAVES[0], LEAVES[1])


SIZES = [1, 2, 3, 7, 8, 11, 64, 65, 100]


@pytest.mark.parametrize("size", SIZES)
def test_a_proof_with_any_bit_flipped_is_refused(size: int) -> None:
    root = root_of(LEAVES[:size])
    for index in {0, size // 2, size - 1}:
        path = inclusion_path(index, size, node)
        good = [LEAVES[index], *path, root]
        for part, material in enumerate(good):
            for bit in range(256):
                leaf, *steps, top = [*good[:part], with_bit_flipped(material, bit), *good[part + 1 :]]
                with pytest.raises(ProofMismatch):
                    check_inclusion(leaf, index, size, steps, top)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (3, 7), (4, 7), (6, 8), (8, 11), (33, 64), (64, 65)])
def test_a_consistency_proof_with_any_bit_flipped_is_refused(first: int, second: int) -> None:
    roots = root_of(LEAVES[:first]), root_of(LEAVES[:second])
    good = [*roots, *consistency_path(first, second, node)]
    for part, material in enumerate(good):
        for bit in range(256):
            old, new, *path = [*good[:part], with_bit_flipped(material, bit), *good[part + 1 :]]
            with pytest.raises(ProofMismatch):
                check_consistency(first, old, second, new, path)


@pytest.mark.parametrize("size", SIZES)
def test_a_proof_holds_for_no_other_index_size_or_leaf(size: int) -> None:
    root = root_of(LEAVES[:size])
    index = size // 2
    path = inclusion_path(index, size, node)
    for other in set(range(-1, size + 2)) - {index}:
        with pytest.raises(ProofMismatch):
            check_inclusion(LEAVES[index], other, size, path, root)
    for leaf in [*LEAVES[:index], *LEAVES[index + 1 : size]]:
        with pytest.raises(ProofMismatch):
            check_inclusion(leaf, index, size, path, root)
    for other_size in (0, size + 1, 2 * size + 1):
        with pytest.raises(ProofMismatch):
            check_inclusion(LEAVES[index], index, other_size, path, root_of(LEAVES[:other_size]))


@pytest.mark.parametrize("size", SIZES)
def test_a_path_with_a_step_too_many_or_too_few_is_refused(size: int) -> None:
    root = root_of(LEAVES[:size])
    for index in range(size):
        path = inclusion_path(index, size, node)
        wrong = [(*path, LEAVES[0]), (LEAVES[0], *path), (*path, root)]
        wrong += [path[:-1], path[1:]] if path else []
        for steps in wrong:
            with pytest.raises(ProofMismatch):
                check_inclusion(LEAVES[index], index, size, steps, root)


@pytest.mark.parametrize("wrong", [b"", b"\x01" * 31, b"\x01" * 33, b"\x01" * 64])
def test_a_hash_of_another_length_is_refused_wherever_it_stands(wrong: bytes) -> None:
    root, path = root_of(LEAVES[:3]), inclusion_path(0, 3, node)
    proof = consistency_path(2, 3, node)
    attacks: list[Any] = [
        lambda: check_inclusion(wrong, 0, 3, path, root),
        lambda: check_inclusion(LEAVES[0], 0, 3, path, wrong),
        lambda: check_inclusion(LEAVES[0], 0, 3, (wrong, path[1]), root),
        lambda: check_consistency(2, wrong, 3, root, proof),
        lambda: check_consistency(2, root_of(LEAVES[:2]), 3, wrong, proof),
        lambda: check_consistency(2, root_of(LEAVES[:2]), 3, root, (wrong,)),
        lambda: extend(EMPTY_FRONTIER, [wrong]),
        lambda: Tree.of([wrong]),
        lambda: root_of_frontier(Frontier(size=1, roots=(wrong,))),
    ]
    for attack in attacks:
        with pytest.raises(ProofMismatch):
            attack()


def test_two_leaves_cut_from_one_step_of_64_bytes_are_refused() -> None:
    path = inclusion_path(0, 3, node)
    with pytest.raises(ProofMismatch):
        check_inclusion(LEAVES[0], 0, 3, (path[0] + path[1],), root_of(LEAVES[:3]))


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 5), (5, 4), (-1, 3)])
def test_no_consistency_from_an_empty_or_larger_tree(first: int, second: int) -> None:
    with pytest.raises(ProofMismatch):
        check_consistency(first, EMPTY_ROOT, second, root_of(LEAVES[: max(second, 0)]), [])
    with pytest.raises(ProofMismatch):
        consistency_path(first, second, node)


def test_one_size_has_one_root_and_an_empty_proof() -> None:
    root, other = root_of(LEAVES[:5]), root_of(LEAVES[1:6])
    check_consistency(5, root, 5, root, [])
    with pytest.raises(ProofMismatch):
        check_consistency(5, root, 5, root, [LEAVES[0]])
    with pytest.raises(ProofMismatch):
        check_consistency(5, root, 5, other, [])


@pytest.mark.parametrize(("first", "second"), [(1, 2), (3, 7), (4, 7), (4, 8), (6, 8), (8, 11), (63, 64)])
def test_a_consistency_path_with_a_step_too_many_or_too_few_is_refused(first: int, second: int) -> None:
    path = consistency_path(first, second, node)
    for steps in ((), path[:-1], path[1:], (*path, path[-1]), (path[0], *path)):
        with pytest.raises(ProofMismatch):
            check_consistency(first, root_of(LEAVES[:first]), second, root_of(LEAVES[:second]), steps)


def test_a_log_that_rewrote_an_old_entry_cannot_show_consistency() -> None:
    rewritten = [leaf_hash(b"rewritten"), *LEAVES[1:9]]
    tree = {(level, index): found for level, index, found in extend(EMPTY_FRONTIER, rewritten)[1]}
    tree |= {(0, index): leaf for index, leaf in enumerate(rewritten)}
    for first in range(1, 9):
        path = consistency_path(first, 9, lambda *place: tree[place])
        with pytest.raises(ProofMismatch):
            check_consistency(first, root_of(LEAVES[:first]), 9, root_of(rewritten), path)


@pytest.mark.parametrize(
    "frontier",
    [Frontier(size=3, roots=(LEAVES[0],)), Frontier(size=0, roots=(LEAVES[0],)), Frontier(size=-1, roots=(LEAVES[0],))],
)
def test_a_frontier_that_does_not_fit_its_size_is_refused(frontier: Frontier) -> None:
    with pytest.raises(ProofMismatch):
        extend(frontier, LEAVES[:1])
    with pytest.raises(ProofMismatch):
        root_of_frontier(frontier)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_path_is_made_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ProofMismatch):
        inclusion_path(index, size, node)
