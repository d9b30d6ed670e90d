"""E_adv and E_fav of many sites, as `ledger.risk.evidence` weighs one: decay, findings, independence, caps, reset."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ledger.errors import RiskInputError
from ledger.model.risk import EvidenceType, RemedyState
from ledger.risk import weights
from ledger.risk.ages import DAYS_PER_MONTH
from ledger.risk.arrays.columns import NONE, STATES, TYPES, EvidenceColumns, Flags, Numbers, Whole
from ledger.risk.arrays.groups import first_rows, independence_labels, pair_ids

_SIZES = np.array([weights.ADVERSE_SIZES.get(t) or weights.FAVOURABLE_SIZES[t] for t in TYPES])
_IS_ADVERSE = np.array([t in weights.ADVERSE_SIZES for t in TYPES])
_ATTESTATION = TYPES.index(EvidenceType.ATTESTATION)
_MAJOR = TYPES.index(EvidenceType.AUDIT_MAJOR)
_AUDITS = [TYPES.index(EvidenceType.AUDIT_ANNOUNCED), TYPES.index(EvidenceType.AUDIT_UNANNOUNCED_OFFSITE)]
_OPEN, _VERIFIED = STATES.index(RemedyState.OPEN), STATES.index(RemedyState.VERIFIED)
_FAR = 1 << 40  # after any day


@dataclass(frozen=True, slots=True)
class EvidenceBalances:
    """By site: E_adv, E_fav, whether an open adverse item paused credit, the earliest day on which credit ran out."""

    adverse: Numbers
    favourable: Numbers
    has_open_adverse: Flags
    lapsed_day: Whole


def weigh_all(items: EvidenceColumns, *, sites: int, as_of: int, is_state_imposed: Flags) -> EvidenceBalances:
    """Give the balances of all sites. Raises RiskInputError for a verified remedy without its day."""
    _refuse_undated_remedies(items)
    items = items.taken(items.event_day <= as_of)
    value, is_reset = _values(items, as_of)
    standing = _standing(items, value, is_reset)
    items, value, is_reset = items.taken(standing), value[standing], is_reset[standing]
    adverse = _IS_ADVERSE[items.type]
    has_open = np.bincount(items.site, weights=is_reset, minlength=sites) > 0
    credit = _credit(items.taken(~adverse), value[~adverse], sites)
    credit[has_open | is_state_imposed] = 0.0
    return EvidenceBalances(
        adverse=_adverse(items.taken(adverse), value[adverse], sites),
        favourable=credit,
        has_open_adverse=has_open,
        lapsed_day=_lapsed(items.taken(~adverse), sites, as_of),
    )


def _values(items: EvidenceColumns, as_of: int) -> tuple[Numbers, Flags]:
    """Give each item's value standing alone, and whether it pauses credit."""
    adverse, size = _IS_ADVERSE[items.type], _SIZES[items.type]
    age = (as_of - items.event_day) / DAYS_PER_MONTH
    is_verified = (items.remedy == _VERIFIED) & (items.verified_day <= as_of)
    since = np.maximum(0, as_of - items.verified_day) / DAYS_PER_MONTH
    beyond = np.maximum(0.0, since - weights.REMEDY_PLATEAU_MONTHS)
    remedied = weights.REMEDY_FACTOR * np.exp2(-beyond / weights.REMEDY_HALF_LIFE_MONTHS)
    raised = np.where(items.is_overturned, 0.0, size * np.where(is_verified, remedied, 1.0))
    is_expired = (items.valid_until != NONE) & (as_of > items.valid_until)
    aged = (as_of - items.aged_day) / DAYS_PER_MONTH
    lowered = np.where(is_expired, 0.0, -size * np.exp2(-aged / weights.FAVOURABLE_HALF_LIFE_MONTHS))
    is_open = (items.remedy == _OPEN) | ((items.remedy == _VERIFIED) & ~is_verified)
    is_reset = adverse & ~items.is_overturned & is_open & (age < weights.OPEN_ADVERSE_MONTHS)
    return np.where(adverse, raised, lowered), is_reset


