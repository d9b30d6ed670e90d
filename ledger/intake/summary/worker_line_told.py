"""What leaves the worker line, and the ledger's own settings, told in a sentence."""

from collections.abc import Mapping
from string import Template

from ledger.intake.summary import templates
from ledger.intake.summary.listing import few, listed


def settings_told(body: Mapping[str, object], lang: str) -> str:
    """Give the sentence of a setting; of one that is not known, its name alone: check 2 refuses it."""
    rule = templates.SETTINGS[lang].get(str(body.get("setting")), "$setting")
    places = {"left": _place_told(body.get("left")), "entered": _place_told(body.get("entered"))}
    return Template(rule).safe_substitute({**body, **places, "read": few(body.get("consents"))})


def release_told(body: Mapping[str, object], lang: str) -> str:
    """Give the sentence of a release: each cell that tells something, how many tell nothing; or how a wave ended."""
    if "ended" in body:
        return Template(templates.ENDED[lang]).safe_substitute({"account": "", **body}).rstrip()
    if "releases" in body:
        agreed = templates.CONSENTS if body.get("consents_at_least") else templates.CONSENTS_UNTOLD
        rule = templates.INDEX[lang] + (agreed[lang] if "consents_at_least" in body else "")
        return Template(rule).safe_substitute({**body, "listed": few(body.get("releases"))})
    cells = listed(body.get("cells"))
    told = [f"{_cell_name(cell)} {cell.get('band')}" for cell in cells if cell.get("band") is not None]
    named = {**body, "cells_told": "; ".join([*told, f"— × {len(cells) - len(told)}"])}
    step = templates.STEPS[lang].get(str(body.get("step")))
    return Template(templates.RELEASED[lang]).safe_substitute(named) + (f" {step}" if step else "")


def remedy_fields(body: Mapping[str, object]) -> dict[str, object]:
    """Give what the sentence of a remedy names; what it does not say is left out."""
    amount, workers = body.get("amount"), body.get("workers")
    told = [f"{amount} {body.get('currency')}" if amount is not None else "", f"× {workers}" if workers else ""]
    for_whom = ", ".join(each for each in told if each)
    return {**body, "for_whom": f", {for_whom}" if for_whom else "", "answered": few(body.get("addresses"))}


def _cell_name(cell: Mapping[str, object]) -> str:
    named = str(cell.get("indicator") or "forced_labour")
    return f"{named} ({cell['gender']})" if cell.get("gender") else named


def _place_told(value: object) -> str:
    """`chain / contract / log id`: names alone, so that they read the same in every language."""
    place = value if isinstance(value, dict) else {}
    return " / ".join(str(place.get(name, "—")) for name in ("chain", "anchor_log", "log"))
