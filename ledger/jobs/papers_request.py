"""What is sent to import a sheet, and what is answered: one JSON document each, the same near and far."""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ledger.errors import Unacceptable
from ledger.intake.papers import Fault, PaperMapping, Saying, read_mapping
from ledger.proof.canonical import Json, canonicalise, parse
from ledger.proof.wire import hex_text, instant_text, members, read_hex, read_text

if TYPE_CHECKING:
    from ledger.jobs.papers import Import, Planned

MAX_REQUEST_BYTES = 8_000_000
_REQUIRED = frozenset({"name", "content", "mapping"})
_OPTIONAL = frozenset({"issuer", "signatures"})


@dataclass(frozen=True, slots=True)
class PapersRequest:
    """A file with its mapping. `issuer` None means the reader's own party; `signatures` None asks to be signed for."""

    name: str
    content: bytes
    mapping: PaperMapping
    issuer: str | None = None
    signatures: tuple[Json, ...] | None = None


def papers_request(
    *, name: str, content: bytes, mapping: object, issuer: str | None = None, signatures: Sequence[Json] | None = None
) -> bytes:
    """Give the bytes that read_papers_request reads back. `mapping` is the mapping file as plain values."""
    asked: dict[str, Json] = {"name": name, "content": b64encode(content).decode(), "mapping": cast(Json, mapping)}
    if issuer is not None:
        asked["issuer"] = issuer
    if signatures is not None:
        asked["signatures"] = list(signatures)
    return canonicalise(asked)


def read_papers_request(raw: bytes) -> PapersRequest:
    """Give the request that these bytes are. Raises Malformed, TooLarge, Unacceptable."""
    found = members(
        parse(raw, max_bytes=MAX_REQUEST_BYTES), field="request", required=_REQUIRED, optional=set(_OPTIONAL)
    )
    signatures = found.get("signatures")
    if signatures is not None and not isinstance(signatures, list):
        raise Unacceptable(field="signatures", reason="is not a list", mend="send one envelope for each new statement")
    return PapersRequest(
        name=read_text(found["name"], field="name", most=255),
        content=_octets(found["content"]),
        mapping=read_mapping(found["mapping"]),
        issuer=read_text(found["issuer"], field="issuer", most=256) if "issuer" in found else None,
        signatures=tuple(signatures) if signatures is not None else None,
    )


def import_document(done: "Import") -> dict[str, Json]:
    """Give each row with its outcome (ok, unchanged, error, held back), what it says, and its faults.

    A row is held back when another row of its batch is at fault. `nonce` is what a statement is to be signed with.
    """
    ids, included = _record_ids(done), [given.include_by for given in done.acknowledgements]
    told: dict[int, list[Planned]] = {}
    for each in done.planned:
        for row in each.saying.rows:
            told.setdefault(row, []).append(each)
    wrong: dict[int, list[Fault]] = {}
    for fault in done.faults:
        wrong.setdefault(fault.row, []).append(fault)
    rows = [_row(row, told.get(row, ()), wrong.get(row, ()), ids) for row in done.papers.rows]
    counts = Counter(str(row["outcome"]) for row in rows)
    return {
        "name": done.request.name,
        "kind": done.papers.kind.value,
        "document_hash": hex_text(done.papers.document_hash),
        "issuer": done.issuer,
        "is_kept": done.is_kept,
        "counts": {
            "rows": len(rows),
            **{outcome: counts[outcome] for outcome in ("ok", "unchanged", "error", "held back")},
            "statements": len(done.planned),
            "new": len(done.fresh()),
        },
        "rows": list(rows),
        "include_by": instant_text(max(included)) if included else None,
    }


def fresh_nonces(document: Mapping[str, Json], sayings: Sequence[Saying]) -> dict[bytes, Saying]:
    """Give this file's own sayings that a dry run calls new, by the nonce it lists for each, in their order.

    What the dry run lists is matched by row and place: only what was read from the file is signed. Raises Unacceptable
    where the two do not tell the same statements.
    """
    listed: dict[tuple[int, int], dict[str, Json]] = {}
    for row in cast(list[dict[str, Json]], document["rows"]):
        for part, said in enumerate(cast(list[dict[str, Json]], row["statements"])):
            listed.setdefault((cast(int, row["row"]), part), said)
    found = {}
    for saying in sayings:
        said = listed.get((saying.rows[0], saying.part), {})
        if said.get("summary") != saying.summary:
            mend = "use the version of this program that the server runs, and run it again"
            raise Unacceptable(field="rows", reason=f"tells row {saying.rows[0]} in another way", mend=mend)
        if said["is_new"]:
            found[read_hex(said["nonce"], field="nonce", least=32, most=32)] = saying
    return found


def _record_ids(done: "Import") -> Mapping[bytes, bytes]:
    ids = {each.nonce: each.earlier.record_id for each in done.planned if each.earlier is not None}
    kept = zip(done.fresh(), done.acknowledgements, strict=False)  # nothing is acknowledged in a dry run
    return ids | {each.nonce: given.record_id for each, given in kept}


def _row(row: int, told: Sequence["Planned"], faults: Sequence[Fault], ids: Mapping[bytes, bytes]) -> dict[str, Json]:
    return {
        "row": row,
        "outcome": _outcome(told, faults),
        "statements": [
            {
                "kind": each.saying.kind.value,
                "summary": each.saying.summary,
                "nonce": hex_text(each.nonce),
                "is_new": each.earlier is None,
                "record_id": hex_text(ids[each.nonce]) if each.nonce in ids else None,
            }
            for each in told
        ],
        "faults": [
            {
                "field": fault.field,
                "column": fault.column,
                "value": fault.value,
                "reason": fault.reason,
                "mend": fault.mend,
            }
            for fault in faults
        ],
    }


def _outcome(told: Sequence["Planned"], faults: Sequence[Fault]) -> str:
    if faults:
        return "error"
    if not told:
        return "held back"
    return "ok" if any(each.earlier is None for each in told) else "unchanged"


def _octets(found: Json) -> bytes:
    text = read_text(found, field="content", most=MAX_REQUEST_BYTES)
    try:
        return b64decode(text, validate=True)
    except ValueError as error:  # a letter outside of ASCII is one too
        raise Unacceptable(field="content", reason="is not base64", mend="send the file's bytes as base64") from error
