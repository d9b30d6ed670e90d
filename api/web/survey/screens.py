"""What each screen of a visit shows: the values of its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import HTMLResponse

from api.web.survey.progress import Progress, Stage, token
from api.web.survey.rendering import survey_page
from api.web.survey.steps import EASY, UNDER_AGE, ages_of, consent_text_of, item_of
from api.web.survey.words import PageWords, Shown, day_of, name_of, shown_in
from ledger.model.survey.consent import Mode
from ledger.model.survey.instrument import Instrument, Item, ItemType, Told
from ledger.model.survey.wave import HostedWave


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: what it is called on this page, and its words."""

    token: str
    label: Shown | None


def screen_of(
    wave: HostedWave, progress: Progress, *, field: str, leaving: str, trouble: str | None = None, status: int = 200
) -> HTMLResponse:
    """Give the page of where somebody is. `field` is the visit, sealed, and `leaving` what quick exit sends.

    `trouble` is the key of what to put right.
    """
    values = _VALUES.get(progress.stage, _nothing)(wave, progress)
    return survey_page(
        _TEMPLATES[progress.stage],
        language=progress.language,
        wave=wave,
        status=status,
        field=field,
        leaving=leaving,
        stage=progress.stage.value,
        trouble=trouble,
        **values,
    )


def end_page(wave: HostedWave, progress: Progress, code: str, *, field: str, leaving: str) -> HTMLResponse:
    """Give the last page, the same for everyone but for the code."""
    grouped = " ".join(code[place : place + 4] for place in range(0, len(code), 4))
    closes = day_of(wave.closes_at)
    told: dict[str, Any] = {"field": field, "leaving": leaving, "code": grouped, "closes": closes}
    return survey_page("end", language=progress.language, wave=wave, **told)


def offered(wave: HostedWave) -> tuple[tuple[str, str], ...]:
    """Give the wave's languages with their own names."""
    return tuple((each, name_of(each)) for each in wave.languages)


def _nothing(wave: HostedWave, progress: Progress) -> Mapping[str, Any]:
    return {"least_age": PageWords(progress.language).number(wave.least_age)}


def _first(wave: HostedWave, progress: Progress) -> Mapping[str, Any]:
    count = PageWords(progress.language).number(len(wave.instrument.usual))
    return {"languages": offered(wave), "chosen_language": progress.language, "count": count}


def _age(wave: HostedWave, progress: Progress) -> Mapping[str, Any]:
    least = PageWords(progress.language).number(wave.least_age)
    options = [(token(progress, age), f"page_age_{'under' if age == UNDER_AGE else age}") for age in ages_of(wave)]
    has_easy = any(item.easy for item in wave.instrument.items)
    return {"least_age": least, "ages": options, "easy": token(progress, EASY) if has_easy else None}


def _consent(wave: HostedWave, progress: Progress) -> Mapping[str, Any]:
    text = consent_text_of(wave, progress.age)
    if text is None:
        raise AssertionError("an age group without a consent text was offered")
    language, first = progress.language, wave.languages[0]
    purposes = [Option(token(progress, name), shown_in(told, language, first=first)) for name, told in text.purposes]
    paragraphs = [shown_in(told, language, first=first) for told in text.paragraphs]
    return {"paragraphs": paragraphs, "purposes": purposes, "version": text.version}


def _ask(wave: HostedWave, progress: Progress) -> Mapping[str, Any]:
    item, words = item_of(wave, progress), PageWords(progress.language)
    return {
        "item": item,
        "label": _in(wave, progress, item.label_in(is_easy=progress.is_easy)),
        "hint": _in(wave, progress, item.hint),
        "options": _options(wave, progress, item),
        "place": None if item.type is ItemType.NOTE else words.number(place_of(wave.instrument, item)),
        "count": words.number(len(wave.instrument.usual)),
        "hands_over": progress.mode is Mode.INTERVIEWER and _begins_hard_part(wave, item),
    }


def place_of(instrument: Instrument, item: Item) -> int:
    """Give which of the usual questions this one is, from 1; what follows from an answer keeps the number before it.

    A number or a total that grew with further questions would tell the next screens what was said.
    """
    up_to = instrument.asked[: instrument.asked.index(item) + 1]
    return max(1, sum(not each.relevant for each in up_to))


def _begins_hard_part(wave: HostedWave, item: Item) -> bool:
    """A note between questions says that hard ones follow; one before or after all of them does not."""
    place = wave.instrument.items.index(item)
    around = wave.instrument.items[:place], wave.instrument.items[place + 1 :]
    return item.type is ItemType.NOTE and all(any(each.type is not ItemType.NOTE for each in part) for part in around)


def _options(wave: HostedWave, progress: Progress, item: Item) -> list[Option]:
    return [Option(token(progress, each.name), _in(wave, progress, each.label)) for each in item.choices]


def _in(wave: HostedWave, progress: Progress, strings: Told) -> Shown | None:
    return shown_in(strings, progress.language, first=wave.instrument.languages[0])


_TEMPLATES = {
    Stage.FIRST: "first",
    Stage.AGE: "age",
    Stage.YOUNG: "young",
    Stage.CONSENT: "consent",
    Stage.ASK: "ask",
    Stage.CALL: "call",
    Stage.SEND: "send",
    Stage.STOP: "send",
}
_VALUES = {Stage.FIRST: _first, Stage.AGE: _age, Stage.CONSENT: _consent, Stage.ASK: _ask}
