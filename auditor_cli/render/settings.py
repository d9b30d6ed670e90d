"""By which numbers a result was made, where they are not the published ones: both results, side by side (rule R11)."""

from typing import Any

from rich.console import Console

from auditor_cli.output import safe
from auditor_cli.render.figures import band, rounded, short_id, span, two_digits
from auditor_cli.render.tables import heading, indented, line, pairs


def draw_settings(console: Console, document: dict[str, Any]) -> None:
    """Draw what was set and why, and the default result; nothing where the published numbers hold."""
    settings, default = document.get("settings"), document.get("default_result")
    if settings is None or default is None:
        return
    heading(console, "NOT the published numbers: this ledger's operator set others")
    indented(console, pairs((safe(each["name"]), _changed(each)) for each in settings["changed"]))
    line(console, f"  Reason: {safe(settings['reason'])} (record {short_id(settings['record_id'])})")
    line(console, f"  Recorded assessments of this product: {document['earlier_assessments']}")
    heading(console, "The result by the published numbers")
    indented(console, pairs((f"tier {tier['tier']}", _tier(tier)) for tier in default["tiers"]))


def _changed(weight: dict[str, Any]) -> str:
    return f"{rounded(weight['set'])}, published {rounded(weight['published'])}"


def _tier(tier: dict[str, Any]) -> str:
    return f"{band(tier)}, index {two_digits(tier['score'])}, range {span(tier['interval'])}"
