"""Why an event was not captured, as a capture job keeps it."""

import re
from dataclasses import fields
from typing import TypeVar

from ledger import errors
from ledger.model.capture_job import CaptureFault
from ledger.model.event import CapturedEvent

# What is wrong with what was sent; what is wrong with the world is raised, and the job is then not finished.
REFUSALS = (
    errors.Malformed,
    errors.TooLarge,
    errors.Unacceptable,
    errors.UnknownKind,
    errors.WrongSummary,
    errors.WrongDomain,
    errors.SignatureMalformed,
    errors.SignerMismatch,
    errors.WrongOrigin,
    errors.ContractSaysNo,
    errors.UnsupportedScheme,
    errors.UnknownKey,
    errors.NotDelegated,
    errors.NotAllowed,
    errors.NonceReused,
    errors.Shredded,
)
_FIRST = re.compile(r"(.*/eventList)/0(?=/|$)")
_Refusal = TypeVar("_Refusal", bound=errors.LedgerError)


def fault_of(refusal: errors.LedgerError, *, event: int | None = None) -> CaptureFault:
    """Give the refusal as a fault of the document, or of the event at this place."""
    facts = {name: value for name, value in refusal.facts().items() if name != "mend"}
    field = facts.get("field")
    mend = refusal.facts().get("mend")
    detail = str(facts.get("reason") or (type(refusal).__doc__ or refusal.code).splitlines()[0])
    return CaptureFault(
        code=refusal.code,
        detail=detail.encode("utf-8", "replace").decode(),
        event=event,
        check=refusal.check,
        pointer=str(field).encode("utf-8", "replace").decode() if field is not None else None,
        mend=str(mend) if mend is not None else None,
    )


def moved(refusal: _Refusal, place: int) -> _Refusal:
    """Give the refusal of a document's only event as one of the event at this place."""
    facts = {each.name: getattr(refusal, each.name) for each in fields(refusal)}  # type: ignore[arg-type]
    if isinstance(field := facts.get("field"), str):
        facts["field"] = _FIRST.sub(rf"\1/{place}", field, count=1)
    return type(refusal)(**facts)


def is_of_document(refusal: errors.LedgerError) -> bool:
    """Say whether it is the document that is at fault, and no event in it."""
    field = refusal.facts().get("field")
    return isinstance(field, str) and field.startswith("/") and "/eventList/" not in field


def refuse_findings(event: CapturedEvent, pointer: str) -> None:
    """Return where the event would be kept without a remark. Raises Unacceptable: what `strict` means."""
    if event.findings:
        raise errors.Unacceptable(
            field=f"{pointer}/eventID",
            reason=f"would be kept with a finding: {', '.join(event.findings)}",
            mend=f"send {event.event_hash}, another id, or capture without strict",
        )
