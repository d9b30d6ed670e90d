"""auditor score."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.auditor.gate import BANDS, band_gate, judged
from auditor_cli.auditor.log_state import AsOfLogSize, MinLogSize, state_of
from auditor_cli.exit_codes import ExitCode, worst
from auditor_cli.output import answer, safe, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from ledger.errors import NotFound

if TYPE_CHECKING:
    from rich.console import Console

ProductId = Annotated[str, typer.Argument(metavar="PRODUCT", help="An id from `auditor products`.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Judge as known on this day.")]
SiteId = Annotated[str | None, typer.Option("--site", metavar="SITE", help="One site, with terms and sources.")]
Terms = Annotated[bool, typer.Option("--terms", help="Open every site with the terms of its score.")]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="[BAND]",
        help=f"Exit with 5. Alone: on a trade-order match. With a band, also on worse ones: {', '.join(BANDS)}.",
    ),
]
AcceptBandGate = Annotated[bool, typer.Option("--accept-band-gate", help="Needed for --fail-on BAND: see rule R12.")]
RequireComplete = Annotated[
    bool, typer.Option("--require-complete", help="Exit with 6 unless every question of every tier is answered.")
]


def score(
    place: Place,
    product: ProductId,
    as_of: AsOf = None,
    site: SiteId = None,
    terms: Terms = False,
    fail_on: FailOn = None,
    accept_band_gate: AcceptBandGate = False,
    require_complete: RequireComplete = False,
    min_log_size: MinLogSize = None,
    as_of_log_size: AsOfLogSize = None,
) -> int:
    """\b
    Example:
      auditor score 09506000134352 --as-of 2026-11-21

    Score every tier of a product, say why and how sure, and what to ask for next.
    """
    from auditor_cli.source.chosen import source

    gate = band_gate(fail_on, is_accepted=accept_band_gate)
    day = _day(as_of)
    with source(place) as asked:
        document = asked.score(product, as_of=day, **state_of(min_log_size, as_of_log_size, None))
    if site is not None:
        _require_site(document, site)
    document["gate"] = judged(document, gate) if gate else None
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document, site, with_terms=terms))
    return worst([*_tell_gate(document["gate"]), *_completeness(document, is_required=require_complete)])


def _draw(console: "Console", document: dict[str, Any], site: str | None, *, with_terms: bool) -> None:
    from auditor_cli.render.score import draw_score, draw_site

    if site is not None:
        draw_site(console, document, site)
    else:
        draw_score(console, document, with_terms=with_terms)


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(field="--as-of", reason=f"{text!r} is no day", mend="write it as 2026-11-21") from error


def _require_site(document: dict[str, Any], site: str) -> None:
    if not any(each["site"] == site for tier in document["tiers"] for each in tier["sites"]):
        raise NotFound(what="site of this product", identifier=site)


def _tell_gate(gate: dict[str, Any] | None) -> list[ExitCode]:
    if gate is None or not gate["is_tripped"]:
        return []
    for reached in gate["reached_by"]:
        who = f"tier {reached['tier']}" + (f", site {safe(reached['site'])}" if reached["site"] else "")
        tell(f"GATE  {who}: {safe(reached['band_text'])}. Action: {safe(reached['action_text'])}")
    return [ExitCode.GATE]


def _completeness(document: dict[str, Any], *, is_required: bool) -> list[ExitCode]:
    if not is_required:
        return []
    open_tiers = [
        tier["tier"]
        for tier in document["tiers"]
        if Decimal(tier["completeness"]) < 1 or Decimal(tier["unknown_share"]) > 0
    ]
    if not open_tiers and not document["gaps"] and document["tiers"]:
        return []
    named = ", ".join(str(tier) for tier in open_tiers) or "none scored"
    tell(f"INCOMPLETE  tiers with open questions or unknown parts: {named}; gaps: {len(document['gaps'])}")
    return [ExitCode.NOT_COMPLETE]
