"""The words of the worker line that ship with the product: of pages and results, what is agreed to, what is asked.

Every string says whether somebody who speaks the language has read it. Nothing is filled in from another language: what
is missing in one is missing, and no real wave opens in it (see surveys/instrument/review).
"""

import hashlib
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from ledger.errors import ReferenceTableError
from ledger.model.survey.consent import AgeGroup, ConsentText, Purpose
from ledger.model.survey.instrument import TextState, Told, Words
from ledger.proof.canonical import Json, canonicalise

LANGUAGES = ("en", "es", "bn", "ar")
BUNDLED = "worker_voice_1.xlsx"
MAX_CHARACTERS = 1_000  # of one string: a page shows a few, and must stay small
_PARTS = 2  # text and state
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "nkoo", "syrc", "thaa"})


def direction(language: str) -> str:
    """Give `rtl` for a language (BCP 47) written from right to left, else `ltr`. A script subtag decides first."""
    primary, *subtags = language.lower().split("-")
    scripts = [subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in _RIGHT_TO_LEFT else "ltr"


@cache
def words(language: str) -> Mapping[str, Words]:
    """Give every string of the pages and results in one language, by key.

    Raises ReferenceTableError for a language that has no words here, and for a file that is not well formed.
    """
    if language not in LANGUAGES:
        _refuse("survey_words", "language", "has no words here", f"use one of {', '.join(LANGUAGES)}")
    return _strings(f"survey_words/{language}", _read(f"survey_words/{language}"))


def bundled_workbook() -> bytes:
    """Give the bundled questionnaire's XLSForm; surveys/instrument/bundled reads it."""
    return (files("ledger.reference") / "instruments" / BUNDLED).read_bytes()


@cache
def bundled_consents() -> tuple[ConsentText, ...]:
    """Give what is read before any question: a text for adults and one for young workers, in every language.

    Raises ReferenceTableError where a language is of another version, or has not the paragraphs of the first.
    """
    by_language = {language: _read(f"instruments/consent/{language}") for language in LANGUAGES}
    version = str(by_language[LANGUAGES[0]].get("version"))
    for language, document in by_language.items():
        if set(document) != {"version", *AgeGroup} or document["version"] != version:
            _refuse(f"consent/{language}", "version", "is not of the version and parts of the first language")
    return tuple(_consent(version, group, by_language) for group in AgeGroup)


def consent_text(
    version: str, age_group: AgeGroup, paragraphs: tuple[Told, ...], purposes: tuple[tuple[Purpose, Told], ...]
) -> ConsentText:
    """Give the text with its digest: SHA-256 of the RFC 8785 form of what is read. A review of it changes no digest."""
    form: dict[str, Json] = {
        "v": 1,
        "version": version,
        "age_group": age_group.value,
        "paragraphs": [_texts(told) for told in paragraphs],
        "purposes": [[purpose.value, _texts(told)] for purpose, told in purposes],
    }
    return ConsentText(version, age_group, paragraphs, purposes, hashlib.sha256(canonicalise(form)).digest())


def _texts(told: Told) -> Json:
    return {language: each.text for language, each in told.items()}


def _consent(version: str, group: AgeGroup, by_language: Mapping[str, Mapping[str, Any]]) -> ConsentText:
    paragraphs = _told(f"{group}.paragraphs", {each: told[group]["paragraphs"] for each, told in by_language.items()})
    purposes = _told(f"{group}.purposes", {each: told[group]["purposes"] for each, told in by_language.items()})
    if list(purposes) != list(Purpose):
        _refuse("consent", f"{group}.purposes", "are not the purposes there are, in their order")
    named = tuple((Purpose(name), told) for name, told in purposes.items())
    return consent_text(version, group, tuple(paragraphs.values()), named)


def _told(part: str, tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Told]:
    """Give each string of a part in all languages, in the order of the first."""
    strings = {language: _strings(f"consent/{language}", table) for language, table in tables.items()}
    order = list(strings[LANGUAGES[0]])
    for language, found in strings.items():
        if list(found) != order:
            _refuse(f"consent/{language}", part, "has other strings, or another order, than the first language")
    return {key: {language: found[key] for language, found in strings.items()} for key in order}


def _read(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((files("ledger.reference") / f"{name}.toml").read_text("utf-8"))
    except (OSError, ValueError) as error:
        reason = f"cannot be read: {error}"
        raise ReferenceTableError(table=name, field="file", reason=reason, mend="restore the file") from error


def _strings(name: str, table: Mapping[str, Any]) -> dict[str, Words]:
    return {key: _words(name, key, value) for key, value in table.items()}


def _words(name: str, key: str, value: object) -> Words:
    if not isinstance(value, dict) or not isinstance(text := value.get("text"), str) or len(value) != _PARTS:
        _refuse(name, key, "is not a text with a state", 'write it as { text = "…", state = "draft" }')
    text = unicodedata.normalize("NFC", text)
    if not 0 < len(text) <= MAX_CHARACTERS or text != text.strip():
        _refuse(name, key, f"is empty, has spaces around it or is over {MAX_CHARACTERS} characters")
    if value.get("state") not in set(TextState):
        _refuse(name, key, "has a state that there is not", 'say "draft" until somebody who speaks it has read it')
    return Words(text, TextState(value["state"]))


def _refuse(table: str, field: str, reason: str, mend: str = "correct the file") -> NoReturn:
    raise ReferenceTableError(table=table, field=field, reason=reason, mend=mend)
