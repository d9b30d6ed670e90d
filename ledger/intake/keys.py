"""Check 6, key: does the registry, as last synced, let this key speak for this issuer?

Whether the key was valid is judged again at the anchor, by block time: a key revoked meanwhile is not refused here, so
that nobody can hide a late signature by having it refused.
"""

from ledger.errors import NotDelegated, UnknownKey
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import Role, SigningKey
from ledger.proof.typed_data import keccak, party_id


def key_for(signer: bytes, issuer: str, registry: RegistrySnapshot) -> SigningKey:
    """Give the registered key of this signer. Raises UnknownKey where it, or the issuer, is unknown."""
    key = registry.keys.get(keccak(signer))
    if key is None or party_id(issuer) not in registry.parties:
        raise UnknownKey(signer=signer, issuer=issuer)
    return key


def check_key(key: SigningKey, issuer: str, registry: RegistrySnapshot) -> None:
    """Return when the key is the issuer's or that of its custodian now. Raises UnknownKey, NotDelegated."""
    issuer_id = party_id(issuer)
    if key.party_id == issuer_id:
        return
    delegation = registry.delegations.get((issuer_id, key.party_id))
    if delegation is not None and delegation.until is None and _is_custodian(key.party_id, registry):
        return
    # A key of another party that never was a custodian here is a stranger's, not a custodian without a mandate.
    if any(custodian == key.party_id for _, custodian in registry.delegations):
        raise NotDelegated(issuer=issuer, signer=key.signer)
    raise UnknownKey(signer=key.signer, issuer=issuer)


def custodial_key(signer: bytes, issuer: str, registry: RegistrySnapshot) -> SigningKey:
    """Give the custodian's key that may sign for the issuer now. Raises UnknownKey, NotDelegated."""
    key = key_for(signer, issuer, registry)
    try:
        check_key(key, issuer, registry)
    except UnknownKey as error:  # where nobody has delegated yet, no party is known to be a custodian
        raise NotDelegated(issuer=issuer, signer=signer) from error
    return key


def _is_custodian(party: bytes, registry: RegistrySnapshot) -> bool:
    """The registrar admits custodians; the contract lets a party delegate to anyone: readers ask."""
    known = registry.parties.get(party)
    return known is not None and Role.CUSTODIAN in known.roles
