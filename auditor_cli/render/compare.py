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
    """Draw both sides, the product and its tiers, and the sites that changed, the most changed first.

    Two products are a first and a second: neither was before the other, and of their sites those of both are drawn.
    """
    before, after = document["before"], document["after"]
    is_of_two = before["product"]["id"] != after["product"]["id"]
    names = ("first", "second") if is_of_two else ("before", "after")
    told = [safe(side["product"]["name"]) for side in (before, after)]
    console.print(Text(" and ".join(told) if is_of_two else told[1], style="bold"))
    sides = (
        f"{name}, {_side(side)}" if is_of_two else _side(side) for name, side in zip(told, (before, after), strict=True)
    )
    indented(console, pairs(zip(names, sides, strict=True)))
    if before["reference_hash"] != after["reference_hash"]:
        line(console, "  The reference tables differ between the two.")
    heading(console, "The products" if is_of_two else "The product")
    between = " and " if is_of_two else " to "
    numbers = [
        (name, f"{reading(pair['before'])}{between}{reading(pair['after'])}") for name, pair in _product(document)
    ]
    indented(console, pairs(numbers))
    console.print()
    console.print(_tier_table(document["tiers"], names))
    _sites(console, document, is_of_two=is_of_two)
    console.print()
    line(console, safe(document["reads"]))


def _sites(console: Console, document: Document, *, is_of_two: bool) -> None:
    drawn = [site for site in document["sites"] if not is_of_two or (site["before"] and site["after"])]
    if is_of_two:
        same, alone = document["unchanged_sites"], len(document["sites"]) - len(drawn)
        told = f"Sites of both that differ: {len(drawn)}; that do not: {same}; of one alone: {alone}"
    else:
        told = f"Sites that changed: {len(drawn)}; unchanged: {document['unchanged_sites']}"
    heading(console, told)
    for site in drawn[:_MOST_SITES]:
        _site(console, site)
    if len(drawn) > _MOST_SITES:
        line(console, f"  … and {len(drawn) - _MOST_SITES} that changed less; --json gives all")


def _side(side: Document) -> str:
    return f"{safe(side['product']['id'])}, as of {side['as_of']}, log size {side['log_size']}"


def _product(document: Document) -> list[tuple[str, Document]]:
    return [("worst path", document["worst_path"]), ("exposure", document["exposure"])]


def _tier_table(tiers: list[Document], names: tuple[str, str]) -> Any:
    """Give the tiers of both sides; which sites came and went is told where one side was before the other."""
    is_moved = names[0] == "before"
    drawn = table(
        "Tier", *(each.capitalize() for each in names), *(["Sites"] if is_moved else []), "Band", right=("Tier",)
    )
    for tier in tiers:
        before, after = tier["before"], tier["after"]
        numbers = (reading(side) if side else _ABSENT for side in (before, after))
        moved = [_came_and_went(tier)] if is_moved else []
        drawn.add_row(
            str(tier["tier"]), *numbers, *moved, Text(_bands_apart(before, after, between="to" if is_moved else "and"))
        )
    return drawn


def _came_and_went(tier: Document) -> str:
    counted = ((len(tier["sites_in"]), "in"), (len(tier["sites_out"]), "out"))
    return ", ".join(f"{count} {word}" for count, word in counted if count) or "the same"


def _bands(before: Document | None, after: Document | None) -> str:
    one, other = (band(side) if side else _ABSENT for side in (before, after))
    return other if one == other else f"{one} to {other}"


def _bands_apart(before: Document | None, after: Document | None, *, between: str) -> str:
    """Give both bands, the second on a line of its own: a column of a terminal holds one whole."""
    return _bands(before, after).replace(" to ", f"\n{between} ", 1)


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
