"""One position of the log: its row of `entry` and its row of `record`, and which of the two is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.jobs.fsck.columns import ENTRY, odd_columns
from ledger.jobs.fsck.events import event_findings
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.signatures import signature_findings
from ledger.jobs.fsck.statements import Told, column_findings, lost_findings, shredded_findings
from ledger.jobs.fsck.told import FROM_STATEMENT, HeadName, as_it_should_be, disagrees, hold, row, shown
from ledger.model.finding import Finding
from ledger.model.log import BlockRef
from ledger.model.record import Entry
from ledger.ports.stored_rows import StoredRow
from ledger.proof.merkle import leaf_hash


@dataclass(frozen=True, slots=True)
class Pair:
    """The two rows of one index. `entry` is None where its row is gone or holds what was never written."""

    index: int
    row: StoredRow | None
    entry: Entry | None
    told: Told | None

    @property
    def fits(self) -> bool:
        """Whether statement and signature make exactly the stored entry."""
        return self.entry is not None and self.told is not None and self.told.entry(self.index) == self.entry

    @property
    def stored_leaf(self) -> bytes | None:
        """The leaf hash of the entry as stored."""
        return leaf_hash(self.entry.to_bytes()) if self.entry else None


def entry_of(stored: StoredRow | None) -> Entry | None:
    """Give the entry of a row, None where it holds what was never written."""
    if stored is None or odd_columns(stored, ENTRY):
        return None
    return Entry(*(stored[name] for name in ("log_index", "record_id", "signature_hash")))  # type: ignore[arg-type]


def told_entry(pair: Pair) -> Entry | None:
    """Give the entry that the statement's row makes, None where there is none."""
    return pair.told.entry(pair.index) if pair.told and not pair.told.is_gone else None


def row_findings(
    scene: Scene, told: Told, *, names: bytes, head: HeadName | None, anchored_in: BlockRef | None
) -> Iterator[Finding]:
    """Check everything of a record whose statement is the true one; `names` is its true id."""
    yield from column_findings(scene, told, names=names)
    size = head.size if head else None
    yield from signature_findings(scene, told, size=size, anchored_in=anchored_in, names=names)
    yield from event_findings(told, names=names)


def blame_findings(
    scene: Scene, head: HeadName, pair: Pair, anchored_in: BlockRef | None, truth: bytes | None
) -> Iterator[Finding]:
    """Say which row of a pair that does not fit is wrong. `truth` is the leaf hash that the judging root confirms."""
    said = told_entry(pair)
    said_leaf = leaf_hash(said.to_bytes()) if said else None
    if truth is not None and truth == pair.stored_leaf and pair.entry is not None:
        yield from _wrong_statement(scene, head, pair, pair.entry)
    elif truth is not None and truth == said_leaf and said is not None and pair.told is not None:
        yield _wrong_entry(head, pair, said)
        yield from row_findings(scene, pair.told, names=said.record_id, head=head, anchored_in=anchored_in)
    else:
        yield from _open_findings(scene, head, pair)


def _wrong_statement(scene: Scene, head: HeadName, pair: Pair, entry: Entry) -> Iterator[Finding]:
    told, names = pair.told, entry.record_id
    if told is None:
        sentence = f"entry {pair.index} is whole, and no record row has its index: the statement is lost"
        yield disagrees("statement-lost", row("record", head, log_index=pair.index), sentence, names)
        return
    if told.row.get("shredded_by") is not None and told.digest != names:
        yield from _shredded(scene, told, names)
        return
    if told.is_gone:
        yield from lost_findings(scene, told, names=names)
        return
    if told.digest != names:
        what = f"{hold(told.odd)} what was never written" if told.odd else f"its digest is {shown(told.digest)}"
        sentence = (
            f"the statement of entry {pair.index} was changed: {what}; the entry, which gives the anchored root, has "
            f"{shown(names)}: the stored statement is wrong, the hash is right"
        )
        yield disagrees("statement-differs", told.subject, sentence, names)
    if told.signature_hash != entry.signature_hash:
        sentence = (
            f"the signature of entry {pair.index} was changed: its SHA-256 is {shown(told.signature_hash)}; the entry, "
            f"which gives the anchored root, has {shown(entry.signature_hash)}: the stored signature is wrong"
        )
        yield disagrees("signature-differs", told.subject, sentence, names)
    if told.record_id != names:
        sentence = f"column record_id holds {shown(told.row.get('record_id'))}, the entry {shown(names)}"
        yield disagrees("column-differs", told.subject, f"{sentence}: the column is wrong", names)


def _shredded(scene: Scene, told: Told, names: bytes) -> Iterator[Finding]:
    found = list(shredded_findings(scene, told, names=names))
    yield from found
    if not found:
        by = told.row["shredded_by"]
        sentence = f"the statement was shredded on the ground of the erasure {shown(by)}; its entry stays in the log"
        yield as_it_should_be("shredded", told.subject, sentence, names)


def _wrong_entry(head: HeadName, pair: Pair, said: Entry) -> Finding:
    where = row("entry", head, log_index=pair.index)
    if pair.row is None:
        sentence = f"entry {pair.index} is not stored; its statement is whole and gives the anchored root"
        return disagrees("entry-lost", where, sentence, said.record_id, mend=FROM_STATEMENT)
    names = ("record_id", "signature_hash")
    wrong = ", ".join(
        f"{name} {shown(pair.row.get(name))} (must be {shown(getattr(said, name))})"
        for name in names
        if pair.row.get(name) != getattr(said, name)
    )
    sentence = (
        f"entry {pair.index} was changed: {wrong}; its statement and signature give the anchored root: the hash is "
        "wrong, the stored statement is right"
    )
    return disagrees("entry-differs", where, sentence, said.record_id, mend=FROM_STATEMENT)


def _open_findings(scene: Scene, head: HeadName, pair: Pair) -> Iterator[Finding]:
    """Neither row is confirmed: both are named."""
    where, told = row("entry", head, log_index=pair.index), pair.told
    record = pair.entry.record_id if pair.entry else (told.record_id if told else None)
    known = (record,) if record else ()
    if pair.row is None:
        gone = (
            "neither is"
            if told is None or told.is_gone
            else "it and its statement are not confirmed by any root: it is"
        )
        sentence = f"entry {pair.index} is not stored and its statement cannot stand for it: {gone} as it was anchored"
        yield disagrees("entry-lost", where, sentence, *known)
    if told is None:
        sentence = f"index {pair.index} has no record row"
        yield disagrees("statement-lost", row("record", head, log_index=pair.index), sentence, *known)
    elif told.is_gone:
        yield from _gone_findings(scene, told, pair)
    if pair.row is not None and (told is None or not told.is_gone):
        sentence = (
            f"entry {pair.index} and its statement do not fit each other, and no root tells which of the two is wrong; "
            "perhaps both are"
        )
        yield disagrees("entry-differs", where, sentence, *known)
        if told is not None:
            yield disagrees("statement-differs", told.subject, sentence, *known)


def _gone_findings(scene: Scene, told: Told, pair: Pair) -> Iterator[Finding]:
    names = pair.entry.record_id if pair.entry else told.record_id or b""
    if told.row.get("shredded_by") is not None:
        yield from _shredded(scene, told, names)
        if pair.row is not None:
            sentence = f"entry {pair.index} does not give the root, and its statement, which could tell, was shredded"
            yield disagrees("entry-differs", told.subject.replace("record ", "entry "), sentence, names)
    else:
        yield from lost_findings(scene, told, names=names)
