"""What `auditor verify` says of a report or of a site's part of one: CONFIRMED, DIFFERS or CANNOT-VERIFY, and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from ledger.errors import Malformed, NotFound, ReceiptUnreadable, Unacceptable
from ledger.model.statement import Statement
from ledger.proof.canonical import canonicalise, parse

Result = dict[str, Any]
Check = tuple[str, bool | None, str]
OnReceipt = Callable[[Path], tuple[Statement, Result]]  # what a receipt file says, and the verdict on it

CONFIRMED, DIFFERS, CANNOT_VERIFY = "CONFIRMED", "DIFFERS", "CANNOT-VERIFY"
_AGAIN, _RECORDED = "made again", "recorded"
_OF_THE_RECORD = ("record_id", "issuer", "scheme", "anchored_at", "block_number", "block_hash", "relative_to")
_RECEIPT_END = ".receipt.json"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the receipt beside a file shows of it; `verdict` is empty where no record names the file."""

    check: Check
    verdict: Mapping[str, Any] = field(default_factory=dict)

    @property
    def issuer(self) -> str | None:
        """Who signed that record."""
        return self.verdict.get("issuer")


def report_verdict(
    place: Place, path: Path, raw: bytes, document: Result, *, is_offline: bool, on_receipt: OnReceipt
) -> Result:
    """Give the verdict on a report: by itself, by the receipt beside it, and made again where a ledger is named.

    Confirmed is a draft that was made again, and any other report only where its record is VALID as well.
    """
    try:
        recorded = _recorded(path, raw, document, on_receipt)
        checks = [*_own_checks(document, raw), recorded.check]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        mend = "give the report.json as it was written"
        raise Unacceptable(field=str(path), reason=f"is no whole report ({error})", mend=mend) from error
    checks.append(_made_again(place, document, is_offline=is_offline))
    needs = (_AGAIN,) if document["is_draft"] else (_RECORDED, _AGAIN)
    return _result(document["assessment"], checks, recorded, needs=needs)


def part_verdict(path: Path, part: Result, *, on_receipt: OnReceipt) -> Result:
    """Give the verdict on a site's part: whether the record whose receipt stands beside it holds this part's hash.

    NOT checked: whether the ledger took that record from somebody who may assess this product (it takes none from
    others), and whether the result comes out again.
    """
    from ledger.report.disclosure import part_hash

    try:
        salt = bytes.fromhex(str(part["salt"])[2:]) if part["salt"] is not None else None
        found = "0x" + part_hash(salt, part).hex() if salt is not None else None
        said = f"{found or 'a draft: nothing was recorded'}"
        recorded = _held_by_record(path, part, found, on_receipt)
        checks = [("salted hash", found == part["hash"] if found else None, said), recorded.check]
        return _result(part, checks, recorded, needs=(_RECORDED,))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unacceptable(
            field=str(path), reason=f"is no whole part ({error})", mend="give the part as written"
        ) from error


def _own_checks(document: Result, raw: bytes) -> Sequence[Check]:
    from ledger.report.check import self_checks

    return self_checks(document, raw)


def _recorded(path: Path, raw: bytes, document: Result, on_receipt: OnReceipt) -> Recorded:
    from ledger.jobs.report import assessment_body

    if document["is_draft"]:
        return Recorded((_RECORDED, None, "a draft: nothing of it is recorded, and it cannot be cited"))

    def is_named(body: Result) -> bool:
        named = assessment_body(document) | {"report": "0x" + sha256(raw).hexdigest()}
        return canonicalise(body) == canonicalise(named)

    return _on_record(path, "report", is_named, on_receipt)


def _held_by_record(path: Path, part: Result, found: str | None, on_receipt: OnReceipt) -> Recorded:
    if found is None:
        return Recorded((_RECORDED, None, "a part of a draft stands under no record"))
    of = {name: part[name] for name in ("product", "as_of", "log_size")} | {"method": part["method_version"]}

    def is_named(body: Result) -> bool:
        return found in body["sites"] and canonicalise({name: body[name] for name in of}) == canonicalise(of)

    recorded = _on_record(path, "part", is_named, on_receipt)
    if recorded.check[1] and recorded.issuer in {tier["operator"] for tier in part["part"]["tiers"]}:
        return replace(recorded, check=(_RECORDED, None, f"{recorded.issuer} recorded this part of a site of its own"))
    return recorded


def _on_record(path: Path, what: str, is_named: Callable[[Result], bool], on_receipt: OnReceipt) -> Recorded:
    """Hold a file against the receipt beside it: `report.receipt.json` beside `report.json`."""
    beside = path.with_name(path.stem + _RECEIPT_END)
    if not beside.exists():
        keep = "`auditor verify RECORD_ID --save DIR` keeps one"
        return Recorded((_RECORDED, None, f"no receipt stands beside it as {beside.name}: {keep}"))
    try:
        statement, verdict = on_receipt(beside)
    except (Malformed, ReceiptUnreadable, Unacceptable, WrongUsage) as error:
        return Recorded((_RECORDED, False, f"the receipt beside it cannot be read: {error}"))
    body = parse(statement.body)
    if statement.kind != "assessment" or not isinstance(body, dict) or not is_named(body):
        return Recorded((_RECORDED, False, f"the record in {beside.name} does not name this {what}"))
    holds = {"VALID": True, "INVALID": False}.get(verdict["verdict"])
    said = verdict["verdict"] if holds else f"{verdict['verdict']}: {verdict['reads']}"
    return Recorded((_RECORDED, holds, f"the record by {statement.issuer} names this {what}: {said}"), verdict)


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


def _result(told: Result, checks: Sequence[Check], recorded: Recorded, *, needs: Sequence[str]) -> Result:
    wrong = next((each for each in reversed(checks) if each[1] is False), None)  # made again, it names the term
    missing = next((each for each in checks if each[0] in needs and not each[1]), None)
    verdict = DIFFERS if wrong else CANNOT_VERIFY if missing else CONFIRMED
    decisive = wrong or missing or next(each for each in checks if each[0] == needs[-1])
    return {
        "verdict": verdict,
        "reads": f"what it shows by itself holds; {decisive[2]}" if verdict == CANNOT_VERIFY else decisive[2],
        "checks": [
            {"number": number, "name": name, "passed": holds, "detail": detail}
            for number, (name, holds, detail) in enumerate(checks, 1)
        ],
        "code": None,
        **{name: recorded.verdict.get(name) for name in _OF_THE_RECORD},
        "blocks": recorded.verdict.get("blocks", []),
        "as_of": {"log_size": told["log_size"], "block": recorded.verdict.get("as_of", {}).get("block")},
    }
