"""The invented workers of the wave: what each would say through a channel, drawn from a seed.

Nobody's answer is written by hand: who is in forced labour in the story meets the items of the questionnaire that look
for it more often than the others do, and so does whoever was coached, copied or rushed by the pattern of the site.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from ledger.model.survey.consent import AgeGroup, Consent, ConsentText, Mode, Purpose
from ledger.model.survey.instrument import GENDER_ITEM, MORE_ITEM, STRATA_ITEMS, Instrument, Item, ItemType
from ledger.model.survey.response import Channel, Visit
from ledger.surveys.channels.visiting import CALL_BACK
from ledger.surveys.instrument.routing import shown
from scripts.demo.wave.sites import Asked, Pattern

_SEEN_IN_FORCED_LABOUR, _SEEN_OTHERWISE = 0.7, 0.004
_CONTROL_IS_TRUE = 1 / 3
_SKIPS = 0.03
_CHANNELS = (Channel.WEB, Channel.WEB, Channel.VOICE, Channel.SMS, Channel.PAPER)
_WORDS = (
    *("bus", "canteen", "supervisor", "Sunday", "dormitory", "payslip", "cousin", "water", "roof", "shift", "overtime"),
    *("tea", "stairs", "window", "gloves", "holiday", "cashier", "school", "rain", "machine", "needle", "shoes"),
    *("phone", "market", "brother", "medicine", "clinic", "contract", "bonus", "locker", "fan", "rice"),
)
_COPIED_TEXT = "Everything is good here and we thank the management for the nice canteen and the good rooms."


@dataclass(frozen=True, slots=True)
class Arrival:
    """One visit and when it comes to its end, in seconds after the wave's opening."""

    after: int
    visit: Visit


def arrivals(
    asked: Asked, token: str, *, instrument: Instrument, consents: Sequence[ConsentText], days: int, rng: Random
) -> list[Arrival]:
    """Give the visits of one site in the order in which they come: who answers, and who looks and leaves."""
    moments = _moments(asked, days, rng)
    adult = next(text for text in consents if text.age_group is AgeGroup.ADULT)
    visits = [
        _answered(asked, token, instrument, adult, rng, is_severe=_is_severe(asked, n)) for n in range(asked.answers)
    ]
    visits += [Visit(token, Channel.WEB, rng.choice(asked.languages)) for _ in range(asked.left)]
    if asked.pattern is not Pattern.RUSHED:
        rng.shuffle(visits)
    return [Arrival(moment, visit) for moment, visit in zip(moments, visits, strict=True)]


def _moments(asked: Asked, days: int, rng: Random) -> list[int]:
    """Through the days, as shifts end; at a rushed site all at once, a minute apart."""
    count = asked.answers + asked.left
    if asked.pattern is Pattern.RUSHED:
        start = rng.randrange(days - 1) * 86_400 + 36_000
        return [start + 60 * place for place in range(count)]
    return sorted(rng.randrange(days) * 86_400 + rng.randrange(25_000, 80_000) for _ in range(count))


def _is_severe(asked: Asked, number: int) -> bool:
    return asked.pattern is Pattern.SEVERE and number == 0


def _answered(
    asked: Asked, token: str, instrument: Instrument, text: ConsentText, rng: Random, *, is_severe: bool
) -> Visit:
    language = rng.choice(asked.languages)
    answers, texts = _answers(asked, instrument, rng, is_severe=is_severe)
    purposes = {Purpose.AGGREGATE} | {each for each in (Purpose.REFERRAL, Purpose.QUOTATION) if rng.random() < 0.3}
    if is_severe:  # agrees to be referred, and leaves a number that is nobody's
        purposes, texts = purposes | {Purpose.REFERRAL}, {**texts, CALL_BACK: "0000000000"}
    return Visit(
        site=token,
        channel=Channel.WEB if asked.pattern is Pattern.RUSHED else rng.choice(_CHANNELS),
        language=language,
        consent=Consent(text.version, language, text.age_group, text.digest, frozenset(purposes), Mode.SELF),
        answers=answers,
        free_texts=texts,
        seconds=_seconds(asked, instrument, rng),
    )


def _seconds(asked: Asked, instrument: Instrument, rng: Random) -> int:
    if asked.pattern is Pattern.RUSHED:
        return max(20, instrument.reading_seconds // 4) + rng.randrange(3)
    return int(instrument.reading_seconds * rng.uniform(1.4, 4.5))


def _answers(
    asked: Asked, instrument: Instrument, rng: Random, *, is_severe: bool
) -> tuple[dict[str, str], dict[str, str]]:
    if asked.pattern is Pattern.COPIED and rng.random() < 0.7:
        rng = Random(f"copied form of {asked.key}")
    is_forced = is_severe or rng.random() < asked.share
    answers: dict[str, str] = {}
    texts: dict[str, str] = {}
    for item in _asked_in_turn(instrument, answers):
        if item.type is ItemType.TEXT:
            texts |= _text(asked, item, rng)
        elif asked.pattern is Pattern.COACHED or rng.random() >= _SKIPS:
            answers |= {item.name: answer} if (answer := _answer(asked, item, is_forced, rng)) else {}
    return answers, texts


def _asked_in_turn(instrument: Instrument, answers: Mapping[str, str]) -> Iterator[Item]:
    """Give what is asked, item by item, as the answers given so far let it be shown. Nobody here wants further ones."""
    for item in instrument.asked:
        if item.name != MORE_ITEM and item in shown(instrument, answers):
            yield item


def _answer(asked: Asked, item: Item, is_forced: bool, rng: Random) -> str:
    names = [choice.name for choice in item.choices]
    if item.type is ItemType.NUMBER:
        return str(rng.randrange(1, 30))
    if item.name == GENDER_ITEM:
        return rng.choices(names, weights=[_gender_weight(name, asked) for name in names])[0]
    if item.name in STRATA_ITEMS:
        return _yes_or_no(names, rng.random() < (getattr(asked.roster, item.name) or 0.0))
    if item.is_control:
        return _yes_or_no(names, asked.pattern is not Pattern.COACHED and rng.random() < _CONTROL_IS_TRUE)
    return _finding(asked, item, is_forced, rng)


def _finding(asked: Asked, item: Item, is_forced: bool, rng: Random) -> str:
    showing = [choice.name for choice in item.choices if choice.shows]
    others = [choice.name for choice in item.choices if not choice.shows]
    chance = 0.0 if asked.pattern is Pattern.COACHED else _SEEN_IN_FORCED_LABOUR if is_forced else _SEEN_OTHERWISE
    if showing and rng.random() < chance:
        return rng.choice(showing)
    return (others[0] if asked.pattern is Pattern.COACHED else rng.choice(others)) if others else ""


def _text(asked: Asked, item: Item, rng: Random) -> dict[str, str]:
    if asked.pattern is Pattern.COPIED:
        return {item.name: _COPIED_TEXT}
    if asked.pattern is Pattern.COACHED or rng.random() < 0.8:
        return {}
    return {
        item.name: f"Invented words about {', '.join(rng.sample(_WORDS, 3))} and {rng.randrange(100)} other things."
    }


def _gender_weight(name: str, asked: Asked) -> float:
    women = asked.roster.women or 0.5
    return {"woman": women, "man": 1 - women}.get(name, 0.02)


def _yes_or_no(names: Sequence[str], is_yes: bool) -> str:
    if "yes" in names and "no" in names:
        return "yes" if is_yes else "no"
    return names[0] if is_yes else names[-1]
