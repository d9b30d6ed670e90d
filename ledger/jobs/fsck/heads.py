"""The rows of `head`: does each follow from the one before, and do its columns fit one another?"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from ledger.errors import ProofMismatch
from ledger.jobs.fsck.columns import HEAD, odd_columns
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.told import HeadName, disagrees, hold, shown
from ledger.model.finding import Finding
from ledger.model.log import OutboxState
from ledger.ports.stored_rows import StoredRow
from ledger.proof.anchor_transaction import read_anchor_transaction
from ledger.proof.typed_data import keccak

_ANCHOR = ("log_id", "count", "block_number", "block_hash", "anchored_at")
_SIGNED = ("account_nonce", "raw_transaction", "transaction_hash")
_ON_CHAIN = (OutboxState.MINED, OutboxState.FINAL)


@dataclass(frozen=True, slots=True)
class StoredHead:
    """A row of `head`, without its transaction; a column with a value that was never written is None."""

    size: int
    root: bytes | None
    previous_size: int | None
    state: OutboxState | None
    log_id: bytes | None
    count: int | None
    block_number: int | None
    block_hash: bytes | None
    anchored_at: int | None

    @property
    def name(self) -> HeadName:
        """How findings name this head."""
        return HeadName(self.size, self.count)

    @property
    def is_on_chain(self) -> bool:
        """Whether the row says that a block holds the head."""
        return self.state in _ON_CHAIN

    @property
    def subject(self) -> str:
        """The row itself, as findings name it."""
        return str(self.name)


def read_heads(scene: Scene) -> tuple[list[StoredHead], list[Finding]]:
    """Give every head by size, and what does not fit within its own row. Rows without a readable size are left out."""
    heads: list[StoredHead] = []
    found: list[Finding] = []
    for stored in scene.rows.table("head"):
        odd = odd_columns(stored, HEAD)
        count = stored.get("count")
        name = (
            HeadName(int(str(stored["size"])), count if isinstance(count, int) else None) if "size" not in odd else None
        )
        where = str(name or f"head size={shown(stored.get('size'))}")
        found += [
            disagrees("head-differs", where, f"column {name} holds {shown(stored.get(name))}, which was never written")
            for name in odd
        ]
        if "size" in odd:
            continue
        head = _head({name: None if name in odd else stored.get(name) for name in HEAD})
        if heads and heads[-1].size == head.size:
            found.append(disagrees("head-twice", where, f"the head of size {head.size} is stored twice"))
            continue
        heads.append(head)
        if not odd:
            found += _own_findings(scene, head, stored)
    return heads, found


def _head(stored: StoredRow) -> StoredHead:
    state = stored["state"]
    values = {name: stored[name] for name in ("size", "root", "previous_size", *_ANCHOR)}
    return StoredHead(state=OutboxState(state) if isinstance(state, str) else None, **values)  # type: ignore[arg-type]


def _own_findings(scene: Scene, head: StoredHead, stored: StoredRow) -> Iterator[Finding]:
    missing = [name for name in _ANCHOR if stored[name] is None]
    if head.is_on_chain and missing:
        yield _outbox(head, f"is {head.state}, and {hold(missing)} nothing")
    if not head.is_on_chain and len(missing) < len(_ANCHOR):
        filled = [name for name in _ANCHOR if stored[name] is not None]
        say = "says" if len(filled) == 1 else "say"
        yield _outbox(head, f"is {head.state}, and {', '.join(filled)} {say} that a block holds it")
    unsigned = [name for name in _SIGNED if stored[name] is None]
    if unsigned and (len(unsigned) < len(_SIGNED) or head.state is not OutboxState.SEALED):
        yield _outbox(head, f"is {head.state}, and {hold(unsigned)} nothing")
    if not unsigned:
        yield from _transaction_findings(scene, head, stored)
    elif stored["earlier_hashes"] is not None or stored["sent_at"] is not None:
        yield _outbox(head, "was never signed, and earlier_hashes or sent_at say that it was sent")


def _transaction_findings(scene: Scene, head: StoredHead, stored: StoredRow) -> Iterator[Finding]:
    """The hash is the transaction's; the transaction anchors this head, here, with this nonce."""
    raw, kept_hash = stored["raw_transaction"], stored["transaction_hash"]
    if not isinstance(raw, bytes) or keccak(raw) != kept_hash:
        yield _outbox(head, "transaction_hash is not that of raw_transaction: one of the two was changed")
        return
    place = scene.place_at(head.size)
    try:
        told = read_anchor_transaction(raw)
    except ProofMismatch as error:
        yield _outbox(head, f"raw_transaction and transaction_hash fit each other, and anchor nothing: {error.reason}")
        return
    if told.nonce != stored["account_nonce"]:
        yield _outbox(head, f"account_nonce is {shown(stored['account_nonce'])}; the transaction has {told.nonce}")
    if told.head.size != head.size or (told.head.root != head.root and head.root is not None):
        yield _outbox(head, f"raw_transaction anchors size {told.head.size} with root {shown(told.head.root)}")
    held = 0 if place and head.previous_size == place[2] else head.previous_size  # a log that moved is entered empty
    if held is not None and told.previous_size != held:
        yield _outbox(head, f"raw_transaction extends size {told.previous_size}; the row says {head.previous_size}")
    if place and (told.chain_id, told.anchor_log, told.log_id) != (place[0].chain_id, place[0].anchor_log, place[1]):
        yield _outbox(head, "raw_transaction is for another log")


def _outbox(head: StoredHead, sentence: str) -> Finding:
    return disagrees("outbox-differs", head.subject, f"the head of size {head.size} {sentence}")


def sequence_findings(scene: Scene, heads: Sequence[StoredHead], *, told: Container[int]) -> Iterator[Finding]:
    """Check that each head extends the one before, is counted after it, and that only the newest is unfinished.

    `told` are sizes whose head is known to be lost already.
    """
    before, counted = 0, 0
    for at, head in enumerate(heads):
        place = scene.place_at(head.size)
        begins = place[2] if place else 0
        counted = counted + 1 if before > begins or not before else 1
        if head.previous_size is not None and head.previous_size != before:
            if head.previous_size not in told:
                yield _gap(head, before, heads[:at])
            counted = head.count or counted  # heads may be missing, so their number is not known here
        if place and head.log_id is not None and head.log_id != place[1]:
            yield _outbox(head, f"has log_id {shown(head.log_id)}; heads of this size are in {shown(place[1])}")
        if head.count is not None and head.count != counted:
            yield _outbox(head, f"has count {head.count}, and is number {counted} of the stored heads of its log")
        if not head.is_on_chain and head.state is not None and any(later.is_on_chain for later in heads[at + 1 :]):
            yield _outbox(head, f"is {head.state}, and a later head, which extends it, is on chain")
        before = head.size


def _gap(head: StoredHead, before: int, earlier: Sequence[StoredHead]) -> Finding:
    told, last = head.previous_size, earlier[-1] if earlier else None
    counts = (head.count, last.count if last else 0)
    is_consecutive = counts[0] is not None and counts[1] is not None and counts[0] == counts[1] + 1
    if is_consecutive or told is None or told < before or told == head.size:
        sentence = f"previous_size is {told}, and the head before has size {before}: previous_size was changed"
        return disagrees("head-differs", head.subject, sentence)
    sentence = f"the head of size {told}, which the head of size {head.size} extends, is not stored"
    return disagrees("head-lost", str(HeadName(told)), sentence)
