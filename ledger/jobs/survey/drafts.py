"""Which strings of a wave nobody reviewed: of its questionnaire, its consents, and the pages that ask."""

from collections.abc import Sequence

from ledger.model.survey.consent import ConsentText
from ledger.model.survey.instrument import Instrument
from ledger.reference.survey_words import words
from ledger.surveys.instrument.review import drafts_of


def drafts_told(instrument: Instrument, consents: Sequence[ConsentText], languages: Sequence[str]) -> tuple[str, ...]:
    """Name each string that is a draft or missing in one of the languages. Raises ReferenceTableError for a language
    that the pages have no words in."""
    return drafts_of(instrument, consents, {each: words(each) for each in languages}, languages=languages)
