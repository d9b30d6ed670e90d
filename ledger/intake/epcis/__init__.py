"""EPCIS 2.0 at the door: documents to checked events with both hashes, and stored events back to documents.

GS1's schema is a test oracle only; every check here is our own and names the JSON pointer of the fault.
"""

from ledger.intake.epcis.document import EVENT_ID_MISMATCH, MAX_EVENTS, read_capture, read_single_event
from ledger.intake.epcis.query import query_document, query_document_bytes
from ledger.intake.epcis.statement import event_body, event_body_json, read_event_statement

__all__ = [
    "EVENT_ID_MISMATCH",
    "MAX_EVENTS",
    "event_body",
    "event_body_json",
    "query_document",
    "query_document_bytes",
    "read_capture",
    "read_event_statement",
    "read_single_event",
]
