"""Whom to call, as every channel tells it: worker organisations first, the police last, immigration authorities never.

A number is told once its responder confirmed it and it says who runs it. What is not real is told by a demo alone.
"""

from ledger.model.survey.wave import HelpLine, HostedWave
from ledger.surveys.help_lines import KINDS, is_police, is_run_by_immigration, ordered


def shown_lines(wave: HostedWave, language: str) -> tuple[HelpLine, ...]:
    """Give the lines that may be told, in their order; of one kind those first that speak the language."""
    lines = [line for line in wave.help_lines if line.kind in KINDS and _may_be_told(line, wave)]
    return ordered(lines, language)


def _may_be_told(line: HelpLine, wave: HostedWave) -> bool:
    if is_run_by_immigration(line) or (is_police(line) and line.kind != "police"):
        return False
    return bool(line.confirmed_on and line.confirmed_by and line.operated_by) if line.is_real else wave.is_demo
