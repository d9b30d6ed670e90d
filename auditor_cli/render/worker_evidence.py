"""What an assessment says of the worker line: steps in words, waves by the month, remedies that are missing."""

from typing import Any

from rich.console import Console

from auditor_cli.output import safe
from auditor_cli.render.figures import short_id
from auditor_cli.render.tables import heading, indented, line, pairs
from ledger.report.gap_words import remedy_words

_GIVEN_UP = {
    "site_refused": "refused by management",
    "surveyor": "given up by the surveyor",
    "worker_safety": "given up for the safety of workers",
    "technical": "given up for a technical reason",
}


def draw_worker_evidence(console: Console, document: dict[str, Any]) -> None:
    """Draw the step of every site, every wave that the reader may know of, and the gaps and reviews."""
    heading(console, "Confidential evidence: none, low, medium or high; none does not mean that nothing was found")
    sites = {site["site"]: site for tier in document["tiers"] for site in tier["sites"] if not site["is_unknown"]}
    told = [(safe(site["confidential_evidence"]), _name(sites, key)) for key, site in sites.items()]
    above = sorted((row for row in told if row[0] != "none"), key=_gravest_first)
    indented(console, pairs([*above, ("none", f"{len(told) - len(above)} of {len(told)} sites")]))
    draw_waves(console, document["waves"], {key: _name(sites, key) for key in sites})
    if document["remedy_gaps"]:
        heading(console, "Remedies that are missing")
        own, shared = remedy_words(document["remedy_gaps"])
        released = {wave["record_id"] for wave in document["waves"]}  # no channel stands beside a gap (rule S1)
        for gap, sentence in zip(document["remedy_gaps"], own, strict=True):
            shown = "" if gap["record_id"] in released else f" [{short_id(gap['record_id'])}]"
            line(console, f"  {_name(sites, gap['site'])}: {safe(sentence)}{shown}")
        for each in shared:
            line(console, f"  {safe(each)}")
    if document["reviews"]:
        heading(console, "For a person to look at: no number changes, nobody is accused")
        for each in document["reviews"]:
            line(console, f"  {_name(sites, each['site'])}: {safe(each['label'])}. {safe(each['innocent'])}")


def draw_waves(console: Console, waves: list[dict[str, Any]], names: dict[str, str]) -> None:
    """Draw every wave, held or given up, by the month."""
    heading(console, f"Surveys of workers that you may know of: {len(waves)}")
    for wave in waves:
        withdrawn = "; withdrawn by whoever said it" if wave["is_withdrawn"] else ""
        where = f"{wave['month']}  {names.get(wave['site'], safe(wave['site']))}"
        line(console, f"  {where}: {_outcome(wave)}{withdrawn} [{short_id(wave['record_id'])}]")


def _outcome(wave: dict[str, Any]) -> str:
    if wave["how"] != "released":
        return _GIVEN_UP.get(wave["how"], safe(wave["how"]))
    draft = "" if wave["is_panel_reviewed"] else "; draft, not reviewed by workers"
    return f"released, {safe(wave['answers_came'])} answers of {safe(wave['sample_announced'])} announced{draft}"


def _name(sites: dict[str, Any], site: str) -> str:
    return safe(sites[site]["name"] or site) if site in sites else safe(site)


def _gravest_first(row: tuple[str, str]) -> tuple[int, str]:
    steps = ("high", "medium", "low", "none")
    return (steps.index(row[0]) if row[0] in steps else len(steps)), row[1]
