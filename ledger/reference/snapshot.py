"""All tables of one moment with their hashes: what a result names, so that anyone can recompute it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeVar

from ledger.errors import ReferenceTableError
from ledger.reference import load
from ledger.reference.rows import CountryRow, GoodsRow, RuleOfLawRow, SectorRow, StateImposedRow, TipRow

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceSnapshot:
    """The tables with the SHA-256 of each file, sorted by name. Compared by identity, so look-ups can be cached."""

    countries: tuple[CountryRow, ...]
    goods: tuple[GoodsRow, ...]
    tip: tuple[TipRow, ...]
    rule_of_law: tuple[RuleOfLawRow, ...]
    sectors: tuple[SectorRow, ...]
    state_imposed: tuple[StateImposedRow, ...]
    table_hashes: tuple[tuple[str, str], ...]

    @property
    def snapshot_hash(self) -> str:
        """The SHA-256, in hex, over the lines `name sha256` of all tables."""
        lines = "".join(f"{name} {digest}\n" for name, digest in self.table_hashes)
        return hashlib.sha256(lines.encode()).hexdigest()


@lru_cache(maxsize=32)
def as_known_on(snapshot: ReferenceSnapshot, as_of: date) -> ReferenceSnapshot:
    """Give the snapshot without the rows dated later.

    Country codes and the map from goods to sectors are names, not observations: they are kept whatever their date.
    """
    return replace(
        snapshot,
        goods=tuple(row for row in snapshot.goods if row.origin.as_of <= as_of),
        tip=tuple(row for row in snapshot.tip if row.origin.as_of <= as_of),
        rule_of_law=tuple(row for row in snapshot.rule_of_law if row.origin.as_of <= as_of),
        state_imposed=tuple(row for row in snapshot.state_imposed if row.origin.as_of <= as_of),
    )


@cache
def bundled_snapshot() -> ReferenceSnapshot:
    """Give the tables that ship with the product, each compared with the hash in the manifest.

    Raises ReferenceTableError when a table was changed after it was compiled.
    """
    folder = files("ledger.reference") / "tables"
    recorded = json.loads((folder / "manifest.json").read_text("utf-8"))["tables"]
    hashes = []

    def read(table: str, parse: Callable[[str], T]) -> T:
        hashes.append((table, recorded[table]["sha256"]))
        return parse(unchanged(table, (folder / f"{table}.csv").read_bytes(), sha256=recorded[table]["sha256"]))

    return ReferenceSnapshot(
        countries=read("countries_iso3166", load.load_countries),
        goods=read("goods_list_2024", load.load_goods),
        tip=read("tip_2025", load.load_tip),
        rule_of_law=read("rule_of_law_2024", load.load_rule_of_law),
        sectors=read("goods_sectors", load.load_sectors),
        state_imposed=read("state_imposed_labour", load.load_state_imposed),
        table_hashes=tuple(sorted(hashes)),
    )


def unchanged(table: str, raw: bytes, *, sha256: str) -> str:
    """Give the text of a table whose bytes have the recorded hash. Raises ReferenceTableError for any other."""
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        reason = f"the file has {found}, its manifest {sha256}"
        raise ReferenceTableError(
            table=table, field="sha256", reason=reason, mend="restore the file, or compile it again"
        )
    return raw.decode("utf-8")
