"""A release in the words of the workers, who hear it first: for a wall, for a telephone, for a page.

It tells what the brand will be told and nothing else: no count, no share but the bands.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template

from ledger.errors import ReferenceTableError
from ledger.model.survey.instrument import FeeFact, Indicator, Words
from ledger.model.survey.release import Cell, SiteRelease, Why
from ledger.model.survey.wave import HelpLine, SampleBucket


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences under a heading."""

    heading: str
    sentences: tuple[str, ...]


def results_in_words(
    release: SiteRelease, words: Mapping[str, Words], *, help_lines: Sequence[HelpLine]
) -> tuple[Part, ...]:
    """Give the parts of the text: who answered, what they said, by gender, what happens next, and where to turn.

    `words` are of one language. Raises ReferenceTableError where one of them is missing: a text is never half told.
    """
    say = _Sayer(words)
    came = say(
        "result_who_answered_band", band=say(f"result_answers_{SampleBucket(release.answers_came).name.lower()}")
    )
    shared = (say("result_merged", sites=str(release.merged_sites)),) if release.merged_sites > 1 else ()
    first = Part(say("result_heading"), (say("result_told_first"), say("result_nobody_named"), *shared, came))
    told = [_of_gender(release, gender, say) for gender in dict.fromkeys(cell.gender for cell in release.cells)]
    lines = "; ".join(f"{line.name} {line.number}" for line in help_lines)
    last = (
        say("result_low_is_not_safe"),
        say("result_what_happens_next"),
        say("result_no_retaliation"),
        say("result_where_to_turn", help_lines=lines),
    )
    return (first, *(part for part in told if part), Part("", last))


def poster(parts: Sequence[Part]) -> str:
    """Give the text for a wall: headings, a dash before each sentence."""
    blocks = [[part.heading.upper() or "", *(f"- {sentence}" for sentence in part.sentences)] for part in parts]
    return "\n\n".join("\n".join(line for line in block if line) for block in blocks) + "\n"


def sms(parts: Sequence[Part], *, most_characters: int = 480) -> tuple[str, ...]:
    """Give the text as messages, cut between sentences alone; a sentence longer than a message goes by itself."""
    messages: list[str] = []
    for sentence in (line for part in parts for line in (part.heading, *part.sentences) if line):
        if messages and len(messages[-1]) + 1 + len(sentence) <= most_characters:
            messages[-1] += " " + sentence
        else:
            messages.append(sentence)
    return tuple(messages)


def page(parts: Sequence[Part], *, language: str, direction: str) -> str:
    """Give a page that needs no network, script or style sheet. `direction` is ltr or rtl."""
    body = "".join(
        (f"<h2>{html.escape(part.heading)}</h2>" if part.heading else "")
        + "".join(f"<p>{html.escape(sentence)}</p>" for sentence in part.sentences)
        for part in parts
    )
    head = f'<head><meta charset="utf-8"><title>{html.escape(parts[0].heading)}</title></head>'
    return f'<!doctype html><html lang="{html.escape(language)}" dir="{direction}">{head}<body>{body}</body></html>'


@dataclass(frozen=True, slots=True)
class _Sayer:
    words: Mapping[str, Words]

    def __call__(self, key: str, **values: str) -> str:
        if key not in self.words:
            raise ReferenceTableError(
                table="survey_words", field=key, reason="is missing", mend="add it in this language"
            )
        return Template(self.words[key].text).substitute(values)


def _of_gender(release: SiteRelease, gender: str | None, say: _Sayer) -> Part | None:
    """Everybody's part always; a gender's only where anything is told of it, or its silence would tell of it."""
    cells = [cell for cell in release.cells if cell.gender == gender]
    told = [_sentence(cell, say) for cell in cells if cell.band]
    if gender is not None:
        return Part(say(f"result_gender_{gender}"), tuple(told)) if told else None
    if any(cell.why in (Why.SUPPRESSED, Why.SURPLUS) for cell in cells):
        told.append(say("result_nothing_told_because"))
    return Part("", tuple(told))


def _sentence(cell: Cell, say: _Sayer) -> str:
    match cell.indicator:
        case None:
            name = "result_forced_labour"
        case Indicator() as indicator:
            name = f"result_indicator_{indicator.value}"
        case FeeFact() as fact:
            name = f"result_{fact.value}"
    band = say(f"result_band_{cell.band.name.lower()}") if cell.band else ""
    return say(name, band=band)
