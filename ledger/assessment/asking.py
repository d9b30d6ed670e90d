"""The withheld clock: what a site was asked, when its operator opened it, and since when it is late (rule R7).

All days are days of anchors, in UTC, so that an old date gains nobody a day, and what is not anchored starts nothing.
A question is withheld from the 30th day after the opening, and not before the seventh after the one reminder, which
counts from the 15th day on. A request that was never opened, or of which nobody reminded, changes nothing. What was
opened stays opened, whoever takes back the opening, the reminder or the request: what was read was read. Else whoever
asked could let a site off. One that a ruling overturns falls. A second request does not
start the clock of the first anew, and the clock stays with the site when its operator changes, or it is
joined to another.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.assessment.dossier import Dossier, Said
from ledger.assessment.replies import anchored_on, is_overturned
from ledger.assessment.workforce import open_questions
from ledger.model.asking import AskedQuestion, QuestionState
from ledger.model.bodies import OpeningBody, ReminderBody, RequestBody
from ledger.model.risk import AnswerStatus
from ledger.model.verdict import VerdictKind

ANSWER_WITHIN_DAYS, REMIND_FROM_DAYS, REMINDED_FOR_DAYS = 30, 15, 7


@dataclass(frozen=True, slots=True)
class _Clock:
    """When a request was opened, by which record, and when its site was reminded."""

    opened_on: date | None = None
    opening: Said | None = None
    reminded_on: date | None = None

    def due(self, as_of: date) -> date | None:
        """Give the day from which its questions are withheld; without a reminder, one sent today."""
        if self.opened_on is None:
            return None
        reminded = self.reminded_on or max(as_of, remind_from(self.opened_on))
        late = self.opened_on + timedelta(days=ANSWER_WITHIN_DAYS)
        return max(late, reminded + timedelta(days=REMINDED_FOR_DAYS))

    def is_late(self, as_of: date) -> bool:
        """Say whether the time to answer is over."""
        due = self.due(as_of)
        return self.reminded_on is not None and due is not None and as_of >= due


def remind_from(opened_on: date) -> date:
    """Give the first day of a reminder that counts."""
    return opened_on + timedelta(days=REMIND_FROM_DAYS)


def file_late_questions(dossiers: Mapping[str, Dossier], *, as_of: date) -> None:
    """Put into each dossier which questions its site has had its time to answer, by what was anchored on that day.

    Rulings are filed before.
    """
    for dossier in dossiers.values():
        late = (body for body, _, clock in _requests(dossier, as_of) if clock.is_late(as_of))
        dossier.late_questions = frozenset(question for body in late for question in body.questions)


def asked_questions(dossiers: Mapping[str, Dossier], *, as_of: date) -> Iterator[AskedQuestion]:
    """Give every question of every request as it stands on this day, by site and in the order of the log."""
    for site, dossier in sorted((name, each) for name, each in dossiers.items() if each.asked):
        still_open = open_questions(dossier)
        for body, said, clock in _requests(dossier, as_of):
            for question in body.questions:
                yield _asked(site, question, said, clock, waits=still_open.get(question), as_of=as_of)


def unanswered(asked: Iterable[AskedQuestion]) -> tuple[AskedQuestion, ...]:
    """Give those of these questions that nobody answered."""
    return tuple(each for each in asked if each.state is not QuestionState.ANSWERED)


def _asked(
    site: str, question: str, said: Said, clock: _Clock, *, waits: AnswerStatus | None, as_of: date
) -> AskedQuestion:
    return AskedQuestion(
        site=site,
        question=question,
        request=_named(said),
        by=said.record.signed.statement.issuer,
        asked_on=anchored_on(said.record),
        opened_on=clock.opened_on,
        opened_in=_named(clock.opening) if clock.opening else None,
        witnessed_by=_witness(clock.opening),
        reminded_on=clock.reminded_on,
        due=clock.due(as_of),
        state=_state(clock, waits, as_of=as_of),
    )


def _witness(opening: Said | None) -> str | None:
    if opening is None or not isinstance(opening.body, OpeningBody):
        return None
    issuer = opening.record.signed.statement.issuer
    return issuer if issuer != opening.body.opened_by else None


def _state(clock: _Clock, waits: AnswerStatus | None, *, as_of: date) -> QuestionState:
    """`waits`: how an open question stands by what the site said itself; it may have withheld it by its own word."""
    if waits is None:
        return QuestionState.ANSWERED
    if waits is AnswerStatus.WITHHELD or clock.is_late(as_of):
        return QuestionState.WITHHELD
    return QuestionState.NEVER_OPENED if clock.opened_on is None else QuestionState.OPEN


def _requests(dossier: Dossier, as_of: date) -> Iterator[tuple[RequestBody, Said, _Clock]]:
    """Give the requests that are known on this day, each with its clock. One that was taken back unopened is none."""
    for said in dossier.asked:
        asked_on = _day(said, as_of)
        if isinstance(said.body, RequestBody) and asked_on is not None:
            clock = _clock(dossier, _named(said), asked_on, as_of)
            if said.verdict is VerdictKind.VALID or clock.opened_on is not None:
                yield said.body, said, clock


def _clock(dossier: Dossier, request: str, asked_on: date, as_of: date) -> _Clock:
    openings = (each for each in dossier.asked if isinstance(each.body, OpeningBody) and each.body.opens == request)
    standing = (e for e in openings if not is_overturned(dossier.rulings, record_id=_named(e), finding=None))
    opened = _first(standing, asked_on, as_of)
    if opened is None:
        return _Clock()
    reminders = (each for each in dossier.asked if isinstance(each.body, ReminderBody) and each.body.reminds == request)
    reminded = _first(reminders, remind_from(opened[0]), as_of)
    return _Clock(*opened, reminded[0] if reminded else None)


def _first(told: Iterable[Said], least: date, as_of: date) -> tuple[date, Said] | None:
    """Give the earliest of these that is anchored from `least` to `as_of`."""
    days = ((day, said) for said in told if (day := _day(said, as_of)) is not None and day >= least)
    return min(days, key=lambda each: each[0], default=None)


def _day(said: Said, as_of: date) -> date | None:
    day = anchored_on(said.record)
    return day if day is not None and day <= as_of else None


def _named(said: Said) -> str:
    return "0x" + said.record.record_id.hex()
