"""The files around an import: the mapping that is read, the request that is sent, the result that is written."""

import json
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor_cli.csv_rows import csv_text
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.proof.canonical import Json

_COLUMNS = ("row", "outcome", "column", "value", "reason", "mend", "kind", "summary", "record_id")


def mapping_in(path: Path) -> object:
    """Give a mapping file as plain values, TOML unless it ends in .json. Raises WrongUsage."""
    from auditor_cli.operator.statements import file_bytes
    from ledger.proof.canonical import parse

    raw = file_bytes(path, field="--mapping")
    if path.suffix == ".json":
        return parse(raw)
    try:
        return json.loads(json.dumps(tomllib.loads(raw.decode("utf-8"))))  # TypeError for what JSON cannot say
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        mend = "start from `tierlight papers template KIND`"
        raise WrongUsage(field="--mapping", reason=f"is no TOML mapping: {error}", mend=mend) from error


def request_of(
    file: Path, raw: bytes, rules: object, issuer: str | None, signatures: "Sequence[Json] | None" = None
) -> bytes:
    """Give what is sent for a file with its mapping."""
    from ledger.jobs.papers_request import papers_request

    return papers_request(name=file.name[:255], content=raw, mapping=rules, issuer=issuer, signatures=signatures)


def new_result_file(path: Path) -> Callable[[dict[str, Any]], None]:
    """Make the file, empty, before anything is kept, and give what fills it. Raises WrongUsage; overwrites nothing."""
    try:
        path.open("x").close()
    except OSError as error:
        reason = f"{path}: {error.strerror or 'cannot be written'}"
        raise WrongUsage(field="--result", reason=reason, mend="name a new file in a folder of yours") from error
    return lambda document: _write(path, document)


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(csv_text(_COLUMNS, _lines(document)), encoding="utf-8-sig", newline="")


def _lines(document: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    for row in document["rows"]:
        head = (row["row"], row["outcome"])
        for fault in row["faults"]:
            yield (*head, fault["column"] or "", fault["value"], fault["reason"], fault["mend"], "", "", "")
        for said in row["statements"]:
            yield (*head, "", "", "", "", said["kind"], said["summary"], said["record_id"] or "")
        if not row["faults"] and not row["statements"]:
            yield (*head, "", "", "another row of this batch is at fault", "correct that row", "", "", "")
