"""Identifiers of goods, places and companies: read in any spelling, given in one, refused where they cannot be.

What passes here is well formed, no more: nobody is asked whether it was ever given out, or to whom.
"""

from ledger.proof.identifiers.faults import Fault, link_fault, uri_fault
from ledger.proof.identifiers.gs1 import digital_link, epc, giai, gln, gtin, lgtin, sgln, sgtin, sscc
from ledger.proof.identifiers.identifier import Identifier, Scheme
from ledger.proof.identifiers.naming import identify
from ledger.proof.identifiers.places import lei, os_id, un_locode
from ledger.proof.identifiers.spelling import one_spelling, reader_of

__all__ = [
    "Fault",
    "Identifier",
    "Scheme",
    "digital_link",
    "epc",
    "giai",
    "gln",
    "gtin",
    "identify",
    "lei",
    "lgtin",
    "link_fault",
    "one_spelling",
    "os_id",
    "reader_of",
    "sgln",
    "sgtin",
    "sscc",
    "un_locode",
    "uri_fault",
]
