"""What `auditor verify` was given, one by one: a receipt, a signed statement or a record id, to a verdict document."""

import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from auditor_cli.auditor.record_receipt import Receipts
from auditor_cli.auditor.report_check import part_verdict, report_verdict
from auditor_cli.exit_codes import ExitCode, of_verdict
from auditor_cli.place import Place
from auditor_cli.problem import of_ledger_error
from auditor_cli.refusals import WrongUsage, exit_code_of
from ledger.errors import LedgerError, Unacceptable
from ledger.jobs.verify import verify_receipt
from ledger.model.receipt import Receipt
from ledger.model.statement import Domain, Statement, UnverifiedSubmission
from ledger.model.verdict import SHOWS_KEY, Verdict, VerdictKind
from ledger.proof.canonical import Json, canonicalise, parse
from ledger.proof.receipt import read_receipt
from ledger.proof.wire import read_hex, read_submission
from ledger.report.disclosure import PART_SCHEMA
from ledger.report.model import SCHEMA

Result = dict[str, Any]

_MOST_BYTES = 16_000_000
_HASH_DIGITS = 66
_NOT_CONTENT = (ExitCode.USAGE, ExitCode.NOT_AUTHORISED, ExitCode.SERVICE_DOWN)


@dataclass(frozen=True, slots=True)
class Judge:
    """Gives verdicts. `block_hashes` and `log_id` (32 bytes each) are what the asker knows already.

    `receipts` is a folder for the receipts of records that are named by their id; `receipt` is the file with that of
    the record behind a report or a site's part, where it is not to be sought.
    """

    place: Place
    block_hashes: frozenset[bytes] | None
    log_id: bytes | None
    is_offline: bool
    receipts: Path | None = None
    receipt: Path | None = None

    def verdict_on(self, item: str) -> Result:
        """Give the verdict on one item with its `source` and `exit_code`. Never raises: each item has its own."""
        try:
            found = self._asked(item) if _is_record_id(item) else self._read(item)
            code = of_verdict(found["verdict"])
        except LedgerError as error:
            found, code = _not_judged(error)
        return {"source": item, **found, "is_block_hash_given": self.block_hashes is not None, "exit_code": int(code)}

    def _read(self, item: str) -> Result:
        raw = _content(Path(item))
        value = parse(raw, max_bytes=_MOST_BYTES)
        if isinstance(value, dict) and value.get("schema") == SCHEMA:
            receipts = self._receipts(is_asked=self._is_ledger_there())
            return report_verdict(self.place, Path(item), raw, value, is_offline=self.is_offline, receipts=receipts)
        if isinstance(value, dict) and value.get("schema") == PART_SCHEMA:
            return part_verdict(Path(item), value, receipts=self._receipts(is_asked=self._is_ledger_named()))
        self._needs_no_receipt(item)
        if isinstance(value, dict) and "version" in value:
            return self._receipt(raw, value)
        if isinstance(value, dict) and "statement" in value:
            return self._statement(raw, value)
        mend = "give a receipt, a signed statement or a report.json as they were handed out"
        raise Unacceptable(field=item, reason="is neither a receipt, a signed statement nor a report", mend=mend)

    def _receipts(self, *, is_asked: bool) -> Receipts:
        is_asked = is_asked and not self.is_offline
        return Receipts(partial(self._on_receipt, is_asked=is_asked), self.receipt, is_asked)

    def _needs_no_receipt(self, item: str) -> None:
        if self.receipt is not None:
            mend = "leave it out, or name the report.json or part.json that its record names"
            raise WrongUsage(field="--receipt", reason=f"says nothing of {item}, which is no report", mend=mend)

    def _receipt(self, raw: bytes, value: Json) -> Result:
        """By the file alone, unless a ledger is named: then what that ledger knows by now counts as well."""
        if self._is_ledger_named() and not self.is_offline and self.log_id is None:
            return self._compared(self._asked_of_ledger(raw))
        return self._receipt_alone(read_receipt(value))

    def _receipt_alone(self, receipt: Receipt) -> Result:
        log = self._log_meant(receipt.signed.domain)
        return _document(verify_receipt(receipt, now=int(time.time()), log=log, block_hashes=self.block_hashes))

    def _on_receipt(self, path: Path, *, is_asked: bool) -> tuple[Statement, Result]:
        """Give what a receipt beside another file says, and the verdict on it: by itself first, then the ledger's.

        Blocks and times are those of the receipt itself. Raises WrongUsage, Malformed, ReceiptUnreadable for a file
        that is no receipt.
        """
        raw = _content(path)
        receipt = read_receipt(parse(raw, max_bytes=_MOST_BYTES))
        found = self._receipt_alone(receipt)
        if is_asked and found["verdict"] == VerdictKind.VALID:
            by_now = self._asked_of_ledger(raw)
            found |= {name: by_now[name] for name in ("verdict", "code", "reads")}
        return receipt.signed.statement, found

    def _is_ledger_there(self) -> bool:
        from auditor_cli.source.chosen import holds_ledger

        return self.place.server is not None or holds_ledger(self.place)

    def _is_ledger_named(self) -> bool:
        return self._is_ledger_there() and (self.place.server is not None or self.place.home is not None)

    def _asked_of_ledger(self, raw: bytes) -> Result:
        from auditor_cli.source.chosen import source

        with source(self.place) as asked:
            return asked.verify(raw)

    def _statement(self, raw: bytes, value: Json) -> Result:
        if self.is_offline or not self._is_ledger_there():
            return _document(self._statement_alone(read_submission(value)))
        return self._compared(self._asked_of_ledger(raw))

    def _statement_alone(self, claim: UnverifiedSubmission) -> Verdict:
        from ledger.verification.outcome import Question
        from ledger.verification.procedure import verify

        log = self._log_meant(claim.domain) if claim.domain else None
        today = time.strftime("%Y-%m-%d", time.gmtime())
        return verify(Question(claim=claim, receipt=None, today=today, log=log))

    def _asked(self, record_id: str) -> Result:
        from auditor_cli.source.chosen import source

        self._needs_no_receipt(record_id)
        if self.is_offline:
            mend = "give the record's receipt file"
            raise WrongUsage(field=record_id, reason="a record id says nothing by itself", mend=mend)
        read_hex(record_id, field="record_id", least=32, most=32)
        with source(self.place) as asked:
            found = self._compared(asked.record(record_id)["verdict"])
            if self.receipts is not None and found["verdict"] != VerdictKind.UNANCHORED:
                found["receipt"] = _kept(asked.receipt(record_id), self.receipts / f"{record_id}.json")
        return found

    def _compared(self, found: Result) -> Result:
        """Hold the ledger's own verdict against the block hash and log that the asker knows."""
        if self.log_id is not None:
            mend = "give the record's receipt file"
            raise WrongUsage(field="--log", reason="is compared with what a receipt file says", mend=mend)
        shown = {block["hash"] for block in found["blocks"] if block["shows"] != SHOWS_KEY}
        if self.block_hashes is None or shown <= {"0x" + given.hex() for given in self.block_hashes}:
            return found
        told = f"this program cannot tell: the answer is about block hashes {', '.join(sorted(shown))}: name them all"
        return found | {"verdict": VerdictKind.CANNOT_VERIFY.value, "code": "other-block", "reads": told}

    def _log_meant(self, said: Domain) -> Domain | None:
        return replace(said, salt=self.log_id) if self.log_id is not None else None


