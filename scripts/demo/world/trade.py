"""Who the parties are, what brands call finished, and which orders buyers confirm."""

from collections.abc import Iterable
from random import Random

from ledger.model.statement import Kind

from .days import at, day
from .flow import HOUR, Delivery
from .identifiers import gtin
from .network import WAREHOUSE, Chain
from .people import OWNERS
from .shapes import DemoParty, DemoStatement, Json

INTRODUCED = at("2026-01-02")


def introductions(parties: Iterable[DemoParty], rng: Random) -> tuple[DemoStatement, ...]:
    """Give each party's statement of who it is."""
    return tuple(
        DemoStatement(Kind.PARTY, party.did, _introduction(party), INTRODUCED + rng.randint(0, 30) * HOUR)
        for party in parties
    )


def _introduction(party: DemoParty) -> dict[str, Json]:
    roles: list[Json] = list(party.role.names)
    owners: list[Json] = list(OWNERS.get(party.name, ()))
    owned: dict[str, Json] = {"owners": owners} if owners else {}
    return {"did": party.did, "name": party.name, "country": party.country, "roles": roles, **owned}


def finished_lots(chain: Chain, deliveries: Iterable[Delivery]) -> tuple[DemoStatement, ...]:
    """Give the brand's statement on each finished lot, made when the lot is ordered."""
    return tuple(
        DemoStatement(Kind.LOT, delivery.buyer.operator, _lot(chain, delivery), delivery.ordered_at + HOUR)
        for delivery in deliveries
        if delivery.buyer.stage.name == WAREHOUSE
    )


def _lot(chain: Chain, delivery: Delivery) -> dict[str, Json]:
    lot, maker = delivery.handover.lot, delivery.handover.seller
    return {
        "lot": lot.urn,
        "product": gtin(chain.finished.item),
        "product_name": chain.product_name,
        "good": chain.finished.good,
        "quantity": str(lot.kilograms),
        "unit": "KGM",
        "facility": maker.sgln,
        "custody": "mass-balance",
        "is_finished": True,
        **({"bill_of_materials": list[Json](chain.materials)} if chain.materials else {}),
    }


def purchases(chain: Chain, deliveries: Iterable[Delivery]) -> tuple[DemoStatement, ...]:
    """Give the buyers' orders for the last two steps, under the number that the sellers' events name."""
    late = {chain.finished.name, WAREHOUSE}
    return tuple(
        DemoStatement(Kind.PURCHASE, delivery.buyer.operator, _order(delivery), delivery.ordered_at)
        for delivery in deliveries
        if delivery.buyer.stage.name in late
    )


def _order(delivery: Delivery) -> dict[str, Json]:
    handover = delivery.handover
    return {
        "order": handover.order,
        "buyer": delivery.buyer.operator,
        "seller": handover.seller.operator,
        "lots": [handover.lot.urn],
        "quantity": str(handover.lot.kilograms),
        "unit": "KGM",
        "ordered_on": day(delivery.ordered_at),
    }
