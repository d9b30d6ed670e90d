"""Tables of numbers become the columns of a supply graph: rows in order, and each way back. Whole columns at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ledger.model.graph import NONE, Columns
from ledger.model.graph.supply import IS_DISCLOSED
from ledger.provenance.interning import Column, order_of, starts_of, text_columns

_RELATIONS = {  # what the rows of each relation are numbers of
    **dict.fromkeys(("lot.records", "holder", "said", "container", "transaction", "sealed", "displaced"), "names"),
    **dict.fromkeys(("site.goods", "site.records", "recruitment"), "sites"),
    **dict.fromkeys(("product", "material"), "products"),
    "finding.records": "findings",
}


@dataclass(slots=True)
class Relation:
    """Values of rows: `rows[i]` has the values at i, which "" names where there is only one."""

    rows: Column
    values: dict[str, Column]


@dataclass(slots=True)
class Tables:
    """A network as numbers. `names`, `site_names` and `products` are sorted; lots, sites and so on are places in them.

    `dense` holds a column for each lot, site, product or finding under its final name. `edges` come in the order of the
    log: input, output, amount, unit, share, record, used_by, strength and is_held (its user was given the input).
    """

    log_size: int
    names: list[str]
    site_names: list[str]
    edges: dict[str, Column]
    record_ids: Column  # 32 bytes each
    record_index: Column
    products: list[str] = field(default_factory=list)
    texts: Iterable[str] = ()
    dense: dict[str, Column] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)


def index(tables: Tables) -> Columns:
    """Give the columns. Does not check that the numbers are of something that is there."""
    counts = {
        "names": len(tables.names),
        "sites": len(tables.site_names),
        "products": len(tables.products),
        "findings": len(tables.dense["finding.kind"]),
        "records": len(tables.record_index),
    }
    columns = {"log_size": np.array([tables.log_size], dtype="<u4")} | tables.dense
    columns |= {"record.ids": tables.record_ids, "record.index": tables.record_index}
    for name, texts in (("names", tables.names), ("sites", tables.site_names), ("products", tables.products)):
        columns |= text_columns(name, texts)
    columns |= text_columns("texts", tables.texts) | _edges(tables, counts["names"])
    for name, of in _RELATIONS.items():
        columns |= _related(name, tables.relations[name], counts[of])
    return columns | _ways_back(tables, counts)


def _related(name: str, relation: Relation, count: int) -> dict[str, Column]:
    order = order_of(relation.rows)
    ordered = {f"{name}.{each}" if each else name: column[order] for each, column in relation.values.items()}
    return ordered | {f"{name}.at": starts_of(relation.rows, count)}


def _edges(tables: Tables, count: int) -> dict[str, Column]:
    """Sort the edges by output lot, give the way back from inputs, and say which of them a walk follows."""
    order = order_of(tables.edges["output"])
    columns = {f"edge.{name}": column[order] for name, column in tables.edges.items() if name != "is_held"}
    given, starts = columns["edge.input"], starts_of(columns["edge.output"], count)
    is_bare = ((tables.dense["lot.flags"] & IS_DISCLOSED) == 0) & (starts[1:] == starts[:-1])
    columns["edge.followed"] = (is_bare[given] | (tables.edges["is_held"][order] != 0)).astype("u1")
    columns |= {"edge.at": starts, "out.at": starts_of(given, count), "out": order_of(given)}
    goes_on = columns["edge.followed"] != 0
    given, made = given[goes_on], columns["edge.output"][goes_on]
    return columns | _back("made_of", made, given, count) | _back("went_into", given, made, count)


def _ways_back(tables: Tables, counts: dict[str, int]) -> dict[str, Column]:
    site_of, finding_of = tables.dense["lot.site"], tables.dense["finding.lot"]
    made, told = np.flatnonzero(site_of != NONE), np.flatnonzero(finding_of != NONE)
    columns = _back("site.lots", site_of[made], made, counts["sites"])
    columns |= _back("lot.findings", finding_of[told], told, counts["names"])
    products, findings = tables.relations["product"], tables.relations["finding.records"]
    columns |= _back("lot.products", products.values[""], products.rows, counts["names"])
    return columns | _back("record.findings", findings.values[""], findings.rows, counts["records"])


def _back(name: str, rows: Column, values: Column, count: int) -> dict[str, Column]:
    return _related(name, Relation(rows, {"": values.astype("<u4")}), count)