def given_hash(text: str, *, option: str) -> bytes:
    """Give the 32 bytes of an option. Raises WrongUsage."""
    try:
        return read_hex(text.lower(), field=option, least=32, most=32)
    except LedgerError as error:
        raise WrongUsage(field=option, reason=f"{text} is no hash", mend="give 0x and 64 hex digits") from error


def _kept(receipt: dict[str, Any], path: Path) -> str:
    """Write the receipt whole or not at all and give its path. Raises WrongUsage."""
    draft = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(canonicalise(receipt))
        draft.replace(path)
    except OSError as error:
        reason = f"{path}: {error.strerror or 'cannot be written'}"
        raise WrongUsage(field="--save", reason=reason, mend="name a folder that you can write to") from error
    return str(path)


def _is_record_id(item: str) -> bool:
    return item.startswith("0x") and len(item) == _HASH_DIGITS and not Path(item).exists()


def _content(path: Path) -> bytes:
    """Give the file's bytes, up to one more than the parser takes. Raises WrongUsage for a file that cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "cannot be read"
        mend = "name a file, or a record id of 0x and 64 digits"
        raise WrongUsage(field=str(path), reason=reason, mend=mend) from error


def _document(verdict: Verdict) -> Result:
    from ledger.jobs.documents import verdict_document

    return dict(verdict_document(verdict))


def _not_judged(error: LedgerError) -> tuple[Result, ExitCode]:
    """A content that cannot be read is CANNOT-VERIFY; a file that is not there, or a server away, has its own code."""
    code = exit_code_of(error)
    problem = of_ledger_error(error)
    mend = f" Mend: {problem['mend']}." if problem["mend"] else ""
    unknown = ("record_id", "issuer", "scheme", "anchored_at", "block_number", "block_hash", "relative_to")
    found: Result = {
        "verdict": VerdictKind.CANNOT_VERIFY.value,
        "code": problem["code"],
        "reads": f"this program cannot tell: {problem['sentence']}.{mend}",
        "checks": [],
        "blocks": [],
        **dict.fromkeys(unknown),
        "as_of": {"log_size": None, "block": None},
    }
    is_about_asking = isinstance(error, WrongUsage) or (code in _NOT_CONTENT and _is_answered(problem))
    return found, code if is_about_asking else ExitCode.CANNOT_VERIFY


def _is_answered(problem: dict[str, Any]) -> bool:
    """Say whether the refusal is about the question, not about what stands in a file."""
    return problem["code"] not in {"malformed", "too-large", "unacceptable", "unknown-kind", "not-found"}
