"""Check 6, key: does the registry, as last synced, let this key speak for this issuer?

Whether the key was valid is judged again at the anchor, by block time: a key revoked meanwhile is not refused here, so
that nobody can hide a late signature by having it refused.
"""

from ledger.errors import NotDelegated, UnknownKey, UnsupportedScheme
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType
from ledger.proof.typed_data import keccak, party_id


def check_key(signer: bytes, issuer: str, registry: RegistrySnapshot) -> bool:
    """Return whether the key signs as a custodian of the issuer. Raises UnknownKey, NotDelegated, UnsupportedScheme."""
    key = registry.keys.get(keccak(signer))
    issuer_id = party_id(issuer)
    if key is None or issuer_id not in registry.parties:
        raise UnknownKey(signer=signer, issuer=issuer)
    if key.key_type is not KeyType.EOA:
        raise UnsupportedScheme(scheme=key.key_type.name.lower())
    if key.party_id == issuer_id:
        return False
    delegation = registry.delegations.get((issuer_id, key.party_id))
    if delegation is not None and delegation.until is None:
        return True
    # A key of another party that never was a custodian here is a stranger's, not a custodian without a mandate.
    if any(custodian == key.party_id for _, custodian in registry.delegations):
        raise NotDelegated(issuer=issuer, signer=signer)
    raise UnknownKey(signer=signer, issuer=issuer)
