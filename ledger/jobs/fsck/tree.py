"""Walk the log from head to head: entries against statements and against the judging root, tree nodes against both.

Where a stretch gives its root, entries are right and each statement that does not fit its entry is wrong. Where it does
not, `ruling` tells which is. A few thousand rows are in memory at a time; of a stretch that fails, its hashes as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ledger.jobs.fsck.columns import ENTRY, odd_columns
from ledger.jobs.fsck.rows_of_log import Pair, blame_findings, entry_of, row_findings, told_entry
from ledger.jobs.fsck.ruling import Ruling, Stretch, rule, subtrees
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.statements import Told, read_told
from ledger.jobs.fsck.told import HeadName, disagrees, row, shown, unchecked
from ledger.jobs.key_evidence import Speaker
from ledger.model.finding import Finding
from ledger.model.log import BlockRef, Frontier
from ledger.proof.merkle import extend, leaf_hash, root_of_frontier

_PAGE = 4_096  # log indexes read at a time
_UNKNOWN_LEAF = bytes(32)


class Judge(StrEnum):
    """Where the root is from that a head's entries must give."""

    CHAIN = "the chain"
    PROOF = "its kept proof"
    ROW = "its own row"


@dataclass(frozen=True, slots=True)
class JudgedHead:
    """A head with the root that judges its entries, and where that root is from."""

    name: HeadName
    first: int  # the size of the head before
    root: bytes | None
    judge: Judge
    stored_root: bytes | None
    anchored_in: BlockRef | None

    @property
    def size(self) -> int:
        """How many entries it covers."""
        return self.name.size


@dataclass(slots=True)
class Walk:
    """How far the walk has come. `is_sure`: the frontier is confirmed by a judging root."""

    frontier: Frontier = field(default_factory=lambda: Frontier(0, ()))
    is_sure: bool = True


@dataclass(slots=True)
class Passed:
    """What one pass over a stretch kept: who spoke, and everything that did not fit."""

    frontier: Frontier
    speakers: set[Speaker] = field(default_factory=set)
    pairs: dict[int, Pair] = field(default_factory=dict)  # rows that do not fit each other, by index
    nodes: list[tuple[int, int, bytes | None, bytes]] = field(default_factory=list)  # level, position, stored, computed
    newest_told: Told | None = None  # the record row before the one being looked at
    has_unknown: bool = False  # a statement is gone or unreadable: its signer is not known


def stretch_findings(scene: Scene, head: JudgedHead, walk: Walk, *, total: int) -> Iterator[Finding | Passed]:
    """Give the findings of the entries that this head adds, then what was passed; `walk` then stands at this head."""
    if walk.frontier.size != head.first:  # the rows before could not be read
        walk.frontier, walk.is_sure = _kept_frontier(scene, head.first), False
    passed = Passed(walk.frontier)
    yield from _pass(scene, head, passed, total)
    computed = root_of_frontier(passed.frontier)
    is_whole = all(pair.entry is not None for pair in passed.pairs.values())
    if is_whole and computed == head.root:
        walk.frontier, walk.is_sure = passed.frontier, True
        for pair in passed.pairs.values():
            yield from blame_findings(scene, head.name, pair, head.anchored_in, pair.stored_leaf)
        yield from _node_findings(head, passed.nodes)
    else:
        ruling = _rule(scene, head, walk, passed)
        yield from _ruled_findings(scene, head, passed, ruling, computed if is_whole else None)
        walk.is_sure = ruling.frontier is not None
        walk.frontier = ruling.frontier or _next_best(scene, head, passed)
    if walk.is_sure and head.judge is not Judge.CHAIN and head.stored_root not in (None, head.root):
        sentence = f"root is {shown(head.stored_root)}; its entries give {shown(head.root)}: the root is wrong"
        yield disagrees("head-differs", str(head.name), sentence)
    yield passed


