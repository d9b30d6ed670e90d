"""From a site's releases to what a shared assessment may know of worker evidence (rules R1, R3, R5, R9).

It changes at releases alone. No release improves a score while an adverse finding of the site lacks a verified remedy:
the step stays where it was, and no uncertainty is taken away.
"""

from collections.abc import Collection, Iterator
from datetime import date

from ledger.assessment.remedies import release_state
from ledger.assessment.worker_line import Released, WorkerLine
from ledger.model.risk import EvidenceItem, EvidenceStep, RemedyState, WorkerEvidence
from ledger.risk.evidence import is_adverse
from ledger.risk.worker_evidence import higher, is_adverse_step


def worker_evidence(line: WorkerLine, items: Collection[EvidenceItem]) -> WorkerEvidence:
    """Give the step that stands, the day of the newest release, and whether a release narrows the interval.

    `items` are the site's evidence items, their remedies already judged.
    """
    standing, narrows = EvidenceStep.NONE, False
    counted = [(each, each.step) for each in line.releases if each.step is not None]
    for at, (release, step) in enumerate(counted):
        before = [earlier for earlier, _ in counted[:at]]
        if higher(standing, step) is step or _may_improve(line, release, before, items):
            standing = step
        if step is not EvidenceStep.NONE or _may_improve(line, release, (), items):
            narrows = True
    newest = max((release.released_on for release, _ in counted), default=None)
    return WorkerEvidence(step=standing, released_on=newest, narrows=narrows)


def adverse_releases(line: WorkerLine) -> Iterator[tuple[Released, RemedyState]]:
    """Give each release above none, with how its remedy stands."""
    for each in line.releases:
        if is_adverse_step(each.step):
            state = release_state(line.remedies, record_id=each.record_id, released_on=each.released_on)
            yield each, state


def is_survey_refused(line: WorkerLine) -> bool:
    """Say whether management refused a survey and that still stands (rule R9).

    It ends with a later wave that was held and released, and where the workers' side says that it is settled. The
    site's own answer is shown beside it. What its issuer withdrew is not in the line.
    """
    return any(
        _stands(line, each.record_id, each.told_on) for each in line.endings if each.body.ended == "site_refused"
    )


def _stands(line: WorkerLine, record_id: str, told_on: date) -> bool:
    is_held_later = any(date.fromisoformat(each.body.ended_on) > told_on for each in line.releases)
    state = release_state(line.remedies, record_id=record_id, released_on=told_on)
    return not is_held_later and state is not RemedyState.VERIFIED


def _may_improve(
    line: WorkerLine, release: Released, before: Collection[Released], items: Collection[EvidenceItem]
) -> bool:
    """Say whether every adverse finding known when this was released has its verified remedy by now."""
    adverse = (item for item in items if is_adverse(item) and not item.is_overturned)
    known = (item for item in adverse if item.event_date <= release.released_on)
    open_releases = [each for each, state in adverse_releases(line) if state is not RemedyState.VERIFIED]
    is_clear = all(item.remedy_state is RemedyState.VERIFIED for item in known)
    return is_clear and not any(each in open_releases for each in before)
