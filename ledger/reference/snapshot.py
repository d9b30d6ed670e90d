"""All tables of one moment with their hashes: what a result names, so that anyone can recompute it."""

import hashlib
import json
from collections.abc import Callable, Sized
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from ledger.errors import ReferenceTableError, RiskInputError
from ledger.reference import load, load_lists
from ledger.reference.rows import (
    CountryRow,
    EntityCountRow,
    GoodsRow,
    HubSiteRow,
    ListedEntityRow,
    PrioritySectorRow,
    ProducerRow,
    RatificationRow,
    RuleOfLawRow,
    SectorRow,
    StateImposedRow,
    TiedVisaRow,
    TipRow,
    TradeOrderRow,
)

T = TypeVar("T")
ALWAYS_KNOWN = frozenset(("countries_iso3166", "goods_sectors"))  # tables of names, which `as_known_on` keeps whole


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What edition a table is: whose, of which day, how many rows, its terms of reuse and its SHA-256 in hex.

    `superseded_on` is the day of a later edition that is known to exist and that this one is not.
    """

    table: str
    publisher: str
    as_of: date
    rows: int
    licence: str
    sha256: str
    superseded_on: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceSnapshot:
    """The tables with the SHA-256 of each file, sorted by name. Compared by identity, so look-ups can be cached.

    `table_hashes` are of the tables that a score reads, `list_hashes` of those that screening and the reader's own
    questions read: a new edition of a list changes no score that did not read it. `tied_visa`, `producers` and
    `hub_sites` ship empty. `tables` says of each table what edition it is. `known_on` is the day to which
    `as_known_on` cut the rows.
    """

    countries: tuple[CountryRow, ...]
    goods: tuple[GoodsRow, ...]
    tip: tuple[TipRow, ...]
    rule_of_law: tuple[RuleOfLawRow, ...]
    sectors: tuple[SectorRow, ...]
    state_imposed: tuple[StateImposedRow, ...]
    table_hashes: tuple[tuple[str, str], ...]
    listed_entities: tuple[ListedEntityRow, ...] = ()
    trade_orders: tuple[TradeOrderRow, ...] = ()
    entity_counts: tuple[EntityCountRow, ...] = ()
    priority_sectors: tuple[PrioritySectorRow, ...] = ()
    imported_ratifications: tuple[RatificationRow, ...] | None = None
    tied_visa: tuple[TiedVisaRow, ...] = ()
    hub_sites: tuple[HubSiteRow, ...] = ()
    producers: tuple[ProducerRow, ...] = ()
    list_hashes: tuple[tuple[str, str], ...] = ()
    tables: tuple[TableFacts, ...] = ()
    known_on: date | None = None

    @property
    def ratifications(self) -> tuple[RatificationRow, ...]:
        """What is known of countries and conventions, read only when somebody asks: no score and no screening does."""
        rows = _ratifications() if self.imported_ratifications is None else self.imported_ratifications
        return tuple(row for row in rows if self.known_on is None or row.origin.as_of <= self.known_on)

    @property
    def snapshot_hash(self) -> str:
        """The SHA-256, in hex, over the lines `name sha256` of the tables that a score reads."""
        return _hash_of(self.table_hashes)

    @property
    def lists_hash(self) -> str:
        """The same over the lists that screening reads."""
        return _hash_of(self.list_hashes)


@lru_cache(maxsize=32)
def as_known_on(snapshot: ReferenceSnapshot, as_of: date) -> ReferenceSnapshot:
    """Give the snapshot without the rows dated later.

    What a kept row says of its own later end stays in it: see `is_listed_on` and `is_in_force_on` of the rows.
    Country codes and the map from goods to sectors are names, not observations: they are kept whatever their date.
    """
    return replace(
        snapshot,
        goods=tuple(row for row in snapshot.goods if row.origin.as_of <= as_of),
        tip=tuple(row for row in snapshot.tip if row.origin.as_of <= as_of),
        rule_of_law=tuple(row for row in snapshot.rule_of_law if row.origin.as_of <= as_of),
        state_imposed=tuple(row for row in snapshot.state_imposed if row.origin.as_of <= as_of),
        listed_entities=tuple(row for row in snapshot.listed_entities if row.origin.as_of <= as_of),
        trade_orders=tuple(row for row in snapshot.trade_orders if row.known_from <= as_of),
        entity_counts=tuple(row for row in snapshot.entity_counts if row.origin.as_of <= as_of),
        priority_sectors=tuple(row for row in snapshot.priority_sectors if row.origin.as_of <= as_of),
        known_on=as_of,
        tied_visa=tuple(row for row in snapshot.tied_visa if row.origin.as_of <= as_of),
        hub_sites=tuple(row for row in snapshot.hub_sites if row.origin.as_of <= as_of),
        producers=tuple(row for row in snapshot.producers if row.origin.as_of <= as_of),
    )


def require_rows(snapshot: ReferenceSnapshot, table: str, rows: Sized, *, field: str) -> None:
    """Return where a table has a row on the snapshot's day. Raises RiskInputError naming the table and its day."""
    if rows:
        return
    edition = next((f"; this edition is of {facts.as_of}" for facts in snapshot.tables if facts.table == table), "")
    reason = f"no row of {table} was known on {snapshot.known_on or 'that day'}{edition}"
    mend = "ask as of a later day, or import an older edition: auditor reference import FILE --publisher X --as-of DAY"
    raise RiskInputError(field=field, value=None, reason=reason, mend=mend)


