"""Which strings nobody who speaks the language has read: a real wave cannot open with one of them."""

from collections.abc import Iterable, Mapping, Sequence

from ledger.model.survey.consent import ConsentText
from ledger.model.survey.instrument import Instrument, TextState, Told, Words


def drafts_of(
    instrument: Instrument,
    consents: Sequence[ConsentText],
    words: Mapping[str, Mapping[str, Words]],
    *,
    languages: Iterable[str] | None = None,
) -> tuple[str, ...]:
    """Name every string of questionnaire, consent and pages that is a draft, or missing, in one of the languages.

    `words` are the page strings by language and key; `languages` those of the wave, else all of the questionnaire. An
    empty answer says that each string was read by somebody, as whoever marked it says; not that the words are right.
    """
    held = tuple(instrument.languages if languages is None else languages)
    return (
        *(f"question {name} ({language})" for name, language in instrument.drafts if language in held),
        *(f"question, every one ({language})" for language in held if language not in instrument.languages),
        *(f"consent {name} ({language})" for name, language in _of_consents(consents, held)),
        *(f"page {key} ({language})" for key, language in _of_pages(words, held)),
    )


def _of_consents(consents: Sequence[ConsentText], languages: Sequence[str]) -> list[tuple[str, str]]:
    named = [
        (f"{consent.age_group} {name}", told)
        for consent in consents
        for name, told in (
            *((f"paragraph {number}", told) for number, told in enumerate(consent.paragraphs, 1)),
            *((f"purpose {purpose}", told) for purpose, told in consent.purposes),
        )
    ]
    return [(name, language) for name, told in named for language in languages if _is_draft(told, language)]


def _of_pages(words: Mapping[str, Mapping[str, Words]], languages: Sequence[str]) -> list[tuple[str, str]]:
    keys = sorted({key for strings in words.values() for key in strings})
    strings = {key: {language: words[language][key] for language in words if key in words[language]} for key in keys}
    return [(key, language) for key in keys for language in languages if _is_draft(strings[key], language)]


def _is_draft(told: Told, language: str) -> bool:
    return language not in told or told[language].state is TextState.DRAFT
