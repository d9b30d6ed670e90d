"""Who is asking: API keys, one-time links and sessions. Only hashes of secrets are kept; a secret is shown once."""

import hmac
import secrets
from hashlib import sha256

from ledger.errors import NotSignedIn
from ledger.model.reader import ApiKey, Reader
from ledger.ports import World

KEY_PREFIX = "tl"
_DAY = 86_400
_KEY_MEND = "ask the operator for a new key: `tierlight keys new --did … --api-key`"


def issue_api_key(world: World, reader: Reader, *, days: int = 365) -> str:
    """Give a new API key "tl_<id>_<secret>", which is not shown again."""
    key_id, secret = secrets.token_hex(8), secrets.token_hex(32)
    expires_at = world.clock.now() + days * _DAY
    world.store.save_api_key(ApiKey(key_id, _hashed(secret), reader, expires_at))
    return f"{KEY_PREFIX}_{key_id}_{secret}"


def reader_of_key(world: World, text: str) -> Reader:
    """Give who holds this API key. Raises NotSignedIn, the same for an unknown key and a wrong secret."""
    prefix, _, rest = text.partition("_")
    key_id, _, secret = rest.partition("_")
    key = world.store.api_key(key_id) if prefix == KEY_PREFIX and len(key_id) == 16 else None
    # Compared also where there is no key, so that the time taken does not tell the two apart.
    is_right = hmac.compare_digest(_hashed(secret), key.secret_hash if key else bytes(32))
    if key is None or not is_right:
        raise NotSignedIn(reason="this API key is not known", mend=_KEY_MEND)
    if key.expires_at <= world.clock.now():
        raise NotSignedIn(reason="this API key has expired", mend=_KEY_MEND)
    return key.reader


def issue_link(world: World, reader: Reader, *, seconds: int = 3_600) -> str:
    """Give the token of a link that signs this reader in once."""
    token = secrets.token_urlsafe(32)
    world.store.save_sign_in(_hashed(token), reader, expires_at=world.clock.now() + seconds)
    return token


def open_session(world: World, token: str, *, seconds: int = 8 * 3_600) -> tuple[str, Reader]:
    """Spend a one-time token and give the secret of a new session. Raises NotSignedIn."""
    now = world.clock.now()
    reader = world.store.use_sign_in(_hashed(token), now=now)
    if reader is None:
        raise NotSignedIn(reason="this link was used already, has expired or is none", mend="ask for a new link")
    session = secrets.token_urlsafe(32)
    world.store.save_session(_hashed(session), reader, expires_at=now + seconds)
    return session, reader


def reader_of_session(world: World, session: str) -> Reader:
    """Give who is signed in. Raises NotSignedIn."""
    reader = world.store.session(_hashed(session), now=world.clock.now())
    if reader is None:
        raise NotSignedIn(reason="the session has ended", mend="open a new sign-in link")
    return reader


def close_session(world: World, session: str) -> None:
    """End a session."""
    world.store.end_session(_hashed(session))


def _hashed(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
