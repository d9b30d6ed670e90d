"""A statement of the worker line as its page shows it: a release as a table, all others in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.model.survey.instrument import FeeFact, Indicator
from ledger.model.survey.release import Why

Body = Mapping[str, Any]
EVERYBODY = "Everybody"
FORCED_LABOUR = "Forced labour, from the answers together"
_SUPPRESSED = "suppressed"
_WHY = {
    Why.SUPPRESSED.value: (
        "“suppressed”: too few answered, or too few others work there, or this cell beside another one would tell of "
        "single people. It does not mean that nothing was found, and it does not mean that something was."
    ),
    Why.SURPLUS.value: (
        "“about as many answers as workers, or more”: nobody is left who might not have answered, so nothing may be "
        "told. Somebody may have answered in the workers' place."
    ),
    Why.NOT_ASKED.value: "“not asked”: the questionnaire has no question on it. Unknown is not safe.",
}
_FEES = {
    FeeFact.ASKED.value: "Were asked for money to get the job",
    FeeFact.PAID.value: "Paid money to get the job, or their family did",
    FeeFact.NOT_REPAID.value: "Paid to get the job, and say that not all of it was paid back",
}
_AFTER = (
    "No retaliation: whoever reads this asks nobody whether or what they answered, and dismisses, moves, threatens, "
    "reports or otherwise harms nobody for having answered, or for being thought to have. Whoever is made to pay for "
    "it can turn to the custodian, and to help lines that no buyer runs: confirmed retaliation counts against the "
    "site by itself."
)
_CONSENTS_UNTOLD = "How many workers agreed to be counted is not told: a small number could point at somebody."
_STEPS = {
    "none": "none, which does not mean that nothing was found",
    "low": "low",
    "medium": "medium",
    "high": "high",
}
_ENDED = {
    "site_refused": "The site refused it. It counts as a refused survey, and the site may answer.",
    "surveyor": "Its surveyors gave it up for reasons of their own. It counts nothing for or against the site.",
    "worker_safety": "It was given up for the safety of workers. It counts nothing for or against the site.",
    "technical": "It was given up for a technical reason. It counts nothing for or against the site.",
}
_MEASURES = {
    "fees_repaid": "Recruitment fees were repaid",
    "documents_returned": "Identity documents were returned",
    "wages_paid": "Withheld wages were paid",
    "movement_freed": "Workers may come and go again",
    "housing_mended": "Housing was mended",
    "other": "Something else was put right",
}
_STATES = {
    "answered": "The site answered; nothing is said to be done yet.",
    "claimed": "It is claimed to be done; workers have not confirmed it, so it changes no weight.",
    "verified": "Workers or their organisation confirmed it.",
}


@dataclass(frozen=True, slots=True)
class GridRow:
    """One topic with a cell for each column."""

    topic: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkerLineView:
    """A heading, sentences, the grid of a release (no columns: none), what its silences mean, and records it names."""

    heading: str
    sentences: tuple[str, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[GridRow, ...] = ()
    notes: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


def worker_line_view(body: Body) -> WorkerLineView | None:
    """Give the view of a release, an ending, an index of releases or a remedy; None for any other body."""
    match body:
        case {"cells": _, "answers_came": _}:
            return _release(body)
        case {"ended": _, "wave": _}:
            return _ending(body)
        case {"releases": list(records), "wave": _}:
            return _index(records, body.get("consents_at_least"))
        case {"measure": _, "state": _, "addresses": _}:
            return _remedy(body)
    return None


def _release(body: Body) -> WorkerLineView:
    cells = body["cells"]
    groups = list(dict.fromkeys(cell["gender"] for cell in cells))
    topics = list(dict.fromkeys(cell["indicator"] for cell in cells))
    found = {(cell["indicator"], cell["gender"]): cell["band"] or _why(cell) for cell in cells}
    why = [each for each in _WHY if each in {cell.get("why") for cell in cells}]
    return WorkerLineView(
        heading="What workers answered",
        sentences=_about(body),
        columns=tuple(EVERYBODY if each is None else _words(each) for each in groups),
        rows=tuple(GridRow(_topic(each), tuple(found.get((each, g), "") for g in groups)) for each in topics),
        notes=tuple(_WHY[each] for each in why),
        records=(body["panel_review"],) if body["panel_review"] else (),
    )


def _about(body: Body) -> tuple[str, ...]:
    merged = body.get("merged_sites", 1)
    told = [
        f"A survey that ended on {body['ended_on']}: {body['answers_came']} answers came, "
        f"{body['sample_announced']} were announced.",
        "Each cell is the share of those who answered it and said that it is so, in bands.",
        "Only some workers answered, and fear hides cases: a low band is not safe, and a few answers more or less "
        "could have given the next band. Near a border between bands, chance that was drawn once decided.",
    ]
    if merged > 1:
        told.append(f"The cells describe {merged} small sites of one country together; they are not of one site.")
    return (*told, *_counted(body), _channel(body), _panel(body), _AFTER)


def _counted(body: Body) -> tuple[str, ...]:
    counts, step = body.get("counts"), body.get("step")
    if counts is not None:
        return (
            f"With noise: about {counts['affected']} of about {counts['respondents']} respondents. The noise was drawn "
            "once, is mostly one or two people wide, and comes on top of the chance of who answered; small counts are "
            "rounded to five.",
        )
    if step is not None:
        return (f"As confidential evidence it counts as: {_STEPS[step]}.",)
    return ("Too few answered for any count: it changes no score.",)


def _channel(body: Body) -> str:
    if body["is_channel_attested"]:
        return "The custodian attests the integrity of the channel: nobody is known to have answered for the workers."
    return "The custodian does not attest the channel: what speaks for the site in these answers counts nothing."


def _panel(body: Body) -> str:
    if body["panel_review"]:
        return "A panel of workers reviewed questions, consent and rules, and signed for them."
    return "Draft, not reviewed by workers: no panel has signed for questions, consent and rules."


def _ending(body: Body) -> WorkerLineView:
    told = [f"A survey was given up at this site; {body['sample_announced']} answers were announced."]
    told.append(_ENDED[body["ended"]])
    if body.get("account"):
        told.append(f"The surveyor's account: {body['account']}")
    told.append("What was answered stays sealed, and nothing is released of it.")
    return WorkerLineView("A survey that was given up", tuple(told))


def _index(records: Sequence[str], consents: int | None) -> WorkerLineView:
    told = (
        f"One survey gave {len(records)} {'release' if len(records) == 1 else 'releases'}, one for each site or group "
        "of small sites. This list names them so that none can be left out or swapped; it names no site.",
        "Each release is for its own readers: a record that you may not read is not found.",
    )
    return WorkerLineView("The releases of one survey", (*told, *_agreed(consents)), records=tuple(records))


def _agreed(consents: int | None) -> tuple[str, ...]:
    if consents is None:
        return ()
    return (f"About {consents} workers or more agreed to be counted, with noise." if consents else _CONSENTS_UNTOLD,)


def _remedy(body: Body) -> WorkerLineView:
    told = [f"{_MEASURES[body['measure']]} on {body['done_on']}. {_STATES[body['state']]}"]
    if body.get("workers") is not None:
        told.append(f"For {body['workers']} workers.")
    if body.get("amount") is not None:
        told.append(f"Altogether {body['amount']} {body['currency']}.")
    told.append("A remedy does not undo what was found: the finding keeps its place.")
    return WorkerLineView("What was put right", tuple(told), records=tuple(body["addresses"]))


def _why(cell: Body) -> str:
    return str(cell.get("why") or _SUPPRESSED)


def _topic(indicator: str | None) -> str:
    if indicator is None:
        return FORCED_LABOUR
    return _FEES.get(indicator) or _words(Indicator(indicator).value)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
