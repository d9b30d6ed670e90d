"""Who makes a good and who exports it, by the `producers` table that an operator imports: none ships.

Decision: what the method reads of it (section 3.2, section 8) is read so that a table which leaves something out
never clears. Countries count as producers by trusted rows, together with those that the goods list names. Exports weigh
the origins of an unknown share only where every row of the good has a figure of a trusted source and every origin that
the list names for it is among them: an origin that a table leaves out has an unknown weight, not none. What would
change our mind is a table of which the publisher says that it is whole.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ledger.reference.quartile import upper_quartile, weighted_upper_quartile
from ledger.reference.rows import ProducerRow, Trust, good_key
from ledger.reference.snapshot import ReferenceSnapshot

TABLE = "producers"


@dataclass(frozen=True, slots=True, eq=False)
class Production:
    """Of one good the countries that produce it, and what each exports; `exports` is None unless all of them say."""

    countries: frozenset[str]
    exports: Mapping[str, float] | None
    publishers: tuple[str, ...]
    latest: date

    def source(self, good: str) -> str:
        """Give the table, good and publishers, as a term names them."""
        return f"{TABLE}:{good_key(good)} ({'; '.join(self.publishers)})"


@dataclass(frozen=True, slots=True, eq=False)
class Origins:
    """Where an unknown share of a good may come from: origins with their weight, None where all count alike."""

    countries: tuple[str, ...]
    production: Production | None
    told: str

    def quartile(self, field: str, value_of: Callable[[str], float]) -> float:
        """Give the upper quartile of a value over the origins, by exports where they are known."""
        exports = self.production.exports if self.production else None
        if exports is None:
            return upper_quartile(field, map(value_of, self.countries))
        return weighted_upper_quartile(field, ((value_of(iso3), exports[iso3]) for iso3 in self.countries))


def production_of(snapshot: ReferenceSnapshot, good: str) -> Production | None:
    """Give who makes a good, None where no trusted row says."""
    return _by_good(snapshot).get(good_key(good))


def origins_of(snapshot: ReferenceSnapshot, good: str, *, listed: tuple[str, ...]) -> Origins:
    """Give the origins of an unknown share of a good; `listed` are those that the list of goods names for it."""
    production = production_of(snapshot, good)
    exports = production.exports if production else None
    if exports is None or not set(listed) <= set(exports):
        return Origins(listed, None, f"{len(listed)} origins that list the good")
    exporting = tuple(sorted(iso3 for iso3, amount in exports.items() if amount > 0))
    return Origins(exporting, production, f"{len(exporting)} origins that export the good, by their exports")


@lru_cache(maxsize=32)
def _by_good(snapshot: ReferenceSnapshot) -> Mapping[str, Production]:
    rows: dict[str, list[ProducerRow]] = {}
    for row in snapshot.producers:
        rows.setdefault(good_key(row.good), []).append(row)
    found = {good: _production(given) for good, given in rows.items()}
    return {good: each for good, each in found.items() if each.countries}


def _production(rows: list[ProducerRow]) -> Production:
    exports = {row.iso3: row.exports for row in rows if row.exports is not None and row.origin.trust is not Trust.LOW}
    is_whole = len(exports) == len(rows) and any(exports.values())
    return Production(
        countries=frozenset(row.iso3 for row in rows if row.origin.trust is not Trust.LOW),
        exports=exports if is_whole else None,
        publishers=tuple(sorted({row.origin.publisher for row in rows})),
        latest=max(row.origin.as_of for row in rows),
    )
