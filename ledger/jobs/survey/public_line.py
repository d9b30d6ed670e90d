"""What anybody may know of the surveys kept here, without an account: demands by authorities, and waves with consents.

A count is its custodian's own statement; a period that no valid statement covers is not known, which is not none.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta

from ledger.errors import NotFound
from ledger.jobs.documents import verdict_document
from ledger.jobs.receipt import ReceiptDesk
from ledger.jobs.standing import custodians_of
from ledger.jobs.verify import verify_record
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.receipt import receipt_document
from ledger.proof.wire import hex_text

MOST_SHOWN = 200  # of each kind, the newest
_KINDS = (Kind.SETTINGS, Kind.RELEASE)


def public_line(world: World) -> dict[str, Json]:
    """Give `demands` by custodian, each with its statements and the periods not stated, and `waves` with consents.

    Of each record its verdict is told, as anybody may have it from the receipt. Raises NotDeployed.
    """
    public = list(_public(world))
    counts = [found for found in public if found[1].get("setting") == "demand-count"][-MOST_SHOWN:]
    indexes = [found for found in public if "releases" in found[1]][-MOST_SHOWN:]
    return {
        "demands": [_demands_of(world, did, counts) for did in sorted(custodians_of(world))],
        "waves": [_wave(world, record, body) for record, body in reversed(indexes)],
        "log_size": world.store.sizes().sealed_size,
    }


def public_receipt(world: World, record_id: bytes) -> dict[str, Json]:
    """Give the receipt of one of these records. Raises NotFound for any other, ReceiptNotReady until it is final."""
    found = next((record for record, _ in _public(world) if record.record_id == record_id), None)
    if found is None:
        raise NotFound(what="public record of the worker line", identifier=hex_text(record_id))
    return receipt_document(ReceiptDesk(world).issue(found))


def _public(world: World) -> Iterator[tuple[Record, dict[str, Json]]]:
    """Only what a custodian said to everybody: whoever else counts demands counts somebody else's."""
    custodians, size = custodians_of(world), world.store.sizes().sealed_size
    for record in world.store.records(_KINDS, size=size):
        statement = record.signed.statement
        if statement.audience == "public" and statement.issuer in custodians and statement.body:
            body = json.loads(statement.body)
            if body.get("setting") == "demand-count" or "releases" in body:
                yield record, body


def _demands_of(world: World, did: str, counts: list[tuple[Record, dict[str, Json]]]) -> dict[str, Json]:
    own = [(record, body) for record, body in counts if record.signed.statement.issuer == did]
    told = [{**_told(world, record), **_of(body)} for record, body in own]
    told.sort(key=lambda each: (str(each["first_day"]), str(each["last_day"]), str(each["record_id"])))
    valid = [each for each in told if each["verdict"] == VerdictKind.VALID.value]
    return {"custodian": did, "statements": list(told), "not_stated": list(_gaps(valid))}


def _of(body: dict[str, Json]) -> dict[str, Json]:
    return {name: body[name] for name in ("first_day", "last_day", "demands", "followed")}


def _wave(world: World, record: Record, body: dict[str, Json]) -> dict[str, Json]:
    releases = body["releases"]
    number = len(releases) if isinstance(releases, list) else 0
    told: dict[str, Json] = {"wave": body["wave"], "custodian": record.signed.statement.issuer, "releases": number}
    return told | {"consents_at_least": body.get("consents_at_least")} | _told(world, record)


def _told(world: World, record: Record) -> dict[str, Json]:
    verdict = verdict_document(verify_record(world, record))
    return {"record_id": hex_text(record.record_id)} | {
        name: verdict[name] for name in ("verdict", "code", "reads", "anchored_at")
    }


def _gaps(told: list[dict[str, Json]]) -> Iterator[Json]:
    """Give the periods between valid statements, and from the last one on; `first_day` None: nothing was stated."""
    if not told:
        yield {"first_day": None, "last_day": None}
        return
    reached = date.fromisoformat(str(told[0]["last_day"]))
    for each in told[1:]:
        first, last = (date.fromisoformat(str(each[name])) for name in ("first_day", "last_day"))
        if first > reached + timedelta(days=1):
            until = (first - timedelta(days=1)).isoformat()
            yield {"first_day": (reached + timedelta(days=1)).isoformat(), "last_day": until}
        reached = max(reached, last)
    yield {"first_day": (reached + timedelta(days=1)).isoformat(), "last_day": None}
