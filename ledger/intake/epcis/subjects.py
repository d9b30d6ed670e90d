"""What each event type must name, so that the event is about something (EPCIS 2.0 section 7.4 and GS1's schema)."""

from collections.abc import Callable, Mapping

from ledger.errors import TooLarge, Unacceptable
from ledger.proof.canonical import Json

MAX_LINKS = 100_000  # inputs times outputs of one transformation: each pair is a link of the graph

_Event = Mapping[str, Json]


def object_subject(event: _Event, pointer: str) -> None:
    """Items, quantities or measurements; master data only where the event adds.

    Decision: `epcList` may be empty where the event measures, since GS1's own sensor examples are written so; without
    any list of items a measurement says where it was taken, as in the schema.
    """
    is_measured = _count(event, "sensorElementList") > 0
    _no_empty_items(event, pointer, may_be_empty=is_measured)
    if not _count(event, "epcList", "quantityList") and not is_measured:
        raise _nothing(pointer, "epcList", "names no item, quantity or measurement")
    if is_measured and not event.keys() & {"epcList", "quantityList", "readPoint"}:
        raise _nothing(pointer, "readPoint", "is missing: a measurement without an item says where it was taken")
    if "ilmd" in event and event["action"] != "ADD":
        raise Unacceptable(
            field=f"{pointer}/ilmd", reason="stands in an event that adds nothing", mend="send it with action ADD"
        )


def aggregation_subject(event: _Event, pointer: str) -> None:
    """The container, unless it is only observed; the content, unless all of it is removed."""
    if "parentID" not in event and event["action"] != "OBSERVE":
        raise _nothing(pointer, "parentID", "is missing: only an observation may leave the container unnamed")
    _has_children(event, pointer)


def association_subject(event: _Event, pointer: str) -> None:
    """The whole; its parts, unless all of them are removed."""
    if "parentID" not in event:
        raise _nothing(pointer, "parentID", "is missing")
    _has_children(event, pointer)


def transaction_subject(event: _Event, pointer: str) -> None:
    """The business transaction, and what is tied to it, unless the tie is ended for all.

    Decision: a container may be tied alone, beside the empty `epcList` that the schema wants then.
    """
    _no_empty_items(event, pointer, may_be_empty="parentID" in event)
    if not _count(event, "bizTransactionList"):
        raise _nothing(pointer, "bizTransactionList", "names no business transaction")
    if event["action"] == "DELETE" or _count(event, "epcList", "quantityList"):
        return
    if "parentID" not in event or "epcList" not in event:
        raise _nothing(pointer, "epcList", "ties nothing to the transaction")


def transformation_subject(event: _Event, pointer: str) -> None:
    """Inputs and outputs; either alone only under a transformationID that ties it to its other half."""
    inputs = _count(event, "inputEPCList", "inputQuantityList")
    outputs = _count(event, "outputEPCList", "outputQuantityList")
    if not inputs and not outputs:
        raise _nothing(pointer, "inputEPCList", "names neither inputs nor outputs")
    if not (inputs and outputs) and "transformationID" not in event:
        raise _nothing(
            pointer, "transformationID", "is missing: inputs or outputs alone are told in parts, tied by this id"
        )
    if inputs * outputs > MAX_LINKS:
        raise TooLarge(what="inputs times outputs of one transformation", limit=MAX_LINKS, mend="use lots, or split it")


def _no_empty_items(event: _Event, pointer: str, *, may_be_empty: bool) -> None:
    if event.get("epcList") == [] and not may_be_empty:
        raise _nothing(pointer, "epcList", "is empty")


def _has_children(event: _Event, pointer: str) -> None:
    if event["action"] != "DELETE" and not _count(event, "childEPCs", "childQuantityList"):
        raise _nothing(pointer, "childEPCs", "names no content")


def _count(event: _Event, *fields: str) -> int:
    return sum(len(found) for field in fields if isinstance(found := event.get(field), list))


def _nothing(pointer: str, field: str, reason: str) -> Unacceptable:
    return Unacceptable(field=f"{pointer}/{field}", reason=reason, mend="name what the event is about")


SUBJECTS: dict[str, Callable[[_Event, str], None]] = {
    "ObjectEvent": object_subject,
    "AggregationEvent": aggregation_subject,
    "AssociationEvent": association_subject,
    "TransactionEvent": transaction_subject,
    "TransformationEvent": transformation_subject,
}
