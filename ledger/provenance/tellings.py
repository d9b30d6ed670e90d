"""Which events count: corrections withdraw, a second telling of the same event adds nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ledger.model.event import LotQuantity, SupplyEvent
from ledger.model.finding import Finding, FindingKind

_HASH_ID = "ni:///sha-256;"


@dataclass(frozen=True, slots=True)
class Tellings:
    """The events that still stand, in the order of the log, and what was odd about the others."""

    events: tuple[SupplyEvent, ...]
    findings: tuple[Finding, ...]


def standing(events: Iterable[SupplyEvent]) -> Tellings:
    """Leave out what its own issuer withdrew by an error declaration, and the declarations.

    A declaration about another issuer's event withdraws nothing and is a finding, since otherwise anyone could erase
    anyone's supply chain. The order of `events` does not matter.
    """
    in_log = sorted(events, key=log_order)
    findings = [_mismatch(event) for event in in_log if _has_wrong_id(event)]
    declared = {(event.issuer, key): event for event in in_log if event.corrects for key in _keys(event)}
    by_key = {key: event for event in in_log if event.corrects for key in _keys(event)}
    kept: list[SupplyEvent] = []
    for event in in_log:
        if event.corrects or any((event.issuer, key) in declared for key in _keys(event)):
            continue
        foreign = next((by_key[key] for key in _keys(event) if key in by_key), None)
        if foreign is not None:
            findings.append(_foreign(event, foreign))
        kept.append(event)
    return Tellings(events=tuple(kept), findings=tuple(findings))


def told_once(events: Iterable[SupplyEvent], is_own: Callable[[SupplyEvent], bool]) -> Tellings:
    """Give one telling of each event, in order of event time: of those it is about where there is one, else the first.

    `is_own` says whether the issuer runs the place of the event or hands its goods over. A copy that somebody else got
    into the log first would otherwise take the place of the supplier's own word, and with it what it confirms. First
    means the lowest log index. The order of `events` does not matter.
    Tellings of one event agree in their hash and in all that the graph reads of them. The hash alone says too little:
    its pre-hash string has no delimiters (CBV 2.0 section 8.9), so that an identifier can be written that makes two
    events one. Events that share a hash alone are all kept, with a finding for each that came later.
    """
    in_log = sorted(events, key=log_order)
    often = Counter(_name(event) for event in in_log)
    kept: dict[tuple[str, SupplyEvent | None], tuple[bool, SupplyEvent]] = {}
    for event in in_log:
        key, own = (_name(event), _content(event) if often[_name(event)] > 1 else None), is_own(event)
        if key not in kept or (own and not kept[key][0]):
            kept[key] = (own, event)
    told = [event for _, event in kept.values()]
    findings = _hash_shared(told) if len(told) > len(often) else ()
    return Tellings(tuple(sorted(told, key=lambda event: (event.event_time, *log_order(event)))), tuple(findings))


def log_order(event: SupplyEvent) -> tuple[bool, int, bytes]:
    """Sort key: by log index, then what is not yet in the log by record id."""
    return (event.log_index is None, event.log_index or 0, event.record_id)


def _keys(event: SupplyEvent) -> tuple[str, ...]:
    """What names an event: its eventID and its event hash, which an error declaration shares."""
    return tuple(key for key in (event.event_id, event.event_hash) if key)


def _name(event: SupplyEvent) -> str:
    return event.event_hash or event.record_id.hex()


def _content(event: SupplyEvent) -> SupplyEvent:
    """Give what the event says, without who says it, where it stands in the log, and the order in its lists."""
    return replace(
        event,
        record_id=b"",
        issuer="",
        log_index=None,
        event_id=None,
        corrects=None,
        items=_ordered(event.items),
        inputs=_ordered(event.inputs),
        outputs=_ordered(event.outputs),
        transactions=tuple(sorted(event.transactions)),
    )


def _ordered(items: Iterable[LotQuantity]) -> tuple[LotQuantity, ...]:
    return tuple(sorted(items, key=lambda one: (one.lot, one.unit or "", one.amount is not None, one.amount or 0)))


def _hash_shared(events: Iterable[SupplyEvent]) -> Iterator[Finding]:
    first: dict[str, SupplyEvent] = {}
    for event in sorted(events, key=log_order):
        other = first.setdefault(_name(event), event)
        if other is not event:
            yield Finding(
                code="event-hash-shared",
                subject=event.event_hash,
                sentence="Two different events have this event hash, since identifiers in one are written to read like "
                "the other. Both are kept.",
                records=(other.record_id, event.record_id),
                kind=FindingKind.DISAGREES if other.issuer == event.issuer else FindingKind.UNCHECKED,
            )


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
