from typing import Any

import pytest
from merkle_definition import LEAVES, node
from proof_builders import with_bit_flipped

from ledger.errors import ProofMismatch
from ledger.model.log import Frontier
from ledger.proof.merkle import (
    EMPTY_FRONTIER,
    EMPTY_ROOT,
    Tree,
    check_consistency,
    check_inclusion,
    consistency_path,
    extend,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    root_of_frontier,
)

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


def test_an_inner_node_is_no_root_of_a_larger_tree() -> None:
    path = inclusion_path(0, 4, node)
    with pytest.raises(ProofMismatch, match="too short"):
        check_inclusion(LEAVES[0], 0, 4, path[:1], node(1, 0))
    with pytest.raises(ProofMismatch, match="too short"):
        check_consistency(2, root_of(LEAVES[:2]), 8, root_of(LEAVES[:4]), [node(1, 1)])


def test_a_large_tree_is_not_shown_as_a_small_one() -> None:
    with pytest.raises(ProofMismatch, match="too long"):
        check_inclusion(LEAVES[3], 1, 2, inclusion_path(3, 4, node), root_of(LEAVES[:4]))
    with pytest.raises(ProofMismatch, match="too long"):
        check_consistency(3, root_of(LEAVES[:7]), 4, root_of(LEAVES[:8]), consistency_path(7, 8, node))


def test_bytes_moved_over_the_border_of_two_hashes_are_refused() -> None:
    cut, grown = LEAVES[0][:31], LEAVES[0][31:] + LEAVES[1]
    assert node_hash(cut, grown) == root_of(LEAVES[:2]), "the hash itself does not see the border"
    with pytest.raises(ProofMismatch):
        check_inclusion(cut, 0, 2, [grown], root_of(LEAVES[:2]))
    pair = root_of(LEAVES[:2])
    with pytest.raises(ProofMismatch):
        check_consistency(2, pair[:31], 3, root_of(LEAVES[:3]), [pair[31:] + LEAVES[2]])


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
