"""The rows of a reference snapshot as entries to screen against, as known on a day, each with the hash of its row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256

from ledger.model.screening import EntryScope, EntryStanding, ListEntry
from ledger.proof.canonical import Json, canonicalise
from ledger.reference.completeness import ORDERS
from ledger.reference.order_days import changed_by, ended_by, ended_on, remaining_on, told_on
from ledger.reference.rows import ListedEntityRow, TradeOrderRow, Trust
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.names import names_in, names_subsidiaries

_LONGEST_NAME = 120  # in a key, which an identifier has to hold
_WORD = re.compile(r"[^\W_]+")
_MARKET_OF_LIST = {"uflpa": "USA"}  # entity lists that stop goods at a border; others are told, and hold nothing


@lru_cache(maxsize=32)
def entries_of(snapshot: ReferenceSnapshot, as_of: date) -> tuple[ListEntry, ...]:
    """Give what was known on the day, in the order of the tables. A row of a later day is not there yet (P33)."""
    listed = (_of_entity(row, as_of) for row in snapshot.listed_entities if row.origin.as_of <= as_of)
    ordered = (_of_order(row, as_of) for row in snapshot.trade_orders if row.known_from <= as_of)
    return (*_merged(listed), *ordered)


def _merged(entries: Iterable[ListEntry]) -> Iterator[ListEntry]:
    """Give a party that stands on several sublists once; it is in force as long as one of them has it."""
    by_ref: dict[str, list[ListEntry]] = {}
    for entry in entries:
        by_ref.setdefault(entry.ref, []).append(entry)
    for rows in by_ref.values():
        yield rows[0] if len(rows) == 1 else _one_of(sorted(rows, key=lambda row: (row.effective, row.title)))


def _one_of(rows: Sequence[ListEntry]) -> ListEntry:
    standing = [row for row in rows if row.standing is EntryStanding.IN_FORCE] or rows
    return replace(
        standing[0],
        title="; ".join(row.title for row in standing),
        names=tuple(dict.fromkeys(name for row in rows for name in row.names)),
        addresses=tuple(dict.fromkeys(each for row in rows for each in row.addresses)),
        identifiers=tuple(dict.fromkeys(each for row in rows for each in row.identifiers)),
        includes_subsidiaries=any(row.includes_subsidiaries for row in rows),
        row_hash=sha256(b"".join(sorted(row.row_hash for row in rows))).digest(),
    )


def row_hash(row: ListedEntityRow | TradeOrderRow) -> bytes:
    """Give the SHA-256 of the canonical JSON of everything that the row says of its entity.

    Where and when it was read is left out: a list that is published anew, unchanged, asks nobody to decide again.
    """
    said = {name: _plain(each) for name, each in asdict(row).items() if name != "origin"}
    return sha256(canonicalise({**said, "trust": row.origin.trust.value})).digest()


def _plain(told: object) -> Json:
    if told is None or isinstance(told, bool | str):
        return told
    return [_plain(each) for each in told] if isinstance(told, tuple) else str(told)


def _of_entity(row: ListedEntityRow, as_of: date) -> ListEntry:
    market = next((each for word, each in _MARKET_OF_LIST.items() if word in row.list_name.casefold()), None)
    return ListEntry(
        key=row.entity_key,
        list_name=row.list_name,
        title=f"{row.list_name} {row.sublist}".strip(),
        market=market,
        scope=EntryScope.ENTITY,
        names=_names(row.name, row.aliases),
        country=row.iso3,
        region=None,
        addresses=row.addresses,
        identifiers=row.identifiers,
        commodities=(),
        includes_subsidiaries=any(map(names_subsidiaries, (row.name, *row.aliases))),
        standing=EntryStanding.IN_FORCE if row.is_listed_on(as_of) else EntryStanding.ENDED,
        ended_on=row.removed if row.removed is not None and row.removed <= as_of else None,
        remaining_scope="",
        effective=row.effective,
        publisher=row.origin.publisher,
        as_of=row.origin.as_of,
        source=row.origin.source,
        is_low_trust=row.origin.trust is Trust.LOW,
        row_hash=row_hash(row),
    )


def _of_order(row: TradeOrderRow, as_of: date) -> ListEntry:
    return ListEntry(
        key=f"{row.order_key}/{'-'.join(_WORD.findall(row.entity.casefold()))[:_LONGEST_NAME]}",
        list_name=ORDERS,
        title=f"{row.market} {row.action} of {row.effective}",
        market=row.market,
        scope=EntryScope(row.scope.value),
        names=_names(row.entity, row.aliases),
        country=row.iso3,
        region=row.region,
        addresses=(),
        identifiers=(),
        commodities=row.commodity_keys,
        includes_subsidiaries=row.includes_subsidiaries,
        standing=_standing(row, as_of),
        remaining_scope=remaining_on(row, as_of),
        effective=row.effective,
        publisher=row.origin.publisher,
        as_of=told_on(row, as_of),
        source=row.origin.source,
        is_low_trust=row.origin.trust is Trust.LOW,
        row_hash=row_hash(row),
        ended_on=ended_on(row, as_of),
        ended_by=ended_by(row, as_of),
    )


def _standing(row: TradeOrderRow, as_of: date) -> EntryStanding:
    stands = row.is_in_force_on(as_of)
    if stands is None:
        return EntryStanding.UNTOLD
    if not stands:
        return EntryStanding.ENDED
    return EntryStanding.MODIFIED if changed_by(row, as_of) else EntryStanding.IN_FORCE


def _names(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    def each() -> Iterator[str]:
        for told in (name, *aliases):
            yield from names_in(told)

    return tuple(dict.fromkeys(each()))
