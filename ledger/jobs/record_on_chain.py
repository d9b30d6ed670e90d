"""Record one statement in AttestationRegistry, so that its receipt proves what a contract wallet said of it."""

from ledger.errors import Shredded, Unacceptable
from ledger.jobs.receipt import record_named
from ledger.model.record import Record
from ledger.ports import World
from ledger.ports.registrar import Registrar


def record_on_chain(world: World, registrar: Registrar, record_id: bytes) -> tuple[Record, bool]:
    """Give the record, whose statement the chain holds from now on, and whether it was sent now: it is only once.

    What goes on chain is public for ever: issuer, signer, kind, audience, time, summary and the body's hash, never the
    body. Raises NotFound, Shredded, Unacceptable for a statement that its issuer has not made public, and ChainRefused
    where the signer does not call the signature its own now. It shows in a receipt once its block is final.
    """
    record = record_named(world, record_id)
    if record.shredded_by is not None:
        raise Shredded(record_id=record_id, by_record_id=record.shredded_by)
    audience = record.signed.statement.audience
    if audience != "public":
        reason = f"is {audience!r}, and a chain shows who said what, of which kind and when, to everyone for ever"
        mend = "record only what its issuer has signed as public; for the others ask the ledger"
        raise Unacceptable(field="audience", reason=reason, mend=mend)
    return record, registrar.record_statement(record.signed)
