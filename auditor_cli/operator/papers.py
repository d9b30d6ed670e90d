"""tierlight papers import and tierlight papers template."""

import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.passphrase import PasswordFile, passphrase
from auditor_cli.output import answer, print_document, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from auditor_cli.source.asked import Source

if TYPE_CHECKING:
    from ledger.intake.papers import Papers
    from ledger.proof.canonical import Json

_TEMPLATES = ("purchase-order", "invoice", "transport", "production")
_MappingFile = Annotated[
    Path, typer.Option("--mapping", metavar="FILE", help="Which column is which field, as TOML or JSON.")
]
_Issuer = Annotated[str | None, typer.Option("--issuer", metavar="DID", help="The party that speaks.")]
_Key = Annotated[Path | None, typer.Option("--key", metavar="FILE", help="The key file to sign each statement with.")]
_Commit = Annotated[bool, typer.Option("--commit", help="Sign and keep it; without this nothing is kept.")]
_Result = Annotated[
    Path | None, typer.Option("--result", metavar="FILE", help="Write the result of each row to a new CSV file.")
]


def papers_import(
    place: Place,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV (UTF-8) or XLSX file.")],
    mapping: _MappingFile,
    issuer: _Issuer = None,
    key: _Key = None,
    commit: _Commit = False,
    result: _Result = None,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight papers import invoices.xlsx --mapping invoice.toml --issuer did:web:mill.example

    Turn orders, invoices, transport or production records into signed statements, one result a row. Shows what would be
    signed and keeps nothing; --commit with --key signs and keeps all rows, or none where one is at fault. With --server
    and no --key the server signs for the party of your API key, where that party has delegated this.
    """
    from auditor_cli.operator.papers_files import mapping_in, new_result_file, request_of
    from auditor_cli.operator.statements import file_bytes
    from auditor_cli.render.papers import draw_papers
    from auditor_cli.source.chosen import source

    _check_usage(place, issuer, key, commit)
    raw, rules = file_bytes(file, field="FILE"), mapping_in(mapping)
    read = _read(raw, rules, issuer)
    results = new_result_file(result) if result is not None else None
    with source(place) as asked:
        document = asked.papers(request_of(file, raw, rules, issuer), is_dry_run=True)
        if commit and not document["counts"]["error"]:
            signatures = _signatures(place, asked, document, read, issuer, key, password_file) if key else None
            document = asked.papers(request_of(file, raw, rules, issuer, signatures), is_dry_run=False)
    if results is not None:
        results(document)
    answer(document, as_json=place.as_json, render=lambda console: draw_papers(console, document))
    return ExitCode.USAGE if document["counts"]["error"] else ExitCode.OK


def papers_template(
    place: Place,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=", ".join(_TEMPLATES))],
) -> int:
    """\b
    Example:
      tierlight papers template invoice >invoice.toml

    Print a mapping file to start from, with every entry explained. It reads the example in docs/papers.
    """
    if kind not in _TEMPLATES:
        raise WrongUsage(field="KIND", reason=f"{kind!r} is none", mend=f"use one of {', '.join(_TEMPLATES)}")
    text = (files("auditor_cli.operator") / "mappings" / f"{kind}.toml").read_text(encoding="utf-8")
    if place.as_json:
        print_document({"kind": kind, "mapping": text})
    else:
        typer.echo(text, nl=False)
    return ExitCode.OK


def _check_usage(place: Place, issuer: str | None, key: Path | None, commit: bool) -> None:
    if place.server is None and issuer is None:
        raise WrongUsage(field="--issuer", reason="is not given", mend="name the party that speaks")
    if key is not None and issuer is None:
        raise WrongUsage(field="--key", reason="goes with --issuer", mend="give both, or neither to be signed for")
    if commit and key is None and place.server is None:
        mend = "give --key, or --server and an API key"
        raise WrongUsage(field="--key", reason="is not given, and nobody here signs for you", mend=mend)


def _read(raw: bytes, rules: object, issuer: str | None) -> "Papers | None":
    """Read the file here first: a file that cannot be read is not sent, and only what was read here is signed."""
    from ledger.intake.papers import read_mapping, read_papers

    if issuer is None:
        return None
    return read_papers(raw, read_mapping(rules), issuer=issuer, progress=_progress)


def _progress(read: int, in_all: int) -> None:
    tell(f"read {read} of {in_all} rows")


def _signatures(
    place: Place,
    asked: Source,
    document: dict[str, Any],
    read: "Papers | None",
    issuer: str | None,
    key: Path,
    password_file: Path | None,
) -> "list[Json]":
    """Sign what this machine read from the file, under the nonces that the ledger gives; never a text of the ledger."""
    from auditor_cli.operator.statements import domain_of, secret_in
    from ledger.jobs.papers import sign_sayings
    from ledger.jobs.papers_request import fresh_nonces

    domain = domain_of(asked.head())
    secret = secret_in(key, passphrase(place.settings(), password_file, is_new=False))
    sayings = read.sayings if read is not None else ()
    nonces = fresh_nonces(document, sayings)
    tell(f"signing {len(nonces)} statements as {issuer}")
    return sign_sayings(nonces, issuer=issuer or "", secret=secret, domain=domain, issued_at=int(time.time()))
