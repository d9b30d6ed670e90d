"""What tests of the worker line are made of: an instrument, its consents, a hosted wave, visits; one line to override.

All names, organisations and numbers are invented; nobody answers them.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ledger.model.survey.consent import AgeGroup, Consent, ConsentText, Mode, Purpose
from ledger.model.survey.instrument import (
    Choice,
    Condition,
    Dimension,
    Indicator,
    Instrument,
    Item,
    ItemType,
    Strength,
    TextState,
    Told,
    Words,
)
from ledger.model.survey.response import Channel, EpochKeys, Visit
from ledger.model.survey.wave import HelpLine, HostedWave
from ledger.surveys.instrument.canonical import digest_of

LANGUAGES = ("en", "es", "bn", "ar")
CUSTODIAN = "did:web:workers.example"
WAVE, OTHER_WAVE = "d2F2ZS1vbmUtdG9rZW4h", "d2F2ZS10d28tdG9rZW4h"
SITE, OTHER_SITE = "c2l0ZS1vbmUtdG9rZW4h", "c2l0ZS10d28tdG9rZW4h"
OPENS, NOW, CLOSES = 1_790_000_000, 1_790_600_000, 1_791_000_000
EPOCH = "2026-09"


def told(text: str, *, state: TextState = TextState.DRAFT, languages: tuple[str, ...] = LANGUAGES) -> Told:
    """The same string in every language, each marked by it."""
    return {each: Words(text if each == "en" else f"{text} [{each}]", state) for each in languages}


def an_item(name: str, label: str = "", *, choices: tuple[Choice, ...] | None = None, **changes: Any) -> Item:
    """A yes-no question whose yes shows what it looks for; `changes` override its fields."""
    kind = changes.pop("type", ItemType.ONE)
    if choices is None:
        choices = a_yes_no() if kind is ItemType.ONE else ()
    return Item(name=name, type=kind, label=told(label or f"Is it so: {name}?"), hint={}, choices=choices, **changes)


def a_yes_no() -> tuple[Choice, ...]:
    return (Choice("yes", told("Yes"), shows=True), Choice("no", told("No")))


def a_choice(name: str, *, shows: bool = False) -> Choice:
    return Choice(name, told(name.replace("_", " ").capitalize()), shows)


def some_items() -> tuple[Item, ...]:
    """Help, three controls, gender, and for three indicators an item of each dimension; one branch; free text last."""
    involuntary, penalty = Dimension.INVOLUNTARINESS, Dimension.PENALTY
    debt, papers, threats = Indicator.DEBT_BONDAGE, Indicator.RETENTION_OF_DOCUMENTS, Indicator.INTIMIDATION
    genders = tuple(a_choice(each) for each in ("woman", "man", "another"))
    threat_kinds = tuple(a_choice(each, shows=True) for each in ("deport", "family", "wage_cut"))
    return (
        an_item("help_first", "You can call for help at any time.", type=ItemType.NOTE),
        an_item("bus_late", "Was the bus late this week?", is_control=True),
        an_item("rice_cold", "Was the meal cold this week?", is_control=True),
        an_item("lift_broken", "Was a lift or stair broken this week?", is_control=True),
        an_item("gender", "Are you a woman or a man?", choices=genders),
        an_item("fee_paid", indicator=debt, dimension=involuntary, strength=Strength.MEDIUM, topic="fees"),
        an_item(
            "fee_months",
            "How many months did you work to pay the fee?",
            type=ItemType.NUMBER,
            relevant=(Condition("fee_paid", ("yes",)),),
        ),
        an_item("debt_holds", indicator=debt, dimension=penalty, strength=Strength.STRONG, topic="fees"),
        an_item("hard_part", "The next questions are hard. You may skip each.", type=ItemType.NOTE),
        an_item("passport_kept", indicator=papers, dimension=penalty, strength=Strength.STRONG, topic="documents"),
        an_item("passport_asked", indicator=papers, dimension=involuntary, strength=Strength.MEDIUM),
        an_item("cannot_leave", indicator=threats, dimension=involuntary, strength=Strength.STRONG, topic="movement"),
        an_item(
            "threats",
            "What were you told would happen?",
            type=ItemType.MANY,
            choices=threat_kinds,
            indicator=threats,
            dimension=penalty,
            strength=Strength.STRONG,
        ),
        an_item("own_words", "Do you want to say more?", type=ItemType.TEXT),
    )


def an_instrument(*, items: tuple[Item, ...] | None = None, **changes: Any) -> Instrument:
    """The items above; `changes` override its fields. Its digest is its own."""
    items = some_items() if items is None else items
    made = replace(Instrument("little", "1.0", LANGUAGES, items, reading_seconds=40, digest=b""), **changes)
    return made if "digest" in changes else replace(made, digest=digest_of(made))


def a_consent_text(age_group: AgeGroup = AgeGroup.ADULT, **changes: Any) -> ConsentText:
    paragraphs = (told("You may stop at any time."), told("Nobody at your work sees what you answer."))
    purposes = tuple((each, told(f"My answers may be used for: {each.value}")) for each in Purpose)
    digest = hashlib.sha256(f"consent 1.0 {age_group}".encode()).digest()
    return replace(ConsentText("1.0", age_group, paragraphs, purposes, digest), **changes)


def some_consents() -> tuple[ConsentText, ...]:
    return (a_consent_text(AgeGroup.ADULT), a_consent_text(AgeGroup.YOUNG))


def a_help_line(name: str = "Invented Workers' Centre", **changes: Any) -> HelpLine:
    """A demo's line: its number is not real. `changes` override its fields."""
    made = HelpLine(
        name=name,
        number="000 000 0001",
        kind="worker_organisation",
        countries=("BD",),
        languages=("bn", "en"),
        hours=told("every day, 8:00 to 20:00"),
        confirmed_on=None,
        confirmed_by=None,
        is_real=False,
        operated_by="Invented Workers' Centre",
    )
    return replace(made, **changes)


