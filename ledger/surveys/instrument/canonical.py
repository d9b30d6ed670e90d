"""The one form of a questionnaire that its digest is made over: what is asked, in which words, and how it is read."""

import hashlib

from ledger.model.survey.instrument import Instrument, Item, Told
from ledger.proof.canonical import Json, canonicalise


def digest_of(instrument: Instrument) -> bytes:
    """Give the SHA-256 of the RFC 8785 form. Neither `digest` itself nor who reviewed a string is part of it.

    So a string that is reviewed unchanged makes no other questionnaire, and a panel's signature over it still stands.
    """
    return hashlib.sha256(canonicalise(form_of(instrument))).digest()


def form_of(instrument: Instrument) -> dict[str, Json]:
    """Give the questionnaire as JSON."""
    return {
        "v": 1,
        "name": instrument.name,
        "version": instrument.version,
        "languages": list(instrument.languages),
        "reading_seconds": instrument.reading_seconds,
        "items": [_item(item) for item in instrument.items],
    }


def _item(item: Item) -> dict[str, Json]:
    return {
        "name": item.name,
        "type": item.type.value,
        "label": _texts(item.label),
        "hint": _texts(item.hint),
        **({"easy": _texts(item.easy)} if item.easy else {}),
        "choices": [
            {"name": choice.name, "label": _texts(choice.label), "shows": choice.shows} for choice in item.choices
        ],
        "relevant": [{"item": condition.item, "any_of": list(condition.any_of)} for condition in item.relevant],
        "indicator": item.indicator.value if item.indicator else None,
        "dimension": item.dimension.value if item.dimension else None,
        "strength": item.strength.value if item.strength else None,
        "is_control": item.is_control,
        "topic": item.topic,
    }


def _texts(told: Told) -> Json:
    return {language: words.text for language, words in told.items()}
