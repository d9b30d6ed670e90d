"""What changed between two assessments: numbers before and after, then by site the terms and records that did it."""

from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import band, reading, short_name, signed
from auditor_cli.render.tables import heading, indented, line, pairs, table
from ledger.report.term_words import source_words

Document = dict[str, Any]
_MOST_SITES = 12
_ABSENT = "—"


def draw_comparison(console: Console, document: Document) -> None:
    """Draw both sides, the product and its tiers, and the sites that changed, the most changed first."""
    before, after = document["before"], document["after"]
    console.print(Text(safe(after["product"]["name"]), style="bold"))
    indented(console, pairs([("before", _side(before)), ("after", _side(after))]))
    if before["reference_hash"] != after["reference_hash"]:
        line(console, "  The reference tables differ between the two.")
    heading(console, "The product")
    numbers = [(name, f"{reading(pair['before'])} to {reading(pair['after'])}") for name, pair in _product(document)]
    indented(console, pairs(numbers))
    console.print()
    console.print(_tier_table(document["tiers"]))
    heading(console, f"Sites that changed: {len(document['sites'])}; unchanged: {document['unchanged_sites']}")
    for site in document["sites"][:_MOST_SITES]:
        _site(console, site)
    if len(document["sites"]) > _MOST_SITES:
        line(console, f"  … and {len(document['sites']) - _MOST_SITES} that changed less; --json gives all")
    console.print()
    line(console, safe(document["reads"]))


def _side(side: Document) -> str:
    return f"{safe(side['product']['id'])}, as of {side['as_of']}, log size {side['log_size']}"


def _product(document: Document) -> list[tuple[str, Document]]:
    return [("worst path", document["worst_path"]), ("exposure", document["exposure"])]


def _tier_table(tiers: list[Document]) -> Any:
    drawn = table("Tier", "Before", "After", "Sites", "Band", right=("Tier",))
    for tier in tiers:
        before, after = tier["before"], tier["after"]
        numbers = (reading(side) if side else _ABSENT for side in (before, after))
        drawn.add_row(str(tier["tier"]), *numbers, _came_and_went(tier), Text(_bands_apart(before, after)))
    return drawn


def _came_and_went(tier: Document) -> str:
    counted = ((len(tier["sites_in"]), "in"), (len(tier["sites_out"]), "out"))
    return ", ".join(f"{count} {word}" for count, word in counted if count) or "the same"


def _bands(before: Document | None, after: Document | None) -> str:
    one, other = (band(side) if side else _ABSENT for side in (before, after))
    return other if one == other else f"{one} to {other}"


def _bands_apart(before: Document | None, after: Document | None) -> str:
    """Give both bands, the later one on a line of its own: a column of a terminal holds one whole."""
    return _bands(before, after).replace(" to ", "\nto ", 1)


def _site(console: Console, site: Document) -> None:
    before, after = site["before"], site["after"]
    numbers = " to ".join(reading(side) if side else "not part of it" for side in (before, after))
    line(console, f"  {numbers}  {short_name(site)}")
    if not site["is_unknown"]:
        line(console, f"    {safe(site['site'])}")
    if before and after and before["band"] != after["band"]:
        line(console, f"    {_bands(before, after)}")
    if before and after and not site["terms"]:
        line(console, "    the range alone, by what became known or unknown of it")
    for term in site["terms"]:
        _term(console, term)


def _term(console: Console, term: Document) -> None:
    name = safe(term["name"]).replace("_", " ")
    line(console, f"    {name} {signed(term['before'])} to {signed(term['after'])}")
    for each in term["records"]:
        if each["how"] != "weighs otherwise":
            told = f"{each['how']}: record of {each['day']}, {safe(each['strength']).replace('_', ' ')}"
            line(
                console, f"      {told}, {signed(each['weight_after' if each['how'] == 'added' else 'weight_before'])}"
            )
            console.print(Text(f"        {safe(each['record_id'])}"), soft_wrap=True)
    aged = [each for each in term["records"] if each["how"] == "weighs otherwise"]
    if aged:
        moved = sum((Decimal(each["weight_after"]) - Decimal(each["weight_before"]) for each in aged), Decimal(0))
        counted = "1 record weighs" if len(aged) == 1 else f"{len(aged)} records weigh"
        line(console, f"      {counted} otherwise, by age or remedy: {signed(str(moved))}")
    for how, rows in (("new row", term["rows_added"]), ("row gone", term["rows_gone"])):
        for row in rows:
            line(console, f"      {how}: {safe(source_words(row))}")
