"""A sealed ledger on SQLite, without a chain, whose shelf holds one fictional list."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from builders import MILL, TOWN, a_deployment, a_registry
from shelf_in_memory import ShelfInMemory, with_list
from simulator.simulated_world import ToldClock
from store_seals import sealed
from told_records import tell

from ledger.ports import World
from ledger.reference.rows import ListedEntityRow
from ledger.store.sql_store import SqlStore, open_store


@contextmanager
def a_world(folder: Path, *listed: ListedEntityRow, on: date) -> Iterator[World]:
    store = open_store(f"sqlite:///{folder / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry(*TOWN))
    yield World(store, None, ToldClock(), shelf=with_list(ShelfInMemory(), *listed, on=on))
    store.close()


def say(world: World, kind: str, body: dict[str, Any], **more: Any) -> bytes:
    """The id of the record, sealed."""
    record = tell(world, by=more.pop("by", MILL), kind=kind, body=body, **more)
    assert isinstance(world.store, SqlStore)
    sealed(world.store)
    return record
