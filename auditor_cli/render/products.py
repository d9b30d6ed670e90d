"""The list of products."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.tables import line, table


def draw_products(console: Console, document: dict[str, Any]) -> None:
    """Draw each product with its id, which the other commands take."""
    found = document["products"]
    if not found:
        line(console, f"No product is declared below log size {document['log_size']}.")
        return
    drawn = table("Product", "Name", "Good", "Brand", "Lots", right=("Lots",))
    for product in found:
        names = (safe(product[field]) for field in ("id", "name", "good", "brand"))
        drawn.add_row(*(Text(name) for name in names), str(len(product["lots"])))
    console.print(drawn)
    line(console, f"As of log size {document['log_size']}. Next: auditor score {safe(found[0]['id'])}")
