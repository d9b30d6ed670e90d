"""Which of two is wrong: the anchored root is the judge.

A stretch of the log whose entries do not give the anchored root has, for each subtree, up to three claims: the hash
that the stored entries give, the one that the statements give, and the stored tree node. From the root downwards a
claim is confirmed where it and its sibling hash to a value that is already confirmed. So a wrong entry, a wrong
statement and a wrong node are told apart as long as one whole chain of claims leads from the root to them; what no
claim reaches is left open, and said to be. No hash is ever searched for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from ledger.model.log import Frontier
from ledger.proof.merkle import node_hash

Levels = list[list[bytes | None]]
NodeReader = Callable[[int, int, int], Mapping[int, bytes]]  # level, first, last -> stored hash by position
_MOST_COMBINATIONS = 4096


@dataclass(frozen=True, slots=True)
class Stretch:
    """The entries from `first` to before `last`, after a frontier: all hashes that the two claims give.

    `levels[l][i]` is of the complete subtree at level l and position (first >> l) + i; None where a part is unknown.
    """

    first: int
    last: int
    before: Mapping[tuple[int, int], bytes]  # the complete subtrees before `first`, by (level, position)
    by_entries: Levels
    by_statements: Levels

    @classmethod
    def of(
        cls, first: int, frontier: Frontier, entries: Sequence[bytes | None], statements: Sequence[bytes | None]
    ) -> "Stretch":
        """Build both trees over these leaf hashes."""
        last = first + len(entries)
        before = dict(zip(subtrees(first), frontier.roots, strict=True))
        return cls(first, last, before, _grow(first, last, before, entries), _grow(first, last, before, statements))

    def claimed(self, levels: Levels, level: int, position: int) -> bytes | None:
        """Give what one claim says of a subtree, one before `first` included."""
        at = position - (self.first >> level)
        is_inside = level < len(levels) and 0 <= at < len(levels[level])
        return levels[level][at] if is_inside else self.before.get((level, position))


def subtrees(size: int) -> list[tuple[int, int]]:
    """Name the complete subtrees of a tree of this size by (level, position), largest first."""
    return [(level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1]


def _grow(first: int, last: int, before: Mapping[tuple[int, int], bytes], leaves: Sequence[bytes | None]) -> Levels:
    levels: Levels = [list(leaves)]
    level = 0
    while (last >> level + 1) > 0:
        start, below = first >> level, levels[level]
        grown: list[bytes | None] = []
        for position in range(first >> level + 1, last >> level + 1):
            left, right = (
                below[child - start] if child >= start else before.get((level, child))
                for child in (2 * position, 2 * position + 1)
            )
            grown.append(None if left is None or right is None else node_hash(left, right))
        levels.append(grown)
        level += 1
    return levels


@dataclass(slots=True)
class Ruling:
    """What is confirmed under the judging root. `frontier` is None where nothing is."""

    stretch: Stretch
    frontier: Frontier | None = None
    truth: Levels = field(default_factory=list)

    def leaf(self, index: int) -> bytes | None:
        """Give the true leaf hash, None where none is confirmed."""
        return self.node(0, index)

    def node(self, level: int, position: int) -> bytes | None:
        """Give the true hash of a complete subtree that ends in this stretch, None where none is confirmed."""
        return self.truth[level][position - (self.stretch.first >> level)] if level < len(self.truth) else None


def rule(stretch: Stretch, root: bytes, stored: NodeReader, *, is_before_sure: bool) -> Ruling:
    """Give what the judging root confirms. `stored` reads tree nodes; `is_before_sure`: so is what came before."""
    ruling = Ruling(stretch, truth=[[None] * len(level) for level in stretch.by_entries])
    tops = subtrees(stretch.last)
    claims = [_claims(stretch, top, stored, is_before_sure=is_before_sure) for top in tops]
    confirmed = next((each for each in _combinations(claims) if _fold(each) == root), None)
    if confirmed is None:
        return ruling
    ruling.frontier = Frontier(stretch.last, tuple(confirmed))
    waiting = [(level, position, value) for (level, position), value in zip(tops, confirmed, strict=True)]
    while waiting:
        waiting += _descend(ruling, *waiting.pop(), stored)
    return ruling


def _claims(stretch: Stretch, place: tuple[int, int], stored: NodeReader, *, is_before_sure: bool) -> list[bytes]:
    level, position = place
    is_before = place in stretch.before
    by_both = (stretch.claimed(levels, level, position) for levels in (stretch.by_entries, stretch.by_statements))
    kept = None if level == 0 or (is_before and is_before_sure) else stored(level, position, position + 1).get(position)
    return list(dict.fromkeys(each for each in (*by_both, kept) if each is not None))


def _combinations(claims: Sequence[Sequence[bytes]]) -> Iterator[tuple[bytes, ...]]:
    for tried, each in enumerate(product(*claims)):
        if tried >= _MOST_COMBINATIONS:
            return
        yield each


def _fold(roots: Sequence[bytes]) -> bytes:
    *larger, folded = roots
    for left in reversed(larger):
        folded = node_hash(left, folded)
    return folded


def _descend(
    ruling: Ruling, level: int, position: int, value: bytes, stored: NodeReader
) -> list[tuple[int, int, bytes]]:
    """Set what `value`, which is confirmed, confirms below it; give the children to go on with."""
    stretch = ruling.stretch
    if (position + 1) << level <= stretch.first:
        return []  # before this stretch
    for levels in (stretch.by_entries, stretch.by_statements):
        if stretch.claimed(levels, level, position) == value:
            _confirm_all(ruling, level, position, levels)
            return []
    ruling.truth[level][position - (stretch.first >> level)] = value
    if level == 0:
        return []
    children = ((level - 1, 2 * position), (level - 1, 2 * position + 1))
    sides = [_claims(stretch, child, stored, is_before_sure=False) for child in children]
    for left, right in product(*sides):
        if node_hash(left, right) == value:
            return [(*child, claim) for child, claim in zip(children, (left, right), strict=True)]
    return []


def _confirm_all(ruling: Ruling, level: int, position: int, levels: Levels) -> None:
    for below in range(level + 1):
        start = ruling.stretch.first >> below
        first = max((position << level - below) - start, 0)
        last = ((position + 1) << level - below) - start
        ruling.truth[below][first:last] = levels[below][first:last]
