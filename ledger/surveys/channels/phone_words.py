"""What SMS, menus and calls say beside the questions: help first and last, and the code in between."""

from string import Template

from ledger.model.survey.wave import HelpLine, HostedWave
from ledger.reference.survey_words import words
from ledger.surveys.shown_lines import shown_lines

_POLICE = "police"


def help_text(wave: HostedWave, language: str) -> str:
    """Give where to turn to, and what this survey is not: the first thing that is said and the last."""
    lines = [_line(line, language) for line in shown_lines(wave, language)]
    if lines:
        told = [_said("phone_help", language, help_lines="; ".join(lines))]
    else:
        told = [_said("page_help_none", language), _said("page_help_elsewhere", language)]
    if wave.is_demo:
        told.append(_said("page_banner_demo", language))
    if wave.panel is None:
        told.append(_said("page_banner_draft", language))
    return "\n".join(told)


def _line(line: HelpLine, language: str) -> str:
    """A line with its number; the police are told to be the police, whatever a line of theirs is called."""
    label = f"{_said('page_kind_police', language)}: " if line.kind == _POLICE else ""
    return f"{label}{line.name} {line.number}"


def last_text(wave: HostedWave, language: str, code: str) -> str:
    """Give what is said at the end: the code in groups of four, what it is for, and help."""
    grouped = " ".join(code[place : place + 4] for place in range(0, len(code), 4))
    told = (_said("phone_code", language, code=grouped), help_text(wave, language), _said("phone_delete", language))
    return "\n".join(told)


def closed_text(wave: HostedWave, language: str) -> str:
    """Give what is said before and after the wave's time: help is there all the same."""
    return f"{_said('phone_closed', language)}\n{help_text(wave, language)}"


def _said(key: str, language: str, **filled: str) -> str:
    return Template(words(language)[key].text).substitute(filled)
