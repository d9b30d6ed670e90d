"""What was recorded about a site, weighed: size x independence x decay (risk method, section 4).

    as-of filter -> one item per content hash -> adverse by finding | favourable by independence group -> caps, reset

Nothing here asks whether a record is genuine: items come from records that verification let through.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from ledger.errors import RiskInputError
from ledger.model.risk import EvidenceItem, EvidenceType, RemedyState, Term, TermEvidence
from ledger.risk import weights
from ledger.risk.ages import months_between
from ledger.risk.explanation import term
from ledger.risk.independence import independence_groups


@dataclass(frozen=True, slots=True)
class CountedItem:
    """An item with what it adds to eta after independence and decay, before the caps on favourable evidence."""

    item: EvidenceItem
    value: float


@dataclass(frozen=True, slots=True)
class EvidenceBalance:
    """E_adv >= 0 and -2 <= E_fav <= 0 with the items behind them; `has_open_adverse` says that E_fav was set to 0."""

    adverse: float
    favourable: float
    counted_adverse: tuple[CountedItem, ...]
    counted_favourable: tuple[CountedItem, ...]
    has_open_adverse: bool


def favourable_decay(age_months: float) -> float:
    """Give the share of favourable credit left: half after each 12 months."""
    return float(2 ** (-age_months / weights.FAVOURABLE_HALF_LIFE_MONTHS))


def remedied_weight(months_since_verified: float) -> float:
    """Give the weight left after a verified remedy: 1/2 for 12 months, then half of that after each further 36."""
    beyond = max(0.0, months_since_verified - weights.REMEDY_PLATEAU_MONTHS)
    return float(weights.REMEDY_FACTOR * 2 ** (-beyond / weights.REMEDY_HALF_LIFE_MONTHS))


def is_adverse(item: EvidenceItem) -> bool:
    """Say whether the item raises the risk signal."""
    return item.type in weights.ADVERSE_SIZES


def is_expired(item: EvidenceItem, *, as_of: date) -> bool:
    """Say whether the last day of validity has passed."""
    return item.valid_until is not None and as_of > item.valid_until


def remedy_state_at(item: EvidenceItem, *, as_of: date) -> RemedyState:
    """Give the state as known on the date: a verification dated later leaves the item open (unknown is not safe).

    Raises RiskInputError when `verified` comes without its date or before the event.
    """
    if item.remedy_state is not RemedyState.VERIFIED:
        return item.remedy_state
    verified_at = item.remedy_verified_at
    if verified_at is None or verified_at < item.event_date:
        mend = "give the date, not before the event, on which workers or their organisation verified the remedy"
        raise RiskInputError(field="remedy_verified_at", value=verified_at, mend=mend)
    return RemedyState.VERIFIED if verified_at <= as_of else RemedyState.OPEN


def item_value(item: EvidenceItem, *, as_of: date) -> float:
    """Give sign x size x decay of one item standing alone; an adverse item that a ruling overturned weighs 0 (R6)."""
    if is_adverse(item) and item.is_overturned:
        return 0.0
    if is_adverse(item):
        size = weights.ADVERSE_SIZES[item.type]
        if remedy_state_at(item, as_of=as_of) is not RemedyState.VERIFIED or item.remedy_verified_at is None:
            return size
        return size * remedied_weight(months_between(item.remedy_verified_at, as_of))
    if is_expired(item, as_of=as_of):
        return 0.0
    since = min(item.event_date, item.aged_from or item.event_date)
    return -weights.FAVOURABLE_SIZES[item.type] * favourable_decay(months_between(since, as_of))


def standing_items(items: Iterable[EvidenceItem], *, as_of: date) -> tuple[EvidenceItem, ...]:
    """Give each record known on the date once, in an order that does not depend on the order of arrival.

    Of items with one content hash that differ, the one that lowers the score least stands. An audit of the record
    that also reports a major non-conformity gives no credit.
    """
    known = sorted((item for item in items if item.event_date <= as_of), key=lambda i: _order(i, as_of=as_of))
    one_each = {item.content_hash: item for item in known}
    failed = {i.record_id for i in one_each.values() if i.type is EvidenceType.AUDIT_MAJOR and i.record_id}
    audits = (EvidenceType.AUDIT_ANNOUNCED, EvidenceType.AUDIT_UNANNOUNCED_OFFSITE)
    return tuple(i for i in one_each.values() if not (i.type in audits and i.record_id in failed))


def weigh(items: Iterable[EvidenceItem], *, as_of: date, has_state_imposed_labour: bool = False) -> EvidenceBalance:
    """Give E_adv and E_fav. Favourable evidence counts nothing where labour is imposed by the state (rule R4)."""
    standing = standing_items(items, as_of=as_of)
    adverse = _adverse([item for item in standing if is_adverse(item)], as_of=as_of)
    favourable = _favourable([item for item in standing if not is_adverse(item)], as_of=as_of)
    is_reset = any(_is_open_and_young(item, as_of=as_of) for item in standing)
    return EvidenceBalance(
        adverse=fsum(counted.value for counted in adverse),
        favourable=0.0 if is_reset or has_state_imposed_labour else capped_credit(favourable),
        counted_adverse=adverse,
        counted_favourable=favourable,
        has_open_adverse=is_reset,
    )


def capped_credit(counted: Sequence[CountedItem]) -> float:
    """Give E_fav = -min(2.0, min(0.20, attestations) + the rest), from values that are 0 or negative."""
    attestations = -fsum(c.value for c in counted if c.item.type is EvidenceType.ATTESTATION)
    rest = -fsum(c.value for c in counted if c.item.type is not EvidenceType.ATTESTATION)
    return -min(weights.FAVOURABLE_CAP, min(weights.ATTESTATION_CAP, attestations) + rest)


def adverse_evidence_term(balance: EvidenceBalance) -> Term:
    """This is what authorities, auditors or published reports found at your site. It keeps its full weight, however
    old, until workers or their organisation confirm that it was remedied; you may reply to it.
    """
    counted = balance.counted_adverse
    return term(
        balance.adverse,
        told_by=adverse_evidence_term,
        detail="; ".join(_told(c) for c in counted) or "nothing recorded",
        sources=(c.item.record_id for c in counted if c.item.record_id),
        dates=(c.item.event_date for c in counted),
        evidence=_records(counted),
    )


def favourable_evidence_term(balance: EvidenceBalance) -> Term:
    """This is credit for what speaks for your site: statements, audits, worker-led programmes. It halves each year,
    ends when a certificate runs out, and is capped; it pauses while a finding waits for your response.
    """
    counted = balance.counted_favourable
    told = "; ".join(_told(c) for c in counted) or "nothing recorded"
    if balance.has_open_adverse:
        told += "; paused: an adverse item has no recorded response"
    elif balance.favourable == 0 and fsum(c.value for c in counted) < 0:
        told += "; not counted where labour is imposed by the state"
    return term(
        balance.favourable,
        told_by=favourable_evidence_term,
        detail=told,
        sources=(c.item.record_id for c in counted if c.item.record_id),
        dates=(c.item.event_date for c in counted),
        evidence=_records(counted),
    )


def _records(counted: Iterable[CountedItem]) -> Iterator[TermEvidence]:
    """Give the record of each item with its own part, and beside it the record that verified its remedy."""
    for c in counted:
        if c.item.record_id is not None:
            yield TermEvidence(c.item.record_id, c.item.strength, c.item.event_date, c.value)
        by = c.item.remedied_by
        if by is not None:
            taken_away = c.value - weights.ADVERSE_SIZES.get(c.item.type, c.value)
            yield TermEvidence(by.record_id, by.strength, by.day, taken_away)


def _adverse(items: Sequence[EvidenceItem], *, as_of: date) -> tuple[CountedItem, ...]:
    """Count each finding once, at its largest value; items without a finding id each count."""
    counted = [CountedItem(item, item_value(item, as_of=as_of)) for item in items]
    largest: dict[str, CountedItem] = {}
    for one in sorted(counted, key=lambda c: c.value):
        largest[f"finding {one.item.finding_id}" if one.item.finding_id else f"hash {one.item.content_hash}"] = one
    kept = set(map(id, largest.values()))
    return tuple(one for one in counted if id(one) in kept)


def _favourable(items: Sequence[EvidenceItem], *, as_of: date) -> tuple[CountedItem, ...]:
    """Count the largest of each independence group in full and each later one a quarter.

    An attestation that outweighs an old audit of its own group stands before it even where the cap on attestations
    is reached, so taking it away may then add credit: the formula is kept as the method has it.
    """
    counted = []
    for group in independence_groups(items):
        ranked = sorted((CountedItem(item, item_value(item, as_of=as_of)) for item in group), key=lambda c: c.value)
        counted += ranked[:1]
        counted += [CountedItem(c.item, c.value * weights.REPEATED_SOURCE_FACTOR) for c in ranked[1:]]
    return tuple(counted)


def _is_open_and_young(item: EvidenceItem, *, as_of: date) -> bool:
    if not is_adverse(item) or item.is_overturned or remedy_state_at(item, as_of=as_of) is not RemedyState.OPEN:
        return False
    return months_between(item.event_date, as_of) < weights.OPEN_ADVERSE_MONTHS


def _order(item: EvidenceItem, *, as_of: date) -> tuple[float, bool, str, str, str]:
    """Order so that, of two with one content hash, the one that lowers the score least comes last and stands.

    Who speaks only decides between items that are the same in all that a number is made of.
    """
    spoken_by = (item.strength, item.remedied_by.record_id if item.remedied_by else "")
    return item_value(item, as_of=as_of), _is_open_and_young(item, as_of=as_of), repr(item), *spoken_by


def _told(counted: CountedItem) -> str:
    mark = ", overturned" if counted.item.is_overturned else ""
    return f"{counted.item.type.replace('_', ' ')} of {counted.item.event_date.isoformat()}: {counted.value:+.4f}{mark}"
