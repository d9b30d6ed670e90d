"""What may be done about a product, as one JSON document: ranked, with who must act and what it may bring."""

from ledger.assessment.what_if import what_if
from ledger.errors import NotFound
from ledger.jobs.documents import product_document
from ledger.model.assessment import Assessment
from ledger.model.graph import SupplyGraph
from ledger.model.risk.what_if import Change, Reading, WhatIf
from ledger.program import code_version
from ledger.proof.canonical import Json
from ledger.risk.rounding import nine_places
from ledger.risk.what_if import change_in

READS = (
    "Each line is the same method with one thing changed and everything else as it is assumed now. It may bring this, "
    "and it may not: an answer may also raise the score, and the effects of several do not add up. What workers told "
    "is not here: nobody foresees a release. No line asks to end a relationship. Of each site both lists have "
    "the three largest; asked about one site, they have all."
)


def what_if_document(
    graph: SupplyGraph, assessment: Assessment, *, site: str | None = None, tier: int | None = None
) -> dict[str, Json]:
    """Give `narrowing` and `lowering`, each ranked for the scope. Raises NotFound for a site or tier it has not."""
    require_scope(assessment, site=site, tier=tier)
    found = what_if(assessment, site=site, tier=tier)

    def told(option: WhatIf) -> Json:
        return option_document(graph, option) | {"in_scope": _change(change_in(option, site=site, tier=tier))}

    return {
        "product": product_document(assessment.product),
        "as_of": assessment.as_of.isoformat(),
        "log_size": assessment.log_size,
        "method_version": assessment.method_version,
        "code_version": code_version(),
        "reference_hash": assessment.reference_hash,
        "scope": {"site": site, "tier": tier, "of": "site" if site else "tier" if tier else "product exposure"},
        "now": _reading(_now(assessment, site=site, tier=tier)),
        "reads": READS,
        "narrowing": [told(option) for option in found.narrowing],
        "lowering": [told(option) for option in found.lowering],
    }


def option_document(graph: SupplyGraph, option: WhatIf) -> dict[str, Json]:
    """Give one thing to do with the changes at its site, in its tiers and of the product."""
    known = graph.sites.get(option.site)
    return {
        "site": option.site,
        "name": known.name if known else None,
        "operator": known.operator if known else None,
        "key": option.key,
        "means": option.means.value,
        "who": option.means.who,
        "sentence": option.sentence,
        "records": list(option.records),
        "at_site": _change(option.at_site),
        "at_tiers": [{"tier": tier, **_change(change)} for tier, change in option.at_tiers],
        "at_product": _change(option.at_product) if option.at_product else None,
    }


def require_scope(assessment: Assessment, *, site: str | None, tier: int | None) -> None:
    """Return where this site and this tier are part of the product. Raises NotFound."""
    tiers = [each.score for each in assessment.tiers if tier in (None, each.score.tier)]
    if tier is not None and not tiers:
        raise NotFound(what="tier of this product", identifier=str(tier))
    if site is not None and site not in {member.site.site for score in tiers for member in score.shares}:
        raise NotFound(what="site of this product" if tier is None else f"site in tier {tier}", identifier=site)


def _now(assessment: Assessment, *, site: str | None, tier: int | None) -> Reading:
    scores = [each.score for each in assessment.tiers]
    if site is not None:
        found = next(member.site for score in scores for member in score.shares if member.site.site == site)
        return Reading(found.r_lo, found.r, found.r_hi)
    if tier is not None:
        asked = next(score for score in scores if score.tier == tier)
        return Reading(asked.lo, asked.score, asked.hi)
    risk = assessment.product_risk
    return Reading(risk.exposure_lo, risk.exposure, risk.exposure_hi)


def _change(change: Change) -> dict[str, Json]:
    return {
        "now": _reading(change.now),
        "then": _reading(change.then),
        "narrows_by": nine_places(change.narrows_by),
        "lowers_by": nine_places(change.lowers_by),
    }


def _reading(reading: Reading) -> dict[str, Json]:
    return {"score": nine_places(reading.value), "interval": [nine_places(reading.lo), nine_places(reading.hi)]}
