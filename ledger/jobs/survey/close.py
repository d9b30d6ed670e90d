"""All of a slot is closed: each wave's tree is made and its list published, then everything is sealed or ended alike.

Nothing of a wave enters log or chain before this. Answers are opened in memory for their receipt codes alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ledger.errors import NotFound, WaveRefused
from ledger.jobs.survey.custodian_state import (
    Announced,
    enrolment_of,
    keep_slot,
    plan_of,
    registry_of,
    rules_of,
    slot_entries,
)
from ledger.jobs.survey.end import hand_in_endings
from ledger.jobs.survey.opened_rows import opened_rows, row_name
from ledger.jobs.survey.speaking import Speaker, said
from ledger.model.statement import Kind
from ledger.model.survey.audit_entry import Act
from ledger.model.survey.response import SealedResponse
from ledger.model.survey.wave import ClosedWave, HostedWave
from ledger.ports.survey import CustodianPlace, Host
from ledger.proof.canonical import Json
from ledger.proof.frozen_form import form_of, read_form
from ledger.surveys.calendar import closing_at, common_bucket
from ledger.surveys.closing import ClosingRow, bucket_for, close_wave
from ledger.surveys.openings import decoy_hash, ending_hash
from ledger.surveys.receipt_code import new_code
from ledger.surveys.sealed_bodies import sealed_body

_CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of closing a slot. Rows `named` by their ids could not be opened: other than what was sealed.

    Their commitments are in the tree, and their codes are not on the list.
    """

    slot: int
    waves: tuple[str, ...]
    bucket: int
    named: tuple[str, ...]

    @property
    def unopened(self) -> int:
        """Say how many rows could not be opened."""
        return len(self.named)


def close_slot(place: CustodianPlace, speaker: Speaker, host: Host, slot: int) -> Closed:
    """Close everything of a slot, from its closing day on.

    Made again after a cut it goes on where it was: a wave keeps the tree that was made first. Raises WaveRefused before
    that day, NotEnrolled without both people's keys, and what host, ledger and chain refuse with.
    """
    _require_day(place, slot)
    entries = slot_entries(place.book, slot)
    entries, named = _with_roots(place, host, entries)
    entries = _with_statements(place, speaker, entries)
    keep_slot(place.book, entries)
    tokens = tuple(each.entry.token for each in entries if each.entry.token and not each.entry.is_ended)
    for each in entries:
        if each.closing_submission is not None:
            speaker.hand_in(each.closing_submission)
    hand_in_endings(place, speaker, slot)
    _on_chain(place, entries)
    return Closed(slot, tokens, max((each.bucket or 0 for each in entries), default=0), named)


def closed_wave(place: CustodianPlace, token: str) -> ClosedWave:
    """Give the tree and list of a closed wave. Raises WaveRefused before it is closed."""
    found = _tree(place, token)
    if found is None:
        raise WaveRefused(rule="calendar", reason="the wave is not closed", mend="close it: `tierlight survey close`")
    return found


def _tree(place: CustodianPlace, token: str) -> ClosedWave | None:
    found = place.book.get(_CLOSED, token)
    return None if found is None else read_form(ClosedWave, found)


def _require_day(place: CustodianPlace, slot: int) -> None:
    now, day = registry_of(place).now(), closing_at(slot, rules_of(place.book))
    if not slot_entries(place.book, slot):
        raise WaveRefused(rule="calendar", reason=f"slot {slot} was not announced", mend="see `survey calendar`")
    if now < day:
        reason = f"slot {slot} is closed from {day} on, and the chain has {now}"
        raise WaveRefused(rule="calendar", reason=reason, mend="come back on that day")


def _with_roots(
    place: CustodianPlace, host: Host, entries: tuple[Announced, ...]
) -> tuple[tuple[Announced, ...], tuple[str, ...]]:
    """Give each entry its root, all with one bucket, once every list is published; those given theirs before keep it.

    Where a list is refused no root is kept: the wave may still be given up, and the others of its slot closed.
    """
    tokens = [each.entry.token for each in entries if each.entry.token and not each.entry.is_ended]
    named: tuple[str, ...] = ()
    if any(each.root is None for each in entries):
        named = _make_trees(place, host, tokens)
    trees = {token: closed_wave(place, token) for token in tokens}
    for token, tree in trees.items():
        host.publish(token, tree.list_rows, root=tree.root)
    if all(each.root is not None for each in entries):
        return entries, ()
    bucket = common_bucket((tree.size_bucket for tree in trees.values()), rules_of(place.book))
    roots = {token: tree.root for token, tree in trees.items()}
    closed_entries = tuple(replace(each, root=_commitment(each, roots), bucket=bucket) for each in entries)
    keep_slot(place.book, closed_entries)
    return closed_entries, named


