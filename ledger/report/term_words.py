"""How a term came about and which row of a table it rests on, as people read it. The keys themselves stay as data."""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType

# A number with more places than people read, on its own: no part of a day or of an identifier.
_LONG = re.compile(r"(?<![\w.-])([+-]?)(\d+\.\d{3,})(?![\w-]|\.\d)")
_ROW = re.compile(r"(?P<table>[a-z]+(?:_[a-z]+)*?)(?:_(?P<year>\d{4}))?(?::(?P<key>.*?))? \((?P<by>.*)\)")
_CODE = re.compile(r"\b[A-Z]{3}\b(?!-)")
_HUNDREDTH = Decimal("0.01")
_TIP = re.compile(r"trafficking-report tier (0\.00|0\.33|0\.67|1\.00)\b")
_TIP_TIERS: Mapping[str, str] = MappingProxyType({"0.00": "1", "0.33": "2", "0.67": "2, watch list", "1.00": "3"})
_SHARE = re.compile(
    r"\b(fees|labour_brokers|tied_visa|migrant|housing|seasonal|youth_or_dormitory_women) (\d(?:\.\d+)?)(?=[;)])"
)
_UNANSWERED = re.compile(r"(?P<field>\S+) (?P<value>\S+) \((?P<status>not asked|withheld)\)")
_BASES: Mapping[str, str] = MappingProxyType(
    {
        "producers": "countries that produce it",
        "listed-only": "listed countries alone",
        "sector-mean": "not listed: the mean of its sector",
        "all-goods-mean": "not listed: the mean of all goods",
    }
)
_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "goods_list": "List of goods",
        "producers": "Producing countries",
        "tip": "Trafficking report",
        "rule_of_law": "Rule of law",
        "tied_visa": "Tied visas",
        "priority_sectors": "UFLPA priority sectors",
        "state_imposed_labour": "Labour imposed by a state",
        "trade_orders": "Trade orders",
        "listed_entities": "Listed entities",
    }
)


def detail_words(detail: str) -> str:
    """Give how a value came about: two digits after a point, and words for keys. Free text of others stays as it is."""
    for basis, words in _BASES.items():
        detail = detail.replace(f"(basis: {basis})", f"({words})")
    told = detail if "trafficking-report tier missing" in detail else _TIP.sub(_tip_tier, detail)
    detail = _SHARE.sub(_percent, _together(told))
    return _LONG.sub(_two_digits, detail).replace(" x ", " × ").replace("_", " ")


def source_words(source: str) -> str:
    """Give a row of a reference table: its table, edition, key with countries by name, and publisher.

    What is no such row is given as it is.
    """
    found = _ROW.fullmatch(source)
    if found is None or found["table"] not in _TABLES:
        return source
    edition = f" {found['year']}" if found["year"] else ""
    key = f": {', '.join(country_words(part) for part in found['key'].split(':'))}" if found["key"] else ""
    return f"{_TABLES[found['table']]}{edition}{key} ({found['by']})"


def country_words(code: str) -> str:
    """Give a country's short name by its ISO 3166-1 code, the code where that names none."""
    return _names().get(code, code)


def code_words(text: str) -> str:
    """Give a text with each alpha-3 code in it as its country's name; other words in capitals stay."""
    return _CODE.sub(lambda found: country_words(found[0]), text)


def _together(detail: str) -> str:
    """Give answers that are missing for the same reason in one breath: `0.25 each, not asked: fees, housing`."""
    head, opened, rest = detail.partition(" (")
    parts = rest.removesuffix(")").split("; ")
    missing: dict[tuple[str, str], list[str]] = {}
    for found in map(_UNANSWERED.fullmatch, parts):
        if found:
            missing.setdefault((found["value"], found["status"]), []).append(found["field"])
    if not missing:
        return detail
    told = [part for part in parts if not _UNANSWERED.fullmatch(part)]
    told += [f"{_whole(value)} each, {status}: {', '.join(fields)}" for (value, status), fields in missing.items()]
    return f"{head}{opened}{'; '.join(told)})"


def _tip_tier(found: re.Match[str]) -> str:
    """Give the number with the tier of the report that counts so much."""
    return f"trafficking report {found[1]}, as tier {_TIP_TIERS[found[1]]}"


def _percent(found: re.Match[str]) -> str:
    """Give an answer as the part of the workers that it is."""
    return f"{found[1]} {_whole(found[2])}"


def _whole(share: str) -> str:
    return f"{(Decimal(share) * 100).normalize():f}\u00a0%"


def _two_digits(found: re.Match[str]) -> str:
    rounded = Decimal(found[2]).quantize(_HUNDREDTH, rounding=ROUND_HALF_EVEN)
    return f"{found[1].replace('-', '−')}{rounded}"


@cache
def _names() -> Mapping[str, str]:
    """Names of the shipped table by both codes. What stands behind a comma is left out where that stays unique."""
    table = files("ledger.reference").joinpath("tables/countries_iso3166.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    shorts = Counter(row["name"].partition(",")[0] for row in rows)
    names: dict[str, str] = {}
    for row in rows:
        short = row["name"].partition(",")[0]
        names |= dict.fromkeys((row["iso2"], row["iso3"]), short if shorts[short] == 1 else row["name"])
    return MappingProxyType(names)
