"""From a dossier and the supply graph to what the method reads about one site."""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import TypedDict

from ledger.assessment.confidential import is_survey_refused, worker_evidence
from ledger.assessment.dossier import Dossier
from ledger.assessment.evidence_items import evidence_items, visits
from ledger.assessment.strength import Registered, description_of, shown_by, with_strength
from ledger.assessment.worker_line import WorkerLine
from ledger.assessment.workforce import workforce_of
from ledger.errors import RiskInputError
from ledger.model.bodies import FacilityBody
from ledger.model.graph import LotEdge, SupplyGraph
from ledger.model.risk import (
    ListingPart,
    MassBalance,
    OpacityInputs,
    SiteInputs,
)
from ledger.reference.countries import country_part, iso3_of
from ledger.reference.goods import commodity_part, is_raw_material
from ledger.reference.priority_sectors import listing_at
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.reference.state_imposed import state_imposed_labour

_WEIGHED_UNIT = "KGM"


def site_inputs(
    site: str,
    dossier: Dossier,
    *,
    graph: SupplyGraph,
    snapshot: ReferenceSnapshot,
    auditors: Collection[str],
    good: str,
    line: WorkerLine | None = None,
    brands: Collection[str] = (),
    custodians: Collection[str] = (),
) -> SiteInputs:
    """Give the inputs of one site; `good` is the product's, for a site that names none; `line` is what the worker line
    published of it; `auditors`, `brands` and `custodians` (of workers) are the DIDs registered in these roles.

    A question without an answer stays unanswered: it is never read as a zero.
    """
    body = dossier.facility.body if dossier.facility else None
    facility = body if isinstance(body, FacilityBody) else None
    known = graph.sites.get(site)
    iso3 = _iso3(snapshot, facility.country if facility else known.country if known else None)
    name = (facility.name if facility else None) or (known.name if known else None) or site
    # A country that no VALID description by the operator names is a claim of whoever described the place: it may raise.
    places = (iso3,) if facility else (iso3, None)
    named_good, listing = _gravest_good(snapshot, places, facility, good)
    operator = known.operator if known else None
    published = line or WorkerLine()
    items = evidence_items(
        dossier, operator=operator, auditors=auditors, custodians=custodians, remedies=published.remedies
    )
    seen = visits(dossier, operator=operator, auditors=auditors)
    registered = Registered(operator, auditors, brands)
    return SiteInputs(
        site=site,
        name=name,
        country=iso3,
        good=named_good,
        country_part=max((country_part(snapshot, each) for each in places), key=lambda part: part.value),
        commodity_part=commodity_part(snapshot, named_good),
        listing_part=listing,
        workforce=workforce_of(dossier),
        described_by=description_of(dossier, registered),
        evidence=with_strength(items, dossier, registered, published.remedies),
        worker_evidence=worker_evidence(published, items),
        opacity=replace(
            _opacity(site, graph, facility, is_raw=is_raw_material(snapshot, named_good), was_visited=bool(seen)),
            survey_refused_by_management=is_survey_refused(published),
            shown_by=shown_by(site, dossier, registered, graph, seen),
        ),
        answered=_answered(facility),
        has_state_imposed_labour=_is_state_imposed(snapshot, iso3, facility),
    )


def _iso3(snapshot: ReferenceSnapshot, code: str | None) -> str | None:
    try:
        return iso3_of(snapshot, code) if code else None
    except RiskInputError:
        return None  # a code that is no country is an origin that nobody knows


def _is_state_imposed(snapshot: ReferenceSnapshot, iso3: str | None, facility: FacilityBody | None) -> bool:
    """Rule R4."""
    return state_imposed_labour(snapshot, iso3, **_where(facility)) is not None


class _Where(TypedDict):
    region: str | None
    latitude: float | None
    longitude: float | None


def _where(facility: FacilityBody | None) -> _Where:
    """What the site says of where it lies; a street may be named after a region, so no address is read."""
    place = facility.location if facility else None
    return {
        "region": facility.region if facility else None,
        "latitude": float(place.latitude) if place else None,
        "longitude": float(place.longitude) if place else None,
    }


