"""Why a number is what it is: what drives each tier, or every term of a site in words for its supplier."""

from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.fairness import draw_replies
from auditor_cli.render.figures import band, country, percent, reading, short_name, signed, site_name
from auditor_cli.render.product_risk import draw_product_risk
from auditor_cli.render.requests import draw_asked
from auditor_cli.render.score import draw_title
from auditor_cli.render.tables import heading, line
from auditor_cli.render.what_if import draw_option
from auditor_cli.render.worker_evidence import draw_waves
from ledger.report.term_words import detail_words, source_words

Document = dict[str, Any]
_MOST_DRIVERS, _MOST_NAMED = 3, 3
_STATES = {"found": "found", "not_found": "looked for, not found", "nobody_looked": "nobody looked"}


def draw_explanation(console: Console, document: Document) -> None:
    """Draw the whole product by what drives it, or each site that was asked about."""
    draw_title(console, document)
    scope = document["scope"]
    if scope["site"] is None and scope["tier"] is None:
        draw_product_risk(console, document)
    for tier in document["tiers"]:
        if scope["site"] is None:
            _tier(console, tier, _grid(document, "tier", tier["tier"]))
        if scope["site"] is not None or scope["tier"] is not None:
            for site in _highest_first(tier):
                _site(console, document, tier["tier"], site)
    if scope["site"] is None and scope["tier"] is None:
        line(console, "\nEvery term of one site: auditor explain PRODUCT --site SITE; of a whole tier: --tier N")
    _close(console, document)


def _tier(console: Console, tier: Document, grid: list[Document]) -> None:
    """Draw a tier by its highest sites, each with the terms that move it most."""
    heading(
        console, f"Tier {tier['tier']}: {band(tier)}, {reading(tier)}, not disclosed {percent(tier['unknown_share'])}"
    )
    for site in _highest_first(tier)[:_MOST_DRIVERS]:
        line(console, f"  {reading(site)}  {short_name(site)}, {percent(site['share'])} of the tier")
        if not site["is_unknown"]:
            line(console, f"    {safe(site['site'])}")
        line(console, f"    raised by {_moving(site, up=True)}")
        line(console, f"    lowered by {_moving(site, up=False)}")
    _indicators(console, grid)


def _site(console: Console, document: Document, tier: int, site: Document) -> None:
    heading(console, f"Tier {tier}  {site_name(site, between=', ')}, {country(site)}: {band(site)}")
    share = f"completeness {percent(site['completeness'])}, {percent(site['share'])} of the tier"
    line(console, f"  index {reading(site)}, {share}")
    line(console, f"  Action: {safe(site['action_text'])}")
    line(console, f"  Raised most by {_moving(site, up=True)}; lowered most by {_moving(site, up=False)}.")
    heading(console, "  Why: terms in log-odds, which add up")
    for term in site["terms"]:
        _term(console, term)
    _amount(console, site["rounding"], "rounding")
    _amount(console, site["eta"], "together; the index is 1 / (1 + exp(-together)), or a floor")
    for hold in site["holds"]:
        _hold(console, hold)
    _may_change(console, site["may_change"])
    _not_answered(console, site)
    _indicators(console, _grid(document, "site", site["site"]))
    waves = [wave for wave in document["waves"] if wave["site"] == site["site"]]
    if waves:
        draw_waves(console, waves, {site["site"]: short_name(site)})
    own = [each for each in document.get("replies", []) if each["site"] == site["site"]]
    draw_replies(console, own, document.get("replies_read", ""))
    asked = [each for each in document.get("asked", []) if each["site"] == site["site"]]
    draw_asked(console, asked, document.get("asked_read", ""))
    _ratifications(console, site.get("ratifications", []), document.get("ratifications_read", ""))


