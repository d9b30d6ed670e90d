"""The whole check, in the order in which one part trusts another: chain, heads, kept proofs, entries, statements.

The judge of every root is the chain where it is asked; else the proof kept for the head, as far as its block hash is
the head's; else the head's own row, which is only the operator's word. Nothing is written, and nothing is repaired.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ledger.errors import StoreFailed
from ledger.jobs.fsck.anchors import ChainWord, anchor_findings, ask_chain, lost_heads
from ledger.jobs.fsck.credits import credit_findings
from ledger.jobs.fsck.evidence import ProvenHead, key_findings, proven_head
from ledger.jobs.fsck.heads import StoredHead, read_heads, sequence_findings
from ledger.jobs.fsck.keys import (
    compare_registry,
    former_key_findings,
    lease_findings,
    party_findings,
    read_registry,
)
from ledger.jobs.fsck.pending import pending_findings
from ledger.jobs.fsck.place import (
    compare_place,
    former_places,
    home_domain,
    newest_block,
    not_compared,
    read_deployment,
)
from ledger.jobs.fsck.scene import Progress, Scene
from ledger.jobs.fsck.terms import term_findings
from ledger.jobs.fsck.told import HeadName, disagrees, row, shown
from ledger.jobs.fsck.tree import Judge, JudgedHead, Passed, Walk, stretch_findings
from ledger.model.finding import Finding
from ledger.model.log import BlockRef
from ledger.ports import Chain, World
from ledger.ports.stored_rows import StoredRows

MOST_OF_A_CODE = 1_000  # findings of one code that are listed; the rest are counted
_MEND_DAMAGE = "stop every process on this database; restore a backup that fsck calls whole"


def fsck(world: World, *, with_chain: bool = True, progress: Progress | None = None) -> tuple[Finding, ...]:
    """Give everything that disagrees, naming row and head; empty where all agrees. Writes nothing.

    Findings of kind UNCHECKED say what could not be decided, for example without a chain (`with_chain` False, or none
    that answers); those of kind TOLD are as they should be. Rows that are not anchored yet are checked against their
    own signatures only: until the anchor, their absence cannot be seen. Raises StoreFailed where the database cannot be
    opened at all.
    """
    chain = world.chain if with_chain else None
    latest = newest_block(chain) if chain is not None else None
    with world.store.as_stored() as rows:
        before = _Before(chain, latest, "it was not asked for" if not with_chain else "none is known to this process")
        return tuple(_bounded(_findings(rows, before, now=world.clock.now(), progress=progress or _silent)))


@dataclass(frozen=True, slots=True)
class _Before:
    """The chain and its newest block, taken before the rows were read; why there is none."""

    chain: Chain | None
    latest: BlockRef | None
    reason: str


def _silent(_doing: str, _done: int, _total: int) -> None:
    return None


def _bounded(found: Iterator[Finding]) -> Iterator[Finding]:
    """However much is broken, the answer stays of a size that can be read and held."""
    seen: Counter[str] = Counter()
    for each in found:
        seen[each.code] += 1
        if seen[each.code] <= MOST_OF_A_CODE:
            yield each
    for code, count in seen.items():
        if count > MOST_OF_A_CODE:
            more = f"{count - MOST_OF_A_CODE} more findings of the code {code} are not listed"
            yield disagrees(code, "the rest", more)


def _findings(rows: StoredRows, before: _Before, *, now: int, progress: Progress) -> Iterator[Finding]:
    try:
        progress("database", 0, 1)
        yield from _damage(rows)
        scene, found = _scene(rows, before, now=now, progress=progress)
        yield from found
        yield from _log_findings(scene)
        yield from _readable(pending_findings(scene), "record log_index=nothing; no head")
        yield from _readable(credit_findings(scene), "credit")
        yield from _readable(lease_findings(rows, now=scene.now), "lease")
    except StoreFailed as error:
        sentence = f"the database could not {error.doing}: {error.reason}; what comes after it was not checked"
        yield disagrees("rows-unreadable", "database", sentence, mend=_MEND_DAMAGE)


def _damage(rows: StoredRows) -> Iterator[Finding]:
    try:
        found = rows.damage()
    except StoreFailed as error:  # it could not even be looked at; each part is tried all the same
        found = (f"the database could not {error.doing}: {error.reason}",)
    for line in found:
        yield disagrees("database-damaged", "database", shown(line), mend=_MEND_DAMAGE)


def _scene(rows: StoredRows, before: _Before, *, now: int, progress: Progress) -> tuple[Scene, list[Finding]]:
    deployment, found = read_deployment(rows)
    home, home_id, more = home_domain(rows, deployment)
    found += more
    registry, more = read_registry(rows)
    found += more
    dids, more = party_findings(rows)
    found += more
    chain, latest = before.chain, None
    if chain is None or deployment is None:
        found.append(not_compared(before.reason if chain is None else "the deployment is not known"))
    else:
        latest, more = compare_place(chain, deployment, before.latest)
        found += more
    if chain is not None and latest is not None:
        present, more = compare_registry(chain, registry, dids, latest=latest)
        found += more
        registry = present or registry
    found += [*former_places(deployment), *former_key_findings(rows, deployment)] if deployment else []
    asked = chain if latest is not None else None
    return Scene(rows, asked, latest, deployment, home, home_id, registry, now, progress), found


def _log_findings(scene: Scene) -> Iterator[Finding]:
    heads, found = read_heads(scene)
    yield from found
    word = ask_chain(scene, heads)
    yield from word.findings
    yield from sequence_findings(scene, heads, told={anchor.head.size for anchor in lost_heads(word, heads)})
    proven: dict[int, ProvenHead] = {}
    for head in heads:
        shown_head, found = proven_head(scene, head, word.anchors.get(head.size))
        yield from found
        if shown_head is not None:
            proven[head.size] = shown_head
    yield from anchor_findings(scene, word, heads, {size: each.block for size, each in proven.items()})
    beyond, found = _beyond(scene, heads, word, proven)
    yield from found
    stored = {head.size: head for head in heads if head.size not in beyond}
    judged = _judged(list(stored.values()), word, proven)
    total = judged[-1].size if judged else 0
    walk = Walk()
    for each in judged:
        for finding in _readable(stretch_findings(scene, each, walk, total=total), str(each.name)):
            if not isinstance(finding, Passed):
                yield finding
            elif each.size in stored:
                head = stored[each.size]
                anchor, is_complete = word.anchors.get(each.size), not finding.has_unknown
                yield from key_findings(scene, head, anchor, finding.speakers, is_complete=is_complete)
    yield from _readable(_strays(scene, total), "database")
    yield from _readable(term_findings(scene, [each.name for each in judged]), "event_term")
    scene.progress("entries", total, total)


_Given = TypeVar("_Given", Finding, Finding | Passed)


def _readable(found: Iterator[_Given], subject: str) -> Iterator[_Given]:
    """Where the database cannot give these rows, name what they are of; the check goes on behind them."""
    try:
        yield from found
    except StoreFailed as error:
        sentence = f"the database could not {error.doing}: {error.reason}"
        yield disagrees("rows-unreadable", subject, sentence, mend=_MEND_DAMAGE)


def _beyond(
    scene: Scene, heads: Sequence[StoredHead], word: ChainWord, proven: dict[int, ProvenHead]
) -> tuple[set[int], list[Finding]]:
    """Give sizes that only their own row claims and no stored rows could fill: nobody walks to a made-up number."""
    most = max(_count(scene, "entry"), _count(scene, "record"))
    sizes = {head.size for head in heads if head.size > most}
    beyond = {size for size in sizes if word.anchors.get(size) is None and size not in proven}
    sentence = f"the size is beyond the {most} entries that are stored, and nothing but this row vouches for it"
    return beyond, [disagrees("head-differs", head.subject, sentence) for head in heads if head.size in beyond]


def _count(scene: Scene, table: str) -> int:
    try:
        return scene.rows.count(table)
    except StoreFailed:
        return 0  # what lies in a damaged table fills no head


def _judged(heads: Sequence[StoredHead], word: ChainWord, proven: dict[int, ProvenHead]) -> list[JudgedHead]:
    """Give every head to judge by, those that only the chain still has included, each with the best root there is."""
    lost = {anchor.head.size: anchor for anchor in lost_heads(word, heads)}
    found: list[JudgedHead] = []
    stored = {head.size: head for head in heads}
    first = 0
    for size in sorted(stored.keys() | lost.keys()):
        head = stored.get(size)
        root, judge = _root_of(size, head, word, proven)
        name = head.name if head else HeadName(size, lost[size].count)
        found.append(JudgedHead(name, first, root, judge, head.root if head else None, _block_of(size, head, word)))
        first = size
    return found


def _root_of(
    size: int, head: StoredHead | None, word: ChainWord, proven: dict[int, ProvenHead]
) -> tuple[bytes | None, Judge]:
    anchor = word.anchors.get(size)
    if anchor is not None:
        return anchor.head.root, Judge.CHAIN
    if size in proven:
        return proven[size].head.root, Judge.PROOF
    return (head.root if head else None), Judge.ROW


def _block_of(size: int, head: StoredHead | None, word: ChainWord) -> BlockRef | None:
    anchor = word.anchors.get(size)
    if anchor is not None:
        return BlockRef(anchor.block_number, anchor.block_hash, anchor.anchored_at)
    if head is None or head.block_number is None or head.block_hash is None:
        return None
    return BlockRef(head.block_number, head.block_hash, head.anchored_at or 0)


def _strays(scene: Scene, size: int) -> Iterator[Finding]:
    for table, key in scene.rows.strays(size):
        where = row(table, None, **key)
        sentence = f"no log of {size} entries has this row of {table}"
        records = tuple(value for value in (key.get("record_id"),) if isinstance(value, bytes))
        yield disagrees(f"{table}-surplus", where, sentence, *records)
