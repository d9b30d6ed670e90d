"""What can be done about the findings of a site, each with how the inputs would read afterwards.

A remedy is modelled as verified by workers or their organisation on the day itself; a response as recorded. Nothing is
offered for what workers told: what a later release says is not for anybody to foresee. Nor for what a ruling
overturned, which weighs nothing.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ledger.model.risk import EvidenceItem, RemedyState, SiteInputs
from ledger.risk.evidence import is_adverse, remedy_state_at

REMEDY_REQUEST = "Put right what {found} at {name}, and have workers or their organisation confirm it."
RESPONSE_REQUEST = "Have {name} answer on the record what {found}: its credit pauses until then."


@dataclass(frozen=True, slots=True)
class Remedying:
    """`remedy` or `response`, the inputs as they would read afterwards, the request, and the records it answers to."""

    name: str
    closed: SiteInputs
    sentence: str
    records: tuple[str, ...]


def remedyings(inputs: SiteInputs, *, as_of: date) -> Iterator[Remedying]:
    """Give a remedy for each record and kind of finding, as wages paid mend no taken passports; then the response."""
    open_or_told = [item for item in inputs.evidence if _is_unremedied(item, as_of=as_of)]
    for record, topics in sorted({(item.record_id or "", item.topics) for item in open_or_told}):
        about = [item for item in open_or_told if (item.record_id or "", item.topics) == (record, topics)]
        closed = _with(inputs, about, RemedyState.VERIFIED, as_of=as_of)
        told = REMEDY_REQUEST.format(found=_found(about), name=inputs.name)
        yield Remedying("remedy", closed, told, (record,) if record else ())
    silent = [item for item in open_or_told if remedy_state_at(item, as_of=as_of) is RemedyState.OPEN]
    if silent:
        closed = _with(inputs, silent, RemedyState.ANSWERED, as_of=None)
        told = RESPONSE_REQUEST.format(found=_found(silent), name=inputs.name)
        yield Remedying("response", closed, told, tuple(sorted({i.record_id for i in silent if i.record_id})))


def _is_unremedied(item: EvidenceItem, *, as_of: date) -> bool:
    is_counted = is_adverse(item) and not item.is_overturned and item.event_date <= as_of
    return is_counted and remedy_state_at(item, as_of=as_of) is not RemedyState.VERIFIED


def _with(
    inputs: SiteInputs, changed: Collection[EvidenceItem], state: RemedyState, *, as_of: date | None
) -> SiteInputs:
    def remedied(item: EvidenceItem) -> EvidenceItem:
        return replace(item, remedy_state=state, remedy_verified_at=as_of) if item in changed else item

    return replace(inputs, evidence=tuple(map(remedied, inputs.evidence)))


def _found(items: Collection[EvidenceItem]) -> str:
    topics = ", ".join(sorted({topic for item in items for topic in item.topics}))
    kinds = ", ".join(sorted({item.type.replace("_", " ") for item in items}))
    days = ", ".join(sorted({item.event_date.isoformat() for item in items}))
    return f"was found on {days} ({topics or kinds})"
