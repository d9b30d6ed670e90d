"""From files that a client kept to promises, and from a ledger, near or far, to what became of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from auditor_cli.refusals import ServerRefused, WrongUsage
from auditor_cli.source.asked import Source
from ledger.errors import LedgerError, NotFound, ReceiptNotReady, Shredded, Unacceptable
from ledger.jobs.promise_verdict import (
    LogKeyTimes,
    PromiseOutcome,
    PromiseVerdict,
    Shown,
    keeping_verdict,
    key_verdict,
)
from ledger.jobs.verify import verify_receipt
from ledger.model.promise import SignedPromise
from ledger.model.statement import Domain
from ledger.model.verdict import SHOWS_HEAD
from ledger.proof.canonical import Json, parse
from ledger.proof.promise import FORMAT, promise_document, read_promise
from ledger.proof.receipt import read_receipt
from ledger.proof.wire import hex_text, instant_text, read_domain, read_instant

_MOST_BYTES = 16_000_000
_PROVING = frozenset({2, 5, 6, 7, 8})  # the checks of a receipt that show when its entry was anchored


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise as a file holds it, or why the file holds none that can be read."""

    source: str
    promise: SignedPromise | None
    fault: LedgerError | None = None


def kept_in(item: Path) -> Iterator[Kept]:
    """Give every promise of a file (a promise, an acknowledgement, a capture's answer, a list), or of a folder's files.

    A named file without a promise is one fault; in a folder such files are passed over. Raises WrongUsage.
    """
    if item.is_dir():
        for path in sorted(item.glob("*.json")):
            yield from _promises_of(path)
        return
    found = list(_promises_of(item))
    yield from found or [Kept(str(item), None, _no_promise(str(item)))]


def _promises_of(path: Path) -> Iterator[Kept]:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = f"{path}: {error.strerror or 'cannot be read'}"
        raise WrongUsage(field="PROMISES", reason=reason, mend="name a file or folder that you can read") from error
    try:
        documents = list(_documents(parse(raw, max_bytes=_MOST_BYTES, floats=True)))
    except LedgerError as error:
        yield Kept(str(path), None, error)
        return
    for document in documents:
        try:
            yield Kept(str(path), read_promise(document))
        except LedgerError as error:
            yield Kept(str(path), None, error)


def _documents(value: Json) -> Iterator[Json]:
    """Every object within that says it is a promise, in document order."""
    waiting: list[Json] = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            if str(found.get("version", "")).startswith(FORMAT.partition("/")[0] + "/"):
                yield found
                continue
            waiting.extend(reversed(found.values()))
        elif isinstance(found, list):
            waiting.extend(reversed(found))


def _no_promise(item: str) -> Unacceptable:
    return Unacceptable(field=item, reason="holds no signed promise", mend="name what the ledger acknowledged with")


@dataclass(frozen=True)
class PromiseDesk:
    """Asks one ledger what became of promises. `now` is epoch seconds.

    `block_hashes` are of blocks that the asker has from elsewhere: then no receipt about another block counts.
    """

    asked: Source
    is_own_registry: bool
    now: int
    block_hashes: frozenset[bytes] | None = None

    def result(self, kept: Kept) -> dict[str, Any]:
        """Give the document of one promise."""
        if kept.promise is None:
            return _unread(kept)
        verdict, shown = self._judged(kept.promise)
        anchored_at = shown.anchored_at if shown else None
        told = promise_document(kept.promise)
        return {
            "source": kept.source,
            "verdict": verdict.outcome.value,
            "code": verdict.code,
            "reads": verdict.reads,
            **{name: told[name] for name in ("record_id", "log_id", "received_at", "include_by")},
            "anchored_at": None if anchored_at is None else instant_text(anchored_at),
        }

    def _judged(self, signed: SignedPromise) -> tuple[PromiseVerdict, Shown | None]:
        key = self._keys.get(hex_text(signed.log_key))
        found = key_verdict(
            signed,
            log_id=self._domain.salt,
            key=key,
            is_own_registry=self.is_own_registry,
            left_chains_not_kept=self._listed.get("left_chains_not_kept", ()),
        )
        if found is not None:
            return found, None
        shown = self._shown(signed.promise.record_id)
        return keeping_verdict(signed.promise, shown, now=self.now), shown

    @cached_property
    def _domain(self) -> Domain:
        return read_domain(self.asked.head()["domain"])

    @cached_property
    def _listed(self) -> dict[str, Any]:
        return self.asked.log_keys()

    @cached_property
    def _keys(self) -> dict[str, LogKeyTimes]:
        listed = [each for each in self._listed["keys"] if each["type"] == "es256"]
        return {each["key"]: LogKeyTimes(_time(each["revoked_at"]), _time(each["suspect_from"])) for each in listed}

    def _shown(self, record_id: bytes) -> Shown:
        """By its receipt, checked here; by the ledger's word only as long as there can be no receipt yet."""
        try:
            document = self.asked.receipt(hex_text(record_id))
        except LedgerError as error:
            match _code(error):
                case NotFound.code:
                    return Shown(is_known=False, is_hidden=not self.is_own_registry)
                case ReceiptNotReady.code:
                    return Shown(
                        is_known=True, anchored_at=_time(self.asked.record(hex_text(record_id))["anchored_at"])
                    )
                case Shredded.code:
                    return Shown(is_known=True, doubt=Shredded.code)
            raise
        try:
            return self._proven(record_id, document)
        except LedgerError as error:  # what came is no receipt: nothing is proven by it
            return Shown(is_known=True, doubt=error.code)

    def _proven(self, record_id: bytes, document: dict[str, Any]) -> Shown:
        receipt = read_receipt(document)
        verdict = verify_receipt(receipt, now=self.now, log=self._domain, block_hashes=self.block_hashes)
        passed = {check.number for check in verdict.checks if check.passed}
        if verdict.record_id != record_id:
            return Shown(is_known=True, doubt="other-record")
        if not passed >= _PROVING or verdict.anchored_at is None:
            return Shown(is_known=True, doubt=verdict.code or "receipt-does-not-prove")
        is_compared = self.is_own_registry or self.block_hashes is not None
        block = None if is_compared else verdict.block_that_shows(SHOWS_HEAD)
        return Shown(is_known=True, anchored_at=verdict.anchored_at, is_final=True, block=block)


def _unread(kept: Kept) -> dict[str, Any]:
    fault = kept.fault or _no_promise(kept.source)
    nothing = dict.fromkeys(("record_id", "log_id", "received_at", "include_by", "anchored_at"))
    told = {"verdict": PromiseOutcome.CANNOT_VERIFY.value, "code": fault.code, "reads": _reason(fault)}
    return {"source": kept.source, **told, **nothing}


def _reason(fault: LedgerError) -> str:
    facts = fault.facts()
    return f"{facts['field']}: {facts['reason']}" if {"field", "reason"} <= facts.keys() else str(fault)


def _code(error: LedgerError) -> str | None:
    return error.problem_code if isinstance(error, ServerRefused) else error.code


def _time(value: Any) -> int | None:
    return None if value is None else read_instant(value, field="time")
