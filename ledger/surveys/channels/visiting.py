"""Named answers as a Visit: the one place where a channel's words for consent, age and purposes are read.

Beside the instrument's items these names mean something: `consent` (yes, no), `age_group` (adult, young, under),
`purpose_…` for each purpose (yes, no), `mode` (self, interviewer), `receipt_code`, `call_back` (yes, no). Whatever else
comes is left where it came from. A phone number goes on only for who asked to be called back and agreed to referral,
and then inside the sealed free text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ledger.errors import Unacceptable
from ledger.model.survey.consent import AgeGroup, Consent, Mode, Purpose
from ledger.model.survey.instrument import ItemType
from ledger.model.survey.response import Channel, Visit
from ledger.model.survey.wave import HostedWave
from ledger.surveys.channels.said import Said, answer_of, chosen

CONSENT, AGE_GROUP, MODE, RECEIPT_CODE, CALL_BACK = "consent", "age_group", "mode", "receipt_code", "call_back"
UNDER_AGE = "under"
AGE_GROUPS = (AgeGroup.ADULT.value, AgeGroup.YOUNG.value, UNDER_AGE)
PURPOSE_NAMES = {f"purpose_{purpose.value}": purpose for purpose in Purpose}
RESERVED = frozenset({CONSENT, AGE_GROUP, MODE, RECEIPT_CODE, CALL_BACK, *PURPOSE_NAMES})
YES_NO = ("yes", "no")
_PHONE = re.compile(r"(?:(?:tel|whatsapp):)?(\+?[0-9]{3,20})")


@dataclass(frozen=True, slots=True)
class Came:
    """How a visit came. `number` is the caller's, which is dropped unless a call back was asked for."""

    site: str
    channel: Channel
    language: str
    seconds: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A visit at its end, and what makes it one: `message` is the provider's own id of it. `ignored` names are counted.

    `visit` is None while the run goes on: what was answered so far is not kept anywhere.
    """

    message: str
    visit: Visit | None
    ignored: int = 0


def visit_of(wave: HostedWave, named: Mapping[str, Said], came: Came) -> Visit:
    """Give the visit that these named answers make. Who declined or is under age is a visit without answers.

    Raises Unacceptable, which names the field and holds no answer. Does not ask whether the answers fit together or the
    wave is open: see `jobs.survey.respond`.
    """
    code = next(reversed(named[RECEIPT_CODE].forms), "").strip() or None if RECEIPT_CODE in named else None
    cover = Visit(site=came.site, channel=came.channel, language=came.language, receipt_code=code, seconds=came.seconds)
    consent = _consent(wave, named, came.language)
    if consent is None:
        return cover
    answers, free_texts = _answers(wave, named)
    return Visit(
        site=came.site,
        channel=came.channel,
        language=came.language,
        consent=consent,
        answers=answers,
        free_texts={**free_texts, **_call_back(named, consent, came.number)},
        receipt_code=code,
        seconds=came.seconds,
    )


def ignored(wave: HostedWave, named: Mapping[str, Said]) -> int:
    """Say how many names mean nothing here."""
    return len(named.keys() - known_names(wave))


def known_names(wave: HostedWave) -> frozenset[str]:
    """Give every name that means something: the instrument's items and the words for consent, age and purposes."""
    return RESERVED | {item.name for item in wave.instrument.asked}


def language_of(wave: HostedWave, told: str | None) -> str:
    """Give the wave's language for a code of two or three letters; its first where the code says none of them."""
    code = (told or "").strip().casefold().replace("_", "-")
    short = _SHORT.get(code, code.partition("-")[0])
    fitting = [each for each in wave.languages if each.casefold() == code or each.casefold().partition("-")[0] == short]
    return fitting[0] if fitting else wave.languages[0]


def _answers(wave: HostedWave, named: Mapping[str, Said]) -> tuple[dict[str, str], dict[str, str]]:
    """Give answers and free texts; whether they fit together is judged where the visit is kept."""
    answers, texts = dict[str, str](), dict[str, str]()
    for item in wave.instrument.asked:
        answer = answer_of(item, named[item.name]) if item.name in named else None
        if answer is not None:
            (texts if item.type is ItemType.TEXT else answers)[item.name] = answer
    return answers, texts


def _consent(wave: HostedWave, named: Mapping[str, Said], language: str) -> Consent | None:
    if CONSENT not in named:
        if any(item.name in named for item in wave.instrument.asked):
            mend = "ask for consent first, and send it as `consent` (yes or no)"
            raise Unacceptable(field=CONSENT, reason="is missing, and there are answers", mend=mend)
        return None
    if chosen(CONSENT, named[CONSENT], YES_NO) != "yes":
        return None
    age = chosen(AGE_GROUP, named.get(AGE_GROUP, Said(())), AGE_GROUPS)
    if age is None:
        raise Unacceptable(field=AGE_GROUP, reason="is missing", mend=f"send one of: {', '.join(AGE_GROUPS)}")
    return None if age == UNDER_AGE else _consent_of_age(wave, named, AgeGroup(age), language)


def _consent_of_age(wave: HostedWave, named: Mapping[str, Said], age: AgeGroup, language: str) -> Consent:
    text = next((each for each in wave.offered if each.age_group is age), None)
    if text is None:
        mend = "end the survey with help for this age group"
        raise Unacceptable(field=AGE_GROUP, reason="this wave does not ask people of it", mend=mend)
    ticked = {
        purpose
        for name, purpose in PURPOSE_NAMES.items()
        if name in named and chosen(name, named[name], YES_NO) == "yes"
    }
    mode = chosen(MODE, named.get(MODE, Said(())), [each.value for each in Mode])
    return Consent(
        version=text.version,
        language=language,
        age_group=age,
        text_digest=text.digest,
        purposes=frozenset(ticked),
        mode=Mode(mode) if mode else Mode.SELF,
    )


def _call_back(named: Mapping[str, Said], consent: Consent, number: str | None) -> dict[str, str]:
    if CALL_BACK not in named or chosen(CALL_BACK, named[CALL_BACK], YES_NO) != "yes":
        return {}
    found = _PHONE.fullmatch((number or "").strip())
    return {CALL_BACK: found[1]} if found and Purpose.REFERRAL in consent.purposes else {}


_SHORT = {  # ISO 639-3 as flows have it, to the two letters of BCP 47
    "ara": "ar", "ben": "bn", "cat": "ca", "ces": "cs", "deu": "de", "eng": "en", "fas": "fa", "fra": "fr", "guj": "gu",
    "hin": "hi", "ind": "id", "ita": "it", "kan": "kn", "khm": "km", "lao": "lo", "mal": "ml", "mar": "mr", "msa": "ms",
    "mya": "my", "nep": "ne", "ori": "or", "pan": "pa", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru", "sin": "si",
    "som": "so", "spa": "es", "swa": "sw", "tam": "ta", "tel": "te", "tgl": "tl", "tha": "th", "tur": "tr", "ukr": "uk",
    "urd": "ur", "uzb": "uz", "vie": "vi", "zho": "zh",
}  # fmt: skip
