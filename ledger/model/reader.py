"""Who is asking: the one noun that access rules read."""

from dataclasses import dataclass

from ledger.model.party import Role


@dataclass(frozen=True, slots=True)
class Reader:
    """A signed-in party and the role its credential carries."""

    did: str
    role: Role


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key at rest: only `secret_hash` is kept. Times are epoch seconds."""

    key_id: str
    secret_hash: bytes
    reader: Reader
    expires_at: int


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """The answer once given to an Idempotency-Key, with the hash of the request it answered."""

    request_hash: bytes
    status: int
    body: bytes
