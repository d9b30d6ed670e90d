"""From numbers to a band and an action: the rows of section 10, the first that matches wins, on unrounded values."""

from ledger.model.risk import Action, Band
from ledger.model.risk.settings import AS_PUBLISHED, MethodSettings
from ledger.risk import weights


def band_of(
    *,
    r: float,
    r_hi: float,
    completeness: float,
    has_hold: bool = False,
    has_case_floor: bool = False,
    settings: MethodSettings = AS_PUBLISHED,
) -> Band:
    """Give the band of a site, or of a tier with T, T_hi and tier k in their places; `settings` may lower limits."""
    if has_hold:
        return Band.TRADE_ORDER_MATCH
    if completeness < weights.ASSESSED_FROM:
        return Band.NOT_ASSESSED
    if is_severe(r=r, r_hi=r_hi, has_case_floor=has_case_floor, settings=settings):
        return Band.SEVERE
    if r >= settings.of("elevated_from", weights.ELEVATED_FROM):
        return Band.ELEVATED
    is_seen = r >= settings.of("watch_from", weights.WATCH_FROM)
    may_be = r_hi >= settings.of("watch_hi_from", weights.WATCH_HI_FROM)
    if is_seen or may_be or completeness < weights.WATCH_COMPLETENESS_BELOW:
        return Band.WATCH
    return Band.NO_OPEN_ACTION


def is_severe(*, r: float, r_hi: float, has_case_floor: bool = False, settings: MethodSettings = AS_PUBLISHED) -> bool:
    """Say whether the Severe row's condition holds, whatever row comes first."""
    is_high = r >= settings.of("severe_from", weights.SEVERE_FROM)
    return is_high or r_hi >= settings.of("severe_hi_from", weights.SEVERE_HI_FROM) or has_case_floor


def action_of(band: Band, *, is_severe: bool, is_pseudo_site: bool) -> Action:
    """Give the action. A pseudo-site has no workers to reach: it is traced, unless an order stops the shipment."""
    if is_pseudo_site and band is not Band.TRADE_ORDER_MATCH:
        return Action.TRACE
    match band:
        case Band.TRADE_ORDER_MATCH:
            return Action.STOP_SHIPMENT
        case Band.NOT_ASSESSED:
            return Action.SEVERE if is_severe else Action.TREAT_AS_ELEVATED
        case Band.SEVERE:
            return Action.SEVERE
        case Band.ELEVATED:
            return Action.ELEVATED
        case Band.WATCH:
            return Action.WATCH
        case Band.NO_OPEN_ACTION:
            return Action.KEEP_FRESH
