"""Who asked in a survey to be called becomes a case: with consent to referral, and once.

It takes both people's keys. It may be run while the wave is open, and should be run every day: the worker waits.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.jobs.cases.open import open_case
from ledger.jobs.survey.custodian_state import plan_of
from ledger.jobs.survey.opened_rows import opened_rows, row_name
from ledger.model.survey.audit_entry import Act
from ledger.model.survey.case import Case, SafeContact
from ledger.model.survey.consent import AgeGroup, Purpose
from ledger.model.survey.response import Response, SealedResponse
from ledger.model.survey.wave import WavePlan
from ledger.ports.survey import CustodianPlace
from ledger.surveys.cases.opening import CameBy, CaseAsked
from ledger.surveys.channels.visiting import CALL_BACK
from ledger.surveys.instrument.forced_labour import is_forced_labour
from ledger.surveys.tallying import newest

_SEEN = "answers that became cases"


@dataclass(frozen=True, slots=True)
class FromSurvey:
    """The new cases. `without_contact` agreed to referral and left no number.

    Rows `named` were changed, or made by somebody who does not know where the wave is held: no site of it is theirs.
    """

    cases: tuple[Case, ...]
    without_contact: int
    named: tuple[str, ...]

    @property
    def unopened(self) -> int:
        """Say how many rows could not be read."""
        return len(self.named)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who takes a case and who stands behind; for young people child protection does."""

    by: str
    responder: str
    second: str
    child_responder: str | None = None
    child_second: str | None = None


def cases_from_wave(
    place: CustodianPlace, token: str, sealed: Iterable[SealedResponse], *, hands: Hands, why: str = ""
) -> FromSurvey:
    """Open a case for each answer that agreed to referral and left a number; each is opened once.

    A young person's goes to child protection, whatever was ticked. Raises NotEnrolled without both people's keys,
    NotFound, and Unacceptable for who is no agreed responder.
    """
    plan = plan_of(place.book, token)
    opening = opened_rows(place, sealed, plan.hosted, act=Act.CASES_SOUGHT, why=why)
    read = [(found, row_name(row)) for row, found in opening]
    ours = [found for found, _ in read if found is not None and found.response.site in plan.by_token]
    asked = [each.response for each in newest(ours) if _agreed(each.response)]
    reachable = [each for each in asked if CALL_BACK in each.free_texts]
    made = [_opened_once(place, plan, each, hands) for each in reachable]
    return FromSurvey(
        cases=tuple(case for case in made if case is not None),
        without_contact=len(asked) - len(reachable),
        named=tuple(name for found, name in read if found is None or found.response.site not in plan.by_token),
    )


def _opened_once(place: CustodianPlace, plan: WavePlan, response: Response, hands: Hands) -> Case | None:
    name = hashlib.sha256(f"{plan.hosted.token} {response.receipt_code}".encode()).hexdigest()
    if place.book.get(_SEEN, name) is not None:
        return None
    is_child = response.consent is not None and response.consent.age_group is AgeGroup.YOUNG
    responder, second = hands.responder, hands.second
    if is_child:
        responder, second = hands.child_responder or responder, hands.child_second or second
    case = open_case(place, _asked(plan, response, is_child=is_child), by=hands.by, responder=responder, second=second)
    place.book.put(_SEEN, name, True)
    return case


def _asked(plan: WavePlan, response: Response, *, is_child: bool) -> CaseAsked:
    site = plan.by_token[response.site]
    points = is_forced_labour(plan.hosted.instrument, response.answers)
    told = "the answers point to forced labour" if points else "the answers by themselves do not show forced labour"
    contact = SafeContact(
        way=f"call {response.free_texts[CALL_BACK]}",
        when="not said: ask first whether it is safe to talk, and when",
        language=response.language,
        code_word="",
    )
    return CaseAsked(
        contact=contact,
        words=f"Asked in a survey to be called back; {told}. There is no code word that the worker knows yet.",
        came_by=CameBy.SURVEY,
        is_child=is_child,
        country=site.country,
        site=site.site,
        wave=plan.hosted.token,
    )


def _agreed(response: Response) -> bool:
    return response.consent is not None and Purpose.REFERRAL in response.consent.purposes
