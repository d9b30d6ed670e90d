"""The key registry rebuilt from its events: the same parties, keys and delegations that its storage holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias, cast

from ledger.chain.answers import EventLog, unusable
from ledger.chain.contract import decoded, topic, types_of
from ledger.chain.event_logs import events
from ledger.chain.rpc import Rpc
from ledger.errors import ChainAway
from ledger.model.deployment import RegistrySnapshot
from ledger.model.log import BlockRef
from ledger.model.party import Delegation, KeyType, Party, Role, SigningKey
from ledger.proof.typed_data import keccak, party_id

# Where an earlier snapshot stands on a block that is still on the chain, only what came after it is read: the whole
# history takes one question for 5,000 blocks. An endpoint that leaves a new event out cannot be told from one that has
# none; told of the next event, it would have hidden that one for ever. Against that:
# 1. the newest blocks before the snapshot are read again, so that an index that lags behind its blocks heals by itself;
# 2. an event that does not follow from what is known shows that one before it was left out: the whole is read instead;
# 3. the whole is read at a rhythm too, and when anchoring starts (`jobs.sync_registry`); fsck never reads in parts.
# Events set, and count nothing, so that those of the newest blocks may be told twice: the last word on each value is
# among them. What an answer lacks of that which was known before is found by `jobs.sync_registry`.
READ_AGAIN_BLOCKS = 200  # 50 seconds of the fastest chains; indexes lag by seconds, and some nodes tell of 10 at once


@dataclass(slots=True)
class _Known:
    """What the events so far add up to. `is_told_again`: the event at hand may be in it already."""

    parties: dict[bytes, Party] = field(default_factory=dict)
    keys: dict[bytes, SigningKey] = field(default_factory=dict)
    delegations: dict[tuple[bytes, bytes], Delegation] = field(default_factory=dict)
    is_told_again: bool = False


_Apply: TypeAlias = Callable[[_Known, tuple[bytes, ...], tuple[object, ...]], None]


def read_registry(
    rpc: Rpc,
    address: bytes,
    *,
    block: BlockRef,
    first: int,
    dids: Iterable[str],
    since: RegistrySnapshot | None = None,
    between: Callable[[], None] | None = None,
) -> RegistrySnapshot:
    """Give the registry at `address` as of `block`, from the events since block `first`. Raises ChainAway.

    With `since`, an earlier answer, from that on where the events follow from it. `between` is called after each range
    of blocks. NOT checked: that `since` is of a block that `block` stands on.
    """
    names = tuple(dids)
    if since is not None and since.block_number <= block.number:
        begins = max(first, since.block_number - READ_AGAIN_BLOCKS + 1)
        logs = _in_order(rpc, address, begins, block.number, between)
        try:
            return replay(logs, block=block, dids=names, since=since)
        except ChainAway:
            pass  # they do not follow from `since`: one before them was left out when it was read
    return replay(_in_order(rpc, address, first, block.number, between), block=block, dids=names)


def _in_order(rpc: Rpc, address: bytes, first: int, last: int, between: Callable[[], None] | None) -> list[EventLog]:
    ranges = []
    for found in events(rpc, address, (), first=first, last=last):
        ranges.append(found)
        if between is not None:
            between()
    return [log for found in reversed(ranges) for log in found]


def replay(
    logs: Iterable[EventLog], *, block: BlockRef, dids: Iterable[str], since: RegistrySnapshot | None = None
) -> RegistrySnapshot:
    """Give what events in the order of the chain add up to. Parties whose DID is not among `dids` have the DID "".

    On top of `since`, all events from some block on that is not after its own are given. Raises ChainAway for an event
    that the registry cannot emit, or one about something that was never added.
    """
    known = _Known() if since is None else _Known(dict(since.parties), dict(since.keys), dict(since.delegations))
    for log in logs:
        known.is_told_again = since is not None and log.block_number <= since.block_number
        _apply(known, log)
    names = {party_id(did): did for did in dids}
    return RegistrySnapshot(
        block_number=block.number,
        block_hash=block.block_hash,
        parties={each: replace(party, did=names.get(each, "")) for each, party in known.parties.items()},
        keys=known.keys,
        delegations=known.delegations,
    )


def _apply(known: _Known, log: EventLog) -> None:
    told = _EVENTS.get(log.topics[0]) if log.topics else None
    if told is None:
        raise unusable("key registry", "emitted an event that this version does not know")
    types, indexed, apply = told
    if len(log.topics) != indexed + 1:
        raise unusable("key registry", "emitted an event with other topics than its interface says")
    try:
        apply(known, log.topics[1:], decoded(types, log.payload, "a registry event"))
    except (KeyError, ValueError) as error:
        raise unusable("key registry", f"emitted an event that does not follow from those before: {error}") from error


def _party_registered(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    admin, roles = cast(bytes, values[0]), Role(_number(values[1]))
    into.parties[topics[0]] = Party(did="", party_id=topics[0], admins=frozenset((admin,)), roles=roles)


def _roles_set(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    into.parties[topics[0]] = replace(into.parties[topics[0]], roles=Role(_number(values[0])))


def _admins_changed(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    """Removed before added, as the contract does it. Only the hash of a removed admin is told."""
    party, added, removed = into.parties[topics[0]], cast(bytes, values[0]), cast(bytes, values[1])
    kept = {admin for admin in party.admins if keccak(admin) != removed}
    if any(removed) and len(kept) == len(party.admins) and not into.is_told_again:
        raise ValueError("an admin is removed that never was one")
    admins = frozenset(kept | {added} if added else kept)
    into.parties[topics[0]] = replace(party, admins=admins, quorum=_number(values[2]))


def _recovery_completed(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    """The recovered admin is the only one from then on."""
    admins = frozenset((cast(bytes, values[0]),))
    into.parties[topics[0]] = replace(into.parties[topics[0]], admins=admins, quorum=1)


def _key_added(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
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


def _key_revoked(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    revoked_at, suspect_from = _number(values[0]), _number(values[1]) or None
    into.keys[topics[1]] = replace(into.keys[topics[1]], revoked_at=revoked_at, suspect_from=suspect_from)


def _key_suspected(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    into.keys[topics[1]] = replace(into.keys[topics[1]], suspect_from=_number(values[0]))


def _delegated(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    pair = (topics[0], topics[1])
    into.delegations[pair] = Delegation(party_id=pair[0], custodian_id=pair[1], valid_from=_number(values[0]))


def _undelegated(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
    pair = (topics[0], topics[1])
    into.delegations[pair] = replace(into.delegations[pair], until=_number(values[0]))


def _nothing_known_changes(into: _Known, topics: tuple[bytes, ...], values: tuple[object, ...]) -> None:
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
