"""The custodian's own log as a chain: every entry names the digest of the one before, so that an edit shows.

What it does not show: whoever can write the file and has a person's passphrase can make all entries anew from some
place on, and anybody can put an older copy of the whole book in its place. Against both helps the head (number and
digest) on a piece of paper that the other person keeps.
"""

from collections.abc import Sequence
from hashlib import sha256

from ledger.model.survey.audit_entry import AuditEntry
from ledger.proof.canonical import canonicalise
from ledger.proof.frozen_form import form_of

_DOMAIN = b"tierlight custodian audit log/1"
START = bytes(32)


def digest_of(entry: AuditEntry) -> bytes:
    """Give SHA-256 over the canonical form of an entry (RFC 8785), under a domain of its own."""
    return sha256(_DOMAIN + canonicalise(form_of(entry))).digest()


def first_broken(entries: Sequence[AuditEntry]) -> int | None:
    """Give the place (from 1) of the first entry that does not follow from the one before; None where all do."""
    before = START
    for place, each in enumerate(entries, start=1):
        if each.place != place or each.previous != before:
            return place
        before = digest_of(each)
    return None
