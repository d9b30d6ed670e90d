"""tierlight requests: what sites are asked about their workforce, and the clock that runs on it (rule R7)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode, worst
from auditor_cli.operator.signing import Signing, sign_and_send, signed_and_sent, signs
from auditor_cli.output import answer, safe
from auditor_cli.place import Place
from auditor_cli.problem import of_ledger_error, problem_lines
from auditor_cli.refusals import ServerRefused, exit_code_of
from auditor_cli.source.asked import Source
from ledger.errors import LedgerError, NotAllowed, Unacceptable

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
_OF_ONE_STEP = (Unacceptable, NotAllowed, ServerRefused)


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
    One that is refused stops no other; it is told at the end, and the exit code is that of the worst.
    """
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        made = _stated(place, asked, due_steps(asked.requests()), signing)
    document = {"stated": made.sent, "refused": made.refused}
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, made))
    return worst(made.codes)


def due_steps(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the bodies of the openings and reminders that are to be stated."""
    for each in document["requests"]:
        if each["waits_for"] == "opening":
            yield {"facility": each["facility"], "opens": each["request"], "opened_by": each["noted_by"]}
        elif each["waits_for"] == "reminder":
            yield {"facility": each["facility"], "reminds": each["request"]}


@dataclass(slots=True)
class _Made:
    """What was handed in or drafted, what was refused with its problem, and the exit codes of all that went wrong."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    codes: list[ExitCode] = field(default_factory=list)


def _stated(place: Place, asked: Source, bodies: Iterable[dict[str, Any]], signing: Signing) -> _Made:
    """Take each step. The ledger's refusal of one ends that one; what is no fault of a step, or a no, ends them all."""
    made = _Made()
    for body in bodies:
        try:
            document = signed_and_sent(place, asked, json.dumps(body).encode(), kind="attestation", signing=signing)
        except LedgerError as error:
            made.refused.append({"body": body, "problem": of_ledger_error(error)})
            made.codes.append(exit_code_of(error))
            if not isinstance(error, _OF_ONE_STEP):
                break
            continue
        if document is None:
            made.codes.append(ExitCode.INTERRUPTED)
            break
        made.sent.append(document)
    return made


def _draw(console: Any, made: _Made) -> None:
    from auditor_cli.render.facts import draw_acknowledgements
    from auditor_cli.render.tables import heading, line

    if not made.sent and not made.codes:
        line(console, "Nothing waits: no opening for a witness, and no reminder is due.")
        return
    sent = [each["acknowledgement"] for each in made.sent if each["is_sent"]]
    if sent:
        draw_acknowledgements(console, sent)
    if made.refused:
        heading(console, f"Not stated: {len(made.refused)}")
    for each in made.refused:
        body = each["body"]
        line(console, f"  {'opening' if 'opens' in body else 'reminder'} of {safe(body['facility'])}")
        for told in problem_lines(each["problem"]):
            line(console, f"  {told}")


def _site_of(place: Place, record: str) -> dict[str, str]:
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        return {"facility": asked.record(record)["statement"]["body"].get("facility", "")}


def _send(place: Place, signing: Signing, body: dict[str, Any]) -> int:
    return sign_and_send(place, json.dumps(body).encode(), kind="attestation", signing=signing)
