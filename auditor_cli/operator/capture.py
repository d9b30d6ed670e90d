"""tierlight capture."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.passphrase import PasswordFile, passphrase
from auditor_cli.output import answer, safe
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from auditor_cli.source.asked import Source


def capture(
    place: Place,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An EPCIS 2.0 document in JSON.")],
    issuer: Annotated[str | None, typer.Option("--issuer", metavar="DID", help="The party that speaks.")] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="The key file to sign each event with.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse what would be kept with a finding, such as a wrong ni: eventID.")
    ] = False,
    proceed: Annotated[
        bool, typer.Option("--proceed", help="Keep the events that pass and list each other one; exit code 2 then.")
    ] = False,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight capture events.json --issuer did:web:mill.example --key var/keys/mill.example.json

    Keep every event of an EPCIS document as a signed statement of its own, or none of them. The same events again under
    the same key change nothing. Without --key the server signs for the party of your API key, where that party has
    delegated this on chain (`tierlight keys delegate`); the records then say custodial.
    """
    from auditor_cli.operator.statements import file_bytes
    from auditor_cli.source.chosen import source

    if (issuer is None) != (key is None):
        raise WrongUsage(field="--key", reason="goes with --issuer", mend="give both, or neither to be signed for")
    if key is None and place.server is None:
        mend = "give --issuer and --key, or --server and an API key"
        raise WrongUsage(field="--key", reason="is not given, and nobody here signs for you", mend=mend)
    raw = file_bytes(file, field="FILE")
    with source(place) as asked:
        if issuer is not None and key is not None:
            raw = _signed(place, asked, raw, issuer, key, password_file)
        document = asked.capture(raw, strict=strict, proceed=proceed)
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.USAGE if document["errors"] else ExitCode.OK


def _signed(place: Place, asked: Source, raw: bytes, issuer: str, key: Path, password_file: Path | None) -> bytes:
    from auditor_cli.operator.statements import domain_of, secret_in
    from ledger.jobs.capture import sign_capture

    domain = domain_of(asked.head())
    secret = secret_in(key, passphrase(place.settings(), password_file, is_new=False))
    return sign_capture(raw, issuer=issuer, secret=secret, domain=domain, issued_at=int(time.time()))


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_acknowledgements
    from auditor_cli.render.tables import line

    draw_acknowledgements(console, document["acknowledgements"])
    for found in document["findings"]:
        line(console, f"  finding {found['code']} in {found['record_id']}")
    for fault in document["errors"]:
        line(
            console,
            f"  NOT KEPT  event {fault['event']}: {safe(fault['field'] or fault['code'])}: {safe(fault['detail'])}",
        )
