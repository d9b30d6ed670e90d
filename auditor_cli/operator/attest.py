"""tierlight attest."""

from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.consent import ask_consent
from auditor_cli.operator.deploy import Yes
from auditor_cli.operator.passphrase import PasswordFile, passphrase
from auditor_cli.output import answer, safe, tell
from auditor_cli.place import Place

KeyFile = Annotated[Path | None, typer.Option("--key", metavar="FILE", help="The key file to sign with.")]
Signer = Annotated[
    str | None,
    typer.Option("--signer", metavar="0x…", help="Draft for a passkey or contract wallet that signs elsewhere."),
]
_QUESTION = "Sign this and hand it in? It cannot be taken back, only withdrawn in public."
Issuer = Annotated[str, typer.Option("--issuer", metavar="DID", help="The party that speaks.")]

BodyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The body, as JSON.")]
KindName = Annotated[str, typer.Option("--kind", metavar="KIND", help="What it is: attestation, facility, audit, …")]
Audience = Annotated[
    str, typer.Option("--audience", metavar="WHO", help="downstream, parties:DID,DID, private or public.")
]
Language = Annotated[str, typer.Option("--lang", metavar="TAG", help="The language of the summary: en, es.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be signed; sign and send nothing.")]


def attest(
    place: Place,
    file: BodyFile,
    kind: KindName,
    issuer: Issuer,
    key: KeyFile = None,
    signer: Signer = None,
    audience: Audience = "downstream",
    lang: Language = "en",
    dry_run: DryRun = False,
    yes: Yes = False,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight attest claim.json --kind attestation --issuer did:web:mill.example --key var/keys/mill.example.json

    Sign a statement and hand it in. Shows the summary that is signed and who will read it, and asks first. With
    --signer nothing is signed: record_id is the digest to sign elsewhere, and `tierlight hand-in` takes the answer.
    """
    from auditor_cli.operator import statements

    statements.signer_named(key, signer)
    return sign_and_send(
        place,
        statements.file_bytes(file, field="FILE"),
        kind=kind,
        issuer=issuer,
        key=key,
        signer=signer,
        audience=audience,
        lang=lang,
        dry_run=dry_run,
        yes=yes,
        password_file=password_file,
    )


def sign_and_send(
    place: Place,
    raw: bytes,
    *,
    kind: str,
    issuer: str,
    key: Path | None,
    signer: str | None,
    audience: str,
    lang: str,
    dry_run: bool,
    yes: bool,
    password_file: Path | None,
) -> int:
    """Show what a body says as a statement, ask, sign it and hand it in; give the exit code."""
    from auditor_cli.operator import statements
    from auditor_cli.source.chosen import source

    by = statements.signer_named(key, signer)
    with source(place) as asked:
        domain = statements.domain_of(asked.head())
        draft = statements.draft(raw, kind=kind, issuer=issuer, signer=by, audience=audience, lang=lang, domain=domain)
        document = draft.document()
        _show(document)
        if dry_run or key is None:
            _answer(place, document | {"is_sent": False})
            return ExitCode.OK
        if not ask_consent(_QUESTION, is_given=yes):
            tell("nothing was signed")
            return ExitCode.INTERRUPTED
        secret = statements.secret_in(key, passphrase(place.settings(), password_file, is_new=False))
        given = asked.submit(draft.signed(secret))
    _answer(place, document | {"is_sent": True, "acknowledgement": given})
    return ExitCode.OK


def _show(document: dict[str, Any]) -> None:
    """On stderr, before anything is signed."""
    tell(f"You sign: {safe(document['statement']['summary'])}")
    tell(f"As {safe(document['statement']['issuer'])}, for log {document['domain']['salt']}")
    tell(f"It is read by: {safe(document['read_by'])}")
    tell("A signature proves who said it and when, not that it is true.")


def _answer(place: Place, document: dict[str, Any]) -> None:
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_acknowledgements, draw_facts

    if document["is_sent"]:
        draw_acknowledgements(console, [document["acknowledgement"]])
        return
    statement = document["statement"]
    facts = {name: statement[name] for name in ("kind", "issuer", "signer", "audience", "summary")}
    note = "To sign elsewhere: add --json >draft.json, sign record_id, `tierlight hand-in draft.json --signature 0x…`."
    shown = {"record_id": document["record_id"], **facts, "read_by": document["read_by"]}
    draw_facts(console, "NOT SENT", shown, note)
