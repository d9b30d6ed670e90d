"""auditor report."""

import secrets
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.auditor.as_of import AsOf, day_of
from auditor_cli.auditor.log_state import AsOfLogSize
from auditor_cli.auditor.report_files import FORMATS, Written, content_of, require_places
from auditor_cli.auditor.report_part import report_in, require_json, write_part
from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.deploy import Yes
from auditor_cli.operator.passphrase import PasswordFile
from auditor_cli.operator.signing import Signing, signed_and_sent
from auditor_cli.output import answer, print_document, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from auditor_cli.source.asked import Document, Source

Product = Annotated[str, typer.Argument(metavar="PRODUCT", help="An id from `auditor products`.")]
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help=f"Where to write; by its end {', '.join(FORMATS)}. May repeat."
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")]
IsDraft = Annotated[bool, typer.Option("--draft", help="Record nothing; the report is marked and cannot be cited.")]
SiteId = Annotated[str | None, typer.Option("--site", metavar="SITE", help="That site's part alone, as JSON.")]
Of = Annotated[
    Path | None, typer.Option("--of", metavar="FILE", help="With --site: the report.json that was recorded.")
]
KeyFile = Annotated[Path | None, typer.Option("--key", metavar="FILE", help="The key file to sign the record with.")]
Issuer = Annotated[str | None, typer.Option("--as", "--issuer", metavar="DID", help="The party that signs it.")]
Audience = Annotated[
    str | None, typer.Option("--audience", metavar="WHO", help="parties:DID,DID; the brand and you if left out.")
]
Language = Annotated[str, typer.Option("--lang", metavar="TAG", help="The language of the signed summary: en, es.")]


def report(
    place: Place,
    product: Product,
    output: Output = None,
    overwrite: Overwrite = False,
    draft: IsDraft = False,
    as_of: AsOf = None,
    as_of_log_size: AsOfLogSize = None,
    site: SiteId = None,
    of: Of = None,
    key: KeyFile = None,
    issuer: Issuer = None,
    audience: Audience = None,
    lang: Language = "en",
    yes: Yes = False,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      auditor report PRODUCT -o report.pdf --key key.json --as did:web:a.example

    Write the report of a product: every tier and site, every term with its evidence and proof, what is missing and what
    to do. It is signed and recorded, so that it can be cited, unless it is a --draft. Anybody makes it again with
    `auditor verify report.json`.
    """
    if site is not None and of is not None:
        return write_part(report_in(of, product), site, output or [], overwrites=overwrite)
    day = day_of(as_of)
    speaker = None if draft else _speaker(key, issuer, audience, lang, yes, password_file)
    _require_a_draft_or_whole(site, is_draft=draft)
    files = _files(place, output or [], site, is_draft=draft)
    require_places(files, overwrites=overwrite)
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = _made(asked, product, day, as_of_log_size, is_draft=draft)
        if site is not None:
            return write_part(document, site, files, overwrites=overwrite)
        if speaker is not None:
            return _record(place, asked, document, files, speaker, overwrites=overwrite)
    return _write_draft(place, document, files, overwrites=overwrite)


def _require_a_draft_or_whole(site: str | None, *, is_draft: bool) -> None:
    if site is not None and not is_draft:
        mend = "record the report first, then: auditor report PRODUCT --site SITE --of report.json"
        raise WrongUsage(field="--site", reason="the salt of a site's part stands in a recorded report", mend=mend)


def _made(asked: Source, product: str, day: date, size: int | None, *, is_draft: bool) -> Document:
    asked_size = size if size is not None else _state(asked, is_draft=is_draft)
    tell("making the report …")
    return asked.report(product, as_of=day, **size_asked(asked_size))


def _files(place: Place, output: list[Path], site: str | None, *, is_draft: bool) -> list[Path]:
    """Give the files that will be written; a recorded report brings its data, without which nobody can check it.

    Raises WrongUsage where a draft has nowhere to go, and for a site's part that is to be no JSON.
    """
    if site is not None:
        require_json(output)
        return output
    if is_draft and not output and place.as_json is None:
        mend = f"give -o FILE ending in {', '.join(FORMATS)}, or --json"
        raise WrongUsage(field="--output", reason="says where the report goes, and is not there", mend=mend)
    if is_draft or any(path.suffix.lower() == ".json" for path in output):
        return output
    return [*output, (output[0] if output else Path("report")).with_suffix(".json")]


def size_asked(size: int | None) -> dict[str, str]:
    """Give the log size as the sources take it."""
    return {} if size is None else {"as_of_log_size": str(size)}


def _state(asked: Source, *, is_draft: bool) -> int | None:
    """A report that can be cited is over what a final head covers; a draft over everything that is sealed."""
    return None if is_draft else int(asked.head()["size"])


def _speaker(
    key: Path | None, issuer: str | None, audience: str | None, lang: str, yes: bool, password_file: Path | None
) -> Signing:
    if key is None or issuer is None:
        missing = "--key" if key is None else "--as"
        raise WrongUsage(
            field=missing,
            reason="a report that can be cited is signed and recorded, and nobody was named who signs it",
            mend="give --key FILE and --as DID, or --draft for one that cannot be cited",
        )
    return Signing(issuer=issuer, key=key, audience=audience or "", lang=lang, yes=yes, password_file=password_file)


def _write_draft(place: Place, document: Document, output: list[Path], *, overwrites: bool) -> int:
    if not output and place.as_json is not None:
        print_document(document)
        return ExitCode.OK
    with Written(output, content_of(document), overwrites=overwrites) as files:
        files.keep()
    return _told(place, document, output, record=None)


def _record(
    place: Place, asked: Source, draft: Document, output: list[Path], speaker: Signing, *, overwrites: bool
) -> int:
    """Sign and hand in the record of a report, then put its files in place: all of them, or none of it was done."""
    from ledger.jobs.report import assessment_body
    from ledger.proof.canonical import canonicalise
    from ledger.report.disclosure import SEED_BYTES
    from ledger.report.model import recorded

    document = recorded(draft, secrets.token_bytes(SEED_BYTES))
    brand = str(draft["assessment"]["product"]["brand"])
    audience = speaker.audience or f"parties:{','.join(sorted({brand, speaker.issuer}))}"
    raw = canonicalise(assessment_body(document))
    with Written(output, content_of(document), overwrites=overwrites) as files:
        sent = signed_and_sent(place, asked, raw, kind="assessment", signing=replace(speaker, audience=audience))
        if sent is None:
            return ExitCode.INTERRUPTED
        files.keep()
    return _told(place, document, output, record=sent)


def _told(place: Place, document: Document, output: list[Path], *, record: Document | None) -> int:
    from auditor_cli.render.report import draw_written
    from ledger.report.model import report_hash

    assessment = document["assessment"]
    told: dict[str, Any] = {
        "files": [str(path) for path in output],
        "is_draft": document["is_draft"],
        "report_hash": "0x" + report_hash(document).hex(),
        "product": assessment["product"]["id"],
        "as_of": assessment["as_of"],
        "log_size": assessment["log_size"],
        "record": record,
    }
    # the schema of the report itself is that of its file
    as_json = None if place.as_json is None else "tierlight.report-written/1"
    answer(told, as_json=as_json, render=lambda console: draw_written(console, told))
    return ExitCode.OK
