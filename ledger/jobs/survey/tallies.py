"""Answers of a closed wave are opened in memory and counted by site; the counts are kept, the answers are not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.errors import ReleaseUnsafe
from ledger.jobs.survey.custodian_state import Announced, endings_of, entry_of, plan_of
from ledger.jobs.survey.opened_rows import opened_rows, row_name
from ledger.model.survey.audit_entry import Act
from ledger.model.survey.response import Opened, SealedResponse
from ledger.model.survey.tally import SiteTally
from ledger.model.survey.wave import PlannedSite, SampleBucket, WavePlan
from ledger.ports.survey import CustodianBook, CustodianPlace
from ledger.proof.event_hash import canonical_uri
from ledger.surveys.kept_tally import read_tally, tally_form
from ledger.surveys.quality.audits import NOTHING_KNOWN, KnownAudits
from ledger.surveys.quality.judging import judge_quality
from ledger.surveys.quality.sampling import coverage
from ledger.surveys.quality.thresholds import Thresholds
from ledger.surveys.releases.schedule import day_of
from ledger.surveys.site_name import site_name
from ledger.surveys.tallying import by_site, latest, newest, tally_site

_TALLIES = "tallies"
TARGETS: Mapping[SampleBucket, int] = {
    SampleBucket.UNDER_25: 20,
    SampleBucket.FROM_25: 25,
    SampleBucket.FROM_50: 50,
    SampleBucket.FROM_100: 100,
    SampleBucket.FROM_250: 250,
}


@dataclass(frozen=True, slots=True)
class Tallied:
    """The tallies of a wave, in the order of its plan. Rows `named` are other than what was sealed: not counted.

    `strangers` answered under no site of the plan, through a link or code that was mangled on its way: not counted.
    """

    tallies: tuple[SiteTally, ...]
    named: tuple[str, ...]
    strangers: int = 0

    @property
    def unopened(self) -> int:
        """Say how many rows could not be opened."""
        return len(self.named)


def tally_wave(
    place: CustodianPlace,
    token: str,
    sealed: Iterable[SealedResponse],
    *,
    thresholds: Thresholds,
    audits: KnownAudits | None = None,
    why: str = "",
) -> Tallied:
    """Open a closed wave, count it by site, keep the tallies and give them. Sites where it was given up have none.

    `sealed` is what the host has of the wave now: what was withdrawn is not there any more. Without `audits` the tests
    that read them (G8, G9, and the remedy of G6) say nothing. Raises ReleaseUnsafe before the wave is closed,
    NotEnrolled without both people's keys.
    """
    entry, plan = closed_entry(place.book, token), plan_of(place.book, token)
    ended = endings_of(place.book, token)
    read = [(found, row_name(row)) for row, found in opened_rows(place, sealed, plan.hosted, act=Act.COUNTED, why=why)]
    found = by_site(latest(each for each, _ in read if each is not None))
    known = audits or KnownAudits()
    tallies = []
    for site in (each for each in plan.sites if each.token not in ended):
        tally = _tallied(place.book, plan, site, found.pop(site.token, []), known, thresholds)
        tally = replace(tally, wave="0x" + entry.wave_id.hex())
        place.book.put(_TALLIES, _name(tally.wave, tally.site), tally_form(tally))
        tallies.append(tally)
    lost = newest(each for site, rows in found.items() if site not in plan.by_token for each in rows)
    return Tallied(tuple(tallies), tuple(name for each, name in read if each is None), strangers=len(lost))


def tallies_of(book: CustodianBook, site: str) -> tuple[SiteTally, ...]:
    """Give every tally of a site (its identifier, in any spelling), the oldest first."""
    named = canonical_uri(site)
    kept = ((name.split(" ", 1)[1], document) for name, document in book.all(_TALLIES))
    found = (read_tally(document) for name, document in kept if canonical_uri(name) == named)
    return tuple(sorted(found, key=lambda tally: (tally.ended_on, tally.wave)))


def wave_tallies(book: CustodianBook, wave: str) -> Mapping[str, SiteTally]:
    """Give the tallies of a wave (its id on chain) by site."""
    found = (read_tally(document) for name, document in book.all(_TALLIES) if name.split(" ", 1)[0] == wave)
    return {tally.site: tally for tally in found}


def closed_entry(book: CustodianBook, token: str) -> Announced:
    """Give the announcement of a closed wave. Raises ReleaseUnsafe before, NotFound for no such wave."""
    plan_of(book, token)
    entry = entry_of(book, token)
    if entry is None or entry.root is None or entry.entry.is_ended:
        reason = "was given up" if entry is not None and entry.entry.is_ended else "is not closed"
        raise ReleaseUnsafe(
            reason=f"the wave {reason}", mend="release only what was closed by `tierlight survey close`"
        )
    return entry


def _tallied(
    book: CustodianBook,
    plan: WavePlan,
    site: PlannedSite,
    rows: Sequence[Opened],
    audits: KnownAudits,
    thresholds: Thresholds,
) -> SiteTally:
    ended_on = day_of(plan.hosted.closes_at - 1).isoformat()
    earlier = [tally for tally in tallies_of(book, site.site) if tally.ended_on < ended_on]
    audited = next((each for name, each in audits.sites.items() if site_name(name) == site.site), NOTHING_KNOWN)
    since = date.fromisoformat(earlier[-1].ended_on) if earlier else date.min
    quality = judge_quality(
        plan.hosted.instrument,
        rows,
        site,
        thresholds=thresholds,
        earlier=earlier[-1] if earlier else None,
        audits_clean_on=audited.clean_on,
        has_remedy=audited.remedied_on is not None and audited.remedied_on >= since,
        reports=audits.reports,
    )
    reached = coverage(rows, site, target=TARGETS[site.sample])
    return tally_site(rows, plan.hosted.instrument, site, wave="", ended_on=ended_on, quality=quality, coverage=reached)


def _name(wave: str, site: str) -> str:
    return f"{wave} {site}"
