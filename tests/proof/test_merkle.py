from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from merkle_definition import LEAVES, Definition, node
from proof_builders import octets, vectors

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
