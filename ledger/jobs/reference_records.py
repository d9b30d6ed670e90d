"""Which editions of public lists were recorded: the signed `snapshot` statements of the log, by the table they name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.jobs.access import audience_of
from ledger.jobs.verdicts import verdicts_of
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.proof.canonical import Json, parse
from ledger.proof.wire import hex_text, instant_text

NOBODY_ASKED, NOT_SIGNED = "not asked", "no"


@dataclass(frozen=True, slots=True)
class SnapshotRecords:
    """What is recorded of each table, by its SHA-256 and its day; of several records a VALID one, then the earliest,
    comes first."""

    told: Mapping[tuple[str, str], tuple[Json, ...]]

    def of(self, sha256: str, as_of: date) -> tuple[Json, ...]:
        """Give the records that name this table (hex) as the list of this day."""
        return self.told.get((f"0x{sha256}", str(as_of)), ())


def snapshot_records(world: World, reader: Reader | None) -> SnapshotRecords:
    """Give the `snapshot` records of the sealed log that this reader may read, each with its verdict.

    Anybody may sign one: it proves who used which edition and when. NOT checked: that the list is what it says.
    """
    audience, size = audience_of(world, reader), world.store.sizes().sealed_size
    said = (record for record in world.store.records((Kind.SNAPSHOT,), size=size) if record.shredded_by is None)
    found = [record for record in said if audience.may_read(record)]
    verdicts = verdicts_of(world, found)
    kept: dict[tuple[str, str], tuple[Json, ...]] = {}
    for record in sorted(found, key=lambda each: verdicts[each.record_id] is not VerdictKind.VALID):
        body = parse(record.signed.statement.body)
        if isinstance(body, dict):
            name = (str(body["table_sha256"]), str(body["as_of"]))
            kept[name] = (*kept.get(name, ()), _told(record, verdicts[record.record_id]))
    return SnapshotRecords(kept)


def signed_as(records: SnapshotRecords | None, sha256: str, as_of: date) -> dict[str, Json]:
    """Give `signed`, the verdict on the first record that names a table or why there is none, and all `snapshots`."""
    found = records.of(sha256, as_of) if records is not None else ()
    word: Json = NOBODY_ASKED if records is None else NOT_SIGNED
    first = found[0] if found else None
    return {"signed": first["verdict"] if isinstance(first, dict) else word, "snapshots": list(found)}


def _told(record: Record, verdict: VerdictKind) -> Json:
    return {
        "record_id": hex_text(record.record_id),
        "issuer": record.signed.statement.issuer,
        "verdict": verdict.value,
        "anchored_at": instant_text(record.anchored_at) if record.anchored_at is not None else None,
    }
