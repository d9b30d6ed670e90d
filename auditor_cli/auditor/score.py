"""auditor score."""

from decimal import Decimal
from typing import Annotated, Any

import typer

from auditor_cli.auditor.as_of import AsOf, day_of
from auditor_cli.auditor.gate import BANDS, band_gate, judged
from auditor_cli.auditor.log_state import AsOfLogSize, MinLogSize, state_of
from auditor_cli.auditor.scope import ProductId, TierNumber
from auditor_cli.csv_rows import SCORE_COLUMNS, Csv, csv_text, require_one_form, score_rows
from auditor_cli.exit_codes import ExitCode, worst
from auditor_cli.output import answer, print_text, safe, tell
from auditor_cli.place import Place
from ledger.jobs.assessment_scope import cut_to

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
    tier: TierNumber = None,
    as_of: AsOf = None,
    as_csv: Csv = False,
    fail_on: FailOn = None,
    accept_band_gate: AcceptBandGate = False,
    require_complete: RequireComplete = False,
    min_log_size: MinLogSize = None,
    as_of_log_size: AsOfLogSize = None,
) -> int:
    """\b
    Example:
      auditor score 09506000134352 --as-of 2026-11-21

    Score every tier of a product, say how sure, and what to ask for next. `auditor explain` says why.
    """
    from auditor_cli.render.score import draw_score
    from auditor_cli.source.chosen import source

    require_one_form(place, as_csv=as_csv)

    gate = band_gate(fail_on, is_accepted=accept_band_gate)
    day = day_of(as_of)
    with source(place, with_keys=False) as asked:
        document = asked.score(product, as_of=day, **state_of(min_log_size, as_of_log_size, None))
    document = cut_to(document, site=None, tier=tier)
    document["gate"] = judged(document, gate) if gate else None
    if as_csv:
        print_text(csv_text(SCORE_COLUMNS, score_rows(document)))
    else:
        answer(document, as_json=place.as_json, render=lambda console: draw_score(console, document))
    return worst([*_tell_gate(document["gate"]), *_completeness(document, is_required=require_complete)])


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
