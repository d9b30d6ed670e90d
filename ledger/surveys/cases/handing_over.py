"""A case goes on in other hands: the first responder is silent or gives it up, or it turns out to be about a child."""

from dataclasses import replace

from ledger.errors import Unacceptable
from ledger.model.survey.case import Case, CaseStep
from ledger.model.survey.responders import Responder
from ledger.surveys.cases.clocks import are_both_silent, is_silent
from ledger.surveys.cases.opening import require_two
from ledger.surveys.cases.steps import require_child_route, stepped


def handed_over(case: Case, *, by: Responder, heir: Responder, second: Responder, words: str, at: int) -> Case:
    """Give the case with `heir` as its responder and `second` behind; the clock begins anew.

    The responder may hand over at any time to the second one. The second takes over once the first let the clock pass,
    anybody else once as much time again went by. Raises Unacceptable.
    """
    require_two(heir, second)
    for field, each in (("by", by), ("heir", heir), ("second", second)):
        require_child_route(case.is_child, each, field=field)
    _require_right(case, by, heir, at)
    kept = stepped(case, CaseStep.HANDED_OVER, by=by, words=words, at=at, to=heir.name)
    return replace(kept, responder=heir.name, second_responder=second.name)


def on_the_child_route(case: Case, *, by: str, heir: Responder, second: Responder, words: str, at: int) -> Case:
    """Give the case as a child's: child protection has it, and what an adult's form agreed to counts no more.

    `by` is whoever found it out: this must not wait for anybody's right to hand over. Raises Unacceptable.
    """
    require_two(heir, second)
    for field, each in (("heir", heir), ("second", second)):
        require_child_route(True, each, field=field)
    kept = stepped(case, CaseStep.CHILD_ROUTE, by=heir, words=f"{words.strip()} [found by {by}]", at=at, to=heir.name)
    return replace(kept, is_child=True, responder=heir.name, second_responder=second.name)


def _require_right(case: Case, by: Responder, heir: Responder, at: int) -> None:
    if by.name == case.responder:
        if heir.name == case.responder:
            raise Unacceptable(field="heir", reason="has the case already", mend="name who takes it")
        return
    if by.name != heir.name:
        reason = f"{by.name} does not have the case and cannot give it to another"
        raise Unacceptable(field="by", reason=reason, mend="let who takes it over say so: --by and --to are one then")
    if by.name == case.second_responder and not is_silent(case, now=at):
        reason = f"{case.responder} is not past the clock"
        raise Unacceptable(field="by", reason=reason, mend="wait for the clock, or let the first responder hand over")
    if by.name != case.second_responder and not are_both_silent(case, now=at):
        reason = f"{by.name} is neither responder of this case, and they have time left"
        raise Unacceptable(field="by", reason=reason, mend="let the first or the second responder act")
