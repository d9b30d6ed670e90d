"""Which releases their custodian accounts for: those that a public index of the same wave names, or that replace one.

The index is what the chain's opening of a wave names. NOT checked here, where no chain is read: that this wave was
announced, that its announcement is this custodian's, and that the opening names this very index. A release that nobody
accounts for is no evidence: it neither raises a score nor ends a refusal.
"""

import json
from collections.abc import Iterable, Mapping

from ledger.model.bodies import is_sealed
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind

INDEX_KINDS = (Kind.RELEASE, Kind.SUPERSESSION)
Accounted = tuple[str, str, str]  # issuer, wave, record id of the release


def is_of_an_index(record: Record) -> bool:
    """Say whether a record is an index of releases, or a supersession; a shredded one says nothing."""
    if record.shredded_by is not None:
        return False
    body = json.loads(record.signed.statement.body)
    return not is_sealed(body) and ("releases" in body or record.signed.statement.kind == Kind.SUPERSESSION)


def accounted_for(records: Iterable[Record], verdicts: Mapping[bytes, VerdictKind]) -> frozenset[Accounted]:
    """Give the releases that valid indexes name, and those by which their issuer replaced them, over any number of
    steps. `records` are in the order of the log; a supersession counts only after what names the release it replaces.
    """
    found: dict[tuple[str, str], set[str]] = {}  # (issuer, record id) -> waves under which it is accounted for
    for record in records:
        if verdicts[record.record_id] is not VerdictKind.VALID:
            continue
        issuer, body = record.signed.statement.issuer, json.loads(record.signed.statement.body)
        if record.signed.statement.kind == Kind.SUPERSESSION:
            waves = found.get((issuer, body["record"]), set())
            found.setdefault((issuer, body["replacement"]), set()).update(waves)
            continue
        for named in body["releases"]:
            found.setdefault((issuer, named), set()).add(body["wave"])
    return frozenset((issuer, wave, named) for (issuer, named), waves in found.items() for wave in waves)
