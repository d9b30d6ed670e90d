"""What a page may link: the records that its reader may read, each with how far it is proven."""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.jobs.access import audience_of
from ledger.model.reader import Reader
from ledger.model.record import RecordStatus
from ledger.ports import World

STATUS_WORDS = {
    RecordStatus.FINAL: "final",
    RecordStatus.MINED: "anchored, not yet final",
    RecordStatus.SEALED: "in the log, not anchored",
    RecordStatus.PENDING: "pending",
}
_SHARED = ("downstream", "public")


@dataclass(frozen=True, slots=True)
class Linked:
    """One record: what kind it is, how far it is proven, and whether it was said to all downstream."""

    record_id: str
    kind: str
    status: str
    is_shared: bool


def linked(world: World, reader: Reader, wanted: Iterable[str]) -> dict[str, Linked]:
    """Give what is known of these records, as far as this reader may read them."""
    found, audience = {}, audience_of(world, reader)
    for record_id in sorted(set(wanted)):
        record = world.store.record(bytes.fromhex(record_id[2:]))
        if record is not None and audience.may_read(record):
            statement = record.signed.statement
            is_shared = statement.audience in _SHARED
            found[record_id] = Linked(record_id, statement.kind, STATUS_WORDS[record.status], is_shared)
    return found
