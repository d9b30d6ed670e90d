"""Read the demo's world the way a stranger would: from its documents and statements alone."""

from collections import Counter, defaultdict
from typing import Any

from ledger.model.statement import Kind
from scripts.demo.world.build import DemoWorld


def events_of(world: DemoWorld) -> list[dict[str, Any]]:
    return [event for capture in world.captures for event in capture.document["epcisBody"]["eventList"]]


def bodies(world: DemoWorld, kind: Kind) -> list[dict[str, Any]]:
    return [statement.body for statement in world.statements if statement.kind is kind]


def fault(world: DemoWorld, code: str) -> str:
    (where,) = (planted.where for planted in world.faults if planted.code == code)
    return where


def transformations(world: DemoWorld) -> list[dict[str, Any]]:
    return [event for event in events_of(world) if event["type"] == "TransformationEvent"]


def quantities(elements: list[dict[str, Any]]) -> dict[str, int]:
    return {element["epcClass"]: element["quantity"] for element in elements}


def made_of(world: DemoWorld) -> dict[str, dict[str, int]]:
    """Output lot -> kilograms of each input lot."""
    return {
        lot: quantities(event["inputQuantityList"])
        for event in transformations(world)
        for lot in quantities(event["outputQuantityList"])
    }


def produced(world: DemoWorld) -> dict[str, tuple[str, int]]:
    """Lot -> (site, kilograms) of every lot that somebody says they made."""
    lots: dict[str, tuple[str, int]] = {}
    for event in events_of(world):
        made = event.get("outputQuantityList", [])
        if event["type"] == "ObjectEvent" and event["action"] == "ADD":
            made = event["quantityList"]
        for lot, kilograms in quantities(made).items():
            assert lot not in lots
            lots[lot] = (event["bizLocation"]["id"], kilograms)
    return lots


def used(world: DemoWorld) -> dict[str, list[tuple[str, int]]]:
    """Lot -> (site, kilograms) of each use."""
    uses: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for event in transformations(world):
        for lot, kilograms in quantities(event["inputQuantityList"]).items():
            uses[lot].append((event["bizLocation"]["id"], kilograms))
    return uses


def tiers_of(world: DemoWorld, product: str) -> dict[int, dict[str, int]]:
    """Tier -> lot -> kilograms, by walking from the finished lots; every step here changes the producing site."""
    inputs = made_of(world)
    level = {lot["lot"]: int(lot["quantity"]) for lot in bodies(world, Kind.LOT) if lot["product"] == product}
    tiers: dict[int, dict[str, int]] = {}
    while level:
        tiers[len(tiers) + 1] = level
        following: Counter[str] = Counter()
        for lot in level:
            following.update(inputs.get(lot, {}))
        level = dict(following)
    return tiers
