"""A survey as a phone with keys walks it: from everything that was keyed so far to the next thing that is said.

8, where somebody says how old they are, asks for short, easy words; who is young has them in any case. Which words
they were is no answer and is kept nowhere.
Nothing is kept between two steps: a gateway that sends "1*2*3" sends the whole walk again. Help comes first and last,
every question can be skipped with 0 (a number with 00), 99 leaves, and what is not understood is asked again. Free
text is not asked for: keys are a bad way to write it, and a voice names its speaker.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from string import Template

from ledger.errors import Unacceptable
from ledger.model.survey.consent import AgeGroup, ConsentText, Purpose
from ledger.model.survey.instrument import Item, ItemType, Told
from ledger.model.survey.wave import HostedWave
from ledger.reference.survey_words import words
from ledger.surveys.channels.said import SKIP_NUMBER, Said, answer_of
from ledger.surveys.channels.visiting import AGE_GROUP, CALL_BACK, CONSENT, UNDER_AGE
from ledger.surveys.instrument.routing import next_item

NEXT, SKIP, LEAVE, EASY = "1", "0", "99", "8"
_MOST_KEYS = 9  # of a list where each single digit is one choice


@dataclass(frozen=True, slots=True)
class Walked:
    """Where a walk stands: `prompt` is said next, None at its end. `named` is what was answered until here."""

    language: str
    prompt: str | None
    named: Mapping[str, Said]
    has_left: bool = False


class _Waits(Exception):
    """No key was pressed yet: this is said."""


class _Leaves(Exception):
    """99 was pressed: nothing that was answered is kept."""


@dataclass(slots=True)
class _Caller:
    """The keys not yet used up, and what they have answered."""

    keys: deque[str]
    language: str
    named: dict[str, Said] = field(default_factory=dict)
    is_easy: bool = False  # questions in short, easy words

    def key(self, prompt: str, choices: Collection[str] | None) -> str:
        """Give the next key that is one of `choices` (None: any at all); anything else is asked again."""
        told = prompt
        while self.keys:
            pressed = self.keys.popleft()
            if pressed == LEAVE:
                raise _Leaves
            if pressed and (choices is None or pressed in choices):
                return pressed
            told = f"{self.say('phone_not_understood')}\n{prompt}"
        raise _Waits(told)

    def say(self, key: str, **filled: str) -> str:
        return Template(words(self.language)[key].text).substitute(filled)

    def told(self, texts: Told) -> str:
        return texts[self.language].text if self.language in texts else next(iter(texts.values())).text

    def yes_no(self, name: str, question: str) -> bool:
        keys = {"1": "yes", "2": "no"}
        pressed = self.key(f"{question}\n1 {self.say('phone_yes')}\n2 {self.say('phone_no')}", tuple(keys))
        self.named[name] = Said((keys[pressed],))
        return keys[pressed] == "yes"


def walked(wave: HostedWave, keyed: Iterable[str], *, help_text: str) -> Walked:
    """Give where the walk stands after these keys. The same keys always lead to the same place."""
    caller = _Caller(deque(each.strip() for each in keyed), wave.languages[0])
    try:
        _walk(wave, caller, help_text)
    except _Waits as waits:
        return Walked(caller.language, str(waits), caller.named)
    except _Leaves:
        return Walked(caller.language, None, {}, has_left=True)
    return Walked(caller.language, None, caller.named)


def _walk(wave: HostedWave, caller: _Caller, help_text: str) -> None:
    _choose_language(wave, caller, help_text)
    group = _choose_age(wave, caller)
    if group is None:
        return
    if not _agree(caller, group):
        return
    _ask_items(wave, caller)
    if caller.named.get(f"purpose_{Purpose.REFERRAL.value}") == Said(("yes",)):
        caller.yes_no(CALL_BACK, caller.say("phone_call_back"))


def _choose_language(wave: HostedWave, caller: _Caller, help_text: str) -> None:
    """Help is on the first screen, in front of anything that is asked."""
    names = {str(number): language for number, language in enumerate(wave.languages, start=1)}
    listed = "\n".join(f"{key} {words(language)['language_name'].text}" for key, language in names.items())
    caller.language = names[caller.key(f"{help_text}\n{listed}", tuple(names))]


def _choose_age(wave: HostedWave, caller: _Caller) -> ConsentText | None:
    texts = {text.age_group: text for text in wave.offered}
    least = str(wave.least_age)
    offered = [(AgeGroup.ADULT.value, caller.say("page_age_adult"))]
    if AgeGroup.YOUNG in texts:
        young = caller.say("page_age_young", least=least)
        offered.append((AgeGroup.YOUNG.value, young))
    offered.append((UNDER_AGE, caller.say("page_age_under", least=least)))
    keys = {str(number): name for number, (name, _) in enumerate(offered, start=1)}
    listed = "\n".join(f"{number} {text}" for number, (_, text) in enumerate(offered, start=1))
    question = f"{caller.say('phone_stop', leave=LEAVE)}\n{caller.say('page_age_heading')}\n{listed}"
    has_easy = any(item.easy for item in wave.instrument.items)
    further = {EASY: f"\n{EASY} {caller.say('page_easy')}"} if has_easy else {}
    pressed = caller.key(question + "".join(further.values()), (*keys, *further))
    while pressed == EASY:
        caller.is_easy = True
        pressed = caller.key(question, (*keys, *further))
    chosen = keys[pressed]
    caller.is_easy = caller.is_easy or chosen == AgeGroup.YOUNG
    caller.named[AGE_GROUP] = Said((chosen,))
    return None if chosen == UNDER_AGE else texts.get(AgeGroup(chosen))


def _agree(caller: _Caller, text: ConsentText) -> bool:
    """Say whether the caller agreed to be asked and to at least one use; without a use nothing is asked."""
    for paragraph in text.paragraphs:
        caller.key(f"{caller.told(paragraph)}\n{NEXT} {caller.say('phone_next')}", (NEXT,))
    if not caller.yes_no(CONSENT, caller.say("phone_agree")):
        return False
    ticked = [caller.yes_no(f"purpose_{purpose.value}", caller.told(told)) for purpose, told in text.purposes]
    return any(ticked)


def _ask_items(wave: HostedWave, caller: _Caller) -> None:
    answers: dict[str, str] = {}
    item = next_item(wave.instrument, answers, None)
    while item is not None:
        answer = _ask(caller, item)
        if answer is not None:
            answers[item.name] = answer
            caller.named[item.name] = Said((answer,))
        item = next_item(wave.instrument, answers, item.name)


def _ask(caller: _Caller, item: Item) -> str | None:
    """Give the answer to one item, as the instrument names it; None where it was skipped."""
    asked = "\n".join(caller.told(each) for each in (item.label_in(is_easy=caller.is_easy), item.hint) if each)
    match item.type:
        case ItemType.TEXT:
            return None
        case ItemType.NOTE:
            caller.key(f"{asked}\n{NEXT} {caller.say('phone_next')}", (NEXT,))
            return None
        case ItemType.NUMBER:
            return _number(caller, item, f"{asked}\n{caller.say('phone_skip_number', skip=SKIP_NUMBER)}")
        case _:
            return _choices(caller, item, asked)


def _choices(caller: _Caller, item: Item, asked: str) -> str | None:
    lines = [f"{number} {caller.told(choice.label)}" for number, choice in enumerate(item.choices, start=1)]
    is_many = item.type is ItemType.MANY
    many = [caller.say("phone_many")] if is_many else []
    prompt = "\n".join([asked, *many, *lines, f"{SKIP} {caller.say('phone_skip')}"])
    while True:
        pressed = caller.key(prompt, None)
        if is_many and pressed.isdecimal() and len(item.choices) <= _MOST_KEYS:
            pressed = " ".join(pressed)
        try:
            return answer_of(item, Said((pressed,)))
        except Unacceptable:
            prompt = _again(caller, prompt)


def _number(caller: _Caller, item: Item, prompt: str) -> str | None:
    while True:
        try:
            return answer_of(item, Said((caller.key(prompt, None),)))
        except Unacceptable:
            prompt = _again(caller, prompt)


def _again(caller: _Caller, prompt: str) -> str:
    first = caller.say("phone_not_understood")
    return prompt if prompt.startswith(first) else f"{first}\n{prompt}"
