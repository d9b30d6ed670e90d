"""The port of whoever writes to the key registry and records single statements on chain."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from ledger.model.party import KeyType, Recovery, Role
from ledger.model.statement import SignedStatement
from ledger.proof.orders import Authorization, Order, UnsignedOrder

# (did, admin secret, signer), for an account's key; or with key type and rpIdHash (32 bytes) for a key of any type.
KeyToAdd: TypeAlias = tuple[str, bytes, bytes] | tuple[str, bytes, bytes, KeyType, bytes]


class Registrar(Protocol):
    """Writes to the registries, sent and paid by the registrar's account; parties only sign orders.

    Each call returns when the change is mined; a change already made is left alone. Secrets are 32-byte secp256k1 ones.
    Raises ChainRefused with the contract's reason.
    """

    def register(self, parties: Sequence[tuple[str, bytes, Role]]) -> None:
        """Enter (did, admin, roles) for each party that is not there yet; the admin is an account or a passkey."""
        ...

    def set_roles(self, did: str, roles: Role) -> None: ...

    def add_keys(self, keys: Sequence[KeyToAdd]) -> None:
        """Give each party this key, ordered by the party's admin."""
        ...

    def revoke_key(self, did: str, admin_secret: bytes, signer: bytes, *, suspect_from: int) -> None: ...

    def delegate(self, delegations: Sequence[tuple[str, bytes, str]]) -> None:
        """Let each (did, admin secret, custodian did) party be signed for by the custodian."""
        ...

    def undelegate(self, did: str, admin_secret: bytes, custodian: str) -> None: ...

    def complete_recovery(self, did: str, new_admin: bytes) -> None: ...

    def recovery(self, did: str) -> Recovery | None:
        """Give the party's running recovery, None where none runs."""
        ...

    def record_statement(self, signed: SignedStatement) -> bool:
        """Record a statement in AttestationRegistry, which checks its signature. False: it was recorded before."""
        ...

    def prepare(self, order: Order, *, authority: bytes, valid_for_seconds: int = 3_600) -> UnsignedOrder:
        """Give an order as an authority elsewhere is to sign it: a passkey, a contract wallet, a key not held here."""
        ...

    def send_order(self, order: Order, authorizations: Sequence[Authorization]) -> None:
        """Send an order that was authorized elsewhere. A bad one is refused before anything is paid."""
        ...
