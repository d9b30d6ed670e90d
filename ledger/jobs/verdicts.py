"""The verdicts of many records at once."""

from collections.abc import Sequence

from ledger.jobs.receipt import ReceiptDesk
from ledger.jobs.verify import verify_record
from ledger.model.record import Record
from ledger.model.verdict import VerdictKind
from ledger.ports import World


def verdicts_of(world: World, records: Sequence[Record]) -> dict[bytes, VerdictKind]:
    """Give each record's verdict. Proofs that many records share are fetched and checked once."""
    if not records:
        return {}
    desk = ReceiptDesk(world)
    desk.prepare_for(records)
    return {record.record_id: verify_record(world, record, desk=desk).kind for record in records}
