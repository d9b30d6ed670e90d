"""A wave is planned on its custodian's machine: nothing has left it yet.

Rule R4 comes first: where work is imposed by the state nobody is asked, whatever else the plan says.
"""

import re
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import RiskInputError, WaveRefused
from ledger.jobs.survey.custodian_state import enrolment_of, keep_plan, plans_of, rules_of, slot_entries
from ledger.model.survey.consent import ConsentText
from ledger.model.survey.instrument import Instrument
from ledger.model.survey.wave import (
    ChannelRoute,
    HelpLine,
    HostedWave,
    Panel,
    PlannedSite,
    Roster,
    SampleBucket,
    WavePlan,
    is_asked,
)
from ledger.ports.survey import CustodianPlace
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.reference.state_imposed import is_told_apart, state_imposed_labour
from ledger.surveys.calendar import CalendarRules, begins_at, ends_at, slot_of
from ledger.surveys.closing import bucket_for
from ledger.surveys.independent_lines import require_independent
from ledger.surveys.site_name import site_name
from ledger.surveys.site_rules import require_site
from ledger.surveys.wave_rules import require_rules

_TOKEN_BYTES, _SALT_BYTES = 16, 32
_ALPHA_2 = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class SiteAsked:
    """One site of a wave as its custodian knows it. `codes` are keywords or numbers by which phones reach it."""

    site: str
    country: str
    roster: Roster
    sample: SampleBucket
    region: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    readers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaveAsked:
    """What a custodian wants to ask, where and when (epoch seconds). `hook_digest`: see `HostedWave`.

    `is_attested`: the custodian called every line and answers for who operates it; a real wave needs that.
    """

    sites: tuple[SiteAsked, ...]
    instrument: Instrument
    consents: tuple[ConsentText, ...]
    languages: tuple[str, ...]
    help_lines: tuple[HelpLine, ...]
    opens_at: int
    closes_at: int
    least_age: int = 18
    is_demo: bool = False
    panel: Panel | None = None
    hook_digest: bytes | None = None
    is_attested: bool = False

    @property
    def offered(self) -> tuple[ConsentText, ...]:
        """The texts that go into the wave: that of the young only where minors are asked (rule S8)."""
        return tuple(text for text in self.consents if is_asked(text.age_group, least_age=self.least_age))


def plan_wave(
    place: CustodianPlace, asked: WaveAsked, *, snapshot: ReferenceSnapshot, drafts: Sequence[str]
) -> WavePlan:
    """Give the plan of a wave, kept in the custodian's book; nothing is announced and nobody is told.

    `drafts` are the strings that nobody reviewed. Raises WaveRefused naming the rule in the way (R4 first),
    NotEnrolled before enrolment.
    """
    plan = drawn_plan(place, asked, snapshot=snapshot, drafts=drafts)
    _require_place_in_calendar(place, plan)
    keep_plan(place.book, plan)
    return plan


def drawn_plan(
    place: CustodianPlace, asked: WaveAsked, *, snapshot: ReferenceSnapshot, drafts: Sequence[str]
) -> WavePlan:
    """Give the plan with its tokens and salts; it is not kept."""
    _require_not_imposed(asked.sites, snapshot)
    for each in asked.sites:
        require_site(each.site, each.roster, each.readers)
    _require_sites(asked.sites)
    sites = tuple(_planned(place, each) for each in asked.sites)
    hosted = _hosted(place, asked, sites)
    require_rules(hosted, drafts=drafts, now=place.clock.now())
    readers = {each for site in sites for each in site.readers}
    require_independent(asked.help_lines, readers - {hosted.custodian})
    _require_attested(asked)
    return WavePlan(
        hosted=hosted,
        sites=sites,
        sites_salt=place.entropy(_SALT_BYTES),
        slot=slot_of(asked.opens_at),
        announce_salt=place.entropy(_SALT_BYTES),
    )


def _require_not_imposed(sites: Sequence[SiteAsked], snapshot: ReferenceSnapshot) -> None:
    for each in sites:
        if not _ALPHA_2.fullmatch(each.country):  # help lines and lists are by these two letters: others would fit none
            mend = "give the two letters of ISO 3166-1 for its country, as BD"
            raise WaveRefused(rule="R4", reason=f"{each.country!r} is no two letters of a country", mend=mend)
        try:
            _require_safe_place(each, snapshot)
        except RiskInputError as error:
            mend = "give the ISO 3166-1 code of its country"
            reason = f"{each.country!r} is no country, so that nobody can tell whether a wave is safe there"
            raise WaveRefused(rule="R4", reason=reason, mend=mend) from error


