"""Whom to call, as every channel tells it: worker organisations first, the police last, immigration authorities never.

A number is told once its responder confirmed it. What is not real is told by a demo alone.
"""

from ledger.model.survey.wave import HelpLine, HostedWave
from ledger.surveys.help_lines import KINDS, is_run_by_immigration, ordered


def shown_lines(wave: HostedWave, language: str) -> tuple[HelpLine, ...]:
    """Give the lines that may be told, in their order; of one kind those first that speak the language."""
    lines = [line for line in wave.help_lines if line.kind in KINDS and _may_be_told(line, wave)]
    return ordered(lines, language)


def _may_be_told(line: HelpLine, wave: HostedWave) -> bool:
    if is_run_by_immigration(line):
        return False
    return line.confirmed_on is not None and line.confirmed_by is not None if line.is_real else wave.is_demo
