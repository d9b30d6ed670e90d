"""A lot walked back to raw material, tier by tier."""

from itertools import groupby
from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import lot_country, percent, short_id
from auditor_cli.render.tables import findings, gaps, heading, indented, line, table
from ledger.model.units import unit_words


def draw_trace(console: Console, document: dict[str, Any], *, with_edges: bool) -> None:
    """Draw the lots of each tier, then what is missing, then what contradicts itself."""
    deepest = max((lot["tier"] for lot in document["lots"]), default=0)
    console.print(Text(f"Lot {safe(document['lot'])}", style="bold"))
    line(
        console,
        f"{len(document['lots'])} lots over {deepest} tiers, {len(document['edges'])} links, "
        f"{len(document['gaps'])} gaps, {len(document['findings'])} findings; as of log size {document['log_size']}.",
    )
    lots = sorted(document["lots"], key=lambda lot: lot["tier"])
    for tier, members in groupby(lots, key=lambda lot: int(lot["tier"])):
        _draw_tier(console, tier, list(members))
    if with_edges:
        _draw_edges(console, document["edges"])
    gaps(console, document["gaps"])
    findings(console, document["findings"])


def _draw_tier(console: Console, tier: int, lots: list[dict[str, Any]]) -> None:
    heading(console, f"Tier {tier}")
    drawn = table("Lot, and who made it", "In", "Share", "Records", right=("Share", "Records"))
    for lot in sorted(lots, key=lambda each: each["share"], reverse=True):
        drawn.add_row(
            Text(f"{safe(lot['lot'])}\n{_maker(lot)}"),
            Text(lot_country(lot)),
            percent(lot["share"]),
            str(len(lot["records"])),
        )
    indented(console, drawn)


def _maker(lot: dict[str, Any]) -> str:
    if lot["site"] is None:
        return "? nobody discloses it"
    return safe(lot["site_name"] or lot["site"])


def _draw_edges(console: Console, edges: list[dict[str, Any]]) -> None:
    heading(console, "Links: what went into what, and the record that says so")
    for edge in edges:
        amount = f"{edge['amount']} {unit_words(edge['unit'] or '')}".strip() if edge["amount"] else "amount not said"
        console.print(Text(f"  {safe(edge['input_lot'])}"), soft_wrap=True)
        console.print(Text(f"    → {safe(edge['output_lot'])}"), soft_wrap=True)
        line(console, f"    {safe(amount)}, {percent(edge['share'])} of its input; {_evidence(edge)}")


def _evidence(edge: dict[str, Any]) -> str:
    """Say who stands behind a link, and how far its record is proven."""
    told = safe(edge["strength_reads"] or "not known")
    return f"{told}; record {short_id(edge['record_id'])} {safe(edge['status'])}"