def _make_trees(place: CustodianPlace, host: Host, tokens: Sequence[str]) -> tuple[str, ...]:
    """Make the trees that were not made before, and give the names of rows that did not open.

    A tree that was made stays: its list may be half published. All of a slot are read before the first is made, and
    rows only become fewer after a wave, so that those of an earlier run have the bucket of all.
    """
    kept = {token: found for token in tokens if (found := _tree(place, token))}
    read = {token: _rows(place, host, plan_of(place.book, token).hosted) for token in tokens if token not in kept}
    needed = (*(bucket_for(len(rows)) for rows, _ in read.values()), *(tree.size_bucket for tree in kept.values()))
    bucket = common_bucket(needed, rules_of(place.book))
    for token, (rows, _) in read.items():
        made = close_wave(token, rows, bucket=bucket, entropy=place.entropy)
        place.book.put(_CLOSED, token, form_of(made))
    return tuple(name for _, named in read.values() for name in named)


def _commitment(each: Announced, roots: dict[str, bytes]) -> bytes:
    """What closes the announcement on chain: a root, or the hash that opens it as decoy or ending later."""
    entry = each.entry
    if entry.token is None:
        return decoy_hash(each.wave_id, entry.closing_salt)
    if entry.is_ended:
        return ending_hash(each.wave_id, entry.closing_salt, entry.reason)
    return roots[entry.token]


def _rows(place: CustodianPlace, host: Host, wave: HostedWave) -> tuple[list[ClosingRow], list[str]]:
    try:
        return closing_rows(place, host.sealed(wave.token), wave)
    except NotFound as error:
        mend = "say why it was not held: `tierlight survey end`, then close again"
        raise WaveRefused(rule="R9", reason="an announced wave was never opened on the host", mend=mend) from error


def closing_rows(
    place: CustodianPlace, sealed: Iterator[SealedResponse], wave: HostedWave
) -> tuple[list[ClosingRow], list[str]]:
    """Open rows in memory for their receipt codes alone; give them, and which did not open. Raises NotEnrolled."""
    rows, named = [], []
    for row, found in opened_rows(place, sealed, wave, act=Act.CLOSED):
        if found is None:
            rows.append(ClosingRow(row.commitment, new_code(place.entropy), 0))
            named.append(row_name(row))
        else:
            rows.append(ClosingRow(row.commitment, found.response.receipt_code, found.response.sequence))
    return rows, named


def _with_statements(place: CustodianPlace, speaker: Speaker, entries: tuple[Announced, ...]) -> tuple[Announced, ...]:
    """Sign one sealed `wave` statement for each announcement: the log sees as many for decoys as for waves."""
    own = enrolment_of(place.book)
    signed_at = closing_at(entries[0].entry.slot, rules_of(place.book))

    def closing(each: Announced) -> bytes:
        kind = "decoy" if each.entry.token is None else "ended" if each.entry.is_ended else "closed"
        document: dict[str, Json] = {
            "wave_id": "0x" + each.wave_id.hex(),
            "is": kind,
            "commitment": "0x" + (each.root or b"").hex(),
            "size_bucket": each.bucket,
            "token": each.entry.token,
        }
        body = sealed_body(document, custodian=own.did, keys=own.keys, sealer=place.sealer)
        told = said(speaker, Kind.WAVE, body, audience="private", now=signed_at, entropy=place.entropy)
        return told.submission

    return tuple(
        each if each.closing_submission is not None else replace(each, closing_submission=closing(each))
        for each in entries
    )


def _on_chain(place: CustodianPlace, entries: tuple[Announced, ...]) -> None:
    registry = registry_of(place)
    for each in entries:
        if registry.announcement(each.wave_id) is None:
            continue  # a cut kept it off the chain until its slot began; nothing is there to close
        commitment = each.root or b""
        if each.entry.is_ended:
            registry.end(each.wave_id, reason_hash=commitment)
        else:
            registry.seal(each.wave_id, root=commitment, size_bucket=each.bucket or 0)
