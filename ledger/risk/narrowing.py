"""Which single gap, once closed, narrows the range most: what to ask for next. Deterministic: ties go to the first."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from ledger.model.risk import Narrowing, SiteInputs, SiteShare, TierScore
from ledger.risk.aggregate import tier_value
from ledger.risk.gaps import Gap, gaps
from ledger.risk.method_v1 import score_site


def narrow_site(inputs: SiteInputs, *, as_of: date) -> Narrowing | None:
    """Give the gap whose closing leaves the smallest r_hi - r_lo, or None when none narrows it."""
    now = score_site(inputs, as_of=as_of)
    width_now = now.r_hi - now.r_lo
    tried = []
    for gap in gaps(inputs, as_of=as_of):
        then = score_site(gap.closed, as_of=as_of)
        tried.append((inputs.site, gap, then.r_hi - then.r_lo))
    return _narrowest(tried, width_now=width_now)


def narrow_tier(tier: TierScore, inputs: Mapping[str, SiteInputs], *, as_of: date) -> Narrowing | None:
    """Give the gap, of any site of the tier, whose closing leaves the smallest interval of T, or None.

    `inputs` holds the inputs behind the tier's scores by site; a site that is not in it is left as it is.
    """
    tried = []
    for index, member in enumerate(tier.shares):
        site = inputs.get(member.site.site)
        for gap in gaps(site, as_of=as_of) if site else ():
            closed = replace(member, site=score_site(gap.closed, as_of=as_of))
            members = (*tier.shares[:index], closed, *tier.shares[index + 1 :])
            tried.append((member.site.site, gap, _width(members)))
    return _narrowest(tried, width_now=_width(tier.shares))


def _width(members: tuple[SiteShare, ...]) -> float:
    shares = [member.share for member in members]
    hi = tier_value([member.site.r_hi for member in members], shares)
    return hi - tier_value([member.site.r_lo for member in members], shares)


def _narrowest(tried: Iterable[tuple[str, Gap, float]], *, width_now: float) -> Narrowing | None:
    best = min(tried, key=lambda attempt: attempt[2], default=None)
    if best is None or not best[2] < width_now:
        return None
    site, gap, width = best
    effect = f"from {width_now:.2f} to about {width:.2f}" if f"{width_now:.2f}" != f"{width:.2f}" else "a little"
    told = f"{gap.sentence} The range may narrow {effect}."
    return Narrowing(site=site, gap=gap.name, width_now=width_now, width_then=width, sentence=told)
