"""What a site answered about its workforce, by all of its own descriptions (method 3.4, rule R7).

An answer that the site later leaves out, or takes back, is withheld: blanking never pays. One that law forbids to give
counts as the last answer, and as one in four at least: where there is none, or a smaller one, it is like not asked. A
question that stays open once its time to answer is over is withheld; an answer that comes later counts again.
"""

from collections.abc import Sequence

from ledger.assessment.dossier import Dossier, Said
from ledger.model.bodies import FacilityBody, WorkforceAnswer
from ledger.model.risk import AnswerStatus, ShareAnswer, Workforce
from ledger.risk.weights import NOT_ASKED_SHARE


def workforce_of(dossier: Dossier) -> Workforce:
    """Give the seven answers as they stand after the operator's newest VALID description, and after the clock.

    Which questions are late was put into the dossier before (see `asking`).
    """
    said = _descriptions(dossier)
    late = dossier.late_questions & open_questions(dossier).keys() if dossier.late_questions else frozenset()
    return Workforce(
        **{
            field: _withheld(said) if field in late else _standing(field, said)
            for field in Workforce.__dataclass_fields__
        }
    )


def open_questions(dossier: Dossier) -> dict[str, AnswerStatus]:
    """Give the questions that the site has neither answered nor told that law forbids it to answer, as they stand by
    its descriptions alone."""
    said = _descriptions(dossier)
    standing = {field: _standing(field, said).status for field in Workforce.__dataclass_fields__ if _waits(field, said)}
    return {field: status for field, status in standing.items() if status is not AnswerStatus.ANSWERED}


def _waits(field: str, said: Sequence[Said | None]) -> bool:
    last = _given(said[-1], field)
    return last is None or last.status != "unlawful_to_answer"


def _descriptions(dossier: Dossier) -> list[Said | None]:
    return [*dossier.earlier_descriptions, dossier.facility]


def _withheld(said: Sequence[Said | None]) -> ShareAnswer:
    last = said[-1]
    return ShareAnswer(AnswerStatus.WITHHELD, None, "0x" + last.record.record_id.hex() if last is not None else None)


def _standing(field: str, said: Sequence[Said | None]) -> ShareAnswer:
    """Give one answer after each description in its turn; None is a site that says nothing any more."""
    standing, answered = ShareAnswer(), ShareAnswer()
    for each in said:
        given, record_id = _given(each, field), "0x" + each.record.record_id.hex() if each is not None else None
        match given.status if given is not None else "not_asked":
            case "answered" if given is not None and given.share is not None:
                standing = answered = ShareAnswer(AnswerStatus.ANSWERED, float(given.share), record_id)
            case "unlawful_to_answer":
                is_kept = answered.share is not None and answered.share > NOT_ASKED_SHARE
                standing = answered if is_kept else ShareAnswer(record_id=record_id)
            case "withheld":
                standing = ShareAnswer(AnswerStatus.WITHHELD, None, record_id)
            case _ if standing.status is not AnswerStatus.NOT_ASKED:
                standing = ShareAnswer(AnswerStatus.WITHHELD, None, record_id)
            case _:
                standing = ShareAnswer() if given is None else ShareAnswer(record_id=record_id)
    return standing


def _given(said: Said | None, field: str) -> WorkforceAnswer | None:
    workforce = said.body.workforce if said is not None and isinstance(said.body, FacilityBody) else None
    given: WorkforceAnswer | None = getattr(workforce, field) if workforce is not None else None
    return given
