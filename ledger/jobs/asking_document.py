"""Questions to sites that wait for an answer, as documents print them."""

from ledger.model.asking import AskedQuestion, QuestionState
from ledger.proof.canonical import Json

ASKED_READ = (
    "A question that its site opened and did not answer counts as all of the workforce from the day named, once the "
    "site was reminded. All days are those of anchors. A request that nobody opened changes no number. Who asked plays "
    "no part in any number."
)

UNOPENED = "a question that is not told before its site opens it"

QUESTION_READS = {
    "fees": "workers who paid fees or costs to get the job",
    "labour_brokers": "workers hired through a recruiter or broker",
    "tied_visa": "workers whose visa is tied to this employer",
    "migrant": "workers from another country or region",
    "housing": "workers in housing that the employer controls",
    "seasonal": "workers who are seasonal or paid by the piece",
    "youth_or_dormitory_women": "young workers, and women in dormitories",
}


def asked_document(asked: AskedQuestion) -> dict[str, Json]:
    """Give one question with its clock and a sentence that says where it stands."""
    return {
        "site": asked.site,
        "question": asked.question,
        "question_text": QUESTION_READS.get(asked.question, asked.question),
        "request": asked.request,
        "by": asked.by,
        "asked_on": _day(asked.asked_on),
        "opened_on": _day(asked.opened_on),
        "opened_in": asked.opened_in,
        "witnessed_by": asked.witnessed_by,
        "reminded_on": _day(asked.reminded_on),
        "due": _day(asked.due),
        "state": asked.state.value,
        "sentence": _sentence(asked),
    }


def _day(day: object) -> str | None:
    return str(day) if day is not None else None


def _sentence(asked: AskedQuestion) -> str:
    if asked.state is QuestionState.ANSWERED:
        return "It is answered."
    if asked.opened_on is None:
        told = "never opened"
        is_own_word = asked.state is QuestionState.WITHHELD
        return (
            f"Asked on {asked.asked_on}, {told}; {'the site withholds it' if is_own_word else 'counts as not asked'}."
        )
    seen = " as the operator of the ledger witnesses" if asked.witnessed_by else ""
    opened = f"Asked on {asked.asked_on}, opened on {asked.opened_on}{seen}"
    if asked.state is QuestionState.WITHHELD:
        late = asked.reminded_on is not None and asked.due is not None
        return (
            f"{opened}, reminded on {asked.reminded_on}; withheld since {asked.due}."
            if late
            else (f"{opened}; the site withholds it.")
        )
    if asked.reminded_on is None:
        return f"{opened}; nobody has reminded yet, so it counts as withheld from {asked.due} at the earliest."
    return f"{opened}, reminded on {asked.reminded_on}; counts as withheld from {asked.due}."
