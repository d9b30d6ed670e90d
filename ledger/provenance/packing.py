"""What is known of a network, as values, becomes the columns of its supply graph."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter
from typing import Any

import numpy as np

from ledger.model.finding import Finding
from ledger.model.graph import (
    NONE,
    Columns,
    FirstMakings,
    Holding,
    Lot,
    LotEdge,
    Making,
    PlacedMaking,
    Product,
    Recruitment,
    Site,
)
from ledger.model.graph.findings import KINDS
from ledger.model.graph.supply import (
    FIRST_MAKINGS,
    IS_CONFIRMED,
    IS_DISCLOSED,
    IS_REPACKED,
    IS_THERE,
    LOT_TEXTS,
    MATERIAL_TEXTS,
    RECRUITMENT_TEXTS,
)
from ledger.provenance.indexing import Relation, Tables, index
from ledger.provenance.interning import Column, Interned, InternedRecords, numbers, text_columns
from ledger.provenance.strength import Origins, strength_of

_NUMBERS = ("input", "output", "amount", "unit", "record", "used_by")
_TYPES = {"I": "<u4", "d": "<f8", "B": "u1"}
_SITE_TEXTS = ("name", "operator", "country")
_PRODUCT_TEXTS = ("name", "good", "brand")
_FINDING_TEXTS = ("code", "subject", "sentence", "mend")


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that a supply graph holds. `edges` come in the order of the log, shares known, and are read once.

    Record ids are 32 bytes. Lots of `edges` and of products are in `lots`, sites of lots in `sites`.
    """

    log_size: int
    sites: Mapping[str, Site]
    lots: Mapping[str, Lot]
    edges: Iterable[LotEdge]
    products: Mapping[str, Product] = field(default_factory=dict)
    containers: Mapping[str, Iterable[str]] = field(default_factory=dict)  # lot -> containers it travelled in
    recruitments: Mapping[str, Iterable[Recruitment]] = field(default_factory=dict)  # by site
    findings: tuple[Finding, ...] = ()
    transactions: Mapping[str, Iterable[str]] = field(default_factory=dict)  # lot -> orders, invoices, shipments
    holders: Mapping[str, Mapping[str, Holding]] = field(default_factory=dict)  # lot -> DIDs that had it, maker first
    said_from: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (lot, DID) -> who that one had it from
    sealed: Mapping[str, Iterable[bytes]] = field(default_factory=dict)  # lot -> records that tell its maker to few
    joined: Mapping[str, str] = field(default_factory=dict)  # site -> the name of the site it was decided to be
    first_made: Mapping[str, FirstMakings] = field(default_factory=dict)  # by a place's own name
    displaced: Mapping[str, PlacedMaking] = field(default_factory=dict)  # lot -> its maker if nobody had decided
    origins: Origins = field(default_factory=Origins)


def pack(network: Network) -> Columns:
    """Give the columns. Equal networks give equal graphs, whatever the order of their mappings."""
    packing = _Packing(network)
    dense = packing.lots() | packing.sites() | packing.products() | packing.findings() | packing.joined()
    dense |= packing.first_made()
    edges, relations = packing.edges(), packing.relations
    packing.relate_names()
    return index(
        Tables(
            log_size=network.log_size,
            names=list(packing.names),
            site_names=list(packing.site_names),
            edges=edges,
            record_ids=packing.records.ids(),
            record_index=packing.records.index(network.origins.index),
            products=sorted(network.products),
            texts=packing.texts.numbers,
            dense=dense,
            relations=relations,
        )
    )


