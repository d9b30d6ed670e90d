"""What may be done about an assessed product: the options of every site in its tiers, ranked for who asks."""

from dataclasses import dataclass

from ledger.assessment.site_graph import is_unknown
from ledger.model.assessment import Assessment
from ledger.model.risk import UNKNOWN_SITE, SiteInputs
from ledger.model.risk.what_if import WhatIf
from ledger.risk.method_v1 import score_site
from ledger.risk.what_if import Scene, by_lowering, by_narrowing, lowering_options, narrowing_options

MOST_OF_EACH = 3  # options of a site to narrow and to lower, where more than one site is asked about


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """What may narrow the range and what may lower the score, each from the one that does it most, for one scope.

    `site` and `tier` are the scope: that site, that tier, or with neither the product by its exposure.
    """

    site: str | None
    tier: int | None
    narrowing: tuple[WhatIf, ...]
    lowering: tuple[WhatIf, ...]


def what_if(assessment: Assessment, *, site: str | None = None, tier: int | None = None) -> WhatIfAnswer:
    """Give the options for a product or a tier, the largest few of each site, or all of one site."""
    scene = _scene(assessment)
    standing, most = _standing(assessment, site=site, tier=tier), MOST_OF_EACH if site is None else None
    narrowing = narrowing_options(standing, scene, as_of=assessment.as_of, most=most)
    lowering = lowering_options(standing, scene, as_of=assessment.as_of, most=most)
    return WhatIfAnswer(
        site, tier, by_narrowing(narrowing, site=site, tier=tier), by_lowering(lowering, site=site, tier=tier)
    )


def _scene(assessment: Assessment) -> Scene:
    """Every pseudo-site of the graph is the unknown share, with one and the same score."""
    scores = {member.site.site: member.site for tier in assessment.tiers for member in tier.score.shares}
    others = (each for each in assessment.inputs if each.site not in scores)
    scores |= {each.site: score_site(each, as_of=assessment.as_of) for each in others}
    graph = assessment.site_graph
    if graph is not None:
        scores |= {each: scores[UNKNOWN_SITE] for each in graph.sites if is_unknown(each)}
    return Scene(scores, [each.score for each in assessment.tiers], graph)


def _standing(assessment: Assessment, *, site: str | None, tier: int | None) -> tuple[SiteInputs, ...]:
    """Give the inputs of the sites that are asked about, the unknown share where a tier has one."""
    asked = (each.score for each in assessment.tiers if tier in (None, each.score.tier))
    named = {member.site.site for score in asked for member in score.shares}
    return tuple(each for each in assessment.inputs if each.site in named and site in (None, each.site))
