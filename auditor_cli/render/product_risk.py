"""A product's two numbers, never one: how bad the worst site behind it is, and how much of it passes such sites."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from auditor_cli.output import safe
from auditor_cli.render.figures import percent, reading, short_name
from auditor_cli.render.tables import heading, indented, pairs

Document = dict[str, Any]


def draw_product_risk(console: Console, document: Document, *, names: Mapping[str, str] | None = None) -> None:
    """Draw worst path, exposure, the unknown share and the nearest severe site, with their paths by name.

    `names` are those of the whole product, where the document was cut to a part of it.
    """
    risk, names = document["product_risk"], names or site_names(document)
    heading(console, "The product: how bad, and how much of it")
    nearest = risk["nearest_severe"]
    told = [
        ("worst path", f"{reading(risk['worst_path'])}  {_path(risk['worst_path']['path'], names)}"),
        ("exposure", f"{reading(risk['exposure'])}  the part that passed an affected site, if each index held"),
        (
            "unknown",
            f"{percent(risk['unknown_share'])} passes a place that nobody discloses, or whose inputs nobody recorded; "
            "the Unknown of a tier counts the first alone",
        ),
        (
            "nearest severe",
            f"tier {nearest['tier']}: {_path(nearest['path'], names)}"
            if nearest
            else "no site asks for the severe action",
        ),
    ]
    if not risk["has_converged"]:
        told.append(("cycle", "a cycle of sites did not settle: exposure on it counts 1"))
    indented(console, pairs(told))


def site_names(document: Document) -> dict[str, str]:
    """Give each site of the document by its name, by its identifier where no statement names it."""
    sites = (site for tier in document["tiers"] for site in tier["sites"])
    return {site["site"]: short_name(site) for site in sites}


def _path(path: list[str], names: Mapping[str, str]) -> str:
    """Give a path from the final producer on, in words."""
    return " ← ".join(names.get(site, "not disclosed" if site.startswith("unknown") else safe(site)) for site in path)
