"""Numbers, bands and check marks as people read them. Nine places stay in the JSON."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from auditor_cli.output import safe
from ledger.model.risk import Band
from ledger.model.units import unit_words

_BAND_SYMBOLS = {band.value: band.symbol for band in Band}
_BAND_STYLES = {"trade_order_match": "bold red", "severe": "bold red", "elevated": "yellow", "not_assessed": "magenta"}
_DIGITS_SHOWN = 10


def two_digits(number: str) -> str:
    """Give a decimal string with two digits after the point."""
    return f"{Decimal(number):.2f}"


def rounded(amount: str) -> str:
    """Give a computed amount with at most three digits after the point."""
    return f"{Decimal(amount).quantize(Decimal('0.001')).normalize():f}"


def span(interval: Iterable[str]) -> str:
    """Give an interval as `0.31-0.78`."""
    return "-".join(two_digits(end) for end in interval)


def reading(scored: dict[str, Any]) -> str:
    """Give a score with its range: `0.28 (0.12-0.54)`."""
    return f"{two_digits(scored['score'])} ({span(scored['interval'])})"


def signed(number: str) -> str:
    """Give a term in log-odds with its sign; what rounds to nothing is no less than nothing."""
    shown = f"{Decimal(number):+.2f}"
    return "+0.00" if shown == "-0.00" else shown


def percent(share: str) -> str:
    """Give a share of one as a percentage that never rounds something to nothing, nor a rest to all."""
    value = Decimal(share) * 100
    if 0 < value < 1:
        return "<1%"
    if 99 < value < 100:
        return ">99%"
    return f"{value:.0f}%"


def band(scored: dict[str, Any]) -> str:
    """Give the band of a tier or site in words, with its symbol in front."""
    return f"{_BAND_SYMBOLS.get(scored['band'], '?')} {safe(scored['band_text'])}"


def band_style(scored: dict[str, Any]) -> str:
    """Give the colour that goes with the words, which say the same without it."""
    return _BAND_STYLES.get(scored["band"], "")


def sentence(detail: str) -> str:
    """Give how a value came about as a sentence: a capital first, and what stands below it in a table ends it."""
    return f"{safe(detail[0].upper())}{safe(detail[1:])}." if detail else ""


def site_name(site: dict[str, Any], *, between: str = "\n") -> str:
    """Give a site by its name and its identifier; the identifier alone where no statement names it."""
    identifier = safe(site["site"])
    return f"{safe(site['name'])}{between}{identifier}" if site.get("name") else identifier


def short_name(site: dict[str, Any]) -> str:
    """Give a site by its name alone, by its identifier where no statement names it."""
    return "not disclosed" if site.get("is_unknown") else safe(site["name"] or site["site"])


def country(site: dict[str, Any]) -> str:
    """Give the country; a dash says that nobody stated one."""
    return safe(site.get("country") or "—")


def lot_country(lot: dict[str, Any]) -> str:
    """Give the country of the lot's site, and beside it the origin that its maker states, where that is another."""
    stated = lot.get("origin")
    return f"{country(lot)}, stated {safe(stated)}" if stated and stated != lot.get("country") else country(lot)


def material(line: dict[str, Any]) -> str:
    """Give one line of a bill of materials."""
    return f"{safe(line['quantity'])} {safe(unit_words(line['unit']))} of {safe(line['good'])}"


def short_id(record_id: str) -> str:
    """Give the start of a record id, enough to recognise and not enough to cite."""
    return f"{record_id[:_DIGITS_SHOWN]}…"
