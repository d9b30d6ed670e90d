"""From the flow of a product's lots to the site graph that worst path and exposure are computed on (method, section 9).

A site that made lots without a recorded input is joined to the unknown pseudo-site, unless by its nature it has no
inputs: what nobody recorded must not end a path.
"""

from collections.abc import Collection, Iterable, Mapping

from ledger.model.graph import SiteFlow
from ledger.model.risk import UNKNOWN_SITE, SiteGraph, SiteInput, SiteInputs

_STRICTNESS = ("book-and-claim", "mass-balance", "segregated", "identity-preserved")


def site_graph(
    flows: Iterable[SiteFlow],
    sites: Mapping[str, SiteInputs],
    custody: Mapping[str, str],
    *,
    balanced: Collection[str] = (),
) -> SiteGraph:
    """Give the graph of everything that `flows` name, wholly unknown where they name nothing.

    `custody` is by site what it states for the product's lots; `balanced` are the sites where the quantities of these
    very lots agree.
    """
    counted = [flow for flow in flows if not (flow.is_bare and flow.user and _has_none(sites.get(flow.user)))]
    named = {end for flow in counted for end in (flow.user, flow.supplier) if end is not None}
    named |= {flow.user for flow in flows if flow.user is not None}
    inputs = tuple(
        SiteInput(
            site=flow.user,
            supplier=flow.supplier,
            share=flow.part,
            custody=custody.get(flow.user),
            is_elsewhere=flow.is_elsewhere,
            is_balanced=flow.user in balanced,
        )
        for flow in counted
        if flow.user is not None
    )
    finals = tuple((flow.supplier, flow.part) for flow in counted if flow.user is None) or ((UNKNOWN_SITE, 1.0),)
    return SiteGraph(tuple(sorted(named.union(site for site, _ in finals))), inputs, finals)


def weakest(stated: Iterable[str | None]) -> str | None:
    """Give the least strict of the custody models stated for a site's lots, None where any lot has none."""
    models = list(stated)
    if not models or any(model not in _STRICTNESS for model in models):
        return None
    return min((model for model in models if model is not None), key=_STRICTNESS.index)


def is_unknown(site: str) -> bool:
    """Say whether a site of the graph is a pseudo-site: nobody names who made what came from there."""
    return site.split(" ", 1)[0] == UNKNOWN_SITE


def _has_none(inputs: SiteInputs | None) -> bool:
    """Say whether the site by its nature has no inputs, as its opacity reads it."""
    return inputs is not None and inputs.opacity.missing_link == 0.0
