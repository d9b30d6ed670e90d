"""Pack events into EPCIS 2.0 documents, one or more for each issuer and round, in the order in which they are said."""

from collections.abc import Iterable
from itertools import groupby

from .events import EPCIS_CONTEXT, EXTENSION, iso
from .flow import HOUR, Entry
from .shapes import DemoCapture, Json

LARGEST = 100  # events in one document


def captures(entries: Iterable[Entry]) -> tuple[DemoCapture, ...]:
    """Give the documents, earliest first. Each is issued six hours after its last event."""
    by_issuer = sorted(entries, key=lambda entry: (entry.issuer, entry.round, entry.at))
    documents: list[DemoCapture] = []
    for (issuer, _), group in groupby(by_issuer, key=lambda entry: (entry.issuer, entry.round)):
        said = list(group)
        documents += [_document(issuer, said[start : start + LARGEST]) for start in range(0, len(said), LARGEST)]
    return tuple(sorted(documents, key=lambda document: (document.issued_at, document.issuer)))


def _document(issuer: str, said: list[Entry]) -> DemoCapture:
    issued_at = said[-1].at + 6 * HOUR
    event_list: list[Json] = [entry.event for entry in said]
    document: dict[str, Json] = {
        "@context": [EPCIS_CONTEXT, {"tierlight": EXTENSION}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": iso(issued_at),
        "epcisBody": {"eventList": event_list},
    }
    return DemoCapture(issuer, document, issued_at)
