"""All of a slot is closed: each wave's tree is made and its list published, then everything is sealed or ended alike.

Nothing of a wave enters log or chain before this. Answers are opened in memory for their receipt codes alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ledger.errors import NotFound, ProofMismatch, WaveRefused
from ledger.jobs.survey.custodian_state import (
    Announced,
    enrolment_of,
    keep_slot,
    opener_of,
    plan_of,
    registry_of,
    rules_of,
    slot_entries,
)
from ledger.jobs.survey.end import hand_in_endings
from ledger.jobs.survey.speaking import Speaker, said
from ledger.model.statement import Kind
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
from ledger.surveys.sealing import opened

_CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of closing a slot. `unopened` rows could not be opened: the host sent something else than it was given.

    Their commitments are in the tree, and their codes are not on the list.
    """

    slot: int
    waves: tuple[str, ...]
    bucket: int
    unopened: int


def close_slot(place: CustodianPlace, speaker: Speaker, host: Host, slot: int) -> Closed:
    """Close everything of a slot, from its closing day on.

    Made again after a cut it goes on where it was: a wave keeps the tree that was made first. Raises WaveRefused before
    that day, NotEnrolled without both people's keys, and what host, ledger and chain refuse with.
    """
    _require_day(place, slot)
    entries = slot_entries(place.book, slot)
    entries, unopened = _with_roots(place, host, entries)
    entries = _with_statements(place, speaker, entries)
    keep_slot(place.book, entries)
    tokens = tuple(each.entry.token for each in entries if each.entry.token and not each.entry.is_ended)
    for token in tokens:
        found = closed_wave(place, token)
        host.publish(token, found.list_rows, root=found.root)
    for each in entries:
        if each.closing_submission is not None:
            speaker.hand_in(each.closing_submission)
    hand_in_endings(place, speaker, slot)
    _on_chain(place, entries)
    return Closed(slot, tokens, max((each.bucket or 0 for each in entries), default=0), unopened)


def closed_wave(place: CustodianPlace, token: str) -> ClosedWave:
    """Give the tree and list of a closed wave. Raises WaveRefused before it is closed."""
    found = place.book.get(_CLOSED, token)
    if found is None:
        raise WaveRefused(rule="calendar", reason="the wave is not closed", mend="close it: `tierlight survey close`")
    return read_form(ClosedWave, found)


def _require_day(place: CustodianPlace, slot: int) -> None:
    now, day = registry_of(place).now(), closing_at(slot, rules_of(place.book))
    if not slot_entries(place.book, slot):
        raise WaveRefused(rule="calendar", reason=f"slot {slot} was not announced", mend="see `survey calendar`")
    if now < day:
        reason = f"slot {slot} is closed from {day} on, and the chain has {now}"
        raise WaveRefused(rule="calendar", reason=reason, mend="come back on that day")


def _with_roots(place: CustodianPlace, host: Host, entries: tuple[Announced, ...]) -> tuple[tuple[Announced, ...], int]:
    """Give each entry its root, all with one bucket; those that were given theirs before keep it."""
    if all(each.root is not None for each in entries):
        return entries, 0
    tokens = [each.entry.token for each in entries if each.entry.token and not each.entry.is_ended]
    read = {token: _rows(place, host, plan_of(place.book, token).hosted) for token in tokens}
    bucket = common_bucket((bucket_for(len(rows)) for rows, _ in read.values()), rules_of(place.book))
    made = {token: close_wave(token, rows, bucket=bucket, entropy=place.entropy) for token, (rows, _) in read.items()}
    for token, closed in made.items():
        place.book.put(_CLOSED, token, form_of(closed))
    roots = {token: closed.root for token, closed in made.items()}
    closed_entries = tuple(replace(each, root=_commitment(each, roots), bucket=bucket) for each in entries)
    keep_slot(place.book, closed_entries)
    return closed_entries, sum(unopened for _, unopened in read.values())


def _commitment(each: Announced, roots: dict[str, bytes]) -> bytes:
    """What closes the announcement on chain: a root, or the hash that opens it as decoy or ending later."""
    entry = each.entry
    if entry.token is None:
        return decoy_hash(each.wave_id, entry.closing_salt)
    if entry.is_ended:
        return ending_hash(each.wave_id, entry.closing_salt, entry.reason)
    return roots[entry.token]


def _rows(place: CustodianPlace, host: Host, wave: HostedWave) -> tuple[list[ClosingRow], int]:
    try:
        return closing_rows(place, host.sealed(wave.token), wave)
    except NotFound as error:
        mend = "say why it was not held: `tierlight survey end`, then close again"
        raise WaveRefused(rule="R9", reason="an announced wave was never opened on the host", mend=mend) from error


def closing_rows(
    place: CustodianPlace, sealed: Iterator[SealedResponse], wave: HostedWave
) -> tuple[list[ClosingRow], int]:
    """Open rows in memory for their receipt codes alone; give them, and how many did not open. Raises NotEnrolled."""
    opener = opener_of(place)
    rows, unopened = [], 0
    for each in sealed:
        try:
            response = opened(each, wave, opener).response
            rows.append(ClosingRow(each.commitment, response.receipt_code, response.sequence))
        except ProofMismatch:  # one bad row must not keep all others from being counted
            rows.append(ClosingRow(each.commitment, new_code(place.entropy), 0))
            unopened += 1
    return rows, unopened


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
