"""From one screen to the next: who looked at it and pressed what gets which screen, or comes to an end. No I/O.

Nothing that was said is ever shown again: who goes back to a question answers it anew, so that whoever takes the phone
away sees one question and no answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from api.web.survey.call_back import number_of
from api.web.survey.form import Sent
from api.web.survey.progress import Progress, Stage, token
from ledger.errors import Unacceptable
from ledger.model.survey.consent import AgeGroup, Consent, ConsentText, Mode, Purpose
from ledger.model.survey.instrument import Item, ItemType
from ledger.model.survey.response import Channel, Visit
from ledger.model.survey.wave import HostedWave
from ledger.surveys.channels.visiting import CALL_BACK
from ledger.surveys.instrument.routing import accept, next_item, shown
from ledger.surveys.receipt_code import read_code

UNDER_AGE = "under"
EASY = "easy"  # the box for short, easy words, beside the ages


@dataclass(frozen=True, slots=True)
class Again:
    """The same screen, with what has to be put right: the key of a sentence."""

    progress: Progress
    trouble: str


@dataclass(frozen=True, slots=True)
class End:
    """Somebody came to an end: their answers are kept, or a cover."""

    progress: Progress
    keeps_answers: bool


Next = Progress | Again | End


def advance(wave: HostedWave, progress: Progress, sent: Sent) -> Next:
    """Give what follows from pressing a button on this screen. A button that the screen does not have does nothing."""
    if sent.do == "leave":
        return End(progress, keeps_answers=False)
    return _STEPS[progress.stage](wave, progress, sent)


def visit_of(wave: HostedWave, end: End, *, site: str, now: int) -> Visit:
    """Give the visit that is sealed: with answers, or the same without any. Raises Unacceptable."""
    progress = end.progress
    consent = _consent(wave, progress) if end.keeps_answers else None
    answers, free_texts = accept(wave.instrument, progress.said) if consent else ({}, {})
    called = {CALL_BACK: progress.call_back} if consent and progress.call_back else {}
    return Visit(
        site=site,
        channel=Channel.WEB,
        language=progress.language,
        consent=consent,
        answers=answers,
        free_texts={**free_texts, **called},
        receipt_code=progress.receipt_code,
        seconds=max(0, now - progress.started_at),
    )


def consent_text_of(wave: HostedWave, age: AgeGroup | None) -> ConsentText | None:
    """Give what is read to this age group in this wave."""
    return next((each for each in wave.offered if each.age_group is age), None)


def ages_of(wave: HostedWave) -> tuple[str, ...]:
    """Give the ages that can be chosen: those that this wave offers a consent text to, and under age."""
    groups = [each for each in AgeGroup if consent_text_of(wave, each) is not None]
    return (*(each.value for each in groups), UNDER_AGE)


def item_of(wave: HostedWave, progress: Progress) -> Item:
    """Give what is asked now."""
    return next(item for item in wave.instrument.items if item.name == progress.item)


def choice_tokens(progress: Progress, names: tuple[str, ...]) -> Mapping[str, str]:
    """Give, by their name on this page, what can be chosen on it."""
    return {token(progress, name): name for name in names}


def _first(wave: HostedWave, progress: Progress, sent: Sent) -> Next:
    kind, _, language = sent.do.partition(":")
    if kind == "language" and language in wave.languages:
        return replace(progress, language=language)
    if sent.do != "begin":
        return progress
    if not sent.code.strip():
        return replace(progress, stage=Stage.AGE, receipt_code=None)
    try:
        return replace(progress, stage=Stage.AGE, receipt_code=read_code(sent.code))
    except Unacceptable:
        return Again(progress, "page_code_wrong")


def _age(wave: HostedWave, progress: Progress, sent: Sent) -> Next:
    if sent.do == "back":
        return replace(progress, stage=Stage.FIRST)
    chosen, is_easy = _chosen(progress, sent, ages_of(wave)), bool(_chosen(progress, sent, (EASY,)))
    if sent.do != "next" or len(chosen) != 1:
        return Again(progress, "page_choose_first")
    if chosen[0] == UNDER_AGE:
        return replace(progress, stage=Stage.YOUNG, age=None, said={})
    age = AgeGroup(chosen[0])
    return replace(progress, stage=Stage.CONSENT, age=age, is_easy=is_easy or age is AgeGroup.YOUNG)


def _young(_: HostedWave, progress: Progress, sent: Sent) -> Next:
    return End(progress, keeps_answers=False) if sent.do == "finish" else progress


def _consenting(wave: HostedWave, progress: Progress, sent: Sent) -> Next:
    modes = {"agree": Mode.SELF, "agree-interviewer": Mode.INTERVIEWER}
    if sent.do == "back":
        return replace(progress, stage=Stage.AGE)
    if sent.do == "decline":
        return End(progress, keeps_answers=False)
    if sent.do not in modes:
        return progress
    purposes = tuple(Purpose(name) for name in _chosen(progress, sent, tuple(Purpose)))
    if not purposes:
        return Again(progress, "page_purposes_missing")
    return _asked_next(wave, replace(progress, purposes=purposes, mode=modes[sent.do], said={}), after=None)


def _asking(wave: HostedWave, progress: Progress, sent: Sent) -> Next:
    match sent.do:
        case "back":
            return _asked_before(wave, progress)
        case "stop":
            return _before_sending(progress, Stage.STOP)
        case "skip":
            return _asked_next(wave, _without(progress, progress.item), after=progress.item)
        case "next":
            return _answered(wave, progress, sent)
    return progress


def _answered(wave: HostedWave, progress: Progress, sent: Sent) -> Next:
    item = item_of(wave, progress)
    if item.type is ItemType.NOTE:
        return _asked_next(wave, progress, after=item.name)
    answer = _answer(progress, item, sent)
    if not answer:
        return Again(progress, _CHOOSE.get(item.type, "page_choose_or_skip"))
    try:
        answers, texts = accept(wave.instrument, {**_without(progress, item.name).said, item.name: answer})
    except Unacceptable:
        return Again(progress, _CHOOSE.get(item.type, "page_choose_or_skip"))
    return _asked_next(wave, replace(progress, said={**answers, **texts}), after=item.name)


def _answer(progress: Progress, item: Item, sent: Sent) -> str:
    if item.type in (ItemType.TEXT, ItemType.NUMBER):
        return sent.text.strip()
    return " ".join(_chosen(progress, sent, tuple(choice.name for choice in item.choices)))


def _sending(wave: HostedWave, progress: Progress, sent: Sent) -> Next:
    if sent.do == "send":
        return End(progress, keeps_answers=True)
    return _to_the_questions(wave, progress) if sent.do == "back" else progress


def _calling(wave: HostedWave, progress: Progress, sent: Sent) -> Next:
    """A number may be left, or nothing."""
    if sent.do == "back":
        return _to_the_questions(wave, progress)
    if sent.do not in ("next", "skip"):
        return progress
    following = replace(progress, stage=Stage.SEND if progress.item is None else Stage.STOP)
    if sent.do == "skip" or not sent.text.strip():
        return following
    number = number_of(sent.text)
    return Again(progress, "page_call_back_wrong") if number is None else replace(following, call_back=number)


def _before_sending(progress: Progress, stage: Stage) -> Progress:
    """Who agreed to be referred to somebody is asked first where to be called."""
    return replace(progress, stage=Stage.CALL if Purpose.REFERRAL in progress.purposes else stage)


def _to_the_questions(wave: HostedWave, progress: Progress) -> Progress:
    progress = replace(progress, call_back=None)
    return _asked_before(wave, progress) if progress.item is None else replace(progress, stage=Stage.ASK)


def _asked_next(wave: HostedWave, progress: Progress, *, after: str | None) -> Progress:
    item = next_item(wave.instrument, progress.said, after)
    if item is None:
        return _before_sending(replace(progress, item=None), Stage.SEND)
    return replace(progress, stage=Stage.ASK, item=item.name)


def _asked_before(wave: HostedWave, progress: Progress) -> Progress:
    """Go back to the item before, whose answer is forgotten: it is asked anew."""
    names = [item.name for item in shown(wave.instrument, progress.said)]
    place = names.index(progress.item) if progress.item in names else len(names)
    if place == 0:
        return replace(progress, stage=Stage.CONSENT, item=None, purposes=(), said={})
    return replace(_without(progress, names[place - 1]), stage=Stage.ASK, item=names[place - 1])


def _without(progress: Progress, item: str | None) -> Progress:
    return replace(progress, said={name: answer for name, answer in progress.said.items() if name != item})


def _chosen(progress: Progress, sent: Sent, names: tuple[str, ...]) -> tuple[str, ...]:
    known = choice_tokens(progress, names)
    return tuple(known[each] for each in dict.fromkeys(sent.chosen) if each in known)


def _consent(wave: HostedWave, progress: Progress) -> Consent | None:
    text = consent_text_of(wave, progress.age)
    if text is None or not progress.purposes:
        return None
    return Consent(
        version=text.version,
        language=progress.language,
        age_group=text.age_group,
        text_digest=text.digest,
        purposes=frozenset(progress.purposes),
        mode=progress.mode,
    )


_CHOOSE = {ItemType.NUMBER: "page_number_wrong", ItemType.TEXT: "page_text_wrong"}
_STEPS: Mapping[Stage, Callable[[HostedWave, Progress, Sent], Next]] = {
    Stage.FIRST: _first,
    Stage.AGE: _age,
    Stage.YOUNG: _young,
    Stage.CONSENT: _consenting,
    Stage.ASK: _asking,
    Stage.CALL: _calling,
    Stage.SEND: _sending,
    Stage.STOP: _sending,
}
