"""The grid of indicators as it is read: who found what, who looked, and where nobody looked at anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.model.ilo import INDICATOR_READS

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GridRow:
    """What was found and looked for at one site or in one tier, in the order of the indicators."""

    name: str
    cells: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class IndicatorGrid:
    """Every tier; every site where somebody looked at anything; and by name the sites where nobody looked at all."""

    tiers: tuple[GridRow, ...]
    sites: tuple[GridRow, ...]
    unseen: tuple[str, ...]


def indicator_grid(assessment: Document, names: Mapping[str, str]) -> IndicatorGrid:
    """Give the grid of an assessment's document, sites under these names and in their order."""
    tiers: dict[int, dict[str, Document]] = {}
    sites: dict[str, dict[str, Document]] = {}
    for row in assessment["ilo_grid"]:
        place = tiers.setdefault(row["tier"], {}) if row["site"] is None else sites.setdefault(row["site"], {})
        place[row["indicator"]] = row
    named = sorted((_row(names.get(site, site), cells) for site, cells in sites.items()), key=lambda row: row.name)
    return IndicatorGrid(
        tiers=tuple(_row(f"Tier {tier}", cells) for tier, cells in sorted(tiers.items())),
        sites=tuple(row for row in named if _is_seen(row)),
        unseen=tuple(row.name for row in named if not _is_seen(row)),
    )


def _row(name: str, cells: Mapping[str, Document]) -> GridRow:
    return GridRow(name, tuple(cells[indicator.value] for indicator in INDICATOR_READS if indicator.value in cells))


def _is_seen(row: GridRow) -> bool:
    return any(cell["state"] != "nobody_looked" for cell in row.cells)
