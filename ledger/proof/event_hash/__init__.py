"""The CBV 2.0 event hash: is this the same event, told again?

It does not cover recordTime, eventID, errorDeclaration, comments, the host and query of a Digital Link, the lot beside
a serial number, fractions below a millisecond, the order of lists, or the spelling of a vocabulary word. So a
correction has the hash of the event that it withdraws, and this hash is never signed or anchored alone.
"""

from hashlib import sha256

from ledger.proof.canonical import Json
from ledger.proof.event_hash.gs1_uri import canonical_uri
from ledger.proof.event_hash.pre_hash import pre_hash

__all__ = ["canonical_uri", "event_hash", "pre_hash"]


def event_hash(event: dict[str, Json], context: Json) -> str:
    """Give `ni:///sha-256;<hex>?ver=CBV2.0` of the event as read under this @context (CBV 2.0; RFC 6920).

    Refuses nothing: a prefix that no context declares is intake's to refuse.
    """
    return f"ni:///sha-256;{sha256(pre_hash(event, context).encode()).hexdigest()}?ver=CBV2.0"
