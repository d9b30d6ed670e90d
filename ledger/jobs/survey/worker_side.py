"""Confirmed grievances and retaliation, and the watch for retaliation: kept in the custodian's book alone.

Nothing here is ever a statement of its own: an outsider would learn when something was found, and guess who told. It
enters a shared assessment through the step of a release that has no bands, and no other way (rule R1).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from ledger.errors import NotFound, Unacceptable
from ledger.jobs.cases.case_book import cases_in
from ledger.jobs.survey.custodian_state import endings_of, entry_of, plans_of
from ledger.jobs.survey.issued_book import issued_of
from ledger.jobs.survey.tallies import tallies_of
from ledger.model.risk import EvidenceItem, EvidenceStep, EvidenceType, RemedyState
from ledger.model.survey.case import Case
from ledger.model.survey.release import SiteRelease
from ledger.model.survey.tally import QualityFlag, SiteTally
from ledger.model.survey.wave import WavePlan
from ledger.model.survey.worker_side import Confirmed, WorkerSideFinding
from ledger.ports.survey import CustodianBook, Entropy
from ledger.proof.frozen_form import form_of, read_form
from ledger.risk.evidence import item_value, standing_items
from ledger.risk.worker_evidence import higher
from ledger.surveys.releases.step import told_step
from ledger.surveys.retaliation import AfterRelease, Watched, watch
from ledger.surveys.site_name import site_name

_FINDINGS, _WATCHED = "worker-side findings", "watched"
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Noted:
    """What the custodian learnt of a site around one wave, from its own sources."""

    site: str
    wave: str
    dismissals: int | None = None
    numbers_known: int | None = None
    numbers_changed: int | None = None


def confirm(
    book: CustodianBook, kind: Confirmed, site: str, *, happened_on: date, today: date, entropy: Entropy
) -> WorkerSideFinding:
    """Keep that a grievance or retaliation was confirmed, and give it.

    Raises Unacceptable for a day still to come, and for a site in no plan, tally and case: nobody would read it.
    """
    _require_past("happened_on", happened_on, today)
    _require_known(book, site)
    found = WorkerSideFinding(entropy(_ID_BYTES).hex(), kind, site_name(site), happened_on.isoformat())
    book.put(_FINDINGS, found.finding_id, form_of(found))
    return found


def remedied(book: CustodianBook, finding_id: str, *, on: date, today: date) -> WorkerSideFinding:
    """Keep that the workers' side verified the remedy. Raises NotFound, Unacceptable for a day ahead or before it."""
    kept = book.get(_FINDINGS, finding_id)
    if kept is None:
        raise NotFound(what="confirmed finding", identifier=finding_id)
    found = read_form(WorkerSideFinding, kept)
    _require_past("remedied_on", on, today)
    if on < date.fromisoformat(found.happened_on):
        raise Unacceptable(field="remedied_on", reason="is before what it remedies", mend="give a later day")
    mended = replace(found, remedied_on=on.isoformat())
    book.put(_FINDINGS, finding_id, form_of(mended))
    return mended


def findings_of(book: CustodianBook, site: str) -> tuple[WorkerSideFinding, ...]:
    """Give what was confirmed of a site, in any spelling of its identifier, the oldest first."""
    named = site_name(site)
    found = (read_form(WorkerSideFinding, document) for _, document in book.all(_FINDINGS))
    ours = (each for each in found if site_name(each.site) == named)
    return tuple(sorted(ours, key=lambda each: (each.happened_on, each.finding_id)))


def evidence_of(findings: Collection[WorkerSideFinding]) -> tuple[EvidenceItem, ...]:
    """Give the findings as adverse items of the method: retaliation +3, a grievance +2.5."""
    return tuple(
        EvidenceItem(
            type=EvidenceType(each.kind.value),
            event_date=date.fromisoformat(each.happened_on),
            content_hash=each.finding_id,
            finding_id=each.finding_id,
            remedy_state=RemedyState.VERIFIED if each.remedied_on else RemedyState.OPEN,
            remedy_verified_at=date.fromisoformat(each.remedied_on) if each.remedied_on else None,
        )
        for each in findings
    )


def release_step(book: CustodianBook, release: SiteRelease, *, has_case: bool, on: date) -> EvidenceStep | None:
    """Give the step that a release tells in the place of its counts (see releases/step: beside bands the survey alone).

    `has_case`: an open case of the site may be counted in, its worker having agreed. None where fewer than 25 answered:
    nothing enters then, or a case would be known by its release (rule R1). Where there were surplus answers (test G13)
    an earlier, higher step of the survey stands: nobody talks an older result down by answering for others.
    """
    items = standing_items(evidence_of(findings_of(book, release.site)), as_of=on)
    values = [item_value(each, as_of=on) for each in items]
    told = told_step(release, worker_side=values, has_open_case=has_case, on=on)
    if not any(flag.test == "G13" for tally in tallies_of(book, release.site) for flag in _flags(tally, release.wave)):
        return told
    before = [
        step
        for each in issued_of(book, release.site)
        if each.release.ended_on < release.ended_on
        and (step := told_step(each.release, worker_side=(), has_open_case=False, on=on)) is not None
    ]
    return higher(told or before[-1], before[-1]) if before else told


