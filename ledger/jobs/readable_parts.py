"""What of a walk's documents a reader may be told: what leads to nothing but "not found" is left out.

A lot's records are all that anybody says of it, a supplier's orders from other customers among them. That such a record
exists is already more than those may know who may not read it. A finding that rests on one is told by its code and its
lot alone: its sentence would name the other customer.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ledger.jobs.access import Audience, audience_of
from ledger.jobs.asking_document import UNOPENED
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import Json

_BY_RECORD = ("waves", "remedy_gaps", "replies")
_NOT_TOLD = "It rests on a record that you may not read; an auditor of this ledger can."


def only_readable(world: World, reader: Reader | None, document: dict[str, Json]) -> dict[str, Json]:
    """Give the document with the records of its lots, sites and findings cut to those that the reader may read.

    Auditors and the operator read all that a graph is made of, so theirs is left whole but for waves, remedies and
    replies: a release is for those alone whom it names, and a reply for those who may read what it answers.
    """
    audience = audience_of(world, reader)
    seen: dict[str, bool] = {}
    for part in (each for each in _BY_RECORD if each in document):
        told: Any = document[part]
        document[part] = [each for each in told if _is_readable(world, audience, each["record_id"], seen)]
    _cut_evidence(document, lambda record: _is_readable(world, audience, record, seen), audience)
    if audience.sees_all_supply():
        return document
    _cut_screening(document, lambda record: _is_readable(world, audience, record, seen))
    _cut_asked(document, lambda record: _is_readable(world, audience, record, seen), reader)
    for each in _with_records(document):
        each["records"] = [record for record in each["records"] if _is_readable(world, audience, record, seen)]
    for site in (each for each in _sites(document) if "recruitments" in each):
        told = site["recruitments"]
        site["recruitments"] = [each for each in told if _is_readable(world, audience, each["record_id"], seen)]
    for option in _options(document):
        option["records"] = [record for record in option["records"] if _is_readable(world, audience, record, seen)]
    found: Any = document.get("findings", [])
    for each in found:
        readable = [record for record in each["records"] if _is_readable(world, audience, record, seen)]
        if readable != each["records"]:
            each |= {"records": readable, "sentence": _NOT_TOLD}
    return document


def _cut_asked(document: dict[str, Any], is_readable: Callable[[str], bool], reader: Reader | None) -> None:
    """Tell what was asked and never opened to whoever asked it alone, and who asked to whoever may read the request.

    Else a site could read its questions, or have them told by a customer, with a clock that never began.
    """
    for each in document.get("asked", ()):
        if each["opened_on"] is None and (reader is None or each["by"] != reader.did):
            each |= {"question": None, "question_text": UNOPENED}
        if each["request"] is not None and not is_readable(each["request"]):
            each |= {"request": None, "by": None, "opened_in": None, "witnessed_by": None}


def _cut_evidence(document: dict[str, Any], is_readable: Callable[[str], bool], audience: Audience) -> None:
    """Leave out of terms and of the grid of indicators the records that the reader may not read; no number changes.

    Auditors and the operator read all of them but the remedies that a custodian told to others.
    """
    sees_all = audience.sees_all_supply()
    for term in (term for site in _sites(document) for term in site.get("terms", ())):
        told = term["evidence"]
        kept = [e for e in told if (sees_all and e["strength"] != "worker_confirmed") or is_readable(e["record_id"])]
        hidden = {each["record_id"] for each in told if each not in kept}
        term |= {"evidence": kept, "sources": [source for source in term["sources"] if source not in hidden]}
    for row in document.get("ilo_grid", ()) if not sees_all else ():
        row |= {name: [each for each in row[name] if is_readable(each)] for name in ("found", "looked_for")}


def _cut_screening(document: dict[str, Any], is_readable: Callable[[str], bool]) -> None:
    """Tell the verdict alone of who describes itself to others: by which name it was found is not for this reader."""
    screened: Any = document.get("screening") or {}
    for subject in screened.get("subjects", ()):
        is_told = subject["record_id"] is None or is_readable(subject["record_id"])
        if not is_told:
            subject |= {"names": [], "record_id": None} | ({"share": None} if "share" in subject else {})
        for match in (*subject["matches"], *subject["ended"], *subject["refused"]):
            earlier = match["described_by"]
            if not is_told or not (earlier is None or is_readable(earlier)):
                match["reasons"] = [each | {"detail": ""} for each in match["reasons"]]
                match["described_by"] = None


def _is_readable(world: World, audience: Audience, record_id: str, seen: dict[str, bool]) -> bool:
    if record_id not in seen:
        record = world.store.record(bytes.fromhex(record_id[2:]))
        seen[record_id] = record is not None and audience.may_read(record)
    return seen[record_id]


def _with_records(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in (*document.get("lots", ()), *_sites(document)):
        if "records" in each:
            yield each


def _options(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what may be done: of a what-if, and of each explained site."""
    for part in (document, *(site["may_change"] for site in _sites(document) if "may_change" in site)):
        yield from (*part.get("narrowing", ()), *part.get("lowering", ()))


def _sites(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    tiers: Iterable[dict[str, Any]] = document.get("tiers", ())
    return (site for tier in tiers for site in tier["sites"])
