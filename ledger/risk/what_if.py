"""What to do next, ranked: which document, visit or survey may narrow the range most, which remedy may lower the score.

Each is the method once more with one thing changed and everything else as it is assumed now: an answer is not guessed
(see gaps), a remedy counts as verified on the day itself. So nothing here is a promise: what comes to light may raise
the score, and the effects of several do not add up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from ledger.model.risk import SiteGraph, SiteInputs, SiteScore, TierScore
from ledger.model.risk.what_if import Change, Means, Reading, WhatIf
from ledger.risk.aggregate import OneChanged
from ledger.risk.closing import closings, reading_of
from ledger.risk.exposure import exposure_slopes, graph_numbers, kept
from ledger.risk.gaps import Gap
from ledger.risk.remedying import Remedying, remedyings

_MEANS = {
    "unverified_location": Means.VISIT,
    "worker_survey": Means.SURVEY,
    "unknown_share": Means.TRACE,
    "remedy": Means.REMEDY,
    "response": Means.RESPONSE,
}
_ENDS, _OF_SITE = ("lo", "value", "hi"), ("r_lo", "r", "r_hi")
_LEAST = 1e-9  # below it nothing that is printed changes


def means_of(gap: str) -> Means:
    """Give by what kind of thing a gap of this name is closed."""
    return _MEANS.get(gap, Means.DOCUMENT)


class Scene:
    """The present numbers of a product, and how they would read with another score in one site's place.

    `scores` holds every site of the tiers and of the graph. Pseudo-sites of the graph hold one and the same score. What
    can be known for all sites at once is computed here, so that one change costs the same however large the product is.
    """

    def __init__(self, scores: Mapping[str, SiteScore], tiers: Sequence[TierScore], graph: SiteGraph | None) -> None:
        self._scores = {site: _reading(score) for site, score in scores.items()}
        alike: dict[int, list[str]] = {}
        for site, score in scores.items():
            alike.setdefault(id(score), []).append(site)
        self._alike = {site: alike[id(score)] for site, score in scores.items()}
        self._places: dict[str, list[tuple[_Tier, int]]] = {}
        for told in map(_Tier, tiers):
            for at, member in enumerate(told.score.shares):
                self._places.setdefault(member.site.site, []).append((told, at))
        self._product = _Product(kept(graph), self._scores) if graph is not None else None

    def at_site(self, site: str, then: Reading) -> Change:
        """Give the change of the site's own score."""
        return Change(self._scores[site], then)

    def at_tiers(self, site: str, then: Reading) -> tuple[tuple[int, Change], ...]:
        """Give the change of each tier in which the site stands, the unknown share being a site."""
        return tuple((tier.score.tier, tier.change(at, then)) for tier, at in self._places.get(site, ()))

    def at_product(self, site: str, then: Reading) -> Change | None:
        """Give the change of the product's exposure, None where no site graph is known."""
        return self._product.change(self._alike[site], then) if self._product is not None else None


class _Tier:
    """A tier's range, and how it would read with one member changed."""

    def __init__(self, score: TierScore) -> None:
        self.score = score
        shares = [member.share for member in score.shares]
        self._ends = [OneChanged([getattr(m.site, end) for m in score.shares], shares) for end in _OF_SITE]
        self._now = Reading(score.lo, score.score, score.hi)

    def change(self, at: int, then: Reading) -> Change:
        """Give the change with another score in this member's place."""
        ends = (end.value(at, getattr(then, name)) for end, name in zip(self._ends, _ENDS, strict=True))
        return Change(self._now, Reading(*ends))


class _Product:
    """A product's exposure, and how it would read with some of its sites changed alike."""

    def __init__(self, graph: SiteGraph, scores: Mapping[str, Reading]) -> None:
        self._graph = graph
        self._ends = [{site: getattr(score, end) for site, score in scores.items()} for end in _ENDS]
        found = [graph_numbers(graph, r) for r in self._ends]
        self._now = Reading(*(each.product_exposure for each in found))
        self._slopes = [exposure_slopes(graph, r, each.exposure) for r, each in zip(self._ends, found, strict=True)]

    def change(self, sites: Sequence[str], then: Reading) -> Change:
        """Give the change with this score in the place of all of these sites."""
        return Change(self._now, Reading(*(self._exposure(at, sites, getattr(then, e)) for at, e in enumerate(_ENDS))))

    def _exposure(self, at: int, sites: Sequence[str], then: float) -> float:
        now: float = getattr(self._now, _ENDS[at])
        slope = self._slopes[at].get(sites[0], 0.0)
        if len(sites) > 1 or slope is None:
            return graph_numbers(self._graph, self._ends[at] | dict.fromkeys(sites, then)).product_exposure
        before: float = self._ends[at][sites[0]]
        return min(1.0, max(0.0, now + slope * (then - before)))


def narrowing_options(
    inputs: Iterable[SiteInputs], scene: Scene, *, as_of: date, most: int | None = None
) -> tuple[WhatIf, ...]:
    """Give the gaps of these sites whose closing narrows the site's own range, `most` of each site or all."""
    given = ((site, closings(site, as_of=as_of)) for site in inputs)
    return tuple(_options(given, scene, lambda change: change.narrows_by, most=most))


def lowering_options(
    inputs: Iterable[SiteInputs], scene: Scene, *, as_of: date, most: int | None = None
) -> tuple[WhatIf, ...]:
    """Give the remedies and first responses that lower the site's own score, `most` of each site or all."""
    given = ((site, _remedied(site, as_of=as_of)) for site in inputs)
    return tuple(_options(given, scene, lambda change: change.lowers_by, most=most))


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
    given: Iterable[tuple[SiteInputs, Iterable[tuple[Gap | Remedying, Reading]]]],
    scene: Scene,
    size: Callable[[Change], float],
    *,
    most: int | None,
) -> Iterator[WhatIf]:
    for inputs, steps in given:
        tried = ((scene.at_site(inputs.site, then), step) for step, then in steps)
        helpful = [(change, step) for change, step in tried if size(change) > _LEAST]
        helpful.sort(key=lambda each: (-size(each[0]), each[1].name, _records(each[1])))
        for change, step in helpful[:most]:
            yield WhatIf(
                site=inputs.site,
                key=step.name,
                means=means_of(step.name),
                sentence=step.sentence,
                records=_records(step),
                at_site=change,
                at_tiers=scene.at_tiers(inputs.site, change.then),
                at_product=scene.at_product(inputs.site, change.then),
            )


def _records(step: Gap | Remedying) -> tuple[str, ...]:
    return step.records if isinstance(step, Remedying) else ()


def _remedied(inputs: SiteInputs, *, as_of: date) -> Iterator[tuple[Remedying, Reading]]:
    return ((step, reading_of(step.closed, as_of=as_of)) for step in remedyings(inputs, as_of=as_of))


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
