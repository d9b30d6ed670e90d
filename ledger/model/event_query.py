"""What is asked of captured events: what the database narrows by, and a place in an ordered answer."""

from dataclasses import dataclass
from enum import IntEnum


class TermRole(IntEnum):
    """What a term is to its event. The numbers are stored: never give one another meaning."""

    EVENT_TYPE = 1
    BIZ_STEP = 2
    DISPOSITION = 3
    READ_POINT = 4
    BIZ_LOCATION = 5
    EVENT_ID = 6  # the sender's eventID, and the CBV event hash beside it
    EPC = 10  # epcList, childEPCs
    PARENT = 11
    INPUT = 12
    OUTPUT = 13
    CLASS = 14  # quantityList, childQuantityList
    INPUT_CLASS = 15
    OUTPUT_CLASS = 16
    TRANSACTION = 20
    SOURCE = 21
    DESTINATION = 22
    TRANSFORMATION = 23


INSTANCES = (TermRole.EPC, TermRole.PARENT, TermRole.INPUT, TermRole.OUTPUT)
CLASSES = (TermRole.CLASS, TermRole.INPUT_CLASS, TermRole.OUTPUT_CLASS)


@dataclass(frozen=True, slots=True)
class TermFilter:
    """An event passes where one term in one of these roles is one of `exact`, or begins with one of `prefixes`."""

    roles: tuple[TermRole, ...]
    exact: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadableEvents:
    """Whose events are asked for: those of this DID, those said to it or to everyone, and these records."""

    did: str
    records: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What the database can narrow by, all of it together; what passes is decided by the exact matcher.

    Event times are epoch milliseconds, `kept_…` epoch seconds of this ledger's own record time. Events come in the
    order of their capture, or by event time. `readable` of None is everybody's.
    """

    terms: tuple[TermFilter, ...] = ()
    from_ms: int | None = None
    until_ms: int | None = None
    kept_from: int | None = None
    kept_until: int | None = None
    by_event_time: bool = False
    is_descending: bool = False
    readable: ReadableEvents | None = None


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where in an ordered answer an event stands. It names the event itself: a count would tell of others."""

    record_id: bytes
    event_time_ms: int
