"""What anybody may know of the surveys kept here, without an account: demands by authorities, and waves with consents.

A count is its custodian's own statement; a period that no valid statement covers is not known, which is not none.
"""

import json
from collections.abc import Collection, Iterator
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

MOST_SHOWN = 100  # of each kind and custodian, the newest: one custodian crowds out none but itself
LONGEST_KEPT = 60  # seconds: what was erased meanwhile is shown no longer than that
_KINDS = (Kind.SETTINGS, Kind.RELEASE)
Said = tuple[Record, dict[str, Json]]


def line_version(world: World) -> tuple[object, ...]:
    """Give what the public line depends on: the same version has the same answer. Raises NotDeployed.

    It changes with the log, with who is a custodian, and every LONGEST_KEPT seconds: a key that was revoked shows by
    then. Not with the registry's block, which is a new one every few seconds.
    """
    return world.store.sizes(), custodians_of(world), world.clock.now() // LONGEST_KEPT


def public_line(world: World) -> dict[str, Json]:
    """Give `demands` by custodian, each with its statements and the periods not stated, and `waves` with consents.

    A custodian is whoever is registered as one or ever enrolled as one: who takes a role away empties no page. Of each
    record its verdict is told, as anybody may have it from the receipt. Raises NotDeployed.
    """
    said, now = list(_said_in_public(world)), custodians_of(world)
    known = sorted(now | {_issuer(each) for each in said if each[1].get("setting") == "custodian-enrolment"})
    counts = {did: [each for each in said if _issuer(each) == did and _is_count(each[1])] for did in known}
    indexes = {did: [each for each in said if _issuer(each) == did and _is_index(each[1])] for did in known}
    shown = {each[0].record_id for mine in indexes.values() for each in mine[-MOST_SHOWN:]}
    left = {did: len(mine) - MOST_SHOWN for did, mine in indexes.items() if len(mine) > MOST_SHOWN}
    return {
        "demands": [
            {"custodian": did, "is_registered_now": did in now, **_demands(world, counts[did])} for did in known
        ],
        "waves": [_wave(world, record, body) for record, body in reversed(said) if record.record_id in shown],
        "older_waves_not_shown": [{"custodian": did, "number": number} for did, number in left.items()],
        "log_size": world.store.sizes().sealed_size,
    }


def custodians_in(line: dict[str, Json]) -> frozenset[str]:
    """Give whose records a public line tells."""
    demands = line["demands"]
    held = demands if isinstance(demands, list) else []
    return frozenset(str(each["custodian"]) for each in held if isinstance(each, dict))


def public_receipt(world: World, record_id: bytes, *, custodians: Collection[str]) -> dict[str, Json]:
    """Give the receipt of one of these records, of `custodians` alone; older ones, too.

    Raises NotFound for any other record, ReceiptNotReady until it is final.
    """
    found = world.store.record(record_id)
    if found is None or not _is_told(found, custodians, size=world.store.sizes().sealed_size):
        raise NotFound(what="public record of the worker line", identifier=hex_text(record_id))
    return receipt_document(ReceiptDesk(world).issue(found))


def _is_told(record: Record, custodians: Collection[str], *, size: int) -> bool:
    """Whoever else counts demands counts somebody else's."""
    statement, body = record.signed.statement, _public_body(record)
    is_ours = statement.kind in _KINDS and statement.issuer in custodians and (_is_count(body) or _is_index(body))
    return is_ours and record.index is not None and record.index < size


def _said_in_public(world: World) -> Iterator[Said]:
    for record in world.store.records(_KINDS, size=world.store.sizes().sealed_size):
        if body := _public_body(record):
            yield record, body


def _public_body(record: Record) -> dict[str, Json]:
    statement = record.signed.statement
    if statement.audience != "public" or not statement.body:
        return {}
    body: dict[str, Json] = json.loads(statement.body)
    return body


def _issuer(said: Said) -> str:
    return said[0].signed.statement.issuer


def _is_count(body: dict[str, Json]) -> bool:
    return body.get("setting") == "demand-count"


def _is_index(body: dict[str, Json]) -> bool:
    return "releases" in body


def _demands(world: World, said: list[Said]) -> dict[str, Json]:
    told = [{**_told(world, record), **_of(body)} for record, body in said[-MOST_SHOWN:]]
    told.sort(key=lambda each: (str(each["first_day"]), str(each["last_day"]), str(each["record_id"])))
    valid = [each for each in told if each["verdict"] == VerdictKind.VALID.value]
    older = max(0, len(said) - MOST_SHOWN)
    return {"statements": list(told), "older_not_shown": older, "not_stated": list(_gaps(valid))}


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
