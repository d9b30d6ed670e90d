"""tierlight requests: what sites are asked about their workforce, and the clock that runs on it (rule R7)."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.signing import Signing, sign_and_send, signed_and_sent, signs
from auditor_cli.output import answer
from auditor_cli.place import Place

SiteName = Annotated[str, typer.Argument(metavar="SITE", help="The site's identifier, as `auditor tiers` prints it.")]
RequestId = Annotated[str, typer.Argument(metavar="RECORD", help="The request's record, 0x and 64 hex digits.")]
Questions = Annotated[
    list[str],
    typer.Option(
        "--question",
        metavar="NAME",
        help="fees, labour_brokers, tied_visa, migrant, housing, seasonal, youth_or_dormitory_women; may be repeated.",
    ),
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="Why you ask, in one line. The site reads it.")]


def requests_list(place: Place) -> int:
    """\b
    Example:
      tierlight requests list

    List what sites are asked: who asks, whether it was opened, since when it is open, and when it falls due. It opens
    nothing.
    """
    from auditor_cli.render.requests import draw_requests
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = asked.requests()
    answer(document, as_json=place.as_json, render=lambda console: draw_requests(console, document))
    return ExitCode.OK


@signs
def requests_ask(place: Place, site: SiteName, question: Questions, why: Why, signing: Signing) -> int:
    """\b
    Example:
      tierlight requests ask SITE --question fees --why "Our programme." --issuer did:web:brand.example --key KEY.json

    Ask a site of your chain questions about its workforce. It has 30 days from the anchored statement that it opened
    the request; what it then leaves open counts as withheld, once it was reminded. Auditors and brands may ask.
    """
    return _send(place, signing, {"facility": site, "questions": question, "why": why})


@signs
def requests_open(place: Place, record: RequestId, signing: Signing) -> int:
    """\b
    Example:
      tierlight requests open RECORD --issuer did:web:mill.example --key KEY.json

    Sign that you, the site's confirmed operator, have opened a request. Your 30 days start with its anchor. Where you
    do not sign it, the ledger's operator may witness that your account opened it.
    """
    return _send(place, signing, {**_site_of(place, record), "opens": record, "opened_by": signing.issuer})


@signs
def requests_remind(place: Place, record: RequestId, signing: Signing) -> int:
    """\b
    Example:
      tierlight requests remind RECORD --issuer did:web:brand.example --key KEY.json

    Sign the one reminder of a request, from the 15th day after its opening on. Nothing counts as withheld before the
    seventh day after it. Whoever asked may, or the ledger's operator.
    """
    return _send(place, signing, {**_site_of(place, record), "reminds": record})


@signs
def requests_witness(place: Place, signing: Signing) -> int:
    """\b
    Example:
      tierlight requests witness --issuer did:web:operator.example --key OPERATOR.json

    For the ledger's operator, as often as you like: sign an opening for each request that this ledger saw its site's
    account open and nobody stated, and a reminder for each that is open from the 15th day on. Each is shown and asked.
    """
    from auditor_cli.source.chosen import source

    sent: list[dict[str, Any]] = []
    with source(place) as asked:
        for body in due_steps(asked.requests(), today=datetime.now(UTC).date()):
            raw = json.dumps(body).encode()
            document = signed_and_sent(place, asked, raw, kind="attestation", signing=signing)
            if document is None:
                return ExitCode.INTERRUPTED
            sent.append(document)
    answer({"stated": sent}, as_json=place.as_json, render=lambda console: _draw(console, sent))
    return ExitCode.OK


def due_steps(document: dict[str, Any], *, today: date) -> Iterator[dict[str, Any]]:
    """Give the bodies of the openings and reminders that are to be stated."""
    for each in document["requests"]:
        if each["opened_on"] is None and each["noted_by"] is not None:
            yield {"facility": each["facility"], "opens": each["request"], "opened_by": each["noted_by"]}
        elif each["state"] == "open" and each["reminded_on"] is None and str(today) >= each["remind_from"]:
            yield {"facility": each["facility"], "reminds": each["request"]}


def _draw(console: Any, sent: list[dict[str, Any]]) -> None:
    from auditor_cli.render.facts import draw_acknowledgements
    from auditor_cli.render.tables import line

    if not sent:
        line(console, "Nothing waits: no opening for a witness, and no reminder is due.")
        return
    draw_acknowledgements(console, [each["acknowledgement"] for each in sent if each["is_sent"]])


def _site_of(place: Place, record: str) -> dict[str, str]:
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        return {"facility": asked.record(record)["statement"]["body"].get("facility", "")}


def _send(place: Place, signing: Signing, body: dict[str, Any]) -> int:
    return sign_and_send(place, json.dumps(body).encode(), kind="attestation", signing=signing)
