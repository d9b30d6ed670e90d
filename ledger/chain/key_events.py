"""The key registry rebuilt from its events: the same parties, keys and delegations that its storage holds."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias, cast

from ledger.chain.answers import EventLog, unusable
from ledger.chain.contract import decoded, topic, types_of
from ledger.chain.event_logs import events
from ledger.chain.rpc import Rpc
from ledger.model.deployment import RegistrySnapshot
from ledger.model.log import BlockRef
from ledger.model.party import Delegation, KeyType, Party, Role, SigningKey
from ledger.proof.typed_data import keccak, party_id

_Apply: TypeAlias = Callable[[RegistrySnapshot, tuple[bytes, ...], tuple[object, ...]], None]


def read_registry(rpc: Rpc, address: bytes, *, block: BlockRef, first: int, dids: Iterable[str]) -> RegistrySnapshot:
    """Give the registry at `address` as of `block`, from the events since block `first`. Raises ChainAway."""
    ranges = list(events(rpc, address, (), first=first, last=block.number))
    return replay([log for found in reversed(ranges) for log in found], block=block, dids=dids)


def replay(logs: Iterable[EventLog], *, block: BlockRef, dids: Iterable[str]) -> RegistrySnapshot:
    """Give what events in the order of the chain add up to. Parties whose DID is not among `dids` have the DID "".

    Raises ChainAway for an event that the registry cannot emit, or one about something that was never added.
    """
    names = {party_id(did): did for did in dids}
    snapshot = RegistrySnapshot(
        block_number=block.number, block_hash=block.block_hash, parties={}, keys={}, delegations={}
    )
    for log in logs:
        _apply(snapshot, log)
    for identifier in names.keys() & snapshot.parties.keys():
        snapshot.parties[identifier] = replace(snapshot.parties[identifier], did=names[identifier])
    return snapshot


def _apply(snapshot: RegistrySnapshot, log: EventLog) -> None:
    known = _EVENTS.get(log.topics[0]) if log.topics else None
    if known is None:
        raise unusable("key registry", "emitted an event that this version does not know")
    types, indexed, apply = known
    if len(log.topics) != indexed + 1:
        raise unusable("key registry", "emitted an event with other topics than its interface says")
    try:
        apply(snapshot, log.topics[1:], decoded(types, log.payload, "a registry event"))
    except (KeyError, ValueError) as error:
        raise unusable("key registry", f"emitted an event that does not follow from those before: {error}") from error


def _party_registered(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    admin, roles = cast(bytes, values[0]), Role(_number(values[1]))
    into.parties[topics[0]] = Party(did="", party_id=topics[0], admins=frozenset((admin,)), roles=roles)


def _roles_set(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    into.parties[topics[0]] = replace(into.parties[topics[0]], roles=Role(_number(values[0])))


def _admins_changed(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    """Removed before added, as the contract does it. Only the hash of a removed admin is told."""
    party, added, removed = into.parties[topics[0]], cast(bytes, values[0]), cast(bytes, values[1])
    kept = {admin for admin in party.admins if keccak(admin) != removed}
    if any(removed) and len(kept) == len(party.admins):
        raise ValueError("an admin is removed that never was one")
    admins = frozenset(kept | {added} if added else kept)
    into.parties[topics[0]] = replace(party, admins=admins, quorum=_number(values[2]))


def _recovery_completed(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    """The recovered admin is the only one from then on."""
    admins = frozenset((cast(bytes, values[0]),))
    into.parties[topics[0]] = replace(into.parties[topics[0]], admins=admins, quorum=1)


def _key_added(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    signer, rp_id_hash = cast(bytes, values[0]), cast(bytes, values[2])
    if keccak(signer) != topics[1]:
        raise ValueError("a key id is not the hash of its signer")
    into.keys[topics[1]] = SigningKey(
        key_id=topics[1],
        party_id=topics[0],
        signer=signer,
        key_type=KeyType(_number(values[1])),
        rp_id_hash=rp_id_hash,
        valid_from=_number(values[3]),
    )


def _key_revoked(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    revoked_at, suspect_from = _number(values[0]), _number(values[1]) or None
    into.keys[topics[1]] = replace(into.keys[topics[1]], revoked_at=revoked_at, suspect_from=suspect_from)


def _key_suspected(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    into.keys[topics[1]] = replace(into.keys[topics[1]], suspect_from=_number(values[0]))


def _delegated(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    pair = (topics[0], topics[1])
    into.delegations[pair] = Delegation(party_id=pair[0], custodian_id=pair[1], valid_from=_number(values[0]))


def _undelegated(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    pair = (topics[0], topics[1])
    into.delegations[pair] = replace(into.delegations[pair], until=_number(values[0]))


def _nothing_known_changes(into: RegistrySnapshot, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    """Who the registrar is, a nonce used and a recovery that is not completed change nothing that intake knows."""


def _number(value: object) -> int:
    return cast(int, value)


def _event(signature: str, *, indexed: int, apply: _Apply) -> tuple[bytes, tuple[tuple[str, ...], int, _Apply]]:
    return topic(signature), (types_of(signature)[indexed:], indexed, apply)


# Every event of IKeyRegistry; in all of them the indexed parameters come first.
EVENT_SIGNATURES = (
    ("PartyRegistered(bytes32,bytes,uint16)", 1, _party_registered),
    ("RolesSet(bytes32,uint16)", 1, _roles_set),
    ("AdminsChanged(bytes32,bytes,bytes32,uint16)", 1, _admins_changed),
    ("KeyAdded(bytes32,bytes32,bytes,uint8,bytes32,uint40)", 2, _key_added),
    ("KeyRevoked(bytes32,bytes32,uint40,uint40)", 2, _key_revoked),
    ("KeySuspected(bytes32,bytes32,uint40,uint40)", 2, _key_suspected),
    ("Delegated(bytes32,bytes32,uint40)", 2, _delegated),
    ("Undelegated(bytes32,bytes32,uint40)", 2, _undelegated),
    ("RecoveryProposed(bytes32,bytes32,bytes,uint40)", 2, _nothing_known_changes),
    ("RecoveryCancelled(bytes32)", 1, _nothing_known_changes),
    ("RecoveryCompleted(bytes32,bytes)", 1, _recovery_completed),
    ("NonceUsed(bytes32,uint256)", 1, _nothing_known_changes),
    ("RegistrarNominated(address,address)", 2, _nothing_known_changes),
    ("RegistrarSet(address,address)", 2, _nothing_known_changes),
)
_EVENTS = dict(_event(signature, indexed=indexed, apply=apply) for signature, indexed, apply in EVENT_SIGNATURES)
