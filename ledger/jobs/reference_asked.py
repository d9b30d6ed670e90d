"""The questions about the public lists of a ledger: what is in force, whether it holds, and one table whole."""

from datetime import UTC, date, datetime

from ledger.errors import NotFound
from ledger.jobs.reference_document import list_document, table_document, verify_document
from ledger.jobs.reference_records import snapshot_records
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.ports.reference import ReferenceShelf
from ledger.proof.canonical import Json


def reference_list(world: World, reader: Reader | None, *, as_of: date) -> dict[str, Json]:
    """Give the tables in force on a day, how complete each list is, and by which record each was signed."""
    return list_document(_shelf(world), today=as_of, records=snapshot_records(world, reader))


def reference_verify(world: World, reader: Reader | None) -> dict[str, Json]:
    """Recompute every hash, read every kept file again, and give the verdict on each record."""
    today = datetime.fromtimestamp(world.clock.now(), UTC).date()
    return verify_document(_shelf(world), today=today, records=snapshot_records(world, reader))


def reference_table(world: World, name: str, *, after: int = 0) -> dict[str, Json]:
    """Give a page of the table whose SHA-256 begins so. Raises NotFound."""
    return table_document(_shelf(world), name, after=after)


def _shelf(world: World) -> ReferenceShelf:
    if world.shelf is None:
        raise NotFound(what="folder of public lists", identifier="this ledger has none")
    return world.shelf
