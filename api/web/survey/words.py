"""The words of the survey's pages, filled in and safe to put into a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Template

from markupsafe import Markup, escape

from ledger.model.survey.instrument import Told
from ledger.reference.survey_words import LANGUAGES, direction, words
from ledger.report.words import told

_BENGALI_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


class PageWords:
    """The sentences of one language by key; what is filled in is escaped and isolated from the sentence."""

    def __init__(self, language: str) -> None:
        """Take the words of the language, or English ones where the product has none of it."""
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.direction = direction(self.language)
        self._strings = words(self.language)

    def __call__(self, key: str, **filled: object) -> Markup:
        """Give the sentence, every `$name` of it filled in."""
        template = Template(str(escape(self._strings[key].text)))
        return Markup(template.substitute({name: told(value) for name, value in filled.items()}))  # noqa: S704 - escaped

    def number(self, number: int) -> str:
        """Give a number in the digits that are read in this language."""
        return str(number).translate(_BENGALI_DIGITS) if self.language == "bn" else str(number)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text of the wave's own, and the language it really is in."""

    text: str
    language: str
    direction: str


def shown_in(strings: Told, language: str, *, first: str) -> Shown | None:
    """Give the text in the language, else in the one it was written in, else in any; None where there is none."""
    found = next((each for each in (language, first, *strings) if each in strings), None)
    return None if found is None else Shown(strings[found].text, found, direction(found))


def name_of(language: str) -> str:
    """Give a language's own name where its words are here, else its code."""
    return words(language)["language_name"].text if language in LANGUAGES else language


def day_of(at: int) -> str:
    """Give the ISO day (UTC) of epoch seconds."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def preferred(accepted: str, offered: Sequence[str]) -> str:
    """Give the offered language that a browser names first (Accept-Language), else the first offered.

    Weights are not read: browsers name languages in the order in which they are wanted.
    """
    for part in accepted[:500].split(","):
        name = part.partition(";")[0].strip().casefold()
        found = next((each for each in offered if each.casefold() in (name, name.partition("-")[0])), None)
        if found:
            return found
    return offered[0]
