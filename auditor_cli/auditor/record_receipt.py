"""The receipt of the record behind a report or a site's part: named, beside it, or sought in its folder by content."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor_cli.refusals import WrongUsage
from ledger.errors import LedgerError, Malformed, ReceiptUnreadable, Unacceptable
from ledger.model.statement import Statement
from ledger.proof.canonical import parse
from ledger.proof.receipt import FORMAT, read_receipt

Result = dict[str, Any]
Check = tuple[str, bool | None, str]
Names = Callable[[Result], bool]  # whether a record's body names the file in hand

RECORDED = "recorded"
_END = ".receipt.json"
_MOST_FILES, _MOST_BYTES = 500, 16_000_000  # of a folder, by name; of one file
_ROLE_UNSHOWN = (
    "that this party may assess the product (an auditor, or its brand) a receipt alone cannot show: its ledger can, "
    "which takes such a record from nobody else (--home or --server)"
)
_ROLE_ASKED = "the ledger that was asked takes such a record from an auditor or the product's brand alone"


@dataclass(frozen=True, slots=True)
class Receipts:
    """How the receipt of a record is found and judged. `given` is the file that the asker names, if they name one.

    `judge` gives what a receipt file says and the verdict on it, and raises for a file that is none; `is_asked` says
    that a ledger is asked about it as well.
    """

    judge: Callable[[Path], tuple[Statement, Result]]
    given: Path | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the receipt of a file's record shows of it; `verdict` is empty where no record names the file."""

    check: Check
    verdict: Mapping[str, Any] = field(default_factory=dict)

    @property
    def issuer(self) -> str | None:
        """Who signed that record."""
        return self.verdict.get("issuer")


def record_of(path: Path, what: str, is_named: Names, receipts: Receipts) -> Recorded:
    """Hold a file against the receipt of its record: the one that is given, else beside it, else in its folder.

    `report.receipt.json` stands beside `report.json`. A folder is searched by what its receipts say, so that a file
    may be renamed or moved with its receipt, and one that holds comes before one that does not; the one that is given
    or beside it counts, whatever it says.
    """
    beside = path.with_name(path.stem + _END)
    told = receipts.given or (beside if beside.exists() else None)
    if told is not None:
        return _held(told, what, is_named, receipts)
    found = [_held(each, what, is_named, receipts) for each in _naming(path, is_named)]
    lacks = Recorded((RECORDED, None, _lacks(path, what)))
    return next((each for each in found if each.check[1]), found[0] if found else lacks)


def _held(receipt: Path, what: str, is_named: Names, receipts: Receipts) -> Recorded:
    """Give what one receipt shows of the file in hand."""
    try:
        statement, verdict = receipts.judge(receipt)
    except (Malformed, ReceiptUnreadable, Unacceptable, WrongUsage) as error:
        return Recorded((RECORDED, False, f"the receipt {receipt.name} cannot be read: {error}"))
    body = parse(statement.body)
    if statement.kind != "assessment" or not isinstance(body, dict) or not is_named(body):
        return Recorded((RECORDED, False, f"the record in {receipt.name} does not name this {what}"))
    holds = {"VALID": True, "INVALID": False}.get(verdict["verdict"])
    role = _ROLE_ASKED if receipts.is_asked else _ROLE_UNSHOWN
    said = f"{verdict['verdict']}; {role}" if holds else f"{verdict['verdict']}: {verdict['reads']}"
    by = f"the record by {statement.issuer} in {receipt.name}"
    return Recorded((RECORDED, holds, f"{by} names this {what}: {said}"), verdict)


def _lacks(path: Path, what: str) -> str:
    return (
        f"no receipt in the folder {path.parent} is of a record that names this {what}: give --receipt FILE; "
        "`auditor verify RECORD_ID --save DIR` keeps one"
    )


def _naming(path: Path, is_named: Names) -> Iterator[Path]:
    """Give the files of its folder that are receipts of a record which names it, by their names in order."""
    for each in sorted(path.parent.glob("*.json"))[:_MOST_FILES]:
        body = _body(each) if each != path else None
        if body is not None and is_named(body):
            yield each


def _body(path: Path) -> Result | None:
    """Give the body of the assessment that a receipt is of; None for a file that is no such receipt."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        value = parse(path.read_bytes(), max_bytes=_MOST_BYTES)
        if not isinstance(value, dict) or value.get("version") != FORMAT:
            return None
        statement = read_receipt(value).signed.statement
        body = parse(statement.body)
    except (OSError, LedgerError):
        return None
    return body if statement.kind == "assessment" and isinstance(body, dict) else None
