"""Run a chain for some rounds: lots are made, packed, ordered, shipped, received and used up, each with its event.

Every link between two sites carries one lot per round. A site uses up whole lots, so what goes in equals what came,
and makes less than its declared yield allows; only a twist breaks either rule.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from . import events
from .events import Event, Handover, Lot
from .identifiers import container, data_logger, despatch_advice, lgtin, purchase_order, sscc
from .network import UNDISCLOSED, WAREHOUSE, Chain
from .people import Site

ROUNDS = 2
FIRST_DAY = 1_768_176_000  # 2026-01-12T00:00:00Z
HOUR = 3_600
DAY = 24 * HOUR
BETWEEN_ROUNDS = 150 * DAY


@dataclass(frozen=True, slots=True)
class Twists:
    """What goes wrong in the flow on purpose. Rounds count from 0; `percent` is output by weight of the input."""

    claim_round: int
    claim_seller: str
    claim_buyer: str
    second_claimant: str
    excess_round: int
    excess_site: str
    excess_percent: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One event and who says it."""

    issuer: str
    round: int
    at: int
    event: Event


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lot at the site that will use it."""

    lot: Lot
    at: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A lot that a site of the ledger sold to another."""

    handover: Handover
    buyer: Site
    made_at: int
    ordered_at: int


@dataclass(slots=True)
class Flow:
    """What a chain did, filled while it runs. `double_claimed` and `overproduced` name the lots of the twists."""

    chain: Chain
    sites: dict[str, Site]
    rng: Random
    twists: Twists
    next_serial: int
    entries: list[Entry] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    double_claimed: tuple[str, ...] = ()
    overproduced: tuple[str, ...] = ()

    def serial(self) -> int:
        self.next_serial += 1
        return self.next_serial

    def say(self, site: Site, round_: int, at: int, event: Event) -> None:
        self.entries.append(Entry(site.operator, round_, at, event))


def run_chain(chain: Chain, sites: dict[str, Site], *, rng: Random, twists: Twists, first_serial: int) -> Flow:
    """Give everything that happened in all rounds. `first_serial` keeps the serials of two chains apart."""
    flow = Flow(chain, sites, rng, twists, first_serial)
    for round_ in range(ROUNDS):
        _run_round(flow, round_)
    return flow


def _run_round(flow: Flow, round_: int) -> None:
    opens_at = FIRST_DAY + round_ * BETWEEN_ROUNDS
    arrived: defaultdict[str, list[Arrival]] = defaultdict(list)
    for hidden in flow.chain.hidden:
        lot = Lot(lgtin(hidden.item, f"X{flow.serial()}"), _jittered(flow.rng, hidden.volume))
        arrived[hidden.buyer].append(_receive(flow, round_, lot, flow.sites[hidden.buyer], opens_at + 20 * DAY))
    for place in flow.chain.places:
        site = flow.sites[place.key]
        if site.stage.name == WAREHOUSE:
            continue
        for number, (buyer, share) in enumerate(_shares(place.links)):
            lot, at = _make(flow, round_, site, number, share, arrived[place.key], opens_at)
            arrived[buyer].extend(_deliver(flow, round_, site, buyer, lot, at))
            if (round_, place.key, buyer) == _claimed_twice(flow.twists):
                second = flow.twists.second_claimant
                flow.double_claimed += (lot.urn,)
                arrived[second].append(_sell_again(flow, round_, lot, site, flow.sites[second], at))


def _claimed_twice(twists: Twists) -> tuple[int, str, str]:
    return twists.claim_round, twists.claim_seller, twists.claim_buyer


def _shares(links: tuple[tuple[str, int], ...]) -> list[tuple[str, tuple[int, int, int]]]:
    """Give each buyer its stretch (from, until, whole), so that whole numbers split without a rest."""
    whole, start, stretches = sum(weight for _, weight in links), 0, []
    for buyer, weight in links:
        stretches.append((buyer, (start, start + weight, whole)))
        start += weight
    return stretches


def _part(kilograms: int, share: tuple[int, int, int]) -> int:
    start, until, whole = share
    return kilograms * until // whole - kilograms * start // whole


def _jittered(rng: Random, kilograms: int) -> int:
    return kilograms * rng.randint(920, 1000) // 1000


