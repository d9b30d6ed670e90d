"""From the secret in a webhook's address to its wave, and from what was called to one site of it."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable

from ledger.errors import NotFound, Unacceptable
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import Entropy

_SECRET_BYTES = 24
_NOBODYS = bytes(32)


def new_hook(entropy: Entropy) -> tuple[str, bytes]:
    """Give a secret for a wave's webhook address and what the host keeps of it (`HostedWave.hook_digest`)."""
    secret = urlsafe_b64encode(entropy(_SECRET_BYTES)).decode()
    return secret, hook_digest(secret)


def hook_digest(secret: str) -> bytes:
    """Give SHA-256 of the secret: it is random and long, so a plain hash keeps it."""
    return hashlib.sha256(secret.encode()).digest()


def wave_of_hook(waves: Iterable[HostedWave], secret: str) -> HostedWave:
    """Give the wave that this secret is of. Every wave is compared, each in constant time.

    Raises NotFound, the same for a wrong secret and for a wave that takes no webhooks, and without the secret.
    """
    sought, found = hook_digest(secret), None
    for wave in waves:
        if hmac.compare_digest(sought, wave.hook_digest or _NOBODYS):
            found = wave
    if found is None:
        raise NotFound(what="webhook", identifier="of this address")
    return found


def site_called(wave: HostedWave, called: Collection[str], *, field: str) -> str:
    """Give the token of the one site that is called so. Raises Unacceptable for none and for several."""
    sought = {code.strip().casefold() for code in called if code.strip()}
    sites = {route.site for route in wave.routes if route.code.casefold() in sought}
    if len(sites) == 1:
        return sites.pop()
    reason = "leads to several sites of this wave" if sites else "leads to no site of this wave"
    mend = "let the custodian name this keyword, service code or flow in the wave's channels, for one site"
    raise Unacceptable(field=field, reason=reason, mend=mend)
