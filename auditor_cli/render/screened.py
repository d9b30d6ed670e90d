"""What screening says beside a score: the orders that hold, what waits for a person, and lists that are not whole."""

from typing import Any

from rich.console import Console

from auditor_cli.output import safe
from auditor_cli.render.tables import MOST_LISTED, heading, indented, line, pairs

Document = dict[str, Any]


def draw_screened(console: Console, document: Document, *, site: str | None = None) -> None:
    """Draw the matches of a product's sites and parties, or of one site, and say where nobody can be cleared."""
    screening = document.get("screening")
    if screening is None:
        return
    subjects = [each for each in screening["subjects"] if site is None or each["subject"] == site]
    matched = [(each, match) for each in subjects for match in each["matches"]]
    gaps = [each for each in screening["lists"] if not each["is_complete"]]
    heading(console, "Trade orders and listed entities")
    rows = [(match["verdict"], _told(each, match)) for each, match in matched]
    indented(console, pairs(rows[:MOST_LISTED]))
    if len(rows) > MOST_LISTED:
        line(console, f"  … and {len(rows) - MOST_LISTED} more; auditor screen gives all")
    if gaps:
        named = "; ".join(f"{safe(each['list'])}: {safe(each['reason'])}" for each in gaps)
        line(console, f"  Screening incomplete, so nobody is cleared: {named}.")
    elif not matched:
        line(console, f"  No match, as known on {screening['as_of']}.")


def _told(each: Document, match: Document) -> str:
    entry, name = match["entry"], each["names"][0] if each["names"] else each["subject"]
    is_alone = "owner_of" in each and match["verdict"] == "confirmed"
    waits = "an owner, and no reason to hold" if is_alone else "changes no score until a person decides"
    holds = "holds" if match["may_hold"] else waits
    return f"{safe(name)}: {safe(entry['title'])}, {safe(entry['names'][0])}; {holds}"