def _pass(scene: Scene, head: JudgedHead, passed: Passed, total: int) -> Iterator[Finding]:
    for start in range(head.first, head.size, _PAGE):
        scene.progress("entries", start, total)
        stop = min(start + _PAGE, head.size)
        entries, surplus = _by_index(scene.rows.entries(start, stop), "entry", head.name)
        records, more = _by_index(scene.rows.records(start, stop), "record", head.name)
        yield from (*surplus, *more)
        leaves: list[bytes] = []
        for index in range(start, stop):
            stored = entries.get(index)
            told = read_told(scene, records[index], head.name) if index in records else None
            pair = Pair(index, stored, entry_of(stored), told)
            yield from _order_findings(passed, told)
            leaves.append(pair.stored_leaf or _UNKNOWN_LEAF)
            passed.has_unknown |= not pair.fits
            if pair.fits and told is not None and told.statement is not None:
                passed.speakers.add((told.statement.signer, told.statement.issuer))
                names = told.digest or b""
                yield from row_findings(scene, told, names=names, head=head.name, anchored_in=head.anchored_in)
            else:
                passed.pairs[index] = pair
        passed.frontier, nodes = extend(passed.frontier, leaves)
        passed.nodes += _unlike(scene, nodes)


def _order_findings(passed: Passed, told: Told | None) -> Iterator[Finding]:
    """Within a head, entries stand in the order in which their records came."""
    before, passed.newest_told = passed.newest_told, told
    if before is None or told is None:
        return
    earlier, later = before.row.get("arrival"), told.row.get("arrival")
    if isinstance(earlier, int) and isinstance(later, int) and earlier >= later:
        sentence = (
            f"arrival is {earlier}, and {later} at the next index: the log is in the order of arrival, one is wrong"
        )
        for each in (before, told):
            known = (each.record_id,) if each.record_id else ()
            yield disagrees("column-differs", each.subject, sentence, *known)


def _by_index(
    stored: Iterator[object], table: str, head: HeadName
) -> tuple[dict[int, dict[str, object]], list[Finding]]:
    found: dict[int, dict[str, object]] = {}
    surplus: list[Finding] = []
    for each in stored:
        assert isinstance(each, dict)  # noqa: S101 - rows are dicts
        index = each.get("log_index")
        if not isinstance(index, int) or index in found:
            sentence = f"log_index {shown(index)} of {table} is no index, or stands there twice"
            surplus.append(disagrees(f"{table}-surplus", row(table, head, log_index=index), sentence))
            continue
        found[index] = each
    return found, surplus


def _unlike(scene: Scene, nodes: Sequence[tuple[int, int, bytes]]) -> list[tuple[int, int, bytes | None, bytes]]:
    """Give the nodes that are stored otherwise than computed, or not at all."""
    by_level: dict[int, dict[int, bytes]] = {}
    for level, position, value in nodes:
        by_level.setdefault(level, {})[position] = value
    unlike: list[tuple[int, int, bytes | None, bytes]] = []
    for level, wanted in sorted(by_level.items()):
        stored = stored_nodes(scene, level, min(wanted), max(wanted) + 1)
        unlike += [
            (level, position, stored.get(position), value)
            for position, value in wanted.items()
            if stored.get(position) != value
        ]
    return unlike


def stored_nodes(scene: Scene, level: int, first: int, last: int) -> dict[int, bytes]:
    """Give the stored hashes of these subtrees by position; a value that is no hash is left as it is not there."""
    found: dict[int, bytes] = {}
    for each in scene.rows.nodes(level, first, last):
        position, value = each.get("position"), each.get("hash")
        if isinstance(position, int) and isinstance(value, bytes) and len(value) == 32:
            found[position] = value
    return found


def _node_findings(head: JudgedHead, nodes: Sequence[tuple[int, int, bytes | None, bytes]]) -> Iterator[Finding]:
    for level, position, stored, value in nodes:
        where = row("tree_node", head.name, level=level, position=position)
        if stored is None:
            yield disagrees("node-lost", where, f"tree node level {level}, position {position} is not stored as a hash")
        else:
            sentence = (
                f"tree node level {level}, position {position} holds {shown(stored)}; the entries below it give "
                f"{shown(value)} and the root of the head: the node is wrong"
            )
            yield disagrees("node-differs", where, sentence)


