"""A machine gate on a score. No automatic cut-off: alone it stops on a trade-order match only (risk method, R12)."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from auditor_cli.refusals import WrongUsage

TRADE_ORDER_MATCH = "trade_order_match"
_NOT_ASSESSED = "not_assessed"
_RANKS = {"no_open_action": 0, "watch": 1, "elevated": 2, "severe": 3, TRADE_ORDER_MATCH: 4}
BANDS = (*_RANKS, _NOT_ASSESSED)
_WORD = re.compile(r"[A-Za-z][A-Za-z _-]*")
_R12 = (
    "rule R12: no automatic cut-off. Ending an order on a band abandons the workers and hides the site; "
    "a band asks for its action, and only a trade-order match stops a shipment"
)


def with_default_band(args: Sequence[str]) -> list[str]:
    """Give the arguments with --fail-on filled in where no band follows it: alone it means a trade-order match.

    A word of letters alone is meant as a band, also where it is none: an id of a product holds a digit or a colon.
    """
    filled: list[str] = []
    for place, arg in enumerate(args):
        if arg == "--":
            return [*filled, *args[place:]]
        following = args[place + 1] if place + 1 < len(args) else ""
        is_alone = arg == "--fail-on" and _WORD.fullmatch(following) is None
        filled.append(f"--fail-on={TRADE_ORDER_MATCH}" if is_alone else arg)
    return filled


def band_gate(fail_on: str | None, *, is_accepted: bool) -> str | None:
    """Give the band to stop on, None for no gate. Raises WrongUsage for an unknown band, or one not accepted."""
    if fail_on is None:
        return None
    band = _key(fail_on)
    if band not in BANDS:
        raise WrongUsage(field="--fail-on", reason=f"{fail_on} is no band", mend=f"one of: {', '.join(BANDS)}")
    if band != TRADE_ORDER_MATCH and not is_accepted:
        raise WrongUsage(field="--fail-on", reason=_R12, mend="add --accept-band-gate if you take this on yourself")
    return band


def judged(document: dict[str, Any], band: str) -> dict[str, Any]:
    """Give the gate's answer: which tiers and sites reach the band or a worse one, each with its action."""
    reached = [
        {
            "tier": tier["tier"],
            "site": site,
            "band": scored["band"],
            "band_text": scored["band_text"],
            "markets": scored.get("markets", []),
            "action_text": scored["action_text"],
        }
        for tier in document["tiers"]
        for site, scored in _scored(tier)
        if _reaches(scored, band)
    ]
    return {"fail_on": band, "is_tripped": bool(reached), "reached_by": reached}


def _scored(tier: dict[str, Any]) -> Iterator[tuple[str | None, dict[str, Any]]]:
    yield None, tier
    for site in tier["sites"]:
        yield site["site"], site


def _reaches(scored: dict[str, Any], band: str) -> bool:
    """Not assessed is not safe: it counts as elevated, and as severe where its action is the severe one."""
    if scored["band"] == band:
        return True
    if band == _NOT_ASSESSED:
        return False
    if scored["band"] == _NOT_ASSESSED:
        return _RANKS["severe" if scored["action"] == "severe" else "elevated"] >= _RANKS[band]
    return _RANKS[scored["band"]] > _RANKS[band]


def _key(band: str) -> str:
    return band.lower().replace("-", "_").replace(" ", "_")
