"""What a cause touches: products first, then lots, then what was known on the day that was asked for."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import lot_country
from auditor_cli.render.tables import heading, indented, line, table

MOST_LOTS = 40
_SURE = {True: "confirmed", False: "said by its user alone"}


def draw_blast_radius(console: Console, document: dict[str, Any]) -> None:
    """Draw products, lots and the difference to the earlier day."""
    good = f" ({safe(document['good'])})" if document["good"] else ""
    console.print(Text(f"{document['cause']} {safe(document['value'])}{good}", style="bold"))
    lots, products = document["lots"], document["products"]
    line(
        console,
        f"{_count(len(products), 'product')} and {_count(len(lots), 'lot')} contain something of it, or may; "
        f"as of log size {document['log_size']}. This says where to look, not who is guilty.",
    )
    if products:
        _draw_products(console, products)
    if lots:
        _draw_lots(console, lots)
    if not lots:
        line(console, "Nothing in this log is known to be touched. What nobody says is not here: unknown is not safe.")
    if "known_then" in document:
        _draw_known(console, document["known_then"])


def _draw_products(console: Console, products: list[dict[str, Any]]) -> None:
    heading(console, "Products")
    drawn = table("Product", "Lots touched", "Way", right=("Lots touched",))
    for each in products:
        name = Text(f"{safe(each['name'])}\n{safe(each['id'])}")
        drawn.add_row(name, f"{len(each['lots'])} of {each['of_lots']}", _SURE[each["is_confirmed"]])
    indented(console, drawn)


def _draw_lots(console: Console, lots: list[dict[str, Any]]) -> None:
    heading(console, "Lots, nearest first")
    drawn = table("Lot, and who made it", "In", "Steps", "Way", right=("Steps",))
    for lot in lots[:MOST_LOTS]:
        maker = safe(lot["site_name"] or lot["site"] or "? nobody discloses it")
        drawn.add_row(
            Text(f"{safe(lot['lot'])}\n{maker}"),
            Text(lot_country(lot)),
            str(lot["steps"]),
            _SURE[lot["is_confirmed"]] + (", made in the period" if lot["in_period"] else ""),
        )
    indented(console, drawn)
    if len(lots) > MOST_LOTS:
        line(console, f"  … and {len(lots) - MOST_LOTS} more; --json gives all")


def _draw_known(console: Console, then: dict[str, Any]) -> None:
    heading(console, f"Known by {safe(then['known_by'])}, at log size {then['log_size']}")
    lots, products = _count(len(then["lots"]), "lot"), _count(len(then["products"]), "product")
    line(console, f"  {lots} and {products} were known to be touched.")
    line(console, f"  Learned since: {_count(len(then['learned_since']), 'lot')}.")
    for lot in then["learned_since"][:MOST_LOTS]:
        console.print(Text(f"    {safe(lot)}"), soft_wrap=True)
    if then["no_longer_said"]:
        line(console, f"  No longer said: {_count(len(then['no_longer_said']), 'lot')} (withdrawn or erased since).")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
