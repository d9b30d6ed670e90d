"""A synthetic network for the risk benchmark: sites in six tiers with answers and evidence, and who supplies whom."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ledger.risk.arrays.columns import NONE, TYPES, EvidenceColumns, SiteColumns

TODAY, TIERS, EVIDENCE_A_SITE, EDGES_A_SITE = 739_000, 6, 3, 12
_WORKFORCE_FIELDS, _SITE_FIELDS = 7, 9


@dataclass(frozen=True, slots=True)
class Network:
    """Sites by number, the final ones first; edges lead from a tier to the next, the last tier has none."""

    sites: SiteColumns
    items: EvidenceColumns
    user: Any
    supplier: Any
    share: Any
    finals: Any


def network(count: int) -> Network:
    """Give `count` sites in six tiers, three items of evidence each, and ten edges a site on the whole."""
    random = np.random.default_rng(20261122)
    tier = np.arange(count) * TIERS // count
    first = np.searchsorted(tier, np.arange(TIERS + 1))
    user = np.repeat(np.arange(first[TIERS - 1]), EDGES_A_SITE)
    low, high = first[tier[user] + 1], first[tier[user] + 2]
    supplier = low + (random.random(len(user)) * (high - low)).astype(np.int64)
    share = random.random(len(user)) + 0.01
    return Network(_sites(random, count), _items(random, count), user, supplier, share, np.arange(first[1]))


def _sites(random: Any, count: int) -> SiteColumns:
    def some(part: float) -> Any:
        return random.random(count) < part

    nothing = np.full(count, np.nan)
    return SiteColumns(
        c=random.random(count),
        g=random.random(count),
        l=random.choice([0.0, 0.5, 0.8, 1.0], count),
        workforce_status=random.integers(0, 3, (count, _WORKFORCE_FIELDS)).astype(np.uint8),
        workforce_share=random.random((count, _WORKFORCE_FIELDS)),
        answered=random.integers(0, _SITE_FIELDS + 1, count),
        step=random.integers(0, 4, count).astype(np.uint8),
        released_day=np.where(some(0.3), TODAY - 40, NONE),
        release_narrows=some(0.5),
        missing_link=np.where(some(0.2), nothing, random.random(count) * 0.3),
        mass_in=np.full(count, 100.0),
        mass_out=np.where(some(0.5), nothing, 90 + 30 * random.random(count)),
        mass_yield=np.ones(count),
        mass_tolerance=np.full(count, 0.05),
        expired_day=np.where(some(0.1), TODAY - 90, NONE),
        has_undisclosed_subcontractor=some(0.05),
        is_location_verified=some(0.7),
        is_identity_resolved=some(0.9),
        survey_refused=some(0.02),
        has_state_imposed_labour=some(0.01),
        has_open_case=some(0.0),
        has_hold=some(0.001),
        is_pseudo_site=some(0.05),
    )


def _items(random: Any, count: int) -> EvidenceColumns:
    rows = count * EVIDENCE_A_SITE
    event = TODAY - random.integers(0, 2000, rows)
    return EvidenceColumns(
        site=np.repeat(np.arange(count), EVIDENCE_A_SITE),
        type=random.integers(0, len(TYPES), rows).astype(np.uint8),
        event_day=event,
        aged_day=event,
        content=np.arange(rows),
        valid_until=np.where(random.random(rows) < 0.4, event + 365, NONE),
        payer=random.integers(NONE, 20, rows),
        assessor=random.integers(NONE, 20, rows),
        finding=random.integers(NONE, 3, rows),
        record=np.arange(rows) // 2,
        remedy=random.integers(0, 4, rows).astype(np.uint8),
        verified_day=event + random.integers(0, 900, rows),
        is_overturned=random.random(rows) < 0.02,
    )
