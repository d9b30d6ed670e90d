"""Lots found by the number of a paper or container, each with the records that tie it."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import short_id
from auditor_cli.render.tables import indented, line, table

_MOST_TIES = 4


def draw_found(console: Console, document: dict[str, Any]) -> None:
    """Draw each lot with its product and maker, and who says that the number names it."""
    found, asked = document["lots"], document["asked"]
    what = f"{asked['type']} {asked['number']}" if asked["type"] else asked["number"]
    count = f"{len(found)} lot" + ("s" if len(found) != 1 else "")
    console.print(Text(f"FOUND  {count} by {safe(what)}", style="bold"))
    drawn = table("Lot, product and maker", "In", "Tied by")
    for lot in found:
        drawn.add_row(Text(_lot(lot)), Text(safe(lot["country"] or "—")), Text("\n".join(_ties(lot["ties"]))))
    indented(console, drawn)
    if document["is_cut"]:
        line(console, "  … and more; ask by a rarer number")
    line(console, f"As of log size {document['log_size']}. Next: auditor trace {safe(found[0]['lot'])}")


def _lot(lot: dict[str, Any]) -> str:
    made = f"{lot['quantity']} {lot['unit'] or ''}".strip() + " made" if lot["quantity"] else None
    product = " ".join(safe(each) for each in (lot["product_name"], lot["product"]) if each)
    maker = safe(lot["site_name"] or lot["site"] or "? nobody discloses who made it")
    return "\n".join(each for each in (safe(lot["lot"]), product, maker, made and safe(made)) if each)


def _ties(ties: list[dict[str, Any]]) -> list[str]:
    told = [
        f"{safe(tie['type'] or 'paper')} {safe(tie['number'])}: {safe(tie['issuer'])} says so"
        f"{' (signed for it)' if tie['scheme'] == 'custodial' else ''}, {tie['kind']} {short_id(tie['record_id'])}"
        for tie in ties[:_MOST_TIES]
    ]
    return [*told, f"… and {len(ties) - _MOST_TIES} more"] if len(ties) > _MOST_TIES else told
