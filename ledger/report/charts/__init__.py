"""Drawings as SVG text: each has a title that says what it shows, and shapes beside colours. The same bytes always."""

from ledger.report.charts.chain import chain_chart, named_beside
from ledger.report.charts.tiers import tier_chart
from ledger.report.charts.world import undrawn, world_map

__all__ = ["chain_chart", "named_beside", "tier_chart", "undrawn", "world_map"]
