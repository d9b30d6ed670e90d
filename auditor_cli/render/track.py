"""A lot walked forward to what contains it."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import percent, rounded
from auditor_cli.render.tables import MOST_LISTED, findings, heading, indented, line, table
from ledger.model.units import unit_words


def draw_track(console: Console, document: dict[str, Any]) -> None:
    """Draw the lots that contain it, then what nobody confirms, then what contradicts itself."""
    lots = document["lots"]
    finished = sum(1 for lot in lots if lot["is_finished"])
    console.print(Text(f"Lot {safe(document['lot'])}", style="bold"))
    line(console, f"is in {len(lots)} lots, {finished} of them finished; as of log size {document['log_size']}.")
    if lots:
        heading(console, "Contained in")
        drawn = table("Lot, and who made it", "Steps", "Share", "Of it", right=("Steps", "Share", "Of it"))
        for lot in lots:
            amount = (
                f"{rounded(lot['amount'])} {unit_words(lot['unit'] or '')}".strip()
                if lot["amount"] is not None
                else "not said"
            )
            drawn.add_row(
                Text("\n".join((safe(lot["lot"]), *_under(lot)))),
                str(lot["steps"]),
                percent(lot["share"]),
                Text(safe(amount)),
            )
        indented(console, drawn)
    if document["gaps"]:
        heading(console, f"Uses that no giver confirms, so not followed: {len(document['gaps'])}")
    for gap in document["gaps"][:MOST_LISTED]:
        line(console, f"  {safe(gap['lot'])}: {safe(gap['sentence'])}")
    findings(console, document["findings"])


def _under(lot: dict[str, Any]) -> list[str]:
    products = [f"= product {safe(product)}" for product in lot["products"]]
    return [safe(lot["site_name"] or lot["site"] or "? nobody discloses it"), *products]