def _require_safe_place(asked: SiteAsked, snapshot: ReferenceSnapshot) -> None:
    """What is left out is no clearance: in a country with a listed region a site must be shown to lie elsewhere."""
    region, latitude, longitude = asked.region, asked.latitude, asked.longitude
    flagged = state_imposed_labour(snapshot, asked.country, region=region, latitude=latitude, longitude=longitude)
    if flagged is not None:
        reason = f"{asked.site}: {flagged.basis} ({flagged.origin.publisher})"
        mend = "hold no survey there; nothing was announced, and its absence is never counted as a refusal"
        raise WaveRefused(rule="R4", reason=reason, mend=mend)
    if not is_told_apart(snapshot, asked.country, region=region, latitude=latitude, longitude=longitude):
        reason = (
            f"{asked.site}: in a region of {asked.country} labour is imposed by the state, and the site may lie there"
        )
        mend = "set region to its ISO 3166-2 code (a name is not enough), or give latitude and longitude"
        raise WaveRefused(rule="R4", reason=reason, mend=mend)


def _require_attested(asked: WaveAsked) -> None:
    """No list of words finds every authority (`surveys.authorities`): somebody answers for who runs a line."""
    if asked.is_demo or asked.is_attested:
        return
    told = "; ".join(f"{line.name} by {line.operated_by}" for line in asked.help_lines)
    reason = f"nobody attested who runs its lines, which say that they are run so: {told}"
    mend = (
        "call each, ask who runs it and whom it tells, take out what you doubt and what a buyer, the site or the "
        "ledger's operator runs or pays for, then give --attest-operators"
    )
    raise WaveRefused(rule="help", reason=reason, mend=mend)


def _require_sites(sites: Sequence[SiteAsked]) -> None:
    twice = [name for name, count in Counter(site_name(each.site) for each in sites).items() if count > 1]
    if not sites or twice:
        reason = f"{twice[0]} is named twice" if twice else "there is no site in it"
        raise WaveRefused(rule="sites", reason=reason, mend="name each site once")
    codes = Counter(code.casefold() for each in sites for code in each.codes)
    if any(count > 1 for count in codes.values()):
        raise WaveRefused(rule="sites", reason="two sites have one keyword", mend="give each site its own")


def _require_place_in_calendar(place: CustodianPlace, plan: WavePlan) -> None:
    """A wave is announced with all others of its slot, or not in that slot."""
    rules, now = rules_of(place.book), place.clock.now()
    taken = [each for each in plans_of(place.book) if each.slot == plan.slot]
    later = "plan it for a later slot: `tierlight survey calendar` names them"
    if now >= begins_at(plan.slot):
        raise WaveRefused(rule="calendar", reason="its slot of 14 days has begun", mend=later)
    if slot_entries(place.book, plan.slot):
        raise WaveRefused(rule="calendar", reason="its slot was announced already", mend=later)
    if len(taken) >= rules.per_slot:
        raise WaveRefused(rule="calendar", reason=f"its slot has {len(taken)} waves, as many as it may", mend=later)
    _require_fitting(plan, rules)


def _require_fitting(plan: WavePlan, rules: CalendarRules) -> None:
    """A larger tree than all others would show which slot has a large wave."""
    workers = sum(site.roster.workers for site in plan.sites)
    if bucket_for(workers) > rules.bucket:
        reason = f"{workers} workers need a tree larger than 2^{rules.bucket} leaves, which the calendar has"
        mend = f"ask fewer sites at once, or enrol anew with --bucket {bucket_for(workers)}"
        raise WaveRefused(rule="calendar", reason=reason, mend=mend)


def _planned(place: CustodianPlace, asked: SiteAsked) -> PlannedSite:
    return PlannedSite(
        token=new_token(place),
        site=site_name(asked.site),  # in two spellings it would have two privacy budgets
        country=asked.country,
        roster=asked.roster,
        sample=asked.sample,
        readers=tuple(sorted(set(asked.readers))),
        region=asked.region,
        latitude=asked.latitude,
        longitude=asked.longitude,
    )


def _hosted(place: CustodianPlace, asked: WaveAsked, sites: Sequence[PlannedSite]) -> HostedWave:
    own = enrolment_of(place.book)
    if slot_of(asked.opens_at) != slot_of(asked.closes_at - 1):
        last = ends_at(slot_of(asked.opens_at))
        reason = f"it runs over the end of its slot (at {last})"
        raise WaveRefused(rule="calendar", reason=reason, mend="let it open and close within one slot of 14 days")
    routes = [
        ChannelRoute(code, site.token) for site, wanted in zip(sites, asked.sites, strict=True) for code in wanted.codes
    ]
    return HostedWave(
        token=new_token(place),
        custodian=own.did,
        custodian_name=own.name,
        instrument=asked.instrument,
        consents=asked.offered,
        languages=asked.languages,
        help_lines=asked.help_lines,
        keys=own.keys,
        opens_at=asked.opens_at,
        closes_at=asked.closes_at,
        least_age=asked.least_age,
        is_demo=asked.is_demo,
        panel=asked.panel,
        routes=tuple(routes),
        hook_digest=asked.hook_digest,
    )


def new_token(place: CustodianPlace) -> str:
    """Give 16 random bytes as they stand in links."""
    while (token := urlsafe_b64encode(place.entropy(_TOKEN_BYTES)).decode().rstrip("=")).startswith("-"):
        pass  # a command line would take it for an option
    return token
