"""Where a site stands: country codes, and C of the risk method with the rows behind it (section 3.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ledger.errors import RiskInputError
from ledger.model.risk import CountryPart
from ledger.reference.quartile import by_key, cautious, upper_quartile
from ledger.reference.rows import Origin, RuleOfLawRow, TipRow, Trust
from ledger.reference.snapshot import ReferenceSnapshot, require_rows
from ledger.risk.inherent import country_value, rule_of_law_value, tip_tier_value

USER_ASSIGNED = ("XKX",)  # Kosovo: not in ISO 3166-1, and in both tables


@dataclass(frozen=True, slots=True)
class Reading:
    """One part of C for one country: its value in [0, 1] and the row's origin, None where the quartile stands in."""

    value: float
    origin: Origin | None


@dataclass(frozen=True, slots=True, eq=False)
class CountryIndex:
    """Values by country, with the world upper quartile of each part."""

    codes: Mapping[str, str]
    rule_of_law: Mapping[str, Reading]
    tip: Mapping[str, Reading]
    tied_visa: Mapping[str, Reading]
    rule_of_law_quartile: float
    tip_quartile: float


def iso3_of(snapshot: ReferenceSnapshot, code: str) -> str:
    """Give the alpha-3 code for an alpha-2, alpha-3 or numeric one. Raises RiskInputError for an unknown country."""
    iso3 = _codes(snapshot).get(code.strip().upper())
    if iso3 is None:
        raise RiskInputError(field="country", value=code, mend="give a code of ISO 3166-1")
    return iso3


def country_part(snapshot: ReferenceSnapshot, iso3: str | None) -> CountryPart:
    """Give C of a country; an undisclosed one (None) and every missing part take the world upper quartile.

    Raises RiskInputError for an unknown code, or when a whole table is empty at the snapshot's date. Tied-visa rules
    are coded in no table that ships, so C is the mean of two parts, and the site's own `tied_visa` field covers them;
    an imported coding adds a third part for the countries that it codes.
    """
    index = country_index(snapshot)
    if iso3 is not None and index.codes.get(iso3) != iso3:
        raise RiskInputError(field="country", value=iso3, mend="give an alpha-3 code of ISO 3166-1")
    law = index.rule_of_law.get(iso3 or "", Reading(index.rule_of_law_quartile, None))
    tip = index.tip.get(iso3 or "", Reading(index.tip_quartile, None))
    tied = index.tied_visa.get(iso3 or "")
    parts = [("rule of law", "rule_of_law_2024", law), ("trafficking-report tier", "tip_2025", tip)]
    parts += [("tied visa", "tied_visa", tied)] if tied else []
    known = [(table, reading.origin) for _, table, reading in parts if reading.origin]
    return CountryPart(
        value=_mean(law, tip, tied),
        readings=tuple((name, reading.value) for name, _, reading in parts),
        missing=tuple(name for name, _, reading in parts if reading.origin is None),
        sources=tuple(f"{table}:{iso3} ({origin.publisher})" for table, origin in known),
        dates=tuple(origin.as_of for _, origin in known),
    )


@lru_cache(maxsize=32)
def country_index(snapshot: ReferenceSnapshot) -> CountryIndex:
    """Give the values of all countries, contradictory rows left out and low-trust rows raised to the quartile."""
    require_rows(snapshot, "rule_of_law_2024", snapshot.rule_of_law, field="rule_of_law")
    require_rows(snapshot, "tip_2025", snapshot.tip, field="tip_tier")
    law_rows = by_key(((row.iso3, row) for row in snapshot.rule_of_law), value="estimate")
    tip_rows = by_key(((row.iso3, row) for row in snapshot.tip), value="tier")
    law_quartile = upper_quartile("rule_of_law", (rule_of_law_value(row.estimate) for row in law_rows.values()))
    tip_quartile = upper_quartile("tip_tier", (tip_tier_value(row.tier) for row in tip_rows.values()))
    return CountryIndex(
        codes=_codes(snapshot),
        rule_of_law=_readings(law_rows.values(), law_quartile),
        tip=_readings(tip_rows.values(), tip_quartile),
        tied_visa={
            key: Reading(row.signal, row.origin)
            for key, row in by_key(((row.iso3, row) for row in snapshot.tied_visa), value="signal").items()
        },
        rule_of_law_quartile=law_quartile,
        tip_quartile=tip_quartile,
    )


def _mean(law: Reading, tip: Reading, tied: Reading | None) -> float:
    """Give C. A little trusted coding of visas never lowers it: it counts only where it raises the mean."""
    without = country_value(rule_of_law=law.value, tip_tier=tip.value)
    if tied is None or tied.origin is None:
        return without
    with_it = country_value(rule_of_law=law.value, tip_tier=tip.value, tied_visa=tied.value)
    return max(with_it, without) if tied.origin.trust is Trust.LOW else with_it


def _readings(rows: Iterable[RuleOfLawRow | TipRow], quartile: float) -> dict[str, Reading]:
    readings = {}
    for row in rows:
        value = rule_of_law_value(row.estimate) if isinstance(row, RuleOfLawRow) else tip_tier_value(row.tier)
        readings[row.iso3] = Reading(cautious(value, trust=row.origin.trust, quartile=quartile), row.origin)
    return readings


@lru_cache(maxsize=32)
def _codes(snapshot: ReferenceSnapshot) -> dict[str, str]:
    codes = {iso3: iso3 for iso3 in USER_ASSIGNED}
    for row in snapshot.countries:
        codes |= {row.iso2: row.iso3, row.iso3: row.iso3, row.numeric: row.iso3}
    return codes