def _rule(scene: Scene, head: JudgedHead, walk: Walk, passed: Passed) -> Ruling:
    entries: list[bytes | None] = [None] * (head.size - head.first)
    for start in range(head.first, head.size, _PAGE):
        for each in scene.rows.entries(start, min(start + _PAGE, head.size)):
            index = each.get("log_index")
            if isinstance(index, int) and not odd_columns(each, ENTRY):
                found = entry_of(each)
                entries[index - head.first] = leaf_hash(found.to_bytes()) if found else None
    statements = list(entries)
    for index, pair in passed.pairs.items():
        said = told_entry(pair)
        if said is not None:
            statements[index - head.first] = leaf_hash(said.to_bytes())
    stretch = Stretch.of(head.first, walk.frontier, entries, statements)

    def read(level: int, first: int, last: int) -> dict[int, bytes]:
        return stored_nodes(scene, level, first, last)

    return rule(stretch, head.root or b"", read, is_before_sure=walk.is_sure)


def _ruled_findings(
    scene: Scene, head: JudgedHead, passed: Passed, ruling: Ruling, computed: bytes | None
) -> Iterator[Finding]:
    for pair in passed.pairs.values():
        yield from blame_findings(scene, head.name, pair, head.anchored_in, ruling.leaf(pair.index))
    if ruling.frontier is None:
        yield from _unruled_findings(head, computed)
        return
    for index in range(head.first, head.size):
        if ruling.leaf(index) is None and index not in passed.pairs and not _is_beside_open(passed, ruling, index):
            where = row("entry", head.name, log_index=index)
            sentence = (
                f"entry {index} and its statement fit each other, and do not give the root that {head.judge} holds for "
                f"size {head.size}: this row was replaced together with its statement, or one beside it was"
            )
            yield disagrees("entry-replaced", where, sentence)
    yield from _node_findings(head, list(_wrong_nodes(scene, head, ruling)))


def _is_beside_open(passed: Passed, ruling: Ruling, index: int) -> bool:
    """Whether the smallest confirmed subtree around this index has a pair that does not fit: then that one is wrong."""
    level = next((level for level in range(1, len(ruling.truth)) if ruling.node(level, index >> level)), 0)
    around = range(index >> level << level, (index >> level) + 1 << level)
    return any(ruling.leaf(each) is None for each in around if each in passed.pairs)


def _unruled_findings(head: JudgedHead, computed: bytes | None) -> Iterator[Finding]:
    where = str(head.name)
    span = f"entries {head.first} to {head.size - 1}"
    if head.root is None:
        yield unchecked("head-unjudged", where, f"no root is known of this head: {span} are not judged")
        return
    fits = "; they do give the root of its row" if computed is not None and computed == head.stored_root else ""
    sentence = f"{span} do not give the root {shown(head.root)} that {head.judge} holds for size {head.size}{fits}"
    yield disagrees("head-differs", where, sentence)


def _wrong_nodes(scene: Scene, head: JudgedHead, ruling: Ruling) -> Iterator[tuple[int, int, bytes | None, bytes]]:
    for level in range(1, len(ruling.truth)):
        first, last = head.first >> level, head.size >> level
        for start in range(first, last, _PAGE):
            stop = min(start + _PAGE, last)
            stored = stored_nodes(scene, level, start, stop)
            for position in range(start, stop):
                truth = ruling.node(level, position)
                if truth is not None and stored.get(position) != truth:
                    yield level, position, stored.get(position), truth


def _next_best(scene: Scene, head: JudgedHead, passed: Passed) -> Frontier:
    """What the next head may rest on where nothing is confirmed: the stored nodes, else what the entries gave."""
    kept = _kept_frontier(scene, head.size).roots
    both = zip(kept, passed.frontier.roots, strict=True)
    mixed = [computed if stored == _UNKNOWN_LEAF else stored for stored, computed in both]
    return Frontier(head.size, tuple(mixed))


def _kept_frontier(scene: Scene, size: int) -> Frontier:
    """The subtrees as they are stored, unconfirmed; zeros for one that is not."""
    roots: list[bytes] = []
    for level, position in subtrees(size):
        if level:
            found = stored_nodes(scene, level, position, position + 1).get(position)
        else:
            entry = entry_of(next(scene.rows.entries(position, position + 1), None))
            found = leaf_hash(entry.to_bytes()) if entry else None
        roots.append(found or _UNKNOWN_LEAF)
    return Frontier(size, tuple(roots))
