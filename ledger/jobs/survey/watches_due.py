"""Which looks for retaliation a custodian still has to make, and which it missed (rule S10). It stays in its own book.

Looks are made after a release, and after an announced wave was given up: whoever stopped it may well go on.
"""

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
from ledger.surveys.watch_days import Look, missed_looks, next_look

_LOOKS = "looks for retaliation"


@dataclass(frozen=True, slots=True)
class WatchDue:
    """The next look at a site after a wave (its token): `state` is ahead, due or overdue; `made` where none is left.

    `missed`: the days of looks that nobody made in their time. They stay.
    """

    site: str
    wave: str
    is_given_up: bool
    look: Look | None
    state: str
    missed: tuple[date, ...]


def watches_due(place: CustodianPlace) -> tuple[WatchDue, ...]:
    """Give what is still to be looked at, in the order of the days on which it falls due, then what was missed."""
    today = day_of(now_of(place))
    found = [each for plan in plans_of(place.book) for each in _of_wave(place, plan, today)]
    return tuple(sorted(found, key=lambda each: (each.look.due_on if each.look else date.max, each.site, each.wave)))


def keep_look(book: CustodianBook, *, wave_id: str, site: str, on: date) -> None:
    """Keep that somebody looked at this site after this wave (its id on chain) on this day."""
    days = sorted({*_days(book, wave_id, site), on})
    book.put(_LOOKS, _name(wave_id, site), [day.isoformat() for day in days])


def _of_wave(place: CustodianPlace, plan: WavePlan, today: date) -> Iterator[WatchDue]:
    entry, token = entry_of(place.book, plan.hosted.token), plan.hosted.token
    if entry is None:
        return
    ended, wave_id, released = endings_of(place.book, token), "0x" + entry.wave_id.hex(), _released_on(place, token)
    for site in plan.sites:
        since = day_of(ended[site.token].told_at) if site.token in ended else released
        if since is None:
            continue
        looked = _days(place.book, wave_id, site.site)
        look, missed = next_look(since, looked), missed_looks(since, looked, today=today)
        if look is not None or missed:
            state = look.state(today) if look is not None else "made"
            yield WatchDue(site.site, token, site.token in ended, look, state, missed)


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
