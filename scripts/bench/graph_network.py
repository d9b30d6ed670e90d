"""A network of a million lots from a seed: six layers, each lot made of two or three lots of the layer before.

A lot of the last layer has about 115 lots behind it. Told as arrays, or as values made when they are asked for, as
the graph builder hands them over, so that the memory that is measured is the snapshot's own.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ledger.model.graph import NONE, EdgeStrength, Holding, Lot, LotEdge, Site
from ledger.model.graph.supply import (
    FIRST_MAKINGS,
    IS_DISCLOSED,
    IS_THERE,
    LOT_TEXTS,
    MATERIAL_TEXTS,
    RECRUITMENT_TEXTS,
)
from ledger.provenance.indexing import Relation, Tables
from ledger.provenance.interning import text_columns
from ledger.provenance.packing import Network

RAW, PER_LAYER, LAYERS = 178_000, 164_400, 5
LOTS = RAW + PER_LAYER * LAYERS
EDGES = 1_900_000
SITES = 20_000
_SEED = 20_261_122
_UNIT = "KGM"
_EMPTY = (*("container", "transaction", "sealed", "site.goods", "site.records", "product", "finding.records"),)
_NO_ROWS = (
    *("product.name", "product.good", "product.brand", "finding.code", "finding.subject", "finding.sentence"),
    *("finding.mend", "finding.lot", "joined.with"),
    *(f"first_made.{name}{of}" for name in FIRST_MAKINGS for of in ("", "_by")),
)


class Numbers:
    """The network as numbers: edge i leads from `inputs[i]` to `outputs[i]`, edges sorted by output."""

    def __init__(self, scale: int = 1) -> None:
        """`scale` divides every size, for tests of this generator."""
        rng = np.random.default_rng(_SEED)
        raw, layer = RAW // scale, PER_LAYER // scale
        self.lots, self.sites = raw + layer * LAYERS, max(2, SITES // scale)
        counts = np.full(layer * LAYERS, 2, dtype="i8")
        counts[rng.permutation(layer * LAYERS)[: EDGES // scale - 2 * layer * LAYERS]] = 3
        self.outputs = np.repeat(np.arange(raw, self.lots), counts)
        place = np.arange(len(self.outputs)) - np.repeat(np.cumsum(counts) - counts, counts)
        level = (self.outputs - raw) // layer
        first = np.where(level == 0, 0, raw + (level - 1) * layer)
        size = np.where(level == 0, raw, layer)
        base = np.repeat(rng.integers(0, 1 << 40, len(counts)), counts)
        stride = 1 + rng.integers(0, 1 << 40, len(self.outputs)) % (size // 3 - 1)  # distinct places within one lot
        self.inputs = first + (base + place * (size // 3) + stride * (place > 0)) % size
        self.amounts = rng.integers(1, 100_000, len(self.outputs))
        self.site = rng.integers(0, self.sites, self.lots)
        self.last_layer = range(self.lots - layer, self.lots)
        self.starts = np.zeros(self.lots + 1, dtype="i8")
        self.starts[raw + 1 :] = np.cumsum(counts)

    def tables(self) -> Tables:
        """Give the network as arrays, as they are indexed into a snapshot."""
        sites, count = [_site(number) for number in range(self.sites)], len(self.outputs)
        every, nothing = np.arange(self.lots, dtype="<u4"), np.zeros(0, dtype="<u4")
        amounts = [str(number) for number in range(100_000)]
        unit, user, giver = len(amounts), len(amounts) + 1, len(amounts) + 2
        operator = giver + 1 + self.site.astype("<u4")
        relations = {name: Relation(nothing, {"": nothing}) for name in _EMPTY}
        for name, told in (("recruitment", (*RECRUITMENT_TEXTS, "workers", "record")), ("material", MATERIAL_TEXTS)):
            relations[name] = Relation(nothing, dict.fromkeys(told, nothing))
        relations["displaced"] = Relation(nothing, dict.fromkeys(("record", "by", "place"), nothing))
        relations["said"] = Relation(nothing, {"receiver": nothing, "giver": nothing})
        relations["lot.records"] = Relation(every, {"": every})
        held: dict[str, list[Any]] = {"did": [operator, user], "by": [NONE, giver], "record": [every, every]}
        relations["holder"] = Relation(
            np.concatenate([every, every]),
            {name: np.concatenate([np.broadcast_to(np.uint32(v), self.lots) for v in vs]) for name, vs in held.items()},
        )
        return Tables(
            log_size=self.lots,
            names=[lot_name(number) for number in range(self.lots)],
            site_names=sites,
            edges=self._edge_columns(count, unit, user),
            record_ids=np.repeat(np.arange(self.lots, dtype=">u8"), 4).view("u1"),
            record_index=every,
            texts=[*amounts, _UNIT, USER, "did:web:giver.example", *map(_operator, range(self.sites))],
            dense=self._dense(unit, nothing),
            relations=relations,
        )

    def _edge_columns(self, count: int, unit: int, user: int) -> dict[str, NDArray[Any]]:
        same = {"unit": unit, "used_by": user}
        return {
            "input": self.inputs.astype("<u4"),
            "output": self.outputs.astype("<u4"),
            "amount": self.amounts.astype("<u4"),
            "record": self.outputs.astype("<u4"),
            "share": np.full(count, 0.5),
            "strength": np.full(count, EdgeStrength.AGREED, dtype="u1"),
            "is_held": np.ones(count, dtype="u1"),
            **{name: np.full(count, number, dtype="<u4") for name, number in same.items()},
        }

    def _dense(self, unit: int, nothing: NDArray[Any]) -> dict[str, NDArray[Any]]:
        dense = dict.fromkeys(_NO_ROWS, nothing) | {"finding.kind": nothing.astype("u1")}
        dense |= {f"site.{each}": np.full(self.sites, NONE, dtype="<u4") for each in ("name", "operator", "country")}
        dense |= {f"lot.{each}": np.full(self.lots, NONE, dtype="<u4") for each in LOT_TEXTS[1:]}
        dense |= text_columns("joined", []) | text_columns("first_made", [])
        return dense | {
            "lot.flags": np.full(self.lots, IS_THERE | IS_DISCLOSED, dtype="u1"),
            "lot.site": self.site.astype("<u4"),
            "lot.produced": np.arange(self.lots, dtype="<u4") % 9_973,
            "lot.unit": np.full(self.lots, unit, dtype="<u4"),
            "site.flags": np.ones(self.sites, dtype="u1"),
        }

    def network(self) -> Network:
        """Give the network as the graph is packed from."""
        operators = list(map(_operator, range(self.sites)))
        names = [_site(number) for number in range(self.sites)]
        sites = {name: Site(name, None, did, "IN", (), ()) for name, did in zip(names, operators, strict=True)}
        lots, edges, holders = _Lots(self, names), _edges(self), _Holders(self, operators)
        return Network(self.lots, sites, lots, edges, holders=holders)


class _Lots(Mapping[str, Lot]):
    def __init__(self, told: Numbers, sites: list[str]) -> None:
        self._told, self._sites = told, sites

    def __len__(self) -> int:
        return self._told.lots

    def __iter__(self) -> Iterator[str]:
        return map(lot_name, range(self._told.lots))

    def __getitem__(self, name: str) -> Lot:
        number = number_of(name)
        site = self._sites[self._told.site[number]]
        return Lot(name, site, Decimal(number % 9_973), _UNIT, True, (record_id(number),))


class _Holders(Mapping[str, Mapping[str, Holding]]):
    """Each lot was made by its site's operator and handed to those who use it: the first one, here."""

    def __init__(self, told: Numbers, operators: list[str]) -> None:
        self._told, self._operators = told, operators

    def __len__(self) -> int:
        return self._told.lots

    def __iter__(self) -> Iterator[str]:
        return map(lot_name, range(self._told.lots))

    def __getitem__(self, name: str) -> Mapping[str, Holding]:
        number = number_of(name)
        return {self._operators[self._told.site[number]]: Holding(None, record_id(number)), USER: _GIVEN}


USER = "did:web:user.example"
_GIVEN = Holding("did:web:giver.example", bytes(32))


def _edges(told: Numbers) -> Iterator[LotEdge]:
    last, record = -1, b""
    for given, output, amount in zip(told.inputs.tolist(), told.outputs.tolist(), told.amounts.tolist(), strict=True):
        if output != last:
            last, record = output, record_id(output)
        yield LotEdge(lot_name(given), lot_name(output), Decimal(amount), _UNIT, 0.5, record, USER)


def lot_name(number: int) -> str:
    """Give a lot's identifier: a GTIN of its layer, and a batch."""
    return f"https://id.gs1.org/01/09506000134352/10/L{number:07}"


def number_of(name: str) -> int:
    """Give back the number of a lot's name."""
    return int(name[-7:])


def record_id(number: int) -> bytes:
    """Give the id of the record that makes a lot."""
    return number.to_bytes(8, "big") * 4


def _operator(number: int) -> str:
    return f"did:web:site-{number}.example"


def _site(number: int) -> str:
    return f"https://id.gs1.org/414/9506000{number:06}"
