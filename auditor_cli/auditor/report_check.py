"""What `auditor verify` says of a report or of a site's part of one: CONFIRMED, DIFFERS or CANNOT-VERIFY, and why."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from ledger.errors import Malformed, NotFound, ReceiptUnreadable, Unacceptable

Result = dict[str, Any]
Check = tuple[str, bool | None, str]

CONFIRMED, DIFFERS, CANNOT_VERIFY = "CONFIRMED", "DIFFERS", "CANNOT-VERIFY"
_AGAIN = "made again"
_RECEIPT_END = ".receipt.json"


def report_verdict(place: Place, path: Path, raw: bytes, document: Result, *, is_offline: bool) -> Result:
    """Give the verdict on a report: by itself, by the receipt beside it, and made again where a ledger is named."""
    try:
        checks = [*_own_checks(document, raw), _recorded_check(path, raw, document)]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        mend = "give the report.json as it was written"
        raise Unacceptable(field=str(path), reason=f"is no whole report ({error})", mend=mend) from error
    return _result(document["assessment"], [*checks, _made_again(place, document, is_offline=is_offline)])


def part_verdict(path: Path, part: Result) -> Result:
    """Give the verdict on a site's part: whether the record whose receipt stands beside it holds this part's hash."""
    from ledger.report.disclosure import part_hash

    try:
        salt = bytes.fromhex(str(part["salt"])[2:]) if part["salt"] is not None else None
        found = "0x" + part_hash(salt, part["part"]).hex() if salt is not None else None
        checks: list[Check] = [
            ("salted hash", found == part["hash"] if found else None, f"{found or 'a draft: nothing was recorded'}")
        ]
        checks.append(_held_by_record(path, found))
        return _result(part, checks, needs="recorded")
    except (KeyError, TypeError, ValueError) as error:
        raise Unacceptable(
            field=str(path), reason=f"is no whole part ({error})", mend="give the part as written"
        ) from error


def _own_checks(document: Result, raw: bytes) -> Sequence[Check]:
    from ledger.report.check import self_checks

    return self_checks(document, raw)


def _recorded_check(path: Path, raw: bytes, document: Result) -> Check:
    if document["is_draft"]:
        return "recorded", None, "a draft: nothing of it is recorded, and it cannot be cited"
    return _record_says(path, "report", lambda body: body["report"] == "0x" + sha256(raw).hexdigest())


def _held_by_record(path: Path, found: str | None) -> Check:
    if found is None:
        return "recorded", None, "a part of a draft stands under no record"
    return _record_says(path, "part", lambda body: found in body["sites"])


def _record_says(path: Path, what: str, agrees: Any) -> Check:
    """Hold a file against the receipt beside it: `report.receipt.json` beside `report.json`."""
    from auditor_cli.auditor.evidence import verdict_of_receipt
    from ledger.proof.canonical import parse

    beside = path.with_name(path.stem + _RECEIPT_END)
    if not beside.exists():
        return "recorded", None, f"no receipt stands beside it as {beside.name}"
    try:
        receipt, verdict = verdict_of_receipt(beside)
    except (Malformed, ReceiptUnreadable, Unacceptable, WrongUsage) as error:
        return "recorded", False, f"the receipt beside it cannot be read: {error}"
    statement = receipt.signed.statement
    body = parse(statement.body)
    is_it = statement.kind == "assessment" and isinstance(body, dict) and agrees(body)
    if not is_it:
        return "recorded", False, f"the record in {beside.name} does not name this {what}"
    return "recorded", verdict == "VALID", f"the record by {statement.issuer} names this {what}: {verdict}"


def _made_again(place: Place, document: Result, *, is_offline: bool) -> Check:
    from auditor_cli.source.chosen import holds_ledger, source
    from ledger.report.check import first_difference, named_difference
    from ledger.report.model import as_draft

    if is_offline or (place.server is None and not holds_ledger(place)):
        return _AGAIN, None, "no ledger was named: give --home or --server, and it is made again and compared"
    try:
        with source(place) as asked:
            anew = asked.report_again(document)
    except NotFound:
        return _AGAIN, False, "this ledger has no such product"
    wrong = first_difference(as_draft(document), anew)
    if wrong is None:
        return _AGAIN, True, "made again from the ledger: every byte is the same"
    return _AGAIN, False, f"first difference: {named_difference(document, wrong)}"


def _result(told: Result, checks: Sequence[Check], *, needs: str = _AGAIN) -> Result:
    wrong = next((each for each in reversed(checks) if each[1] is False), None)  # made again, it names the term
    is_confirmed = any(name == needs and holds for name, holds, _ in checks)
    verdict = DIFFERS if wrong else CONFIRMED if is_confirmed else CANNOT_VERIFY
    unproven = "what it shows by itself holds; "
    reads = wrong[2] if wrong else next(detail for name, _, detail in checks if name == needs)
    unknown = ("code", "record_id", "issuer", "scheme", "anchored_at", "block_number", "block_hash", "relative_to")
    return {
        "verdict": verdict,
        "reads": f"{unproven}{reads}" if verdict == CANNOT_VERIFY else reads,
        "checks": [
            {"number": number, "name": name, "passed": holds, "detail": detail}
            for number, (name, holds, detail) in enumerate(checks, 1)
        ],
        "blocks": [],
        **dict.fromkeys(unknown),
        "as_of": {"log_size": told["log_size"], "block": None},
    }
