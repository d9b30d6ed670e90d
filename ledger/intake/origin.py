"""Part of check 5: was the passkey used on a page that belongs to the relying party it is registered for?

Asked at intake only. A browser lets a page use the passkeys of its own domain or of a parent of it, so the rpIdHash
must be SHA-256 of one of these. Which domains are public suffixes is left to the browser that made the key.
"""

from hashlib import sha256
from urllib.parse import urlsplit

from ledger.errors import WrongOrigin
from ledger.proof.passkey import origin_of

_LOCAL = "localhost"


def check_origin(signature: bytes, *, rp_id_hash: bytes) -> None:
    """Return when the answer's origin is a secure page of the key's relying party. Raises WrongOrigin.

    Raises SignatureMalformed where clientDataJSON names no origin.
    """
    origin = origin_of(signature)
    host = _host(origin)
    if rp_id_hash not in {sha256(name.encode()).digest() for name in _names(host)}:
        raise WrongOrigin(origin=origin)


def _host(origin: str) -> str:
    """The host of https://host[:port], or of http://localhost[:port]; an origin has neither path nor user."""
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise WrongOrigin(origin=origin) from error
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and host == _LOCAL)
    whole = f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
    if not is_secure or not host or origin != whole:
        raise WrongOrigin(origin=origin)
    return host


def _names(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]
