"""Site inputs as columns, so that sites read from records can be scored beside any number of others."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np

from ledger.errors import RiskInputError
from ledger.model.risk import EvidenceItem, SiteInputs, WorkerEvidence
from ledger.risk.arrays.columns import NONE, STATES, STATUSES, STEPS, TYPES, EvidenceColumns, SiteColumns
from ledger.risk.completeness import unanswered_fields
from ledger.risk.trade_orders import holds
from ledger.risk.weights import WORKFORCE_FIELDS


def site_columns(sites: Sequence[SiteInputs], *, as_of: date) -> SiteColumns:
    """Give the sites in their order.

    Raises RiskInputError for sealed worker evidence and for other than the published settings: neither is a column's.
    """
    told = [_released(site) for site in sites]
    mass, (status, share) = _mass(sites), _workforce(sites)

    def flags(get: Callable[[SiteInputs], bool]) -> Any:
        return np.array([get(site) for site in sites], bool)

    return SiteColumns(
        c=np.array([site.country_part.value for site in sites], float),
        g=np.array([site.commodity_part.value for site in sites], float),
        l=np.array([site.listing_part.value for site in sites], float),
        workforce_status=status,
        workforce_share=share,
        answered=np.array([_answered(site) for site in sites], np.int64),
        step=np.array([STEPS.index(each.step) for each in told], np.uint8),
        released_day=_days(each.released_on for each in told),
        release_narrows=np.array([each.narrows for each in told], bool),
        missing_link=np.array([_or_nan(site.opacity.missing_link) for site in sites], float),
        mass_in=mass[:, 0],
        mass_out=mass[:, 1],
        mass_yield=mass[:, 2],
        mass_tolerance=mass[:, 3],
        expired_day=_days(min(site.opacity.expired_certificates, default=None) for site in sites),
        has_undisclosed_subcontractor=flags(lambda site: site.opacity.has_undisclosed_subcontractor),
        is_location_verified=flags(lambda site: site.opacity.is_location_verified),
        is_identity_resolved=flags(lambda site: site.opacity.is_identity_resolved),
        survey_refused=flags(lambda site: site.opacity.survey_refused_by_management),
        has_state_imposed_labour=flags(lambda site: site.has_state_imposed_labour),
        has_open_case=flags(lambda site: site.has_open_case),
        has_hold=flags(lambda site: bool(holds(site, as_of=as_of))),
        is_pseudo_site=flags(lambda site: site.is_pseudo_site),
    )


def evidence_columns(sites: Sequence[SiteInputs]) -> EvidenceColumns:
    """Give the items of all sites. Items of one content come in the order that decides between equals in one site."""
    rows = [(at, item) for at, site in enumerate(sites) for item in sorted(site.evidence, key=_told)]
    numbers: dict[object, int] = {None: NONE}

    def named(get: Callable[[EvidenceItem], object]) -> Any:
        return np.array([numbers.setdefault(get(item), len(numbers)) for _, item in rows], np.int64)

    items = [item for _, item in rows]
    return EvidenceColumns(
        site=np.array([at for at, _ in rows], np.int64),
        type=np.array([TYPES.index(item.type) for item in items], np.uint8),
        event_day=_days(item.event_date for item in items),
        aged_day=_days(min(item.event_date, item.aged_from or item.event_date) for item in items),
        content=named(lambda item: ("content", item.content_hash)),
        valid_until=_days(item.valid_until for item in items),
        payer=named(lambda item: item.payer),
        assessor=named(lambda item: item.assessor),
        finding=named(lambda item: item.finding_id or None),
        record=named(lambda item: item.record_id or None),
        remedy=np.array([STATES.index(item.remedy_state) for item in items], np.uint8),
        verified_day=_days(item.remedy_verified_at for item in items),
        is_overturned=np.array([item.is_overturned for item in items], bool),
    )


def _mass(sites: Sequence[SiteInputs]) -> Any:
    balances = [site.opacity.mass_balance for site in sites]
    absent = (float("nan"),) * 4
    rows = [(b.quantity_in, b.quantity_out, b.yield_fraction, b.tolerance) if b else absent for b in balances]
    return np.array(rows, float).reshape(-1, 4)


def _workforce(sites: Sequence[SiteInputs]) -> tuple[Any, Any]:
    answers = [[answer for _, answer in site.workforce.answers()] for site in sites]
    status = np.array([[STATUSES.index(a.status) for a in row] for row in answers], np.uint8)
    share = np.array([[0.0 if a.share is None else a.share for a in row] for row in answers], float)
    fields = len(WORKFORCE_FIELDS)
    return status.reshape(-1, fields), share.reshape(-1, fields)


def _told(item: EvidenceItem) -> tuple[str, str, str]:
    return repr(item), item.strength, item.remedied_by.record_id if item.remedied_by else ""


def _answered(site: SiteInputs) -> int:
    unanswered_fields(site)  # refuses a name that is no field
    return len(site.answered)


def _released(site: SiteInputs) -> WorkerEvidence:
    if site.settings.changed:
        mend = "score changed settings one site at a time, beside the default result"
        raise RiskInputError(field="settings", value=site.site, mend=mend)
    if isinstance(site.worker_evidence, WorkerEvidence):
        return site.worker_evidence
    mend = "score exact counts one site at a time, on the custodian's machine"
    raise RiskInputError(field="worker_evidence", value=site.site, mend=mend)


def _days(days: Iterable[date | None]) -> Any:
    return np.array([NONE if day is None else day.toordinal() for day in days], np.int64)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
