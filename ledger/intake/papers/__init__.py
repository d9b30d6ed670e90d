"""Trade documents at the door: orders, invoices, transport and production records from a sheet and its mapping.

Suppliers who speak no EPCIS say the same things by it: each row becomes the statement that they would have signed.
"""

from ledger.intake.papers.fields import Fault
from ledger.intake.papers.mapping import PaperKind, PaperMapping, read_mapping
from ledger.intake.papers.read import Papers, Progress, read_papers
from ledger.intake.papers.sayings import AUDIENCE, LANGUAGE, Saying
from ledger.intake.papers.sheet import MAX_FILE_BYTES

__all__ = [
    "AUDIENCE",
    "LANGUAGE",
    "MAX_FILE_BYTES",
    "Fault",
    "PaperKind",
    "PaperMapping",
    "Papers",
    "Progress",
    "Saying",
    "read_mapping",
    "read_papers",
]
