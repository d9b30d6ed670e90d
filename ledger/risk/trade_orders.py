"""When a match on a trade order holds (risk method, 7.1). Finding matches is another module's work."""

from datetime import date

from ledger.model.risk import SiteInputs, TradeOrderMatch, TradeOrderStatus


def is_hold(match: TradeOrderMatch, *, as_of: date) -> bool:
    """Say whether the match sets the floor: confirmed, from a trusted row, known on the date, its scope in force."""
    if not match.confirmed or match.low_trust or match.as_of > as_of:
        return False
    match match.status:
        case TradeOrderStatus.ACTIVE:
            return True
        case TradeOrderStatus.MODIFIED:
            return match.in_remaining_scope
        case TradeOrderStatus.REVOKED:
            return False


def holds(inputs: SiteInputs, *, as_of: date) -> tuple[TradeOrderMatch, ...]:
    """Give the matches that hold, sorted by market and order."""
    standing = (match for match in inputs.trade_orders if is_hold(match, as_of=as_of))
    return tuple(sorted(standing, key=lambda match: (match.market, match.order, match.source)))
