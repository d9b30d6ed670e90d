"""Signing one body as a statement and handing it in: the options of every command that does, and what they do."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.consent import ask_consent
from auditor_cli.operator.deploy import Yes
from auditor_cli.operator.passphrase import PasswordFile, passphrase
from auditor_cli.output import answer, safe, tell
from auditor_cli.place import Place
from auditor_cli.source.asked import Source

_QUESTION = "Sign this and hand it in? It cannot be taken back, only withdrawn in public."
_Issuer = Annotated[str, typer.Option("--issuer", metavar="DID", help="The party that speaks.")]
_KeyFile = Annotated[Path | None, typer.Option("--key", metavar="FILE", help="The key file to sign with.")]
_Signer = Annotated[
    str | None,
    typer.Option("--signer", metavar="0x…", help="Draft for a passkey or contract wallet that signs elsewhere."),
]
_Audience = Annotated[
    str, typer.Option("--audience", metavar="WHO", help="downstream, parties:DID,DID, private or public.")
]
_Language = Annotated[str, typer.Option("--lang", metavar="TAG", help="The language of the summary: en, es.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be signed; sign and send nothing.")]


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs what with which key, for whom, and whether it was agreed to. Its fields are options of the command."""

    issuer: _Issuer
    key: _KeyFile = None
    signer: _Signer = None
    audience: _Audience = "downstream"
    lang: _Language = "en"
    dry_run: _DryRun = False
    yes: Yes = False
    password_file: PasswordFile = None


def signs(command: Callable[..., int]) -> Callable[..., int]:
    """Give `command(place, …, signing)` with the options of signing in the place of its parameter `signing`."""
    options = inspect.signature(Signing, eval_str=True).parameters
    own = inspect.signature(command, eval_str=True).parameters
    offered = [each for name, each in own.items() if name != "signing"] + list(options.values())

    @wraps(command)
    def run(place: Place, **given: Any) -> int:
        signing = Signing(**{name: given.pop(name) for name in options})
        return command(place, signing=signing, **given)

    by_name = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in offered]
    run.__signature__ = inspect.Signature(by_name, return_annotation=int)  # type: ignore[attr-defined]
    return run


def sign_and_send(place: Place, raw: bytes, *, kind: str, signing: Signing) -> int:
    """Show what a body says as a statement, ask, sign it and hand it in; give the exit code."""
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = signed_and_sent(place, asked, raw, kind=kind, signing=signing)
    if document is None:
        return ExitCode.INTERRUPTED
    _answer(place, document)
    return ExitCode.OK


def signed_and_sent(place: Place, asked: Source, raw: bytes, *, kind: str, signing: Signing) -> dict[str, Any] | None:
    """Give what was said with its acknowledgement, None where it was not agreed to.

    Nothing is sent of a dry run, nor without a key: `is_sent` says so.
    """
    from auditor_cli.operator import statements

    by = statements.signer_named(signing.key, signing.signer)
    domain = statements.domain_of(asked.head())
    draft = statements.draft(
        raw, kind=kind, issuer=signing.issuer, signer=by, audience=signing.audience, lang=signing.lang, domain=domain
    )
    document = draft.document()
    _show(document)
    if signing.dry_run or signing.key is None:
        return document | {"is_sent": False}
    if not ask_consent(_QUESTION, is_given=signing.yes):
        tell("nothing was signed")
        return None
    secret = statements.secret_in(signing.key, passphrase(place.settings(), signing.password_file, is_new=False))
    return document | {"is_sent": True, "acknowledgement": asked.submit(draft.signed(secret))}


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
