"""Bugs put in on purpose: each is a mistake that has been made elsewhere, and each must turn the suite red.

They wrap the ports of a world, so that they outlive changes of what lies behind these.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from ledger.errors import ChainAway, StoreFailed
from ledger.jobs.fsck import fsck
from ledger.model.finding import Finding
from ledger.model.record import Acknowledgement, RecordStatus
from ledger.ports import World


class Wrapped:
    """A port, some of whose methods are replaced."""

    def __init__(self, port: Any, **replaced: Callable[..., Any]) -> None:
        self._port, self._replaced = port, replaced

    def __getattr__(self, name: str) -> Any:
        return self._replaced.get(name) or getattr(self._port, name)


def acknowledges_before_it_is_durable(world: World) -> World:
    """What was submitted is written when the worker looks for it next."""
    waiting: list[tuple[Any, Any, Any]] = []

    def add(records: Any, events: Any, *, job: Any = None) -> tuple[Acknowledgement, ...]:
        waiting.append((records, events, job))
        return tuple(_acknowledged(record) for record in records)

    def counts() -> Any:
        while waiting:
            records, events, job = waiting.pop(0)
            world.store.add(records, events, job=job)
        return world.store.counts()

    def pending(**given: Any) -> Any:
        counts()
        return world.store.pending(**given)

    return replace(world, store=Wrapped(world.store, add=add, counts=counts, pending=pending))


def takes_a_failed_write_for_done(world: World) -> World:
    """An error of the database is logged somewhere, and the acknowledgement sent."""

    def add(records: Any, events: Any, *, job: Any = None) -> tuple[Acknowledgement, ...]:
        try:
            return world.store.add(records, events, job=job)
        except StoreFailed:
            return tuple(_acknowledged(record) for record in records)

    return replace(world, store=Wrapped(world.store, add=add))


def _acknowledged(record: Any) -> Acknowledgement:
    return Acknowledgement(record.record_id, RecordStatus.PENDING, record.received_at, record.include_by, is_new=True)


def does_not_sync(world: World) -> World:
    """SQLite keeps its promises only while the power is on. No kill can show it."""

    def weaken(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    event.listen(Pool, "checkout", weaken)
    return world


def takes_a_send_error_for_a_failure() -> Callable[[World], World]:
    """A head whose broadcast raised an error is given up: nothing looks for it again."""
    given_up: list[int] = []

    def plant(world: World) -> World:
        def send(raw: bytes) -> None:
            try:
                world.chain.send(raw)  # type: ignore[union-attr]
            except ChainAway:
                given_up.append(world.store.counts().sealed_size)
                raise

        def outbox() -> Any:
            return tuple(item for item in world.store.outbox() if item.sealed.head.size not in given_up)

        def counts() -> Any:
            counted = world.store.counts()
            return counted if outbox() else replace(counted, unfinished=None)

        store = Wrapped(world.store, outbox=outbox, counts=counts)
        return replace(world, store=store, chain=Wrapped(world.chain, send=send))

    return plant


def takes_final_for_ever(world: World) -> World:
    """Once a block was seen it is believed to stay."""
    return replace(world, chain=Wrapped(world.chain, is_canonical=lambda _: True))


def does_not_look_at(word: str) -> Callable[[World], tuple[Finding, ...]]:
    """An fsck that leaves out whatever it would say of this."""
    return lambda world: tuple(found for found in fsck(world) if word not in found.code)