class _Packing:
    """One packing: the numbers of lots, sites, texts and records, and what is told with them."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.texts, self.records = Interned(), InternedRecords()
        said_of = (lot for lot, _ in network.said_from)
        named = {*network.lots, *network.containers, *network.transactions, *network.holders, *said_of, *network.sealed}
        self.names = dict(zip(sorted(named), count()))
        self.site_names = {name: number for number, name in enumerate(sorted({*network.sites, *network.recruitments}))}
        self.relations: dict[str, Relation] = {}

    def lots(self) -> dict[str, Column]:
        flags = bytearray(len(self.names))
        site_of, produced, *texts = (array("I", [NONE]) * len(self.names) for _ in range(2 + len(LOT_TEXTS)))
        told = list(zip(map(attrgetter, LOT_TEXTS), texts, strict=True))
        names, sites, text, record = self.names, self.site_names, self.texts.number, self.records.number
        rows, records = array("I"), array("I")
        for name, lot in self.network.lots.items():
            number = names[name]
            flags[number] = IS_THERE | IS_DISCLOSED * lot.is_disclosed | IS_REPACKED * lot.is_repacked
            if lot.site is not None:
                site_of[number] = sites[lot.site]
            if lot.produced is not None:
                produced[number] = text(str(lot.produced))
            for get, column in told:
                if (found := get(lot)) is not None:
                    column[number] = text(found)
            for each in lot.records:
                rows.append(number)
                records.append(record(each))
        self.relations["lot.records"] = _relation(rows, {"": records})
        named = {"site": site_of, "produced": produced, **dict(zip(LOT_TEXTS, texts, strict=True))}
        columns = {f"lot.{each}": np.frombuffer(column, dtype="<u4") for each, column in named.items()}
        return {"lot.flags": np.frombuffer(flags, dtype="u1"), **columns}

    def edges(self) -> dict[str, Column]:
        told: dict[str, Any] = {each: array("I") for each in _NUMBERS}
        told |= {"share": array("d"), "strength": array("B"), "is_held": array("B")}
        given, made, amount, unit, of, user, share, strength, is_held = (each.append for each in told.values())
        names, text, record, holders = self.names, self.texts.number, self.records.number, self.network.holders
        origins, nobody = self.network.origins, dict[str, Holding]()
        for edge in self.network.edges:
            holding = holders.get(edge.input_lot, nobody).get(edge.used_by or "")
            given(names[edge.input_lot])
            made(names[edge.output_lot])
            amount(NONE if edge.amount is None else text(str(edge.amount)))
            unit(text(edge.unit))
            of(record(edge.record_id))
            user(text(edge.used_by))
            share(edge.share)
            strength(strength_of(edge, holding, origins))
            is_held(holding is not None)
        return {name: np.frombuffer(column, _TYPES[column.typecode]) for name, column in told.items()}

    def sites(self) -> dict[str, Column]:
        known, text = self.network.sites, self.texts
        sites = [known.get(name) for name in self.site_names]
        columns = {f"site.{each}": text.column(getattr(s, each, None) for s in sites) for each in _SITE_TEXTS}
        flags = [IS_THERE | IS_CONFIRMED * site.is_confirmed if site is not None else 0 for site in sites]
        columns["site.flags"] = np.array(flags, dtype="u1")
        goods = ((name, map(text.number, site.goods)) for name, site in known.items())
        records = ((name, map(self.records.number, site.records)) for name, site in known.items())
        self._relate("site.goods", self.site_names, goods)
        self._relate("site.records", self.site_names, records)
        self._relate_recruitments()
        return columns

    def _relate_recruitments(self) -> None:
        every = [(site, each) for site, told in self.network.recruitments.items() for each in told]
        listed = [each for _, each in every]
        values = {each: self._texts_in(listed, each) for each in RECRUITMENT_TEXTS}
        values["workers"] = array("I", (NONE if each.workers is None else each.workers for each in listed))
        values["record"] = array("I", (self.records.number(each.record_id) for each in listed))
        self.relations["recruitment"] = _relation(array("I", (self.site_names[site] for site, _ in every)), values)

    def joined(self) -> dict[str, Column]:
        joined = sorted(self.network.joined.items())
        names = text_columns("joined", [name for name, _ in joined])
        return names | {"joined.with": self.texts.column(one for _, one in joined)}

    def first_made(self) -> dict[str, Column]:
        told = sorted(self.network.first_made.items())
        columns = text_columns("first_made", [place for place, _ in told])
        for name in FIRST_MAKINGS:
            makings: list[Making | None] = [getattr(each, name) for _, each in told]
            columns[f"first_made.{name}"] = numbers(
                NONE if m is None else self.records.number(m.record_id) for m in makings
            )
            columns[f"first_made.{name}_by"] = self.texts.column(None if m is None else m.by for m in makings)
        return columns

    def products(self) -> dict[str, Column]:
        products = [product for _, product in sorted(self.network.products.items())]
        listed = ((product.product, map(self.names.__getitem__, product.lots)) for product in products)
        self._relate("product", {product.product: number for number, product in enumerate(products)}, listed)
        lines = [(number, line) for number, product in enumerate(products) for line in product.materials]
        values = {each: self._texts_in([line for _, line in lines], each) for each in MATERIAL_TEXTS}
        self.relations["material"] = _relation(array("I", (number for number, _ in lines)), values)
        return {f"product.{each}": self.texts.column(getattr(p, each) for p in products) for each in _PRODUCT_TEXTS}

    def findings(self) -> dict[str, Column]:
        found = self.network.findings
        columns = {f"finding.{each}": self.texts.column(getattr(f, each) for f in found) for each in _FINDING_TEXTS}
        columns["finding.kind"] = np.array([KINDS.index(each.kind) for each in found], dtype="u1")
        lots = self.network.lots
        columns["finding.lot"] = numbers(self.names[each.subject] if each.subject in lots else NONE for each in found)
        records = ((place, map(self.records.number, each.records)) for place, each in enumerate(found))
        self._relate("finding.records", range(len(found)), records)
        return columns

    def relate_names(self) -> None:
        network, text, record = self.network, self.texts.number, self.records.number
        holders, told = array("I"), {each: array("I") for each in ("did", "by", "record")}
        held, had, given, of = holders.append, *(column.append for column in told.values())
        for lot, holdings in network.holders.items():
            number = self.names[lot]
            for did, holding in holdings.items():
                held(number)
                had(text(did))
                given(text(holding.given_by))
                of(record(holding.record_id))
        self.relations["holder"] = _relation(holders, told)
        said = sorted(network.said_from.items())
        named = {
            "receiver": array("I", (text(did) for (_, did), _ in said)),
            "giver": array("I", (text(giver) for _, giver in said)),
        }
        self.relations["said"] = _relation(array("I", (self.names[lot] for (lot, _), _ in said)), named)
        self._relate("container", self.names, self._texts_of(network.containers))
        self._relate("transaction", self.names, self._texts_of(network.transactions))
        made = list(network.displaced.items())
        told_of = {
            "record": array("I", (record(each.record_id) for _, each in made)),
            "by": array("I", (text(each.by) for _, each in made)),
            "place": array("I", (text(each.place) for _, each in made)),
        }
        self.relations["displaced"] = _relation(array("I", (self.names[lot] for lot, _ in made)), told_of)
        self._relate("sealed", self.names, ((lot, map(record, told)) for lot, told in network.sealed.items()))

    def _relate(self, name: str, places: Any, listed: Iterable[tuple[Any, Iterable[int]]]) -> None:
        rows, values = array("I"), array("I")
        for key, several in listed:
            before = len(values)
            values.extend(several)
            rows.extend([places[key]] * (len(values) - before))
        self.relations[name] = _relation(rows, {"": values})

    def _texts_in(self, values: Iterable[object], name: str) -> "array[int]":
        return array("I", (self.texts.number(getattr(each, name)) for each in values))

    def _texts_of(self, listed: Mapping[str, Iterable[str]]) -> Iterable[tuple[str, Iterable[int]]]:
        return ((name, map(self.texts.number, texts)) for name, texts in listed.items())


def _relation(rows: "array[int]", values: Mapping[str, "array[int]"]) -> Relation:
    columns = {name: np.frombuffer(column, dtype="<u4") for name, column in values.items()}
    return Relation(np.frombuffer(rows, dtype="<u4"), columns)
