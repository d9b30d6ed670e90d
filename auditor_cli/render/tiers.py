"""A product's tiers: who stands there, how much nobody discloses, and how far the records behind it are proven."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import country, material, percent, short_id, site_name
from auditor_cli.render.product_risk import draw_product_risk
from auditor_cli.render.tables import findings, gaps, heading, indented, line, table
from auditor_cli.render.worker_evidence import draw_waves


def draw_tiers(console: Console, document: dict[str, Any], *, names: Mapping[str, str] | None = None) -> None:
    """Draw a line for each tier, then its sites; `names` are those of the whole product, where it was cut."""
    product = document["product"]
    console.print(Text(f"{safe(product['name'])}  {safe(product['id'])}", style="bold"))
    line(console, f"Good: {safe(product['good'])}; brand: {safe(product['brand'])}; {len(product['lots'])} lots")
    if product["materials"]:
        line(console, f"Made of, by its brand's word: {'; '.join(map(material, product['materials']))}")
    console.print()
    drawn = table(
        "Tier", "Sites", "Countries", "Unknown", "Records", "Proof", right=("Tier", "Sites", "Unknown", "Records")
    )
    for tier in document["tiers"]:
        countries = sorted({country(site) for site in tier["sites"]})
        drawn.add_row(
            str(tier["tier"]),
            str(len(tier["sites"])),
            Text(" ".join(countries) or "—"),
            percent(tier["unknown_share"]),
            str(len(records_of(tier))),
            Text(_proof(tier)),
        )
    console.print(drawn)
    line(console, document["proof"]["reads"])
    draw_product_risk(console, document, names=names)
    for tier in document["tiers"]:
        _draw_sites(console, tier)
    own = {site["site"]: site_name(site) for tier in document["tiers"] for site in tier["sites"]}
    draw_waves(console, document["waves"], own)
    gaps(console, document["gaps"])
    findings(console, document["findings"])


def records_of(tier: dict[str, Any]) -> set[str]:
    """Give the ids of the records that a tier rests on."""
    return {record for site in tier["sites"] for record in site["records"]}


def _proof(tier: dict[str, Any]) -> str:
    if "verdicts" in tier:
        return ", ".join(f"{count} {verdict}" for verdict, count in tier["verdicts"].items()) or "no record"
    return "✓ final" if tier["is_final"] else "… not final"


def _draw_sites(console: Console, tier: dict[str, Any]) -> None:
    heading(console, f"Tier {tier['tier']}, of which nobody discloses {percent(tier['unknown_share'])}")
    drawn = table("Site and operator", "In", "Share", "Lots", right=("Share", "Lots"))
    for site in sorted(tier["sites"], key=lambda each: each["share"], reverse=True):
        step = site["confidential_evidence"]
        told = (safe(site["operator"] or "operator not stated"), *map(_recruitment, site["recruitments"]))
        told += (f"confidential evidence: {safe(step)}",) if step != "none" else ()
        name = Text("\n".join((site_name(site), *told)))
        drawn.add_row(name, Text(country(site)), percent(site["share"]), str(len(site["lots"])))
    indented(console, drawn)


def _recruitment(told: dict[str, Any]) -> str:
    workers = "number of workers not said" if told["workers"] is None else f"{told['workers']} workers"
    return (
        f"recruited by {safe(told['recruiter'])}, {safe(told['origin'])} → {safe(told['destination'])}, "
        f"{safe(told['period_from'])} to {safe(told['period_until'])}, {workers}, "
        f"fee paid by: {safe(told['fee_payer'])} [{short_id(told['record_id'])}]"
    )
