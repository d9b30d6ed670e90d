"""Who opened what is kept in the custodian's book before it is opened, in a log of 12 months (fault F61)."""

from dataclasses import dataclass

from ledger.errors import StoreFailed, Unacceptable
from ledger.model.survey.audit_entry import Act, AuditEntry
from ledger.ports.survey import CustodianBook, CustodianPlace
from ledger.proof.canonical import Json
from ledger.proof.frozen_form import form_of, read_form
from ledger.proof.wire import hex_text
from ledger.surveys.audit_chain import START, digest_of, first_broken, old_until

_LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class AuditLog:
    """Every entry, the oldest first. `head` is the last one's digest; `broken` the first place that does not follow.

    `reason` says what was found where an entry cannot even be read; then `entries` end before it.
    """

    entries: tuple[AuditEntry, ...]
    head: bytes
    broken: int | None
    reason: str | None = None


def note_act(place: CustodianPlace, act: Act, subject: str, *, why: str = "", number: int | None = None) -> None:
    """Keep, durable when this returns, that whoever unlocked this place does this now.

    What is over 12 months old is destroyed then. Without `why` the act is its own reason. Raises Unacceptable for a
    reason of more than 500 characters, and StoreFailed: then nothing may be opened.
    """
    if len(why) > _LONGEST_WHY:
        mend = f"say it in at most {_LONGEST_WHY} characters, and name no worker"
        raise Unacceptable(field="why", reason="is long", mend=mend)

    def following(before: Json) -> Json:
        last = None if before is None else read_form(AuditEntry, before)
        entry = AuditEntry(
            place=last.place + 1 if last else 1,
            act=act,
            subject=subject,
            people=place.people,
            at=place.clock.now(),
            why=why,
            number=number,
            previous=digest_of(last) if last else START,
        )
        return form_of(entry)

    place.book.append(following)
    if act is not Act.OLD_DROPPED:
        _drop_old(place)


def _drop_old(place: CustodianPlace) -> None:
    """Destroy what is over 12 months old. It is said first: where that alone is kept, the chain holds as it was."""
    found = audit_log(place.book)
    old = old_until(found.entries, now=place.clock.now()) if found.broken is None else None  # an edit stays to be seen
    if old is not None:
        note_act(place, Act.OLD_DROPPED, hex_text(digest_of(old)), number=old.place)
        place.book.drop_until(old.place)


def audit_log(book: CustodianBook) -> AuditLog:
    """Give the whole log, its chain checked. An entry that was altered or taken away is told, not raised."""
    entries = list[AuditEntry]()
    try:
        for each in book.appended():
            entries.append(read_form(AuditEntry, each))
    except (StoreFailed, Unacceptable) as error:
        broken = entries[-1].place + 1 if entries else 1
        return AuditLog(tuple(entries), _head(entries), broken, str(error))
    return AuditLog(tuple(entries), _head(entries), first_broken(entries))


def _head(entries: list[AuditEntry]) -> bytes:
    return digest_of(entries[-1]) if entries else START