@cache
def bundled_snapshot() -> ReferenceSnapshot:
    """Give the tables that ship with the product, each compared with the hash in the manifest.

    Raises ReferenceTableError when a table was changed after it was compiled.
    """
    recorded = _recorded()
    hashes: dict[str, str] = {}

    hashes["ilo_ratifications"] = recorded["ilo_ratifications"]["sha256"]  # read when somebody asks for it

    def read(table: str, parse: Callable[[str], T]) -> T:
        hashes[table] = recorded[table]["sha256"]
        return parse(bundled_text(table))

    return ReferenceSnapshot(
        countries=read("countries_iso3166", load.load_countries),
        goods=read("goods_list_2024", load.load_goods),
        tip=read("tip_2025", load.load_tip),
        rule_of_law=read("rule_of_law_2024", load.load_rule_of_law),
        sectors=read("goods_sectors", load.load_sectors),
        state_imposed=read("state_imposed_labour", load.load_state_imposed),
        listed_entities=read("listed_entities", load_lists.load_listed_entities),
        trade_orders=read("trade_orders", load_lists.load_trade_orders),
        entity_counts=read("entity_counts", load_lists.load_entity_counts),
        priority_sectors=read("priority_sectors", load.load_priority_sectors),
        table_hashes=tuple(sorted((name, digest) for name, digest in hashes.items() if name in load.COLUMNS)),
        list_hashes=tuple(sorted((name, digest) for name, digest in hashes.items() if name in load_lists.COLUMNS)),
        tables=tuple(_facts(table, recorded[table]) for table in sorted(hashes)),
    )


def _facts(table: str, told: dict[str, Any]) -> TableFacts:
    superseded = told.get("superseded_on")
    return TableFacts(
        table=table,
        publisher=str(told["publisher"]),
        as_of=date.fromisoformat(str(told["as_of"])),
        rows=int(told["rows"]),
        licence=str(told["licence"]),
        sha256=str(told["sha256"]),
        superseded_on=date.fromisoformat(str(superseded)) if superseded else None,
    )


def _hash_of(hashes: tuple[tuple[str, str], ...]) -> str:
    lines = "".join(f"{name} {digest}\n" for name, digest in hashes)
    return hashlib.sha256(lines.encode()).hexdigest()


@cache
def _ratifications() -> tuple[RatificationRow, ...]:
    return load_lists.load_ratifications(bundled_text("ilo_ratifications"))


def bundled_text(table: str) -> str:
    """Give the text of a table that ships, compared with the hash in the manifest. Raises ReferenceTableError."""
    raw = (files("ledger.reference") / "tables" / f"{table}.csv").read_bytes()
    return unchanged(table, raw, sha256=_recorded()[table]["sha256"])


@cache
def _recorded() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((files("ledger.reference") / "tables" / "manifest.json").read_text("utf-8"))
    return dict(told["tables"])


def unchanged(table: str, raw: bytes, *, sha256: str) -> str:
    """Give the text of a table whose bytes have the recorded hash. Raises ReferenceTableError for any other."""
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        reason = f"the file has {found}, its manifest {sha256}"
        raise ReferenceTableError(
            table=table, field="sha256", reason=reason, mend="restore the file, or compile it again"
        )
    return raw.decode("utf-8")
