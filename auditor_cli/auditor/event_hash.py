"""auditor event-hash."""

from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer, safe
from auditor_cli.place import Place

Document = dict[str, Any]


def event_hash(
    place: Place,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An EPCIS 2.0 document, or one event, in JSON.")],
    pre_hash: Annotated[
        bool, typer.Option("--pre-hash", help="Show the canonical string too, that the hash is taken of.")
    ] = False,
) -> int:
    """\b
    Example:
      auditor event-hash events.json --pre-hash

    Give the CBV 2.0 hash of each event, by which two tellings of one event are known. Reads the file alone, without a
    ledger; refuses what a ledger would not capture. The hash says nothing of who told the event, or whether it is true.
    """
    from auditor_cli.operator.statements import file_bytes

    document = {"events": _events(file_bytes(file, field="FILE"), with_pre_hash=pre_hash)}
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document["events"]))
    return ExitCode.OK


def _events(raw: bytes, *, with_pre_hash: bool) -> list[Document]:
    from hashlib import sha256

    from ledger.intake.epcis import read_capture, read_single_event
    from ledger.jobs.capture import MAX_CAPTURE_BYTES
    from ledger.proof.canonical import canonicalise, parse

    value = parse(raw, max_bytes=MAX_CAPTURE_BYTES, floats=True)
    digest = sha256(canonicalise(value)).digest()
    if isinstance(value, dict) and "epcisBody" not in value and "@context" in value:
        alone = read_single_event(value, value["@context"], document_hash=digest)
        return [_told(alone, with_pre_hash=with_pre_hash)]
    captured = read_capture(value, document_hash=digest)
    return [_told(each, with_pre_hash=with_pre_hash) for each in captured]


def _told(captured: Any, *, with_pre_hash: bool) -> Document:
    from ledger.proof.canonical import parse
    from ledger.proof.event_hash import pre_hash

    event = parse(captured.canonical, floats=True)
    assert isinstance(event, dict)  # noqa: S101 - it was captured
    told: Document = {
        "event_hash": captured.event_hash,
        "type": captured.event_type,
        "event_time": event["eventTime"],
        "event_id": event.get("eventID"),
        "findings": list(captured.findings),
    }
    if with_pre_hash:
        told["pre_hash"] = pre_hash(event, parse(captured.context, floats=True))
    return told


def _draw(console: Any, events: list[Document]) -> None:
    from rich.text import Text

    from auditor_cli.render.tables import line

    for told in events:
        console.print(Text(f"{told['event_hash']}  {told['type']} {told['event_time']}"), soft_wrap=True)
        for finding in told["findings"]:
            line(console, f"  finding {finding}: its own eventID is {safe(told['event_id'])}")
        if "pre_hash" in told:
            shown = safe(told["pre_hash"])
            console.print(Text(shown), soft_wrap=True)
            if shown != told["pre_hash"]:
                line(console, "  Characters that would move the terminal are shown by their numbers: --json is exact.")
