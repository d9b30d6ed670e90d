"""What of a walk's documents a reader may be told: what leads to nothing but "not found" is left out.

A lot's records are all that anybody says of it, a supplier's orders from other customers among them. That such a record
exists is already more than those may know who may not read it. A finding that rests on one is told by its code and its
lot alone: its sentence would name the other customer.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from ledger.jobs.access import Audience, audience_of
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import Json

_OF_THE_WORKER_LINE = ("waves", "remedy_gaps")
_NOT_TOLD = "It rests on a record that you may not read; an auditor of this ledger can."


def only_readable(world: World, reader: Reader | None, document: dict[str, Json]) -> dict[str, Json]:
    """Give the document with the records of its lots, sites and findings cut to those that the reader may read.

    Auditors and the operator read all that a graph is made of, so theirs is left whole but for waves and remedies:
    a release is for those alone whom it names.
    """
    audience = audience_of(world, reader)
    seen: dict[str, bool] = {}
    for part in (each for each in _OF_THE_WORKER_LINE if each in document):
        told: Any = document[part]
        document[part] = [each for each in told if _is_readable(world, audience, each["record_id"], seen)]
    if audience.sees_all_supply():
        return document
    for each in _with_records(document):
        each["records"] = [record for record in each["records"] if _is_readable(world, audience, record, seen)]
    for site in (each for each in _sites(document) if "recruitments" in each):
        told = site["recruitments"]
        site["recruitments"] = [each for each in told if _is_readable(world, audience, each["record_id"], seen)]
    found: Any = document.get("findings", [])
    for each in found:
        readable = [record for record in each["records"] if _is_readable(world, audience, record, seen)]
        if readable != each["records"]:
            each |= {"records": readable, "sentence": _NOT_TOLD}
    return document


def _is_readable(world: World, audience: Audience, record_id: str, seen: dict[str, bool]) -> bool:
    if record_id not in seen:
        record = world.store.record(bytes.fromhex(record_id[2:]))
        seen[record_id] = record is not None and audience.may_read(record)
    return seen[record_id]


def _with_records(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in (*document.get("lots", ()), *_sites(document)):
        if "records" in each:
            yield each


def _sites(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    tiers: Iterable[dict[str, Any]] = document.get("tiers", ())
    return (site for tier in tiers for site in tier["sites"])
