"""What `auditor verify` says of a report or of a site's part of one: CONFIRMED, DIFFERS or CANNOT-VERIFY, and why."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from auditor_cli.auditor.record_receipt import RECORDED, Check, Receipts, Recorded, Result, record_of
from auditor_cli.place import Place
from auditor_cli.refusals import ReportOfAnother
from ledger.errors import NotFound, Unacceptable
from ledger.proof.canonical import canonicalise

CONFIRMED, DIFFERS, CANNOT_VERIFY = "CONFIRMED", "DIFFERS", "CANNOT-VERIFY"
_AGAIN = "made again"
_OF_THE_RECORD = ("record_id", "issuer", "scheme", "anchored_at", "block_number", "block_hash", "relative_to")


def report_verdict(
    place: Place, path: Path, raw: bytes, document: Result, *, is_offline: bool, receipts: Receipts
) -> Result:
    """Give the verdict on a report: by itself, by the receipt of its record, and made again where a ledger is named.

    Confirmed is a draft that was made again, and any other report only where its record is VALID as well.
    """
    try:
        recorded = _recorded(path, raw, document, receipts)
        checks = [*_own_checks(document, raw), recorded.check]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        mend = "give the report.json as it was written"
        raise Unacceptable(field=str(path), reason=f"is no whole report ({error})", mend=mend) from error
    checks.append(_made_again(place, document, is_offline=is_offline))
    needs = (_AGAIN,) if document["is_draft"] else (RECORDED, _AGAIN)
    return _result(document["assessment"], checks, recorded, needs=needs)


def part_verdict(path: Path, part: Result, *, receipts: Receipts) -> Result:
    """Give the verdict on a site's part: whether the record whose receipt is found holds this part's hash.

    NOT checked: whether that record's issuer may assess this product, which its ledger checks at its door and a receipt
    cannot show, as the answer says; and whether the result comes out again.
    """
    from ledger.report.disclosure import part_hash

    try:
        salt = bytes.fromhex(str(part["salt"])[2:]) if part["salt"] is not None else None
        found = "0x" + part_hash(salt, part).hex() if salt is not None else None
        said = f"{found or 'a draft: nothing was recorded'}"
        recorded = _held_by_record(path, part, found, receipts)
        checks = [("salted hash", found == part["hash"] if found else None, said), recorded.check]
        return _result(part, checks, recorded, needs=(RECORDED,))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unacceptable(
            field=str(path), reason=f"is no whole part ({error})", mend="give the part as written"
        ) from error


def _own_checks(document: Result, raw: bytes) -> Sequence[Check]:
    from ledger.report.check import self_checks

    return self_checks(document, raw)


def _recorded(path: Path, raw: bytes, document: Result, receipts: Receipts) -> Recorded:
    from ledger.jobs.report import assessment_body

    if document["is_draft"]:
        return Recorded((RECORDED, None, "a draft: nothing of it is recorded, and it cannot be cited"))

    def is_named(body: Result) -> bool:
        named = assessment_body(document) | {"report": "0x" + sha256(raw).hexdigest()}
        return canonicalise(body) == canonicalise(named)

    return record_of(path, "report", is_named, receipts)


def _held_by_record(path: Path, part: Result, found: str | None, receipts: Receipts) -> Recorded:
    if found is None:
        return Recorded((RECORDED, None, "a part of a draft stands under no record"))
    of = {name: part[name] for name in ("product", "as_of", "log_size")} | {"method": part["method_version"]}

    def is_named(body: Result) -> bool:
        said = {name: body.get(name) for name in of}
        return found in body.get("sites", ()) and canonicalise(said) == canonicalise(of)

    recorded = record_of(path, "part", is_named, receipts)
    if recorded.check[1] and recorded.issuer in {tier["operator"] for tier in part["part"]["tiers"]}:
        return replace(recorded, check=(RECORDED, None, f"{recorded.issuer} recorded this part of a site of its own"))
    return recorded


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
    except ReportOfAnother as error:
        return _AGAIN, None, _not_for_you(error)
    version = _other_version(document, anew)
    wrong = first_difference(_in_version_of(anew, as_draft(document)), anew)
    if wrong is None:
        same = "every byte but that name is the same" if version else "every byte is the same"
        return _AGAIN, True, f"made again from the ledger{version}: {same}"
    why = f"; it was made again{version}, which may be why" if version else ""
    return _AGAIN, False, f"first difference: {named_difference(document, wrong)}{why}"


def _other_version(document: Result, anew: Result) -> str:
    """Say which program made a report and which made it again, where these are two; nothing where they are one."""
    told, ours = (each["assessment"].get("code_version") for each in (document, anew))
    return "" if told == ours else f" by version {ours} of the program, not by {told or 'one that does not say'}"


def _in_version_of(anew: Result, draft: Result) -> Result:
    """Give a draft as it would name the program that made it again: a newer program is no difference by itself."""
    ours = anew["assessment"].get("code_version")
    if ours is None or "code_version" not in draft["assessment"]:
        return draft
    assessment = draft["assessment"] | {"code_version": ours}
    hashes = draft["hashes"] | {"assessment": "0x" + sha256(canonicalise(assessment)).hexdigest()}
    return draft | {"assessment": assessment, "hashes": hashes}


def _not_for_you(error: ReportOfAnother) -> str:
    whom = "the brand alone" if error.made_for == "brand" else error.made_for
    mend = "ask with that reader's key or the brand's, or with --home on the machine that holds the ledger"
    return f"it was made for {whom}, and this server makes it again for another key only: {error.needs}; {mend}"


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