def _hold(console: Console, hold: Document) -> None:
    order = f"{safe(hold['order'])}, {safe(hold['status'])} as of {hold['as_of']}, by {safe(hold['source'])}"
    line(console, f"  Held by a trade-order match ({safe(hold['market'])}): {order}")
    line(console, "    While it stands, it sets the floor of the index.")


def _term(console: Console, term: Document) -> None:
    """Draw one term: value, name, sentence, how it came about, and below it the records and rows it rests on."""
    _amount(console, term["value"], _words(term["name"]))
    line(console, f"          {safe(term['explanation'])}")
    if term["detail"]:
        line(console, f"          {safe(detail_words(term['detail']))}")
    told = {each["record_id"] for each in term["evidence"]}
    for each in term["evidence"]:
        part = f", {signed(each['weight'])}" if Decimal(each["weight"]) else ""
        line(console, f"          record of {each['day']}, {safe(_words(each['strength']))}{part}")
        console.print(Text(f"            {safe(each['record_id'])}"), soft_wrap=True)
    rows = [source for source in term["sources"] if source not in told]
    for row in rows:
        line(console, f"          row of {safe(source_words(row))}")
    if rows and term["dates"]:
        line(console, f"          as of {', '.join(term['dates'])}")


def _amount(console: Console, value: str, name: str) -> None:
    line(console, f"  {signed(value):>6}  {name}")


def _may_change(console: Console, options: Document) -> None:
    heading(console, "  What may change it")
    for name, title, none in (
        ("narrowing", "May narrow the range", "no single answer would narrow the range"),
        ("lowering", "May lower it", "nothing waits for a remedy or an answer that would lower it"),
    ):
        line(console, f"  {title}")
        for rank, option in enumerate(options[name], start=1):
            draw_option(console, option, number=f"{rank}.")
        if not options[name]:
            line(console, f"      {none}")


def _not_answered(console: Console, site: Document) -> None:
    told = ", ".join(_words(field) for field in site["unanswered"]) or "nothing that is required"
    line(console, f"  Not answered: {told}")


def _indicators(console: Console, rows: list[Document]) -> None:
    """Draw the eleven indicators by their state, which stands in words."""
    if not rows:
        return
    line(console, "  The eleven indicators of the ILO:")
    for state, told in _STATES.items():
        named = [safe(row["indicator_text"]) for row in rows if row["state"] == state]
        line(console, f"    {told}: {', '.join(named) or 'none'}")
    if any(row["nobody_looked"] and row["state"] != "nobody_looked" for row in rows):
        line(console, "    of what was found, part of the tier was looked at by nobody")


def _ratifications(console: Console, rows: list[Document], reads: str) -> None:
    if not rows:
        return
    heading(console, "  What the state has ratified on forced labour")
    for row in rows:
        known = f", as of {row['as_of']}, {row['trust']} trust" if row["as_of"] else ""
        line(console, f"    {row['convention']}: {safe(row['status'])}{known}")
    line(console, f"    {safe(reads)}")


def _grid(document: Document, name: str, wanted: object) -> list[Document]:
    return [row for row in document["ilo_grid"] if row[name] == wanted]


def _highest_first(tier: Document) -> list[Document]:
    return sorted(tier["sites"], key=lambda site: site["score"], reverse=True)


def _moving(site: Document, *, up: bool) -> str:
    """Name the terms that move a score most from where every site starts."""
    terms = [term for term in site["terms"] if term["name"] != "baseline"]
    moving = sorted(
        (t for t in terms if Decimal(t["value"]) * (1 if up else -1) > 0), key=lambda t: -abs(Decimal(t["value"]))
    )
    return ", ".join(f"{_words(t['name'])} {signed(t['value'])}" for t in moving[:_MOST_NAMED]) or "nothing"


def _words(name: str) -> str:
    """Give a key in words."""
    return safe(name).replace("_", " ")


def _close(console: Console, document: Document) -> None:
    console.print()
    line(console, safe(document["ilo_grid_reads"]))
    line(console, safe(document["reads"]))