def _flags(tally: SiteTally, wave: str) -> tuple[QualityFlag, ...]:
    return tally.flags if tally.wave == wave else ()


def has_open_case(cases: Collection[Case], site: str) -> bool:
    """Say whether a case of this site is open: only its closure ends it (rule R8)."""
    return any(_is_open_at(case, site_name(site)) for case in cases)


def count_open(cases: Collection[Case], site: str) -> int:
    """Give how many cases of this site are open."""
    return sum(_is_open_at(case, site_name(site)) for case in cases)


def _is_open_at(case: Case, named: str) -> bool:
    return case.closure is None and case.site is not None and site_name(case.site) == named


def note(book: CustodianBook, noted: Noted) -> Noted:
    """Keep what was learnt around one wave (its token or id), in the place of what was noted of it before, and give it
    with the wave's id and the site as they are kept.

    What is noted of a wave given up is kept and compared with nothing: there is no tally. Raises Unacceptable for what
    are no counts, and for a wave that is neither tallied nor given up at this site.
    """
    counts = (noted.dismissals, noted.numbers_known, noted.numbers_changed)
    has_too_many = (noted.numbers_changed or 0) > (noted.numbers_known or 0)
    if has_too_many or any(each is not None and each < 0 for each in counts):
        mend = "give whole numbers of 0 or more, and no more changed numbers than known ones"
        raise Unacceptable(field="noted", reason="these are no counts", mend=mend)
    kept = replace(noted, wave=_wave_of(book, noted), site=site_name(noted.site))
    book.put(_WATCHED, f"{kept.wave} {kept.site}", form_of(kept))
    return kept


def watched(book: CustodianBook, site: str) -> Watched:
    """Give the signs of retaliation at the tallied waves of a site, and what is not known (rule S10).

    Raises Unacceptable for a site that is in no plan, tally or case.
    """
    _require_known(book, site)
    kept = (read_form(Noted, document) for _, document in book.all(_WATCHED))
    notes = {each.wave: each for each in kept if site_name(each.site) == site_name(site)}
    return watch([_after(tally.wave, tally, notes.get(tally.wave)) for tally in tallies_of(book, site)])


def _wave_of(book: CustodianBook, noted: Noted) -> str:
    """Give the id on chain of a wave that was named by token or id."""
    _require_known(book, noted.site)
    planned = next((plan for plan in plans_of(book) if plan.hosted.token == noted.wave), None)
    entry = entry_of(book, noted.wave) if planned is not None else None
    wave = "0x" + entry.wave_id.hex() if entry is not None else noted.wave.lower()
    is_given_up = planned is not None and entry is not None and _is_given_up(book, planned, noted.site)
    if not is_given_up and all(tally.wave != wave for tally in tallies_of(book, noted.site)):
        mend = "give its token, or its id once it is tallied; `tierlight survey tally` comes first"
        reason = f"{noted.wave!r} is no wave that was tallied or given up at this site"
        raise Unacceptable(field="wave", reason=reason, mend=mend)
    return wave


def _is_given_up(book: CustodianBook, plan: WavePlan, site: str) -> bool:
    ended = endings_of(book, plan.hosted.token)
    return any(each.token in ended and site_name(each.site) == site_name(site) for each in plan.sites)


def _require_known(book: CustodianBook, site: str) -> None:
    named = site_name(site)
    planned = {each.site for plan in plans_of(book) for each in plan.sites}
    in_cases = {case.site for case in cases_in(book) if case.site is not None}
    if named not in map(site_name, planned | in_cases) and not tallies_of(book, named):
        mend = "write it as its plan has it, or open a case there first"
        raise Unacceptable(field="site", reason=f"{site!r} is in no plan or case", mend=mend)


def _after(wave: str, tally: SiteTally, noted: Noted | None) -> AfterRelease:
    known = noted or Noted(tally.site, wave)
    return AfterRelease(
        wave=wave,
        ended_on=tally.ended_on,
        workers=tally.workers,
        answered=tally.answered,
        dismissals=known.dismissals,
        numbers_known=known.numbers_known,
        numbers_changed=known.numbers_changed,
    )


def _require_past(field: str, day: date, today: date) -> None:
    if day > today:
        raise Unacceptable(field=field, reason=f"{day.isoformat()} lies ahead", mend="give a day until today")
