"""At which sites the quantities of a product's own lots agree, as far as anybody can know it (method, section 9; P30).

Of each of these lots the inputs, what was made and the yield must be known: kilograms, and a process that the site
declares for the lot's good, by which never more comes out than went in. A site's other lots prove nothing about these:
where they took too much and these too little, goods of the one may be in the other. What is unknown does not agree.
NOT asked: whether the declared yield is plausible; the table for that is no part of the snapshot that a score names.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from ledger.assessment.dossier import Dossier
from ledger.model.bodies import FacilityBody, Process
from ledger.model.graph import SupplyGraph, Tier

_WEIGHED_UNIT = "KGM"
_TOLERANCE = Fraction(5, 100)


def balanced_sites(tiers: Iterable[Tier], graph: SupplyGraph, dossiers: Mapping[str, Dossier]) -> frozenset[str]:
    """Give the sites of these tiers each of whose lots there came out as its inputs and declared yield allow."""
    lots: dict[str, set[str]] = {}
    for site in (site for tier in tiers for site in tier.sites):
        lots.setdefault(site.site, set()).update(site.lots)
    declared = {site: _processes(dossiers.get(site)) for site in lots}
    return frozenset(
        site for site, own in lots.items() if own and all(_is_closed(graph, lot, declared[site]) for lot in own)
    )


def _processes(dossier: Dossier | None) -> tuple[Process, ...]:
    body = dossier.facility.body if dossier and dossier.facility else None
    return body.processes if isinstance(body, FacilityBody) else ()


def _is_closed(graph: SupplyGraph, name: str, declared: Iterable[Process]) -> bool:
    lot, taken = graph.lots[name], _taken(graph, name)
    fitting = [each for each in declared if lot.good and each.output_good.casefold() == lot.good.casefold()]
    if not taken or not lot.produced or lot.unit != _WEIGHED_UNIT or not fitting:
        return False
    low = min(Fraction(each.yield_low) for each in fitting)
    least = low * taken * (1 - _TOLERANCE)
    high = max(Fraction(each.yield_high) for each in fitting)
    most = min(Fraction(1), high) * taken * (1 + _TOLERANCE)
    return least <= Fraction(lot.produced) <= most


def _taken(graph: SupplyGraph, lot: str) -> Fraction | None:
    """Give the kilograms of all recorded inputs of a lot, None where one of them has no such quantity."""
    edges = graph.inputs_of.get(lot, ())
    if any(edge.amount is None or edge.unit != _WEIGHED_UNIT for edge in edges):
        return None
    return Fraction(sum((edge.amount or Decimal(0) for edge in edges), Decimal(0)))
