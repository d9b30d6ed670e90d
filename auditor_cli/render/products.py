"""The list of products."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.tables import line


def draw_products(console: Console, document: dict[str, Any]) -> None:
    """Draw each product with its id, which the other commands take; no id and no DID is broken over lines."""
    found = document["products"]
    if not found:
        line(console, f"No product is declared below log size {document['log_size']}.")
        return
    width = max(len(product["id"]) for product in found)
    for product in found:
        console.print(Text(f"{safe(product['id']):<{width}}  {safe(product['name'])}", style="bold"))
        count = len(product["lots"])
        lots = "1 lot" if count == 1 else f"{count} lots"
        line(console, f"{'':<{width}}  {safe(product['good'])}, {lots}, brand {safe(product['brand'])}")
    console.print()
    line(console, f"As of log size {document['log_size']}. Next: auditor score {safe(found[0]['id'])}")
