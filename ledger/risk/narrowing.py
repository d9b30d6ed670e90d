"""Which single gap, once closed, narrows the range most: what to ask for next. Deterministic: ties go to the first."""

from collections.abc import Iterable, Mapping
from datetime import date

from ledger.model.risk import Narrowing, SiteInputs, TierScore
from ledger.risk.aggregate import OneChanged
from ledger.risk.closing import closings
from ledger.risk.gaps import Gap
from ledger.risk.method_v1 import score_site

_ROUNDING = 1e-12  # what two ways of adding the same numbers may differ by


def narrow_site(inputs: SiteInputs, *, as_of: date) -> Narrowing | None:
    """Give the gap whose closing leaves the smallest r_hi - r_lo, or None when none narrows it."""
    now = score_site(inputs, as_of=as_of)
    width_now = now.r_hi - now.r_lo
    tried = []
    for gap, then in closings(inputs, as_of=as_of):
        tried.append((inputs.site, gap, then.hi - then.lo))
    return _narrowest(tried, width_now=width_now)


def narrow_tier(tier: TierScore, inputs: Mapping[str, SiteInputs], *, as_of: date) -> Narrowing | None:
    """Give the gap, of any site of the tier, whose closing leaves the smallest interval of T, or None.

    `inputs` holds the inputs behind the tier's scores by site; a site that is not in it is left as it is.
    """
    shares = [member.share for member in tier.shares]
    lo, hi = (OneChanged([getattr(m.site, end) for m in tier.shares], shares) for end in ("r_lo", "r_hi"))
    tried = []
    for index, member in enumerate(tier.shares):
        site = inputs.get(member.site.site)
        for gap, then in closings(site, as_of=as_of) if site else ():
            tried.append((member.site.site, gap, hi.value(index, then.hi) - lo.value(index, then.lo)))
    return _narrowest(tried, width_now=tier.hi - tier.lo)


def _narrowest(tried: Iterable[tuple[str, Gap, float]], *, width_now: float) -> Narrowing | None:
    best = min(tried, key=lambda attempt: attempt[2], default=None)
    if best is None or not best[2] < width_now - _ROUNDING:
        return None
    site, gap, width = best
    effect = f"from {width_now:.2f} to about {width:.2f}" if f"{width_now:.2f}" != f"{width:.2f}" else "a little"
    told = f"{gap.sentence} The range may narrow {effect}."
    return Narrowing(site=site, gap=gap.name, width_now=width_now, width_then=width, sentence=told)
