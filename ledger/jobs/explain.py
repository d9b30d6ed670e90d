"""Why a product, a tier or a site is scored as it is: its assessment, cut to what is asked, with what may change it."""

from collections.abc import Iterable

from ledger.assessment.what_if import MOST_OF_EACH, what_if
from ledger.jobs.assessment_document import assessment_document
from ledger.jobs.assessment_scope import cut_to
from ledger.jobs.what_if import option_document
from ledger.model.assessment import Assessment
from ledger.model.graph import SupplyGraph
from ledger.model.risk.what_if import WhatIf
from ledger.proof.canonical import Json
from ledger.risk.what_if import by_lowering, by_narrowing


def explain_document(
    graph: SupplyGraph, assessment: Assessment, *, site: str | None = None, tier: int | None = None
) -> dict[str, Json]:
    """Give the assessment's document with the tiers and sites asked about; each site has `may_change`.

    Raises NotFound for a site or tier that the product has not.
    """
    whole = cut_to(assessment_document(graph, assessment), site=site, tier=tier)
    found = what_if(assessment, site=site, tier=tier)
    narrowing, lowering = _by_site(found.narrowing), _by_site(found.lowering)
    for each in (each for told in whole["tiers"] for each in told["sites"]):
        name = each["site"]
        each["may_change"] = {
            "narrowing": _first(graph, by_narrowing(narrowing.get(name, ()), site=name)),
            "lowering": _first(graph, by_lowering(lowering.get(name, ()), site=name)),
        }
    return whole


def _by_site(options: Iterable[WhatIf]) -> dict[str, list[WhatIf]]:
    found: dict[str, list[WhatIf]] = {}
    for option in options:
        found.setdefault(option.site, []).append(option)
    return found


def _first(graph: SupplyGraph, options: tuple[WhatIf, ...]) -> list[Json]:
    """Give the largest few; `what-if --site` gives all."""
    return [option_document(graph, option) for option in options[:MOST_OF_EACH]]
