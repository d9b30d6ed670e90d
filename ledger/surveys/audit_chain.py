"""The custodian's own log as a chain: every entry names the digest of the one before, so that an edit shows.

What it does not show: whoever can write the file and has a person's passphrase can make all entries anew from some
place on, and anybody can put an older copy of the whole book in its place. Against both helps the head (number and
digest) on a piece of paper that the other person keeps.

Lines go after 12 months. A line of the chain itself says so, up to which place and with which digest, so that the rest
still follows from it, and from nothing else: whoever takes lines away without such a line is found. It bears no
signature of its own: it stands in a chain whose head both people note, under the book's key, like any other line. A
clock that was set forward drops lines too early: then the next true line is older than the one that says so, and found.
"""

from collections.abc import Sequence
from hashlib import sha256

from ledger.model.survey.audit_entry import Act, AuditEntry
from ledger.proof.canonical import canonicalise
from ledger.proof.frozen_form import form_of

_DOMAIN = b"tierlight custodian audit log/1"
START = bytes(32)
KEPT_SECONDS = 365 * 86_400  # an access log without answers: 12 months
_CLOCKS_DIFFER = 86_400


def digest_of(entry: AuditEntry) -> bytes:
    """Give SHA-256 over the canonical form of an entry (RFC 8785), under a domain of its own."""
    return sha256(_DOMAIN + canonicalise(form_of(entry))).digest()


def first_broken(entries: Sequence[AuditEntry]) -> int | None:
    """Give the place (from 1) of the first entry that does not follow from the one before; None where all do."""
    first, before = _beginning(entries)
    dropped_at = 0
    for place, each in enumerate(entries, start=first):
        if each.place != place or each.previous != before or each.at < dropped_at - _CLOCKS_DIFFER:
            return place
        before = digest_of(each)
        dropped_at = each.at if each.act is Act.OLD_DROPPED else dropped_at
    return None


def old_until(entries: Sequence[AuditEntry], *, now: int) -> AuditEntry | None:
    """Give the last of the first lines that are over 12 months old; None where there is none. The last line stays."""
    old = None
    for each in entries[:-1]:
        if now - each.at <= KEPT_SECONDS:
            break
        old = each
    return old


def _beginning(entries: Sequence[AuditEntry]) -> tuple[int, bytes]:
    """Give the place of the first line and what it follows from: nothing, or the last that was dropped."""
    said = [each for each in entries if each.act is Act.OLD_DROPPED]
    if not said or (entries[0].place == 1 and entries[0].previous == START):  # said, and not done yet
        return 1, START
    return (said[-1].number or 0) + 1, bytes.fromhex(said[-1].subject.removeprefix("0x"))
