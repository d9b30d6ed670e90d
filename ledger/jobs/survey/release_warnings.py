"""What the custodian should know of a site before its release goes out, by the steps that its releases tell."""

import json
from collections.abc import Collection
from datetime import date

from ledger.jobs.survey.custodian_state import plans_of
from ledger.jobs.survey.hand_in_releases import handed_in, step_told
from ledger.model.risk import EvidenceStep
from ledger.model.survey.release import SiteRelease
from ledger.ports.survey import CustodianPlace
from ledger.surveys.releases.adverse import warnings_of


def release_warnings(
    place: CustodianPlace, release: SiteRelease, *, remedied: Collection[str], on: date
) -> tuple[str, ...]:
    """Give the warnings of a release; its step is the one that it would tell, were it handed in on this day."""
    earlier = [step for ended_on, step in _told_before(place, release.site) if ended_on < release.ended_on]
    return warnings_of(release.site, step_told(place, release, on=on), earlier, remedied=remedied)


def _told_before(place: CustodianPlace, site: str) -> list[tuple[str, EvidenceStep | None]]:
    """Give the last day of each wave of a site with the step that was told of it; of what was drawn anew the newest."""
    newest: dict[str, tuple[str, EvidenceStep | None]] = {}
    for plan in plans_of(place.book):
        for signed in handed_in(place, plan.hosted.token):
            if signed.site == site:
                body = json.loads(signed.submission)["statement"]["body"]
                newest[body["wave"]] = body["ended_on"], EvidenceStep(body["step"]) if body.get("step") else None
    return list(newest.values())
