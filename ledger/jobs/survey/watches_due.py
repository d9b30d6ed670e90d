"""Which looks for retaliation a custodian still has to make after its releases (rule S10). It stays in its own book."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ledger.jobs.survey.custodian_state import endings_of, entry_of, plans_of
from ledger.jobs.survey.hand_in_releases import handed_in
from ledger.jobs.survey.standing import now_of
from ledger.model.survey.wave import WavePlan
from ledger.ports.survey import CustodianBook, CustodianPlace
from ledger.proof.canonical import parse
from ledger.proof.wire import read_submission
from ledger.surveys.releases.schedule import day_of
from ledger.surveys.site_name import site_name
from ledger.surveys.watch_days import Look, next_look

_LOOKS = "looks for retaliation"


@dataclass(frozen=True, slots=True)
class WatchDue:
    """The next look at a site after the release of a wave (its token): `state` is ahead, due or overdue."""

    site: str
    wave: str
    look: Look
    state: str


def watches_due(place: CustodianPlace) -> tuple[WatchDue, ...]:
    """Give what is still to be looked at, in the order of the days on which it falls due."""
    today = day_of(now_of(place))
    found = [each for plan in plans_of(place.book) for each in _of_wave(place, plan, today)]
    return tuple(sorted(found, key=lambda each: (each.look.due_on, each.site, each.wave)))


def keep_look(book: CustodianBook, *, wave_id: str, site: str, on: date) -> None:
    """Keep that somebody looked at this site after this wave (its id on chain) on this day."""
    days = sorted({*_days(book, wave_id, site), on})
    book.put(_LOOKS, _name(wave_id, site), [day.isoformat() for day in days])


def _of_wave(place: CustodianPlace, plan: WavePlan, today: date) -> Iterator[WatchDue]:
    entry, token = entry_of(place.book, plan.hosted.token), plan.hosted.token
    released = _released_on(place, token)
    if entry is None or released is None:
        return
    ended, wave_id = endings_of(place.book, token), "0x" + entry.wave_id.hex()
    for site in (each for each in plan.sites if each.token not in ended):
        look = next_look(released, _days(place.book, wave_id, site.site))
        if look is not None:
            yield WatchDue(site.site, token, look, look.state(today))


def _released_on(place: CustodianPlace, token: str) -> date | None:
    """The slot in which the first releases went out begins on this day; None before."""
    first = next((each for each in handed_in(place, token) if each.site is None), None)
    if first is None:
        return None
    submission = read_submission(parse(first.submission, max_bytes=len(first.submission)))
    return day_of(submission.statement.issued_at)


def _days(book: CustodianBook, wave_id: str, site: str) -> frozenset[date]:
    kept = book.get(_LOOKS, _name(wave_id, site))
    return frozenset(date.fromisoformat(str(day)) for day in kept) if isinstance(kept, list) else frozenset()


def _name(wave_id: str, site: str) -> str:
    return f"{wave_id} {site_name(site)}"
