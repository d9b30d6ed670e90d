"""Confirmed grievances and retaliation, and the watch for retaliation: kept in the custodian's book alone.

Nothing here is ever a statement of its own: an outsider would learn when something was found, and guess who told. It
enters a shared assessment through the step of the site's next release, and no other way (rule R1).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from ledger.errors import NotFound, Unacceptable
from ledger.jobs.survey.tallies import tallies_of
from ledger.model.risk import EvidenceItem, EvidenceStep, EvidenceType, RemedyState, SurveyCounts
from ledger.model.survey.case import Case
from ledger.model.survey.release import NoisedCounts
from ledger.model.survey.tally import SiteTally
from ledger.model.survey.worker_side import Confirmed, WorkerSideFinding
from ledger.ports.survey import CustodianBook, Entropy
from ledger.proof.event_hash import canonical_uri
from ledger.proof.frozen_form import form_of, read_form
from ledger.risk.evidence import item_value, standing_items
from ledger.risk.survey_factor import survey_term
from ledger.risk.worker_evidence import step_of
from ledger.surveys.retaliation import AfterRelease, RetaliationFlag, watch

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
    """Keep that a grievance or retaliation was confirmed, and give it. Raises Unacceptable for a day still to come."""
    _require_past("happened_on", happened_on, today)
    found = WorkerSideFinding(entropy(_ID_BYTES).hex(), kind, canonical_uri(site), happened_on.isoformat())
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
    named = canonical_uri(site)
    found = (read_form(WorkerSideFinding, document) for _, document in book.all(_FINDINGS))
    return tuple(sorted((f for f in found if f.site == named), key=lambda each: (each.happened_on, each.finding_id)))


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


def release_step(
    book: CustodianBook, site: str, counts: NoisedCounts | None, *, has_case: bool, ended_on: date, on: date
) -> EvidenceStep | None:
    """Give the step that a release tells in the place of its counts: survey, grievances, retaliation and cases as one.

    `has_case`: an open case of the site may be counted in, its worker having agreed. None where fewer than 25 answered:
    nothing enters then, or a case would be known by its release (rule R1).
    """
    if counts is None:
        return None
    survey = SurveyCounts(counts.respondents, counts.affected, ended_on)
    items = standing_items(evidence_of(findings_of(book, site)), as_of=on)
    values = [item_value(item, as_of=on) for item in items]
    return step_of(survey_term(survey, as_of=on), worker_side=values, has_open_case=has_case)


def has_open_case(cases: Collection[Case], site: str) -> bool:
    """Say whether a case of this site is open: only its closure ends it (rule R8)."""
    return any(_is_open_at(case, canonical_uri(site)) for case in cases)


def count_open(cases: Collection[Case], site: str) -> int:
    """Give how many cases of this site are open."""
    return sum(_is_open_at(case, canonical_uri(site)) for case in cases)


def _is_open_at(case: Case, named: str) -> bool:
    return case.closure is None and case.site is not None and canonical_uri(case.site) == named


def note(book: CustodianBook, noted: Noted) -> None:
    """Keep what was learnt around one wave, in the place of what was noted before of it."""
    counts = (noted.dismissals, noted.numbers_known, noted.numbers_changed)
    has_too_many = (noted.numbers_changed or 0) > (noted.numbers_known or 0)
    if has_too_many or any(each is not None and each < 0 for each in counts):
        mend = "give whole numbers of 0 or more, and no more changed numbers than known ones"
        raise Unacceptable(field="noted", reason="these are no counts", mend=mend)
    book.put(_WATCHED, f"{noted.wave} {noted.site}", form_of(noted))


def watched(book: CustodianBook, site: str) -> tuple[RetaliationFlag, ...]:
    """Give the signs of retaliation between the tallied waves of a site, in the order of the waves (rule S10)."""
    kept = (read_form(Noted, document) for _, document in book.all(_WATCHED))
    notes = {each.wave: each for each in kept if canonical_uri(each.site) == canonical_uri(site)}
    return watch([_after(tally.wave, tally, notes.get(tally.wave)) for tally in tallies_of(book, site)])


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
