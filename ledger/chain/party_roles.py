"""What a party is registered as, asked of the key registry itself: a custodian believes no operator about it."""

from ledger.chain.answers import hexed, octets
from ledger.chain.contract import decoded, encoded_call
from ledger.chain.rpc import Rpc
from ledger.model.party import Role
from ledger.proof.typed_data import party_id

_PARTY = "party(bytes32)"
_TYPES = ("uint16", "uint40", "uint16", "uint16", "uint32")


def registered_roles(url: str, key_registry: bytes, did: str) -> Role | None:
    """Give the roles of a party, None where the registry does not know it. Raises ChainAway."""
    rpc = Rpc(url)
    try:
        asked = {"to": hexed(key_registry), "data": hexed(encoded_call(_PARTY, party_id(did)))}
        roles, registered_at, *_ = decoded(_TYPES, octets(rpc.call("eth_call", asked, "latest"), _PARTY), _PARTY)
    finally:
        rpc.close()
    return Role(int(str(roles))) if registered_at else None
