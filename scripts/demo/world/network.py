"""How one invented chain is described: its stages from raw material to finished product, and who supplies whom."""

from dataclasses import dataclass

from .shapes import Json

UNDISCLOSED = "?"  # a buyer that nobody names: the lot leaves and no event of the ledger receives it


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a chain. `yield_percent` is output by weight of the traced input; 0 means raw material.

    `headcount` is the range of people at one site, `item` the item number of what the stage makes.
    """

    name: str
    activity: str
    noun: str  # goes into the names of its operators
    good: str
    item: int
    yield_percent: int
    headcount: tuple[int, int]
    is_shipped_with_logger: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One site as its chain describes it.

    `supplies` names buyers with weights, as in "gin-in-1=3 gin-in-2". `volume` is kilograms per round, raw sites only.
    `operator` is set where one party runs several sites; `good` where it differs from that of the stage.
    """

    key: str
    stage: str
    country: str
    region: str
    supplies: str
    volume: int = 0
    operator: str = ""
    good: str = ""

    @property
    def links(self) -> tuple[tuple[str, int], ...]:
        """Give (buyer, weight) in the order written; a buyer without a weight counts 1."""
        pairs = (entry.partition("=") for entry in self.supplies.split())
        return tuple((buyer, int(weight or 1)) for buyer, _, weight in pairs)


@dataclass(frozen=True, slots=True)
class HiddenSupply:
    """Material that a site uses and nobody in the ledger says they made: kilograms per round."""

    buyer: str
    item: int
    volume: int


@dataclass(frozen=True, slots=True)
class Chain:
    """One product from raw material to the brand's warehouse. Stages and places stand in the order of the flow."""

    key: str
    brand: str
    product_name: str
    stages: tuple[Stage, ...]
    places: tuple[Place, ...]
    hidden: tuple[HiddenSupply, ...] = ()
    materials: tuple[dict[str, Json], ...] = ()  # the bill that its brand gives with each finished lot

    @property
    def finished(self) -> Stage:
        """Give the stage that makes the finished product; the warehouse comes after it."""
        return self.stages[-2]

    def stage_of(self, place: Place) -> Stage:
        return next(stage for stage in self.stages if stage.name == place.stage)

    def good_of(self, place: Place) -> str:
        return place.good or self.stage_of(place).good

    def item_of(self, place: Place) -> int:
        """Give the item number of what the place makes: another good at the same stage is another item."""
        stage = self.stage_of(place)
        return stage.item + (1 if place.good and place.good != stage.good else 0)

    def suppliers_of(self, buyer: Place) -> tuple[Place, ...]:
        return tuple(place for place in self.places if any(key == buyer.key for key, _ in place.links))


WAREHOUSE = "warehouse"


def warehouse(good: str) -> Stage:
    """Give the stage after the last producer: goods arrive there and nothing is made."""
    return Stage(WAREHOUSE, "warehousing", "Warehouse", good, 0, 0, (25, 90))