def _standing(items: EvidenceColumns, value: Numbers, is_reset: Flags) -> Whole:
    """Give the rows that stand: one of each content, and no audit whose record has a major finding."""
    rows = np.arange(len(items.site))
    content = pair_ids(items.site, items.content)
    order = np.lexsort((rows, is_reset, value, content))
    is_last = np.append(content[order][1:] != content[order][:-1], True) if len(order) else np.zeros(0, bool)
    kept: Whole = np.sort(order[is_last])
    record = pair_ids(items.site, items.record)[kept]
    named, of_type = items.record[kept] != NONE, items.type[kept]
    failed = np.unique(record[named & (of_type == _MAJOR)])
    stands: Whole = kept[~(named & np.isin(of_type, _AUDITS) & np.isin(record, failed))]
    return stands


def _adverse(items: EvidenceColumns, value: Numbers, sites: int) -> Numbers:
    """Count each finding once, at its largest; what names none counts by itself."""
    has_finding = items.finding != NONE
    total: Numbers = np.bincount(items.site[~has_finding], weights=value[~has_finding], minlength=sites).astype(float)
    site, value, finding = items.site[has_finding], value[has_finding], items.finding[has_finding]
    found = pair_ids(site, finding)
    order = np.lexsort((-value, found))
    first = order[first_rows(found[order])]
    return total + np.bincount(site[first], weights=value[first], minlength=sites)


def _credit(items: EvidenceColumns, value: Numbers, sites: int) -> Numbers:
    """Give E_fav before pauses: the largest of each independence group in full, each later one a quarter."""
    group = independence_labels(items.site, items.payer, items.assessor)
    order = np.lexsort((value, group))
    factor = np.full(len(order), weights.REPEATED_SOURCE_FACTOR)
    factor[order[first_rows(group[order])]] = 1.0
    counted, is_attestation = -value * factor, items.type == _ATTESTATION
    attested = np.bincount(items.site, weights=counted * is_attestation, minlength=sites)
    rest = np.bincount(items.site, weights=counted * ~is_attestation, minlength=sites)
    capped: Numbers = -np.minimum(weights.FAVOURABLE_CAP, np.minimum(weights.ATTESTATION_CAP, attested) + rest)
    return capped


def _lapsed(items: EvidenceColumns, sites: int, as_of: int) -> Whole:
    """Give by site the earliest last valid day of credit that ran out and that no later item of its size renewed."""
    ladder = np.sort(np.unique(_SIZES[~_IS_ADVERSE]))
    rung = np.searchsorted(ladder, _SIZES[items.type])
    is_expired = (items.valid_until != NONE) & (as_of > items.valid_until)
    newest = np.full((sites, len(ladder)), NONE)
    np.maximum.at(newest, (items.site[~is_expired], rung[~is_expired]), items.event_day[~is_expired])
    newest = np.maximum.accumulate(newest[:, ::-1], axis=1)[:, ::-1]  # of this size or a larger one
    is_lapsed = is_expired & ~(newest[items.site, rung] > items.event_day)
    earliest = np.full(sites, _FAR)
    np.minimum.at(earliest, items.site[is_lapsed], items.valid_until[is_lapsed])
    return np.where(earliest == _FAR, NONE, earliest)


def _refuse_undated_remedies(items: EvidenceColumns) -> None:
    told = _IS_ADVERSE[items.type] & (items.remedy == _VERIFIED)
    undated: NDArray[Any] = np.flatnonzero(
        told & ((items.verified_day == NONE) | (items.verified_day < items.event_day))
    )
    if len(undated):
        mend = "give the day, not before the event, on which workers or their organisation verified the remedy"
        raise RiskInputError(
            field=f"verified_day of row {undated[0]}", value=int(items.verified_day[undated[0]]), mend=mend
        )
