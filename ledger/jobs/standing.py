"""What every job asks of a ledger first: is it deployed, and what does it know of keys?"""

from ledger.errors import ChainAway, NotDeployed
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import Chain, World
from ledger.proof.typed_data import keccak, party_id
from ledger.surveys.custodians import is_custodian


def deployment_of(world: World) -> Deployment:
    """Give the ledger's contracts. Raises NotDeployed."""
    deployment = world.store.deployment()
    if deployment is None:
        raise NotDeployed(home="this data folder")
    return deployment


def registry_of(world: World) -> RegistrySnapshot:
    """Give the key registry as last synced. Raises NotDeployed."""
    registry = world.store.registry()
    if registry is None:
        raise NotDeployed(home="this data folder")
    return registry


def custodians_of(world: World) -> frozenset[str]:
    """Give the DIDs of those who may hold what workers say. Raises NotDeployed."""
    return frozenset(each.did for each in registry_of(world).parties.values() if is_custodian(each.roles))


def roles_of(world: World, did: str) -> Role | None:
    """Give what a party is registered as; None where the registry does not know it. Raises NotDeployed."""
    party = registry_of(world).parties.get(party_id(did))
    return party.roles if party is not None else None


def reader_of(world: World, did: str) -> Reader:
    """Give the party as it reads here: one that the registry does not know has no role. Raises NotDeployed."""
    return Reader(did, roles_of(world, did) or Role(0))


def chain_of(world: World) -> Chain:
    """Give the chain. Raises ChainAway where this process has none."""
    if world.chain is None:
        raise ChainAway(doing="reach the chain", reason="no chain is configured")
    return world.chain


def custodian_of(registry: RegistrySnapshot, *, signer: bytes, issuer: str) -> bytes | None:
    """Give the party id that holds the key, where that is not the issuer; None for an issuer's own or unknown key."""
    key = registry.keys.get(keccak(signer))
    if key is None or key.party_id == party_id(issuer):
        return None
    return key.party_id
