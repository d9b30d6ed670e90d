"""What sites say about themselves. Nearly all do; some leave questions out, and a few sites say nothing."""

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from ledger.model.statement import Kind

from .countries import COUNTRIES
from .days import at
from .flow import DAY, HOUR, Delivery
from .network import Chain
from .people import Site
from .shapes import DemoStatement, Json
from .workforce import workforce

SAYS_NOTHING = ("vessel-th-3", "quartz-cn-1", "pond-in-4")
FIRST_SAID = at("2026-01-05")
BOUGHT_IN = {"module": ("Glass", "Aluminum")}  # named, but not followed lot by lot
ROUNDS_IN_A_YEAR = 4


def facilities(
    chains: Iterable[Chain], sites: dict[str, Site], deliveries: Iterable[Delivery], rng: Random
) -> tuple[DemoStatement, ...]:
    """Give one statement for each site that speaks, by its operator, within ten days."""
    made = _made_in_a_year(deliveries)
    spoken = [
        (chain, site)
        for chain in chains
        for site in (sites[place.key] for place in chain.places)
        if site.key not in SAYS_NOTHING
    ]
    return tuple(
        DemoStatement(
            Kind.FACILITY,
            site.operator,
            _body(chain, site, sites, made.get(site.key), rng),
            FIRST_SAID + rng.randint(0, 9) * DAY + rng.randint(0, 8) * HOUR,
        )
        for chain, site in spoken
    )


def _made_in_a_year(deliveries: Iterable[Delivery]) -> dict[str, int]:
    made: defaultdict[str, int] = defaultdict(int)
    for delivery in deliveries:
        made[delivery.handover.seller.key] += delivery.handover.lot.kilograms * ROUNDS_IN_A_YEAR // 2
    return made


def _body(chain: Chain, site: Site, sites: dict[str, Site], made: int | None, rng: Random) -> dict[str, Json]:
    goods: list[Json] = [site.good]
    answers: dict[str, Json] = {
        "location": _location(site, rng),
        "headcount": rng.randint(*site.stage.headcount),
        "workforce": workforce(site, rng),
        "inputs": _inputs(chain, site, sites),
        "output": {"quantity": str(made), "unit": "KGM", "period": "year"} if made else None,
        "subcontracting": rng.choice(("none", "none", "declared")),
        "last_assessment": rng.choice(("none", "2025-03-18", "2025-09-02", "2025-11-20")),
    }
    told = {field: answer for field, answer in answers.items() if rng.random() > 0.12 and answer is not None}
    return {
        "facility": site.sgln,
        "operator": site.operator,
        "country": site.country,
        "name": site.name,
        "region": site.place.region,
        "activity": site.stage.activity,
        "goods": goods,
        **told,
    }


def _location(site: Site, rng: Random) -> Json:
    middle = COUNTRIES[site.country]
    return {
        "latitude": f"{middle.latitude + rng.randint(-12, 12) / 10:.1f}",
        "longitude": f"{middle.longitude + rng.randint(-12, 12) / 10:.1f}",
    }


def _inputs(chain: Chain, site: Site, sites: dict[str, Site]) -> Json:
    """Give what the site buys and from which country; raw material has none, undisclosed supply says unknown."""
    bought = {(sites[place.key].good, place.country) for place in chain.suppliers_of(site.place)}
    items = {hidden.item for hidden in chain.hidden if hidden.buyer == site.key}
    bought |= {(stage.good, "unknown") for stage in chain.stages if stage.item in items}
    bought |= {(good, site.country) for good in BOUGHT_IN.get(site.stage.name, ())}
    return [{"good": good, "origin": origin} for good, origin in sorted(bought)]