def _gravest_good(
    snapshot: ReferenceSnapshot, places: Collection[str | None], facility: FacilityBody | None, fallback: str
) -> tuple[str, ListingPart]:
    """Of several goods the one with the highest listing counts, then the highest commodity part (section 3.3), each at
    the gravest of the countries that it may be in."""
    goods = (facility.goods if facility else ()) or (fallback,)
    candidates = [(listing_at(snapshot, iso3, good, **_where(facility)), good) for good in goods for iso3 in places]
    listing, good = max(candidates, key=lambda pair: (pair[0].value, commodity_part(snapshot, pair[1]).value, pair[1]))
    return good, listing


def _answered(facility: FacilityBody | None) -> frozenset[str]:
    if facility is None:
        return frozenset()
    given = {
        "identity": facility.name is not None,
        "location": facility.location is not None,
        "activity": facility.activity is not None,
        "goods": bool(facility.goods),
        "headcount": facility.headcount is not None,
        "inputs_with_origins": facility.inputs is not None and all(i.origin != "unknown" for i in facility.inputs),
        "output_quantity": facility.output is not None,
        "subcontracting_declaration": facility.subcontracting is not None,
        "last_independent_assessment": facility.last_assessment is not None,
    }
    return frozenset(name for name, is_given in given.items() if is_given)


def _opacity(
    site: str, graph: SupplyGraph, facility: FacilityBody | None, *, is_raw: bool, was_visited: bool
) -> OpacityInputs:
    """What cannot be seen of the site. Nobody verifies their own place, and only what is grown, caught or mined can be
    without inputs: an operator's word for either clears nothing."""
    made = graph.lots_made_at.get(site, ())
    edges = [edge for lot in made for edge in graph.inputs_of.get(lot, ())]
    has_no_inputs = is_raw and facility is not None and facility.inputs == ()
    return OpacityInputs(
        missing_link=_missing_link(edges, graph, has_no_inputs=has_no_inputs),
        mass_balance=_mass_balance(made, edges, graph),
        has_undisclosed_subcontractor=facility is not None and facility.subcontracting == "undeclared",
        is_location_verified=was_visited,
        is_identity_resolved=facility is not None,
    )


def _missing_link(edges: Collection[LotEdge], graph: SupplyGraph, *, has_no_inputs: bool) -> float | None:
    """The share of input quantity that nobody discloses or hands over; None where no existing input is recorded."""
    if not edges:
        return 0.0 if has_no_inputs else None
    weights = [float(edge.amount) if edge.amount is not None else edge.share for edge in edges]
    hidden = sum(w for w, edge in zip(weights, edges, strict=True) if not _is_shown(edge, graph))
    total = sum(weights)
    return min(1.0, hidden / total) if total > 0 else 1.0


def _is_shown(edge: LotEdge, graph: SupplyGraph) -> bool:
    """Say whether somebody discloses who made the input, and who had it confirms handing it over."""
    return graph.lots[edge.input_lot].is_disclosed and graph.is_confirmed(edge.input_lot, edge.used_by)


def _mass_balance(lots: Collection[str], edges: Collection[LotEdge], graph: SupplyGraph) -> MassBalance | None:
    """Quantities of what was made from recorded inputs, in kilograms; None where one of them has no such quantity.

    The yield is the most that any process gives: by a declared one, who declares would stand worse than who does not.
    """
    processed = [graph.lots[lot] for lot in lots if graph.inputs_of.get(lot)]
    amounts = [(edge.amount, edge.unit) for edge in edges] + [(lot.produced, lot.unit) for lot in processed]
    if not processed or any(amount is None or unit != _WEIGHED_UNIT for amount, unit in amounts):
        return None
    taken = sum((edge.amount or Decimal(0) for edge in edges), Decimal(0))
    made = sum((lot.produced or Decimal(0) for lot in processed), Decimal(0))
    return MassBalance(quantity_in=float(taken), quantity_out=float(made), yield_fraction=1.0)
