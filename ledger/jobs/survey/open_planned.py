"""A planned and announced wave is handed to the operator's host, which asks the questions."""

from dataclasses import replace

from ledger.errors import WaveRefused
from ledger.jobs.survey.custodian_state import endings_of, enrolment_of, entry_of, keep_plan, plan_of, registry_of
from ledger.model.survey.wave import WavePlan
from ledger.ports.survey import CustodianPlace, Host

_OPENED = "opened"


def open_planned(place: CustodianPlace, host: Host, token: str) -> WavePlan:
    """Let the host take the wave's answers in its time, and give the plan with the tokens of its sites.

    Raises NotFound, WaveRefused for a wave that was not announced on chain before its slot, or that was given up, and
    what the host refuses with.
    """
    plan, entry = plan_of(place.book, token), entry_of(place.book, token)
    if entry is None or registry_of(place).announcement(entry.wave_id) is None:
        reason = "it was not announced before its slot"
        mend = "announce it: `tierlight survey announce`, on the day that `tierlight survey calendar` names"
        raise WaveRefused(rule="calendar", reason=reason, mend=mend)
    if endings_of(place.book, token).keys() >= plan.by_token.keys():
        raise WaveRefused(rule="R9", reason="it was given up at every site", mend="plan a new wave")
    plan = _with_present_keys(place, plan)
    host.open_wave(plan.hosted)
    place.book.put(_OPENED, token, True)
    return plan


def _with_present_keys(place: CustodianPlace, plan: WavePlan) -> WavePlan:
    """A month may have ended since the wave was planned: it is sealed to the newest enrolment, as the host asks for.

    Once it was opened it keeps its keys, so that opening it again changes nothing.
    """
    keys = enrolment_of(place.book).keys
    if keys == plan.hosted.keys or place.book.get(_OPENED, plan.hosted.token):
        return plan
    renewed = replace(plan, hosted=replace(plan.hosted, keys=keys))
    keep_plan(place.book, renewed)
    return renewed
