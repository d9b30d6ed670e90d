"""A little ledger with a row in every table that statements and operators fill, without a chain."""

from api_town import an_event
from builders import (
    BRAND,
    MILL,
    a_deployment,
    a_record,
    a_registry,
    a_revocation,
    an_attestation,
    records,
)
from store_seals import a_lease, final_head, sealed

from ledger.intake.epcis.statement import event_body_json, read_event_statement
from ledger.model.event import CapturedEvent
from ledger.model.log import SlotProof, StateProof
from ledger.model.reader import ApiKey, RememberedAnswer
from ledger.model.record import Record
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.event_hash import event_hash
from ledger.proof.wire import hex_text
from ledger.store.sql_store import SqlStore

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
SECRET_HASH = b"\x5e\xc2" * 16
PROOF = StateProof(b"\x01\x02", b"\xaa" * 20, (b"\x03",), (SlotProof(b"\x04" * 32, (b"\x05",)),))
SHREDDED = 1  # its index


def a_captured_event(**changes: object) -> tuple[Record, CapturedEvent]:
    """A record of a whole EPCIS event, as capture makes it."""
    event = parse(canonicalise(an_event(**changes)), floats=True)
    told = CapturedEvent(
        canonical=canonicalise(event),
        context=canonicalise(CONTEXT),
        event_type="ObjectEvent",
        event_time_ms=0,
        event_hash=event_hash(event, CONTEXT),  # type: ignore[arg-type]
        document_hash=b"\x0d" * 32,
    )
    record = a_record(an_attestation(kind="event", body=event_body_json(told)))
    return record, read_event_statement(record.signed.statement.body)


def fill(store: SqlStore) -> tuple[Record, ...]:
    """Two final heads (5 and 8), a sealed one (9), two pending records, one that is shredded; give all records."""
    told = [*records(3), *(a_captured_event(eventTime=f"2026-02-0{day}T08:00:00.000Z")[0] for day in (1, 2))]
    store.add(told, [None] * 3 + [read_event_statement(each.signed.statement.body) for each in told[3:]])
    final_head(store, anchored_at=1_800_000_000)
    ground = {"record": hex_text(told[SHREDDED].record_id), "ground": "The person named in it asked for it."}
    erasure = a_record(an_attestation(kind="erasure", body=ground))
    more = [erasure, a_record(a_revocation(told[0].record_id)), *records(1)]
    store.add(more, [None] * 3)
    final_head(store, anchored_at=1_800_000_100)
    store.shred(told[SHREDDED].record_id, by=erasure.record_id)
    last = [a_record(an_attestation(audience="private"))]
    store.add(last, [None])
    sealed(store)
    waiting = [*records(1), a_captured_event()[0]]
    store.add(waiting, [None, read_event_statement(waiting[1].signed.statement.body)])
    _fill_parties(store)
    return (*told, *more, *last, *waiting)


def _fill_parties(store: SqlStore) -> None:
    lease = a_lease(store)
    store.save_evidence(5, {b"head": PROOF, MILL.signer: PROOF}, lease=lease)
    store.save_deployment(a_deployment())
    store.save_registry(a_registry())
    for party in (MILL, BRAND):
        store.name_party(party.did, party.party_id)
    store.save_api_key(ApiKey("key-1", SECRET_HASH, MILL.reader, 2_000_000_000))
    store.save_session(SECRET_HASH, MILL.reader, expires_at=2_000_000_000)
    store.remember(MILL.reader, "again", RememberedAnswer(b"\x01" * 32, 202, b"{}"), now=1_800_000_000)
