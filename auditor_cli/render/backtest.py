"""The back-test as tables: what it measures first, then each study with its bad news."""

from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import percent, span
from auditor_cli.render.tables import heading, line, table

Document = dict[str, Any]

_TITLES = {
    "development": "Development: known {cut_off}, listed {since} to {until}",
    "coverage": "The same with goods that inherit their sector's prior",
    "produced": "The same, only pairs of your production table",
    "orders": "Import orders after {cut_off}",
    "scored_run": "Scored run: known {cut_off}, listed {since} to {until}; nothing fitted to it",
}
_MODELS = {
    "corruption": "corruption index",
    "fixed_sum": "fixed sum of all five",
    "ridge_by_country": "ridge grouped by country",
    "ridge_by_good": "ridge grouped by good",
    "eta_v1": "the method's own inherent term",
    "published_index": "published vulnerability indices",
}
_COLUMNS = ("Model", "AUC", "95 %", "AP", "in 500", "lift", "lowest")


def draw_backtest(console: Console, document: Document) -> None:
    """Draw what is measured, each study, then what was tried and is not switched on."""
    for sentence in document["measures"]:
        line(console, f"- {sentence}")
    for study in document["studies"]:
        _study(console, study)
    _missing(console, document)
    _candidate(console, document)


def _study(console: Console, study: Document) -> None:
    labels, pairs = study["labels"], study["pairs"]
    title = _TITLES[study["study"]].format(cut_off=study["cut_off"], since=labels["since"], until=labels["until"])
    heading(console, title)
    line(
        console,
        f"{pairs['countries']} countries x {pairs['goods']} goods = {pairs['all']:,} pairs; {pairs['scored']:,} ranked "
        f"({pairs['ranked']}). {labels['representable']} of {labels['total']} labels have a pair: coverage "
        f"{percent(labels['coverage'])}.",
    )
    if labels["uncovered"]:
        names = ", ".join(f"{each['country']} {each['good']}" for each in labels["uncovered"])
        line(console, f"  no pair stands for: {safe(names)}")
    drawn = table(*_COLUMNS, right=_COLUMNS[1:])
    for found in study["models"]:
        drawn.add_row(*(Text(cell) for cell in _cells(found)))
    console.print(drawn)
    _spread(console, study)
    _gain(console, study)


def _cells(found: Document) -> tuple[str, ...]:
    regret = found["regret"]
    return (
        found["words"],
        _three(found["auc"]["value"]),
        span(found["auc"]["interval"]),
        f"{Decimal(found['average_precision']):.4f}",
        f"{Decimal(found['hits']['500']):.1f}",
        f"{Decimal(found['lift']['500']):.1f}",
        f"{regret['in_lowest_band']}/{regret['of']}" if regret else "",
    )


def _spread(console: Console, study: Document) -> None:
    """How far the ridge moves with choices that nobody can defend one against the other."""
    if not study["ridge_spread"]:
        return
    by_auc = sorted(study["ridge_spread"], key=lambda each: Decimal(each["auc"]))
    least, most = by_auc[0], by_auc[-1]
    line(
        console,
        f"  The ridge is unstable: over {len(by_auc)} choices of folds and penalty its AUC goes from "
        f"{_three(least['auc'])} (penalty {least['penalty']}, {least['folds']}) to {_three(most['auc'])} (penalty "
        f"{most['penalty']}, {most['folds']}).",
    )


def _gain(console: Console, study: Document) -> None:
    """Whether the candidate ranks better than the own term, positive by positive."""
    for gain in study["gains"]:
        if gain["over"] == "eta_v1" and gain["model"] in ("eta_v2", "eta_v2_nested"):
            line(
                console,
                f"  Candidate v2 over the own term, positive by positive: AUC {_signed(gain['value'])} "
                f"({' to '.join(_signed(end) for end in gain['interval'])}).",
            )


def _missing(console: Console, document: Document) -> None:
    """What could not be computed, each reason once."""
    by_reason: dict[str, list[str]] = {}
    for study in document["studies"]:
        for missing in study["missing"]:
            models = by_reason.setdefault(missing["reason"], [])
            if missing["model"] not in models:
                models.append(missing["model"])
    heading(console, "Not computed")
    for reason, models in by_reason.items():
        line(console, f"  {', '.join(_MODELS.get(model, model.replace('_', ' ')) for model in models)}: {reason}")


def _candidate(console: Console, document: Document) -> None:
    candidate, between = document["candidate"], document["agreement_between_dates"]
    heading(console, "How to read it")
    line(console, "  AUC: chance that a later-listed pair stands above another; 0.5 is blind. AP: average precision.")
    line(console, "  in 500: later-listed pairs among the first 500, ties shared; lift: against drawing blindly.")
    line(
        console,
        '  lowest: later-listed pairs that would read "no open action" if all else were known and quiet. With nothing '
        'known the product says "not assessed", which is never low.',
    )
    if between["kendall_tau"] is not None:
        days = " and ".join(between["between"])
        line(console, f"  The own term ranks alike on {days}: Kendall's tau {_three(between['kendall_tau'])}.")
    weights = ", ".join(f"{name} {weight}" for name, weight in candidate["weights"].items())
    line(
        console,
        f"  Candidate v2, switched off: {weights}; fitted on {candidate['fitted_on']} alone, SHA-256 "
        f"{candidate['weights_sha256'][:16]}….",
    )
    newest = document["newest_edition"]
    line(console, f"  Scores shown to users read the newest edition, of {newest['as_of']}.")


def _signed(number: str) -> str:
    return f"{Decimal(number):+.3f}"


def _three(number: str) -> str:
    return f"{Decimal(number):.3f}"
