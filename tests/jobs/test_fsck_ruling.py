"""The anchored root judges: whatever was damaged, nothing false is confirmed, and one chain of claims is enough."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ledger.jobs.fsck.ruling import Ruling, Stretch, rule
from ledger.model.log import Frontier
from ledger.proof.merkle import EMPTY_FRONTIER, extend, root_of

SIZES = st.integers(1, 40)


def leaf(index: int) -> bytes:
    return sha256(b"leaf %d" % index).digest()


def wrong(index: int) -> bytes:
    return sha256(b"another leaf %d" % index).digest()


class Log:
    """A true log of `last` leaves, seen from its head of `first`, with its stored nodes as they may be damaged."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.truth = first, [leaf(index) for index in range(last)]
        self.frontier, below = extend(EMPTY_FRONTIER, self.truth[:first])
        above = extend(self.frontier, self.truth[first:])[1]
        self.nodes = {(level, position): value for level, position, value in (*below, *above)}

    def rule(
        self,
        entries: Sequence[bytes | None],
        statements: Sequence[bytes | None],
        *,
        nodes: Mapping[tuple[int, int], bytes] | None = None,
        frontier: Frontier | None = None,
    ) -> Ruling:
        kept = self.nodes if nodes is None else nodes

        def read(level: int, first: int, last: int) -> dict[int, bytes]:
            return {at: kept[level, at] for at in range(first, last) if (level, at) in kept}

        stretch = Stretch.of(self.first, frontier or self.frontier, entries, statements)
        return rule(stretch, root_of(self.truth), read, is_before_sure=frontier is None)


@st.composite
def logs(draw: st.DrawFn) -> Log:
    first = draw(st.integers(0, 40))
    return Log(first, first + draw(SIZES))


def damaged(draw: st.DrawFn, log: Log) -> tuple[list[bytes | None], set[int]]:
    """The new leaves of the log with some of them wrong or missing, and which."""
    new = range(log.first, len(log.truth))
    hit = draw(st.sets(st.sampled_from(new), max_size=5))
    gone = draw(st.sets(st.sampled_from(sorted(hit)))) if hit else set()
    return [None if at in gone else wrong(at) if at in hit else leaf(at) for at in new], hit


@given(logs(), st.data())
def test_nothing_false_is_ever_confirmed(log: Log, data: st.DataObject) -> None:
    entries, _ = damaged(data.draw, log)
    statements, _ = damaged(data.draw, log)
    lost = data.draw(st.sets(st.sampled_from(sorted(log.nodes)), max_size=4)) if log.nodes else set()
    nodes = {place: wrong(0) if place in lost else value for place, value in log.nodes.items()}
    ruling = log.rule(entries, statements, nodes=nodes)
    confirmed = [ruling.leaf(at) for at in range(log.first, len(log.truth))]
    assert all(found in (None, leaf(at)) for at, found in enumerate(confirmed, log.first))
    assert ruling.frontier in (None, extend(EMPTY_FRONTIER, log.truth)[0])


@given(logs(), st.data())
def test_wrong_entries_are_all_found_by_whole_statements(log: Log, data: st.DataObject) -> None:
    entries, _ = damaged(data.draw, log)
    ruling = log.rule(entries, log.truth[log.first :], nodes={})
    assert [ruling.leaf(at) for at in range(log.first, len(log.truth))] == log.truth[log.first :]


@given(logs(), st.data())
def test_entries_and_statements_wrong_in_different_rows_are_told_apart_by_the_nodes(
    log: Log, data: st.DataObject
) -> None:
    entries, hit = damaged(data.draw, log)
    statements: list[bytes | None] = [
        wrong(at) if at not in hit and data.draw(st.booleans()) else leaf(at) for at in range(log.first, len(log.truth))
    ]
    ruling = log.rule(entries, statements)
    assert [ruling.leaf(at) for at in range(log.first, len(log.truth))] == log.truth[log.first :]


@given(logs(), st.data())
def test_a_leaf_that_nothing_can_stand_for_leaves_the_others_confirmed(log: Log, data: st.DataObject) -> None:
    """Whole nodes narrow it down to the pair that it is in."""
    at = data.draw(st.integers(log.first, len(log.truth) - 1))
    leaves: list[bytes | None] = [None if index == at else leaf(index) for index in range(log.first, len(log.truth))]
    ruling = log.rule(leaves, leaves)
    open_leaves = {index for index in range(log.first, len(log.truth)) if ruling.leaf(index) is None}
    if at == len(log.truth) - 1 and at % 2 == 0:
        return  # the last leaf of an odd log has no node above it: no claim to it, nothing to judge by
    assert at in open_leaves
    assert open_leaves <= {at, at ^ 1}


@given(logs())
def test_a_frontier_that_was_not_confirmed_may_be_confirmed_by_the_next_head(log: Log) -> None:
    new = log.truth[log.first :]
    ruling = log.rule(new, new, frontier=log.frontier)
    assert ruling.frontier == extend(EMPTY_FRONTIER, log.truth)[0]
