"""Page tokens: where the next page begins, bound to the question that the page is of.

A token is not signed: it grants nothing that its bearer could not ask for. It names an event or a word that the bearer
has read, never a position, since gaps between positions would tell how many events he may not read.
"""

import base64
import binascii
from hashlib import sha256

from ledger.errors import Unacceptable

VALID_SECONDS = 24 * 3600
_DIGEST, _TIME, _LONGEST = 8, 5, 4_096


def page_token(question: bytes, place: bytes, *, now: int) -> tuple[str, int]:
    """Give the token, and the epoch second at which it expires."""
    expires = now + VALID_SECONDS
    raw = sha256(question).digest()[:_DIGEST] + expires.to_bytes(_TIME, "big") + place
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode(), expires


def place_of(question: bytes, token: str, *, now: int) -> bytes:
    """Give the place that a token of this question leads to. Raises Unacceptable for another one, and when expired."""
    if len(token) > _LONGEST or not token.isascii():
        raise _refused("is no token of ours")
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise _refused("is no token of ours") from error
    if raw[:_DIGEST] != sha256(question).digest()[:_DIGEST]:
        raise _refused("is not of this query")
    if int.from_bytes(raw[_DIGEST : _DIGEST + _TIME], "big") <= now:
        raise _refused("has expired")
    return raw[_DIGEST + _TIME :]


def _refused(reason: str) -> Unacceptable:
    return Unacceptable(
        field="nextPageToken", reason=reason, mend="begin again without it; follow the Link header as it is"
    )
