"""Whom to call, in the order in which they are shown: worker organisations first, the police last.

A number is shown once its responder confirmed it. What is not real is shown by a demo alone, and cannot be called.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.web.survey.words import Shown, name_of, shown_in
from ledger.model.survey.wave import HelpLine, HostedWave
from ledger.surveys.shown_lines import shown_lines


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line as a page shows it. `call` is what a phone dials, None for a number that is not real."""

    name: str
    number: str
    call: str | None
    kind: str
    countries: str
    languages: str
    hours: Shown | None


def help_of(wave: HostedWave, language: str) -> tuple[ShownLine, ...]:
    """Give the lines that may be shown; of one kind those first that speak the language."""
    lines = shown_lines(wave, language)
    places = {line.countries for line in lines}
    return tuple(_shown(line, language, wave, tells_country=len(places) > 1) for line in lines)


def _shown(line: HelpLine, language: str, wave: HostedWave, *, tells_country: bool) -> ShownLine:
    return ShownLine(
        name=line.name,
        number=line.number,
        call=_dialled(line.number) if line.is_real else None,
        kind=line.kind,
        countries=", ".join(line.countries) if tells_country else "",
        languages=_joined([name_of(each) for each in line.languages]),
        hours=shown_in(line.hours, language, first=wave.languages[0]),
    )


def _dialled(number: str) -> str | None:
    digits = re.sub(r"[^0-9*#]", "", number)
    return ("+" if number.strip().startswith("+") else "") + digits if digits else None


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names)
