"""One site's part of a report, for that site alone."""

from pathlib import Path
from typing import Any

from auditor_cli.auditor.report_files import Written
from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import print_document
from auditor_cli.refusals import WrongUsage
from auditor_cli.source.asked import Document

_MOST_BYTES = 64_000_000


def report_in(path: Path, product: str) -> Document:
    """Give the recorded report in a file. Raises WrongUsage, and Malformed for what is no JSON."""
    from ledger.jobs.documents import product_id
    from ledger.proof.canonical import parse
    from ledger.provenance import canonical_product
    from ledger.report.model import SCHEMA

    try:
        value: Any = parse(path.read_bytes(), max_bytes=_MOST_BYTES)
    except OSError as error:
        reason = f"{path}: {error.strerror or 'cannot be read'}"
        raise WrongUsage(field="--of", reason=reason, mend="name the report.json that was recorded") from error
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise WrongUsage(field="--of", reason=f"{path} is no report", mend="name the report.json that was recorded")
    if value["assessment"]["product"]["id"] != product_id(canonical_product(product)):
        raise WrongUsage(field="--of", reason=f"{path} is of another product", mend="name its own report")
    return value


def require_json(output: list[Path]) -> None:
    """Return when all of these files are JSON by their names. Raises WrongUsage."""
    wrong = next((path for path in output if path.suffix != ".json"), None)
    if wrong is not None:
        raise WrongUsage(field="--output", reason=f"{wrong} is not JSON", mend="a site's part is JSON: end it in .json")


def write_part(document: Document, site: str, output: list[Path], *, overwrites: bool) -> int:
    """Write a site's part, or print it where no file is named. Raises NotFound for a site that is not in it."""
    from ledger.jobs.report import site_part
    from ledger.proof.canonical import canonicalise

    require_json(output)
    part = site_part(document, site)
    if not output:
        print_document(part)
        return ExitCode.OK
    with Written(output, lambda _: canonicalise(part), overwrites=overwrites) as files:
        files.keep()
    return ExitCode.OK
