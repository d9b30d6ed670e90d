"""A certified quantity and what is left of it."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.tables import line, table


def draw_credit(console: Console, document: dict[str, Any]) -> None:
    """Draw what is left first, then why, then the records that claimed."""
    line(console, f"{safe(document['left'])} left to claim of {safe(document['certified'])} certified.")
    holder = safe(document["holder"]) if document["holder"] else "nobody any more"
    line(console, f"Held by {holder}, from {document['spend_from']} to {document['spend_until']} (UTC).")
    for name, sentence in (
        ("is_withdrawn", "The certificate was withdrawn by its issuer: nothing is left to claim."),
        ("is_erased", "The certificate was erased: nothing is left to claim."),
    ):
        if document[name]:
            line(console, sentence)
    if not document["is_open"]:
        line(console, "Today is outside of these days: nothing is left to claim.")
    if document["claims"]:
        drawn = table("Claimed", "Record", right=("Claimed",))
        for claim in document["claims"]:
            drawn.add_row(Text(safe(claim["quantity"])), Text(safe(claim["record_id"])))
        console.print(drawn)
    line(console, "This holds in this ledger; what is claimed elsewhere is not known here.")
