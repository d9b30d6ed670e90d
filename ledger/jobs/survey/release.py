"""A wave is released: drawn once, told to its workers, and only then handed in, all its sites on one fixed day.

What is drawn is kept before anything of it is shown. Asked again, the same is given byte for byte: noise that was drawn
twice could be averaged away. What leaves this machine is bands, counts with noise and buckets: no free text.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.errors import ReleaseUnsafe
from ledger.jobs.survey.audit_log import note_act
from ledger.jobs.survey.custodian_state import endings_of, plan_of
from ledger.jobs.survey.issued_book import (
    drawn_on,
    issued_of,
    keep_attested,
    keep_issued,
    keep_told,
    last_issued,
    released,
)
from ledger.jobs.survey.release_warnings import release_warnings
from ledger.jobs.survey.tallies import closed_entry, wave_tallies
from ledger.model.survey.audit_entry import Act
from ledger.model.survey.release import SiteRelease
from ledger.model.survey.tally import SiteTally
from ledger.model.survey.wave import PlannedSite, WavePlan
from ledger.ports.survey import CustodianBook, CustodianPlace
from ledger.surveys.releases.batch import draft_batch, is_reissue_due
from ledger.surveys.releases.drafting import Asked
from ledger.surveys.releases.grid import table_of
from ledger.surveys.releases.issued import Issued
from ledger.surveys.releases.noise import Noise
from ledger.surveys.releases.schedule import day_of, is_later_slot, slot_start
from ledger.surveys.site_name import site_name
from ledger.surveys.tallying import genders


@dataclass(frozen=True, slots=True)
class Drawn:
    """The releases of one wave, in the order of its plan, and what its custodian should know before handing them in."""

    releases: tuple[SiteRelease, ...]
    warnings: tuple[str, ...]


def draw_releases(
    place: CustodianPlace,
    token: str,
    *,
    noise: Noise,
    attested: frozenset[str],
    now: int,
    remedied: Collection[str] = (),
) -> Drawn:
    """Give the releases of a tallied wave: what is kept of them, or drawn now and kept first.

    `attested` are more sites (identifiers) of whose channel the custodian attests the integrity (rule R5): it may be
    said until they are handed in, and is kept. `remedied` are those with a remedy record. Where 10 or more withdrew
    since, a release is drawn anew, never in the slot of its first drawing (fault F58). Raises ReleaseUnsafe for a wave
    that is not closed or not tallied.
    """
    wave, plan = "0x" + closed_entry(place.book, token).wave_id.hex(), plan_of(place.book, token)
    sites = _sites(place.book, plan)
    tallies = wave_tallies(place.book, wave)
    if missing := [each.site for each in sites if each.site not in tallies]:
        raise ReleaseUnsafe(reason=f"{missing[0]} is not tallied", mend="run `tierlight survey tally` first")
    standing = _standing(place.book, sites, tallies, wave, now=now)
    keep_issued(place.book, standing)
    keep_attested(place.book, wave, frozenset(map(site_name, attested)))
    drafted = draft_batch(
        tallies,
        [each for each in sites if all(each.site not in issued.members for issued in standing)],
        _asked(plan, wave),
        history=lambda site: issued_of(place.book, site),
        noise=noise,
        on=day_of(now),
    )
    keep_issued(place.book, drafted)
    releases = tuple(released(place.book, plan, wave).values())
    note_act(place, Act.RELEASE_DRAWN, token, number=len(releases))
    mended = frozenset(map(site_name, remedied))
    on = day_of(slot_start(now))  # as a statement that is handed in now says
    told = (release_warnings(place, each, remedied=mended, on=on) for each in releases)
    return Drawn(releases, tuple(line for lines in told for line in lines))


def mark_told(place: CustodianPlace, token: str, day: date, *, today: date) -> None:
    """Keep the day on which the workers were told: nothing is handed in before.

    Raises ReleaseUnsafe before anything was drawn, and for a day that lies ahead or before the drawing.
    """
    wave, plan = "0x" + closed_entry(place.book, token).wave_id.hex(), plan_of(place.book, token)
    drawn = drawn_on(place.book, plan, wave)
    if drawn is None:
        raise ReleaseUnsafe(reason="nothing was drawn yet", mend="run `tierlight survey release` and tell the workers")
    if not date.fromisoformat(drawn) <= day <= today:
        reason = f"{day.isoformat()} is not between the drawing ({drawn}) and today"
        raise ReleaseUnsafe(reason=reason, mend="give the day on which the workers had the results")
    keep_told(place.book, token, day=day.isoformat(), drawn=drawn)


def _sites(book: CustodianBook, plan: WavePlan) -> list[PlannedSite]:
    ended = endings_of(book, plan.hosted.token)
    return [each for each in plan.sites if each.token not in ended]


def _asked(plan: WavePlan, wave: str) -> Asked:
    return Asked(
        wave=wave,
        ended_on=day_of(plan.hosted.closes_at - 1).isoformat(),
        genders=genders(plan.hosted.instrument),
        panel_signed=plan.hosted.panel is not None,
    )


def _standing(
    book: CustodianBook, sites: Collection[PlannedSite], tallies: Mapping[str, SiteTally], wave: str, *, now: int
) -> list[Issued]:
    """Give what was drawn of this wave and stays: all of it, but where many withdrew and its slot is over."""
    tables = {each.site: table_of(tallies[each.site], each.roster) for each in sites}
    found = [last for each in sites if (last := last_issued(book, each.site, wave))]
    return [each for each in found if not (is_later_slot(each.drawn_on, now=now) and is_reissue_due(each, tables))]