def _make(
    flow: Flow, round_: int, site: Site, number: int, share: tuple[int, int, int], arrived: list[Arrival], opens_at: int
) -> tuple[Lot, int]:
    """Say how the site made one lot for one buyer, out of that buyer's share of everything that arrived."""
    urn = lgtin(site.item, f"D{flow.serial()}")
    if not site.stage.yield_percent:
        at = opens_at + flow.rng.randint(0, 10 * 24) * HOUR
        lot = Lot(urn, _jittered(flow.rng, _part(site.place.volume, share)))
        flow.say(site, round_, at, events.harvested(lot, site, at))
        return lot, at
    inputs = [Lot(arrival.lot.urn, _part(arrival.lot.kilograms, share)) for arrival in arrived]
    kilograms = sum(lot.kilograms for lot in inputs) * site.stage.yield_percent * flow.rng.randint(975, 1000) // 100_000
    if number == 0 and (round_, site.key) == (flow.twists.excess_round, flow.twists.excess_site):
        kilograms = sum(lot.kilograms for lot in inputs) * flow.twists.excess_percent // 100
        flow.overproduced += (urn,)
    at = max(arrival.at for arrival in arrived) + DAY + (flow.rng.randint(0, 72) + 5 * number) * HOUR
    flow.say(site, round_, at, events.transformed(inputs, Lot(urn, kilograms), site, at))
    return Lot(urn, kilograms), at


def _receive(flow: Flow, round_: int, lot: Lot, buyer: Site, at: int) -> Arrival:
    """Say that the lot came without naming from whom."""
    flow.say(buyer, round_, at, events.received_from_nobody(lot, buyer, at))
    return Arrival(lot, at)


def _sell_again(flow: Flow, round_: int, lot: Lot, seller: Site, buyer: Site, at: int) -> Arrival:
    """Say that the seller takes a second buyer's order for a lot that it has sold, and that the lot came there too."""
    order = purchase_order(buyer.number, flow.next_serial)
    flow.say(seller, round_, at + 2 * DAY, events.ordered(Handover(lot, seller, buyer, order, ""), at + 2 * DAY))
    return _receive(flow, round_, lot, buyer, at + 9 * DAY)


def _deliver(flow: Flow, round_: int, seller: Site, buyer_key: str, lot: Lot, at: int) -> list[Arrival]:
    """Say how the lot left, and how it arrived where the buyer speaks in this ledger."""
    serial = flow.serial()
    despatch = despatch_advice(seller.number, serial)
    if buyer_key == UNDISCLOSED:
        flow.say(seller, round_, at + 4 * HOUR, events.packed(lot, sscc(serial), seller, at + 4 * HOUR))
        handover = Handover(lot, seller, None, "", despatch)
        flow.say(seller, round_, at + 2 * DAY, events.shipped(handover, at + 2 * DAY))
        return []
    buyer = flow.sites[buyer_key]
    handover = Handover(lot, seller, buyer, purchase_order(buyer.number, serial), despatch)
    ship_at = at + DAY + flow.rng.randint(6, 60) * HOUR
    receive_at = ship_at + flow.rng.randint(2 * 24, 9 * 24) * HOUR
    parent = container(serial) if seller.stage.is_shipped_with_logger else sscc(serial)
    if seller.stage.is_shipped_with_logger:
        logger, fit_at, off_at = data_logger(serial), at + 3 * HOUR, receive_at + 4 * HOUR
        flow.say(seller, round_, fit_at, events.logger_fitted(parent, logger, seller, fit_at))
        flow.say(buyer, round_, off_at, events.logger_taken_off(parent, logger, buyer, off_at))
    flow.say(seller, round_, at + 4 * HOUR, events.packed(lot, parent, seller, at + 4 * HOUR))
    flow.say(seller, round_, at + DAY, events.ordered(handover, at + DAY))
    flow.say(seller, round_, ship_at, events.shipped(handover, ship_at))
    flow.say(buyer, round_, receive_at, events.received(handover, buyer, receive_at))
    flow.say(buyer, round_, receive_at + 3 * HOUR, events.unpacked(lot, parent, buyer, receive_at + 3 * HOUR))
    flow.deliveries.append(Delivery(handover, buyer, at, at + DAY))
    return [Arrival(lot, receive_at)]