def some_help_lines() -> tuple[HelpLine, ...]:
    """One of each kind, the police first: whoever shows them has to put them in order."""
    return (
        a_help_line("Invented Police", kind="police", number="000 000 0005"),
        a_help_line("Invented Labour Inspection", kind="labour_inspection", number="000 000 0004"),
        a_help_line("Invented Helpline", kind="helpline", number="000 000 0003"),
        a_help_line("Invented Union", kind="trade_union", number="000 000 0002"),
        a_help_line(),
    )


@dataclass(frozen=True)
class People:
    """The two people who open together, and the public halves of their keys."""

    first: X25519PrivateKey
    second: X25519PrivateKey
    epoch: str = EPOCH

    @property
    def keys(self) -> EpochKeys:
        return EpochKeys(
            self.epoch, self.first.public_key().public_bytes_raw(), self.second.public_key().public_bytes_raw()
        )


def two_people(epoch: str = EPOCH) -> People:
    """Two people with keys made from fixed bytes, so that a test can be run again."""
    first, second = (hashlib.sha256(f"{epoch} person {each}".encode()).digest() for each in (1, 2))
    return People(X25519PrivateKey.from_private_bytes(first), X25519PrivateKey.from_private_bytes(second), epoch)


def a_hosted_wave(token: str = WAVE, **changes: Any) -> HostedWave:
    """A demo's wave in four languages that is open at NOW. `changes` override its fields."""
    made = HostedWave(
        token=token,
        custodian=CUSTODIAN,
        custodian_name="Invented Workers' Centre",
        instrument=an_instrument(),
        consents=some_consents(),
        languages=LANGUAGES,
        help_lines=some_help_lines(),
        keys=two_people().keys,
        opens_at=OPENS,
        closes_at=CLOSES,
        least_age=15,
        is_demo=True,
        panel=None,
    )
    return replace(made, **changes)


def a_consent(text: ConsentText | None = None, **changes: Any) -> Consent:
    """An adult agreed to aggregates alone, holding the phone."""
    text = text or a_consent_text()
    made = Consent(
        version=text.version,
        language="en",
        age_group=text.age_group,
        text_digest=text.digest,
        purposes=frozenset({Purpose.AGGREGATE}),
        mode=Mode.SELF,
    )
    return replace(made, **changes)


def some_answers(**changes: str) -> dict[str, str]:
    """Forced labour by the rule: a fee that binds, a passport kept. Conditional items are answered as shown."""
    return {
        "bus_late": "yes",
        "rice_cold": "no",
        "lift_broken": "no",
        "gender": "woman",
        "fee_paid": "yes",
        "fee_months": "7",
        "debt_holds": "yes",
        "passport_kept": "yes",
        "passport_asked": "no",
        "cannot_leave": "no",
        "threats": "deport wage_cut",
    } | changes


def a_visit(**changes: Any) -> Visit:
    """Somebody answered everything but the free text, on the page."""
    made = Visit(
        site=SITE,
        channel=Channel.WEB,
        language="en",
        consent=a_consent(),
        answers=some_answers(),
        free_texts={},
        receipt_code=None,
        seconds=240,
    )
    return replace(made, **changes)


def a_cover_visit(**changes: Any) -> Visit:
    """Somebody came and left without answering."""
    return replace(a_visit(consent=None, answers={}), **changes)
