"""What the chain holds of each head: the judge of every root, count, block and time that is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ledger.errors import LedgerError
from ledger.jobs.fsck.heads import StoredHead
from ledger.jobs.fsck.place import CHAIN_SILENT, not_compared
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.told import HeadName, as_it_should_be, disagrees, shown, unchecked
from ledger.model.finding import Finding
from ledger.model.log import Anchor, BlockRef, OutboxState, TreeHead
from ledger.ports import Chain

_MEND_NEWER = "restore the newest backup; if the chain is the wrong one, name the right one"


@dataclass(slots=True)
class ChainWord:
    """What the chain says: its newest head, how far it is final, and the anchor of each size (None: there is none).

    A size that is not among `anchors` was not answered for: its chain was left, or left something out.
    """

    newest: TreeHead | None = None
    final_number: int = -1
    seen_until: int = -1  # the block that was the newest before the rows were read
    anchors: dict[int, Anchor | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def ask_chain(scene: Scene, heads: Sequence[StoredHead]) -> ChainWord:
    """Ask the chain for its newest head, as of before the rows were read, and for every head of this log."""
    word = ChainWord()
    chain, deployment = scene.chain, scene.deployment
    if chain is None or deployment is None or scene.latest is None:
        return word
    try:
        word.newest, count, _ = chain.head(deployment.log_id, block=scene.latest)
        word.final_number, word.seen_until = chain.final_block().number, scene.latest.number
        for done, anchor in enumerate(chain.anchors(deployment.log_id)):
            scene.progress("heads on the chain", done, count)
            word.anchors[anchor.head.size] = anchor
    except CHAIN_SILENT as error:
        return ChainWord(findings=[not_compared(str(error))])
    held = word.anchors.get(word.newest.size)
    is_told = not count or (held is not None and (held.head, held.count) == (word.newest, count))
    if not is_told or not _is_gapless([each.count for each in word.anchors.values() if each is not None]):
        reason = f"its events do not tell every one of the {count} heads that its storage counts"
        return ChainWord(findings=[not_compared(reason)])
    asked = (head.size for head in heads if scene.chain_at(head.size) is not None)
    word.anchors |= {size: None for size in asked if size not in word.anchors}
    word.findings += _lost_findings(word, heads)
    return word


def _is_gapless(counts: Sequence[int]) -> bool:
    """Newest first, down to the first head of the log."""
    return list(counts) == list(range(len(counts), 0, -1))


def _lost_findings(word: ChainWord, heads: Sequence[StoredHead]) -> Iterator[Finding]:
    for anchor in lost_heads(word, heads):
        is_newest = word.newest is not None and anchor.head.size == word.newest.size
        sentence = (
            f"the chain holds a head of size {anchor.head.size}, number {anchor.count}"
            f"{', the newest' if is_newest else ''}; it is not stored here"
        )
        yield disagrees("head-lost", str(HeadName(anchor.head.size, anchor.count)), sentence, mend=_MEND_NEWER)


def lost_heads(word: ChainWord, heads: Sequence[StoredHead]) -> list[Anchor]:
    """Give the anchors of heads that the chain held before the rows were read, and that are not among them."""
    stored = {head.size for head in heads}
    known = [anchor for size, anchor in sorted(word.anchors.items()) if anchor is not None and size not in stored]
    return [anchor for anchor in known if anchor.block_number <= word.seen_until]


def anchor_findings(
    scene: Scene, word: ChainWord, heads: Sequence[StoredHead], shown_at: dict[int, BlockRef]
) -> Iterator[Finding]:
    """Compare each stored head with its anchor. `shown_at` are the blocks whose state the kept proofs show."""
    for head in heads:
        if head.size not in word.anchors:
            continue
        anchor = word.anchors[head.size]
        if anchor is None:
            if head.is_on_chain or head is not heads[-1]:
                sentence = f"the head of size {head.size} is {head.state} here; the chain does not hold it"
                yield disagrees("anchor-differs", head.subject, sentence, mend=_MEND_NEWER)
            continue
        yield from _against(scene, head, anchor, shown_at.get(head.size))
        is_last_word = not any(later.state is OutboxState.FINAL for later in heads if later.size > head.size)
        yield from _state_findings(word, head, anchor, may_follow=is_last_word)


def _against(scene: Scene, head: StoredHead, anchor: Anchor, shown_at: BlockRef | None) -> Iterator[Finding]:
    if head.root != anchor.head.root:
        sentence = f"root is {shown(head.root)}; the chain holds {shown(anchor.head.root)} for size {head.size}"
        yield disagrees("head-differs", head.subject, sentence)
    if not head.is_on_chain:
        return
    expected = {"log_id": anchor.log_id, "count": anchor.count, "anchored_at": anchor.anchored_at}
    for name, value in expected.items():
        stored = getattr(head, name)
        if stored is not None and stored != value:
            yield _column(head, name, stored, value)
    block = (head.block_number, head.block_hash)
    if None not in block and block != (anchor.block_number, anchor.block_hash):
        yield from _later_block(scene, head, anchor, shown_at)


def _later_block(scene: Scene, head: StoredHead, anchor: Anchor, shown_at: BlockRef | None) -> Iterator[Finding]:
    """A later block may stand for the anchor's own, where a kept proof shows the head in it and it is on the chain."""
    chain: Chain | None = scene.chain
    is_shown = shown_at is not None and (shown_at.number, shown_at.block_hash) == (head.block_number, head.block_hash)
    is_later = shown_at is not None and shown_at.number > anchor.block_number
    if is_shown and is_later and shown_at is not None and chain is not None:
        try:
            if chain.is_canonical(shown_at):
                return
        except CHAIN_SILENT as error:
            sentence = f"the chain did not say whether it holds block {shown_at.number}: {error}"
            yield unchecked("chain-not-compared", head.subject, sentence)
            return
    yield _column(head, "block_number", head.block_number, anchor.block_number)
    yield _column(head, "block_hash", head.block_hash, anchor.block_hash)


def _column(head: StoredHead, name: str, stored: object, value: object) -> Finding:
    sentence = f"{name} of the head of size {head.size} is {shown(stored)}; the chain says {shown(value)}"
    return disagrees("outbox-differs", head.subject, sentence)


def _state_findings(word: ChainWord, head: StoredHead, anchor: Anchor, *, may_follow: bool) -> Iterator[Finding]:
    is_final = anchor.block_number <= word.final_number
    number = max(anchor.block_number, head.block_number or 0)
    if head.state is OutboxState.FINAL and number > word.final_number:
        sentence = f"the head of size {head.size} is final here; by the finality rule its block is not final yet"
        yield disagrees("outbox-differs", head.subject, sentence)
    if is_final and head.state is not None and head.state is not OutboxState.FINAL:
        sentence = f"the head of size {head.size} is {head.state} here, and final on the chain"
        if may_follow:  # no later head is final here, so this one is still being followed
            yield as_it_should_be("status-behind", head.subject, f"{sentence}: the next anchoring brings it to final")
        else:
            yield disagrees("outbox-differs", head.subject, sentence)


def is_on_the_chain(scene: Scene, size: int, block: BlockRef) -> bool | None:
    """Say whether the chain of this head still holds the block; None where it cannot be asked."""
    chain = scene.chain_at(size)
    if chain is None:
        return None
    try:
        return chain.is_canonical(block)
    except LedgerError:
        return None
