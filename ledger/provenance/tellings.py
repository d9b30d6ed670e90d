"""Which events count: corrections withdraw, a second telling of the same event adds nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.model.event import SupplyEvent
from ledger.model.finding import Finding

_HASH_ID = "ni:///sha-256;"


@dataclass(frozen=True, slots=True)
class Tellings:
    """The events to build on, in order of event time, and what was odd about the others."""

    events: tuple[SupplyEvent, ...]
    findings: tuple[Finding, ...]


def settle(events: Iterable[SupplyEvent]) -> Tellings:
    """Leave out what its own issuer withdrew by an error declaration, and every telling of an event but the first.

    A declaration about another issuer's event withdraws nothing and is a finding, since otherwise anyone could erase
    anyone's supply chain. First means the lowest log index. The order of `events` does not matter.
    """
    in_log = sorted(events, key=log_order)
    findings = [_mismatch(event) for event in in_log if _has_wrong_id(event)]
    declared = {(event.issuer, key): event for event in in_log if event.corrects for key in _keys(event)}
    by_key = {key: event for event in in_log if event.corrects for key in _keys(event)}
    kept: dict[str, SupplyEvent] = {}
    for event in in_log:
        if event.corrects or any((event.issuer, key) in declared for key in _keys(event)):
            continue
        foreign = next((by_key[key] for key in _keys(event) if key in by_key), None)
        if foreign is not None:
            findings.append(_foreign(event, foreign))
        kept.setdefault(event.event_hash or event.record_id.hex(), event)
    ordered = sorted(kept.values(), key=lambda event: (event.event_time, *log_order(event)))
    return Tellings(events=tuple(ordered), findings=tuple(findings))


def log_order(event: SupplyEvent) -> tuple[bool, int, bytes]:
    """Sort key: by log index, then what is not yet in the log by record id."""
    return (event.log_index is None, event.log_index or 0, event.record_id)


def _keys(event: SupplyEvent) -> tuple[str, ...]:
    """What names an event: its eventID and its event hash, which an error declaration shares."""
    return tuple(key for key in (event.event_id, event.event_hash) if key)


def _has_wrong_id(event: SupplyEvent) -> bool:
    return bool(event.event_id and event.event_id.startswith(_HASH_ID) and event.event_id != event.event_hash)


def _mismatch(event: SupplyEvent) -> Finding:
    return Finding(
        code="event-id-mismatch",
        subject=event.event_id or "",
        sentence=f"The eventID claims to be the hash of this event; the hash is {event.event_hash}.",
        records=(event.record_id,),
    )


def _foreign(event: SupplyEvent, declaration: SupplyEvent) -> Finding:
    return Finding(
        code="foreign-error-declaration",
        subject=event.event_id or event.event_hash,
        sentence=f"{declaration.issuer} declared an event of {event.issuer} wrong; only its issuer can withdraw it.",
        records=(event.record_id, declaration.record_id),
    )
