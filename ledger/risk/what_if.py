"""What to do next, ranked: which document, visit or survey may narrow the range most, which remedy may lower the score.

Each is the method once more with one thing changed and everything else as it is assumed now: an answer is not guessed
(see gaps), a remedy counts as verified on the day itself. So nothing here is a promise: what comes to light may raise
the score, and the effects of several do not add up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from ledger.model.risk import SiteGraph, SiteInputs, SiteScore, TierScore
from ledger.model.risk.what_if import Change, Means, Reading, WhatIf
from ledger.risk.aggregate import tier_value
from ledger.risk.exposure import graph_numbers, kept
from ledger.risk.gaps import Gap, gaps
from ledger.risk.method_v1 import score_site
from ledger.risk.remedying import Remedying, remedyings

_MEANS = {
    "unverified_location": Means.VISIT,
    "worker_survey": Means.SURVEY,
    "unknown_share": Means.TRACE,
    "remedy": Means.REMEDY,
    "response": Means.RESPONSE,
}
_ENDS = ("r_lo", "r", "r_hi")
_LEAST = 1e-9  # below it nothing that is printed changes


class Scene:
    """The present numbers of a product, and how they would read with another score in one site's place.

    `scores` holds every site of the tiers and of the graph. Pseudo-sites of the graph hold one and the same score.
    """

    def __init__(self, scores: Mapping[str, SiteScore], tiers: Sequence[TierScore], graph: SiteGraph | None) -> None:
        self._scores, self._tiers = dict(scores), tiers
        self._graph = kept(graph) if graph is not None else None
        self._exposure_now = self._exposure({})

    def at_site(self, site: str, then: SiteScore) -> Change:
        """Give the change of the site's own score."""
        return Change(_reading(self._scores[site]), _reading(then))

    def at_tiers(self, site: str, then: SiteScore) -> tuple[tuple[int, Change], ...]:
        """Give the change of each tier in which the site stands, the unknown share being a site."""
        standing = (tier for tier in self._tiers if any(member.site.site == site for member in tier.shares))
        return tuple((t.tier, Change(_tier_reading(t, {}), _tier_reading(t, {site: then}))) for t in standing)

    def at_product(self, site: str, then: SiteScore) -> Change | None:
        """Give the change of the product's exposure, None where no site graph is known."""
        now = self._scores[site]
        shifted = self._exposure({name: then for name, score in self._scores.items() if score is now})
        if self._exposure_now is None or shifted is None:
            return None
        return Change(self._exposure_now, shifted)

    def _exposure(self, changes: Mapping[str, SiteScore]) -> Reading | None:
        if self._graph is None:
            return None
        scores = self._scores | dict(changes)
        ends = [{site: getattr(score, end) for site, score in scores.items()} for end in _ENDS]
        return Reading(*(graph_numbers(self._graph, r).product_exposure for r in ends))


def narrowing_options(inputs: Iterable[SiteInputs], scene: Scene, *, as_of: date) -> tuple[WhatIf, ...]:
    """Give every gap of these sites whose closing narrows the site's own range."""
    steps = ((site, gap) for site in inputs for gap in gaps(site, as_of=as_of))
    return tuple(_options(steps, scene, lambda change: change.narrows_by, as_of=as_of))


def lowering_options(inputs: Iterable[SiteInputs], scene: Scene, *, as_of: date) -> tuple[WhatIf, ...]:
    """Give every remedy, and every first response to findings, that lowers the site's own score."""
    steps = ((site, each) for site in inputs for each in remedyings(site, as_of=as_of))
    return tuple(_options(steps, scene, lambda change: change.lowers_by, as_of=as_of))


def by_narrowing(options: Iterable[WhatIf], *, site: str | None = None, tier: int | None = None) -> tuple[WhatIf, ...]:
    """Give the options of a site, of a tier or of the product, the one first that narrows its range the most."""
    return _ranked(options, lambda change: change.narrows_by, site=site, tier=tier)


def by_lowering(options: Iterable[WhatIf], *, site: str | None = None, tier: int | None = None) -> tuple[WhatIf, ...]:
    """Give the options of a site, of a tier or of the product, the one first that lowers its score the most."""
    return _ranked(options, lambda change: change.lowers_by, site=site, tier=tier)


def change_in(option: WhatIf, *, site: str | None = None, tier: int | None = None) -> Change:
    """Give the change that options are ranked by: of the site, of the tier, else of the product's exposure.

    Without a site graph a product has no number of its own: then the first tier that the site stands in counts.
    """
    if site is not None:
        return option.at_site
    if tier is None and option.at_product is not None:
        return option.at_product
    return next((change for number, change in option.at_tiers if tier in (None, number)), option.at_site)


def _options(
    steps: Iterable[tuple[SiteInputs, Gap | Remedying]], scene: Scene, size: Callable[[Change], float], *, as_of: date
) -> Iterator[WhatIf]:
    for inputs, step in steps:
        site, then = inputs.site, score_site(step.closed, as_of=as_of)
        at_site = scene.at_site(site, then)
        if size(at_site) > _LEAST:
            yield WhatIf(
                site=site,
                key=step.name,
                means=_MEANS.get(step.name, Means.DOCUMENT),
                sentence=step.sentence,
                records=step.records if isinstance(step, Remedying) else (),
                at_site=at_site,
                at_tiers=scene.at_tiers(site, then),
                at_product=scene.at_product(site, then),
            )


def _ranked(
    options: Iterable[WhatIf], size: Callable[[Change], float], *, site: str | None, tier: int | None
) -> tuple[WhatIf, ...]:
    """Largest first; what is equal there is ordered by the site's own change, then by name."""
    asked = (o for o in options if site in (None, o.site) and (tier is None or tier in dict(o.at_tiers)))

    def order(option: WhatIf) -> tuple[float, float, str, str, tuple[str, ...]]:
        change = change_in(option, site=site, tier=tier)
        return -size(change), -size(option.at_site), option.site, option.key, option.records

    return tuple(sorted(asked, key=order))


def _reading(score: SiteScore) -> Reading:
    return Reading(score.r_lo, score.r, score.r_hi)


def _tier_reading(tier: TierScore, changes: Mapping[str, SiteScore]) -> Reading:
    scores = [changes.get(member.site.site, member.site) for member in tier.shares]
    shares = [member.share for member in tier.shares]
    return Reading(*(tier_value([getattr(score, end) for score in scores], shares) for end in _ENDS))
