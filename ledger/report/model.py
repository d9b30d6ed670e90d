"""What a report is made of, and the JSON document that it is: schema tierlight.report/1."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.proof.canonical import Json, canonicalise
from ledger.report.disclosure import part_hashes
from ledger.report.rules import RULES
from ledger.risk.weights import published

SCHEMA = "tierlight.report/1"
NOT_CITED = "A draft: nothing of it is recorded, and it cannot be cited."


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """One product's report: what the assessment said at a log size, what it rests on, and where that can be checked.

    It is a draft until `recorded` makes it one that can be cited. `assessment` is the document of
    ledger.jobs.assessment_document, `links` are inputs between sites, `records` tells of each record that it names
    whether it is proven, `head` is the smallest final head that covers the log size (None: it is not anchored
    yet), `domain` names the log. `read_by` is who it was cut for beside the brand (None: nobody else). `beside` is of
    ledger.jobs.report_beside: names of parties, why ranges are wide, what is open at each site, what to do first.
    """

    assessment: Mapping[str, Any]
    links: tuple[Mapping[str, Json], ...]
    records: Mapping[str, Mapping[str, Json]]
    head: Mapping[str, Json] | None
    domain: Mapping[str, Json]
    is_demo: bool
    read_by: Mapping[str, Json] | None
    beside: Mapping[str, Json]

    def document(self) -> dict[str, Json]:
        """Give the document. Every number in it is text, or a count."""
        made: dict[str, Json] = {
            "schema": SCHEMA,
            "is_draft": True,
            "is_demo": self.is_demo,
            "read_by": dict(self.read_by) if self.read_by is not None else None,
            "head": dict(self.head) if self.head is not None else None,
            "domain": dict(self.domain),
            "assessment": dict(self.assessment),
            "links": [dict(each) for each in self.links],
            "records": {name: dict(each) for name, each in sorted(self.records.items())},
            "method": {"weights": {name: f"{value:.9f}" for name, value in published().items()}, "rules": dict(RULES)},
            "beside": dict(self.beside),
            "disclosure": None,
        }
        return {**made, "hashes": hashes_of(made)}


def recorded(draft: Mapping[str, Any], seed: bytes) -> dict[str, Json]:
    """Give the document of a report that is to be recorded, from a draft and 32 fresh random bytes."""
    parts: list[Json] = ["0x" + each.hex() for each in part_hashes(seed, draft["assessment"])]
    return {**draft, "is_draft": False, "disclosure": {"seed": "0x" + seed.hex(), "parts": parts}}


def as_draft(document: Mapping[str, Any]) -> dict[str, Json]:
    """Give the draft that a report was recorded from."""
    return {**document, "is_draft": True, "disclosure": None}


def hashes_of(document: Mapping[str, Any]) -> dict[str, Json]:
    """Give SHA-256 of each input of a document in canonical form, and of the published numbers of the method."""
    told: dict[str, Json] = {name: document[name] for name in ("assessment", "beside", "links", "records")}
    told["weights"] = {name: f"{value:.9f}" for name, value in published().items()}
    return {name: "0x" + sha256(canonicalise(value)).hexdigest() for name, value in told.items()}


def report_bytes(document: Mapping[str, Json]) -> bytes:
    """Give the document in canonical form (RFC 8785): the bytes whose hash is recorded."""
    return canonicalise(dict(document))


def report_hash(document: Mapping[str, Json]) -> bytes:
    """Give SHA-256 of those bytes."""
    return sha256(report_bytes(document)).digest()
