"""Enter in a new key registry what the old one held, as far as this home may: the rest is for the parties themselves.

A registrar admits parties; only a party's own admin adds its keys. So keys are carried for those parties whose admin
secret this home holds, and all others are named. Never carried: a key that was revoked or suspected, a contract wallet
(on another chain its address may be anybody's), and the admins of a party that needs several to agree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType, Party, SigningKey
from ledger.ports.registrar import KeyToAdd, Registrar
from ledger.proof.passkey import SIGNER_BYTES
from ledger.proof.typed_data import account_of


@dataclass(frozen=True, slots=True)
class Carried:
    """What was entered, and what was left: (DID or party id, what its people must do)."""

    parties: tuple[str, ...]
    keys: int
    left: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """How things are called at the new place, and what this home may sign.

    `secrets` are the admins' secrets that this home holds. `is_account` says whether an address was a person's account
    on the old chain (None: unknown).
    """

    secrets: Sequence[bytes]
    passkey_verifier: bytes
    is_account: Callable[[bytes], bool | None]

    def admin_there(self, party: Party) -> bytes | None:
        """Give the party's admin as it is called there; None where the registrar may not decide who it is."""
        if len(party.admins) != 1 or party.quorum != 1:
            return None
        (admin,) = party.admins
        if len(admin) == SIGNER_BYTES:
            return self.passkey_verifier + admin[20:]
        return admin if admin in self.held or self.is_account(admin) else None

    @property
    def held(self) -> Mapping[bytes, bytes]:
        """The secrets by their accounts."""
        return {account_of(secret): secret for secret in self.secrets}

    def signer_there(self, key: SigningKey) -> bytes:
        """Give the key's signer as it is called at the new place: a passkey names the verifier there."""
        return self.passkey_verifier + key.signer[20:] if key.key_type is KeyType.PASSKEY else key.signer


def carry_parties(old: RegistrySnapshot, registrar: Registrar, carrier: Carrier) -> Carried:
    """Enter what may be entered, and give it with all that was left. Repeating it does nothing twice."""
    admins = {party: carrier.admin_there(party) for party in old.parties.values() if party.did}
    entered = [(party, admin) for party, admin in admins.items() if admin is not None]
    registrar.register([(party.did, admin, party.roles) for party, admin in entered])
    held = {party.party_id: carrier.held[admin] for party, admin in entered if admin in carrier.held}
    keys = [
        _there(old.parties[key.party_id].did, held[key.party_id], carrier.signer_there(key), key)
        for key in old.keys.values()
        if key.party_id in held and _may_be_carried(key)
    ]
    registrar.add_keys(keys)
    registrar.delegate(_delegations(old, held, entered))
    left = tuple(sorted(_left(old, admins, held)))
    return Carried(tuple(sorted(party.did for party, _ in entered)), len(keys), left)


def _there(did: str, secret: bytes, signer: bytes, key: SigningKey) -> KeyToAdd:
    return did, secret, signer, key.key_type, key.rp_id_hash


def _may_be_carried(key: SigningKey) -> bool:
    return key.revoked_at is None and key.suspect_from is None and key.key_type is not KeyType.ERC1271


def _delegations(
    old: RegistrySnapshot, held: Mapping[bytes, bytes], entered: Sequence[tuple[Party, bytes]]
) -> list[tuple[str, bytes, str]]:
    dids = {party.party_id: party.did for party, _ in entered}
    return [
        (dids[found.party_id], held[found.party_id], dids[found.custodian_id])
        for found in old.delegations.values()
        if found.until is None and found.party_id in held and found.custodian_id in dids
    ]


def _left(
    old: RegistrySnapshot, admins: Mapping[Party, bytes | None], held: Mapping[bytes, bytes]
) -> list[tuple[str, str]]:
    found = []
    for party in old.parties.values():
        name = party.did or "0x" + party.party_id.hex()
        if admins.get(party) is None:
            found.append((name, "must be registered again: who administers it is not for the registrar to decide"))
        elif party.party_id not in held:
            found.append((name, "is registered; its admin must add its keys and delegations again"))
    for key in old.keys.values():
        if key.party_id in held and key.revoked_at is None and not _may_be_carried(key):
            why = "a contract wallet" if key.key_type is KeyType.ERC1271 else "suspected"
            party = old.parties[key.party_id]
            found.append((party.did, f"key 0x{key.signer.hex()} is {why} and was not carried"))
    return found
