"""A case ends when the workers' side says so, or by two persons after 180 days without contact (rule R8).

That the site reports a remedy ends nothing.
"""

from dataclasses import replace
from enum import StrEnum

from ledger.errors import CaseNotClosable, Unacceptable
from ledger.model.survey.case import UNREACHABLE_SECONDS, Case, CaseNote, CaseStep, Closure
from ledger.model.survey.responders import Responder, ResponderKind
from ledger.surveys.cases.clocks import last_contact
from ledger.surveys.cases.steps import stepped

_ORGANISED = (ResponderKind.WORKER_ORGANISATION, ResponderKind.TRADE_UNION, ResponderKind.CHILD_PROTECTION)
_REOPENS = (CaseStep.REMEDIED, CaseStep.ENDANGERED, CaseStep.CHILD_ROUTE)  # what comes later has to be confirmed too


class Side(StrEnum):
    """Who may confirm that a matter is settled."""

    WORKER = "worker"
    ORGANISATION = "worker organisation"


_CLOSURES = {
    Side.WORKER: Closure.CONFIRMED_BY_WORKER,
    Side.ORGANISATION: Closure.CONFIRMED_BY_WORKER_ORGANISATION,
}


def confirmed(case: Case, *, by: Responder, side: Side, words: str, at: int) -> Case:
    """Keep that the worker, or a worker organisation, says that the matter is settled. Raises Unacceptable."""
    if side is Side.ORGANISATION:
        _require_organised(by)
    return stepped(case, CaseStep.CONFIRMED, by=by, words=words, at=at, to=side.value)


def closed(case: Case, *, by: Responder, words: str, at: int) -> Case:
    """Give the case closed on its confirmation. Raises CaseNotClosable without one that covers all that came."""
    found = _confirmation(case)
    if found is None and case.closure is None:
        reason = "nobody of the workers' side confirmed that it is settled"
        raise CaseNotClosable(
            reason=reason, mend="ask the worker: `tierlight case confirm`; a site's word ends no case"
        )
    kept = stepped(case, CaseStep.CLOSED, by=by, words=words, at=at)
    return replace(kept, closure=_CLOSURES[Side(str(found.to if found else Side.WORKER))])


def closed_unreachable(case: Case, *, by: Responder, second: Responder, words: str, at: int) -> Case:
    """Give the case closed because the worker could not be reached for 180 days (rule R8): `words` is the reason.

    Raises CaseNotClosable before, where nobody tried, and for one person alone; Unacceptable for one who is of no
    worker organisation.
    """
    if by.name == second.name:
        raise CaseNotClosable(reason="one person alone closes no case", mend="name a second person")
    _require_organised(by)
    _require_organised(second)
    since = last_contact(case)
    if at - since < UNREACHABLE_SECONDS:
        days = -(-(UNREACHABLE_SECONDS - (at - since)) // 86_400)
        raise CaseNotClosable(reason=f"180 days without contact end in {days} days", mend="keep trying until then")
    if not any(note.step is CaseStep.TRIED and note.at >= since for note in case.notes):
        mend = "try in the agreed way, at the agreed time: `tierlight case contact --not-reached`"
        raise CaseNotClosable(reason="nobody tried to reach the worker", mend=mend)
    kept = stepped(case, CaseStep.CLOSED, by=by, words=words, at=at, to=f"with {second.name}")
    return replace(kept, closure=Closure.UNREACHABLE)


def _confirmation(case: Case) -> CaseNote | None:
    for note in reversed(case.notes):
        if note.step in _REOPENS:
            return None
        if note.step is CaseStep.CONFIRMED:
            return note
    return None


def _require_organised(responder: Responder) -> None:
    if responder.kind not in _ORGANISED:
        reason = f"{responder.name} is of no worker organisation, union or child protection"
        raise Unacceptable(field="by", reason=reason, mend="let one of them confirm")
