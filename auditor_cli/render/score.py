"""A product's assessment: tiers first, then what to ask for, then sites and their terms."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.fairness import draw_fairness
from auditor_cli.render.figures import band, band_style, country, percent, short_id, site_name, span, two_digits
from auditor_cli.render.product_risk import draw_product_risk
from auditor_cli.render.screened import draw_screened
from auditor_cli.render.settings import draw_settings
from auditor_cli.render.tables import MOST_LISTED, findings, gaps, heading, indented, line, pairs, table
from auditor_cli.render.worker_evidence import draw_worker_evidence
from ledger.model.risk import Band

_MOST_SITES = 5
_BAND_WORDS = {each.value: each.text for each in Band}
_BAND = 25  # letters of the longest band with its mark, "■ Trade-order match (USA)"


def draw_score(console: Console, document: dict[str, Any]) -> None:
    """Draw the whole product with the highest-scoring sites of each tier."""
    draw_title(console, document)
    console.print()
    console.print(_tier_table(document["tiers"]))
    draw_settings(console, document)
    _narrowing(console, document["tiers"])
    _actions(console, document["tiers"])
    if document["scope"]["tier"] is None:
        draw_product_risk(console, document)
    for tier in document["tiers"]:
        _tier_sites(console, tier)
    draw_worker_evidence(console, document)
    draw_fairness(console, document)
    draw_screened(console, document)
    gaps(console, document["gaps"])
    findings(console, document["findings"])
    _refused(console, document["refused"])
    console.print()
    line(console, safe(document["reads"]))


def draw_summary(console: Console, document: dict[str, Any]) -> None:
    """Draw the product's tiers and, for each, the one thing that would narrow its range most."""
    draw_title(console, document)
    console.print()
    console.print(_tier_table(document["tiers"]))
    draw_settings(console, document)
    _narrowing(console, document["tiers"])


def draw_title(console: Console, document: dict[str, Any]) -> None:
    """Draw which product it is, and as of when."""
    product = document["product"]
    console.print(Text(f"{safe(product['name'])}  {safe(product['id'])}", style="bold"))
    line(
        console,
        f"As of {document['as_of']}, log size {document['log_size']}, method {safe(document['method_version'])}, "
        f"program {safe(document['code_version'])}; "
        f"good: {safe(product['good'])}; brand: {safe(product['brand'])}",
    )


def _tier_table(tiers: list[dict[str, Any]]) -> Any:
    right = ("Tier", "Index", "Range", "Complete", "Unknown", "Sites")
    drawn = table("Tier", "Band", *right[1:], right=right)
    for tier in tiers:
        drawn.add_row(
            str(tier["tier"]),
            Text(band(tier), style=band_style(tier)),
            two_digits(tier["score"]),
            span(tier["interval"]),
            percent(tier["completeness"]),
            percent(tier["unknown_share"]),
            str(sum(tier["band_counts"].values())),
        )
    return drawn


def _narrowing(console: Console, tiers: list[dict[str, Any]]) -> None:
    heading(console, "The one thing that would narrow each range most")
    none = "no single open question would narrow it"
    told = [
        (f"tier {tier['tier']}", safe(tier["narrowing"]["sentence"]) if tier["narrowing"] else none) for tier in tiers
    ]
    indented(console, pairs(told))


def _actions(console: Console, tiers: list[dict[str, Any]]) -> None:
    heading(console, "What each band asks for")
    indented(console, pairs((f"tier {tier['tier']}", safe(tier["action_text"])) for tier in tiers))


def _tier_sites(console: Console, tier: dict[str, Any]) -> None:
    ranked = sorted(tier["sites"], key=lambda site: site["score"], reverse=True)
    heading(console, f"Tier {tier['tier']}: {len(ranked)} sites, {_counts(tier)}")
    console.print(Text(f"  {'Band':<{_BAND}} {'Range':>9}  {'Complete':>8}  {'Of tier':>7}  In", style="bold"))
    for site in ranked[:_MOST_SITES]:
        _site_lines(console, site)
    if len(ranked) > _MOST_SITES:
        line(
            console,
            f"  … and {len(ranked) - _MOST_SITES} lower ones; `auditor explain --tier {tier['tier']}` opens every site",
        )


def _site_lines(console: Console, site: dict[str, Any]) -> None:
    """Two lines for a site, so that at 80 columns no identifier is broken: `auditor explain --site` takes it."""
    figures = f"{span(site['interval']):>9}  {percent(site['completeness']):>8}  {percent(site['share']):>7}"
    judged = Text(f"  {band(site):<{_BAND}}", style=band_style(site))
    console.print(judged + Text(f" {figures}  {country(site)}", style="default not bold"))
    line(console, f"    {site_name(site, between='  ')}")


def _counts(tier: dict[str, Any]) -> str:
    counted = ((_BAND_WORDS.get(key, safe(key)), count) for key, count in tier["band_counts"].items() if count)
    return ", ".join(f"{count} {name}" for name, count in counted) or "none scored"


def _refused(console: Console, refused: list[dict[str, Any]]) -> None:
    if not refused:
        return
    heading(console, f"Left out of the evidence, since they do not verify as VALID: {len(refused)}")
    shown = refused[:MOST_LISTED]
    indented(console, pairs((safe(each["verdict"]), short_id(each["record_id"])) for each in shown))
    if len(refused) > MOST_LISTED:
        line(console, f"  … and {len(refused) - MOST_LISTED} more; --json gives all")
