"""A case is opened: from a call, a message, a person, or an answer with consent to referral; a wave is not needed."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.errors import Unacceptable
from ledger.model.survey.case import Case, CaseNote, CaseStep, SafeContact
from ledger.model.survey.responders import Responder
from ledger.surveys.cases.steps import require_child_route
from ledger.surveys.help_lines import is_confirmed


class CameBy(StrEnum):
    """How word of it came."""

    CALL = "call"
    SMS = "sms"
    PERSON = "person"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class CaseAsked:
    """What is known when a case is opened. `words`: what the worker said, as much as is needed to help."""

    contact: SafeContact
    words: str
    came_by: CameBy
    is_danger: bool = False
    is_child: bool = False
    country: str | None = None
    site: str | None = None
    wave: str | None = None


def opened_case(
    asked: CaseAsked, *, case_id: str, by: str, responder: Responder, second: Responder, at: int, is_demo: bool = False
) -> Case:
    """Give the new case; its clock runs from now. `by` is who took the call.

    Raises Unacceptable: for two responders that are one, for one who has not agreed within 180 days, for a child's case
    that would go to anybody but child protection, and for what is empty.
    """
    require_two(responder, second)
    for field, each in (("responder", responder), ("second", second)):
        require_child_route(asked.is_child, each, field=field)
        if not is_demo:
            require_agreed(each, field=field, now=at)
    contact = asked.contact
    for field in ("way", "when", "language", "code_word"):
        if not getattr(contact, field).strip():
            mend = "ask the worker; where there is no safe way, say who will come back and when"
            raise Unacceptable(field=f"contact.{field}", reason="is empty", mend=mend)
    if not asked.words.strip():
        raise Unacceptable(field="words", reason="are empty", mend="say in a sentence why the case is opened")
    return Case(
        case_id=case_id,
        opened_at=at,
        responder=responder.name,
        second_responder=second.name,
        is_danger=asked.is_danger,
        is_child=asked.is_child,
        contact=contact,
        site=asked.site,
        wave=asked.wave,
        notes=(CaseNote(CaseStep.OPENED, at, by, f"[{asked.came_by}] {asked.words.strip()}"),),
        country=asked.country,
    )


def require_two(first: Responder, second: Responder) -> None:
    """Return for two people. Raises Unacceptable: one who falls silent has nobody behind them."""
    if first.name == second.name:
        raise Unacceptable(field="second", reason="is the first responder", mend="name a second person")


def require_agreed(responder: Responder, *, field: str, now: int) -> None:
    """Return for a responder who agreed within 180 days. Raises Unacceptable."""
    if not is_confirmed(responder.confirmed_on, now=now):
        reason = f"{responder.name} has not confirmed within 180 days that cases may come"
        raise Unacceptable(
            field=field, reason=reason, mend="ask, set confirmed_on, and `tierlight case help keep FILE`"
        )
