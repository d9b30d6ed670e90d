"""Answers of synthetic sites, gamed and clean, to a small instrument. `opened_of` makes what a custodian opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random
from typing import Any

from ledger.model.survey.consent import AgeGroup, Consent, Mode, Purpose
from ledger.model.survey.instrument import (
    Choice,
    Dimension,
    Indicator,
    Instrument,
    Item,
    ItemType,
    Strength,
    TextState,
    Words,
)
from ledger.model.survey.response import Channel, Opened, Response, Standing
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket

STARTED = 1_790_000_000
SITE_TOKEN = "site-token"
SITE = PlannedSite(SITE_TOKEN, "urn:epc:id:sgln:9506000.00102.0", "IN", Roster(400), SampleBucket.FROM_100)


def _said(text: str) -> dict[str, Words]:
    return {"en": Words(text, TextState.DRAFT)}


def a_question(name: str, *, choices: Sequence[str] = ("yes", "no"), **changes: Any) -> Item:
    """An item of which `yes` shows."""
    told = tuple(Choice(each, _said(each), shows=each == "yes") for each in choices)
    return replace(Item(name, ItemType.ONE, _said(name), {}, told), **changes)


INVOLUNTARY = {"dimension": Dimension.INVOLUNTARINESS, "strength": Strength.STRONG}
PENALTY = {"dimension": Dimension.PENALTY, "strength": Strength.MEDIUM}
ITEMS = (
    a_question("fees_paid", indicator=Indicator.DEBT_BONDAGE, topic="fees", **INVOLUNTARY),
    a_question("papers_kept", indicator=Indicator.RETENTION_OF_DOCUMENTS, topic="documents", **PENALTY),
    a_question("threatened", indicator=Indicator.INTIMIDATION, **PENALTY),
    *(a_question(f"control_{n}", is_control=True) for n in (1, 2, 3)),
    *(a_question(name) for name in ("migrant", "night_shift", "agency_hired")),
    a_question("canteen", choices=("often", "sometimes", "never")),
    a_question("bus_minutes", choices=("10", "20", "30", "40", "50", "60")),
    a_question("kin", choices=("a", "b", "c", "d", "e")),
    Item("list_with", ItemType.NUMBER, _said("list_with"), {}),
    Item("list_without", ItemType.NUMBER, _said("list_without"), {}),
    Item("last_words", ItemType.TEXT, _said("last_words"), {}),
)
INSTRUMENT = Instrument("small", "1", ("en",), ITEMS, 120, bytes(32))
CONSENT = Consent("1", "en", AgeGroup.ADULT, bytes(32), frozenset({Purpose.AGGREGATE}), Mode.SELF)


@dataclass(frozen=True)
class Person:
    """One who answered."""

    answers: Mapping[str, str]
    words: str | None = None
    seconds: int = 300
    arrived_at: int = STARTED
    device: str | None = None
    mode: Mode = Mode.SELF
    channel: Channel = Channel.WEB
    others: Mapping[str, Any] = field(default_factory=dict)


WORDS = ("water", "roof", "bus", "pay", "night", "heat", "family", "phone", "food", "leave", "foreman", "machine")


def honest_people(n: int, *, seed: int = 1, affected: float = 0.1, **changes: Any) -> list[Person]:
    """People as they are: a few badly off in several ways at once, most well; they come when they come."""
    random, people, at = Random(seed), [], STARTED
    for number in range(n):
        at += int(random.expovariate(1 / 900)) + 1
        is_bad = random.random() < affected
        share = {"fees_paid": 0.9, "papers_kept": 0.8, "threatened": 0.7} if is_bad else {}
        share |= dict.fromkeys(("control_1", "control_2", "control_3"), 1 / 3)
        share |= {"migrant": 0.9 if is_bad else 0.25, "night_shift": 0.3, "agency_hired": 0.4 if is_bad else 0.15}
        answers = {name: "yes" if random.random() < share.get(name, 0.02) else "no" for name in _yes_or_no()}
        for item in ITEMS:
            if item.choices and item.name not in answers:
                answers[item.name] = random.choice(item.choices).name
        told = f"{' '.join(random.sample(WORDS, 5))} {number * 7919}" if random.random() < 0.4 else None
        person = Person(answers, told, int(random.gauss(320, 90)) % 600 + 150, at, device=f"device-{number}")
        people.append(replace(person, **changes))
    return people


def _yes_or_no() -> list[str]:
    return [item.name for item in ITEMS if [choice.name for choice in item.choices] == ["yes", "no"]]


def opened_of(people: Sequence[Person], *, site: str = SITE_TOKEN) -> list[Opened]:
    """What the custodian opens of them, each under a code of its own."""
    rows = []
    for number, person in enumerate(people):
        response = Response(
            standing=Standing.ANSWERED, site=site, answers=person.answers,
            free_texts={"last_words": person.words} if person.words else {},
            consent=replace(CONSENT, mode=person.mode), channel=person.channel, language="en",
            receipt_code=f"{number:016d}", sequence=1, arrived_at=person.arrived_at, seconds=person.seconds,
            device=person.device,
        )  # fmt: skip
        digest = sha256(f"{site} {number}".encode()).digest()
        rows.append(Opened(digest[:16], digest, digest, replace(response, **person.others)))
    return rows
