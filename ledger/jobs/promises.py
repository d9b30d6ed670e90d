"""Promise a place in an anchored head with the log key, and find the promises that were not kept.

A promise binds from the moment it is signed. What counts as kept is the time of the block that took the covering head,
never a clock of ours; a clock, or better the newest block's time, only says whether a promise is due yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ledger.errors import ChainAway, ChainRefused
from ledger.jobs.standing import deployment_of, registry_of
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType, Role, SigningKey
from ledger.model.promise import Promise, SignedPromise
from ledger.model.record import Acknowledgement, Record
from ledger.model.statement import Kind
from ledger.ports import LogSigner, World
from ledger.proof.canonical import Json
from ledger.proof.promise import promise_material
from ledger.proof.wire import hex_text, instant_text

_LOG_KEYS = {KeyType.LOG_ES256: "es256", KeyType.LOG_ED25519: "ed25519"}


@dataclass(frozen=True, slots=True)
class Now:
    """The time by which it is judged whether a promise is due, and whose time that is."""

    seconds: int
    told_by: str


def promised(world: World, given: Sequence[Acknowledgement]) -> tuple[Acknowledgement, ...]:
    """Give the acknowledgements with their signed promises; as they are where this process holds no log key.

    The same statement again gives the same promise, with the same `include_by`.
    """
    signer = world.log_signer
    if signer is None:
        return tuple(given)
    log_id = deployment_of(world).domain.salt
    return tuple(replace(each, promise=_signed(signer, log_id, each)) for each in given)


def _signed(signer: LogSigner, log_id: bytes, given: Acknowledgement) -> SignedPromise:
    promise = Promise(log_id, given.record_id, given.received_at, given.include_by)
    return SignedPromise(promise, signer.promise_key, signer.sign_promise(promise_material(promise)))


def present(world: World) -> Now:
    """Give the newest block's time where the chain answers, else this machine's clock."""
    if world.chain is not None:
        try:
            latest = world.chain.latest_block()
            return Now(latest.timestamp, f"block {latest.number}")
        except (ChainAway, ChainRefused):
            pass
    return Now(world.clock.now(), "this machine's clock")


def overdue(world: World, *, now: int) -> Iterator[Record]:
    """Give each record that no anchored head took by its `include_by`, in the order of the log, pending ones last.

    Trusts the database for `include_by` and `anchored_at`; `tierlight fsck` compares these with the chain.
    """
    counts = world.store.counts()
    for record in world.store.records(tuple(Kind), size=counts.sealed_size):
        if _is_overdue(record, now):
            yield record
    for waiting in world.store.pending(limit=counts.pending):
        pending = world.store.record(waiting.record_id)
        if pending is not None and _is_overdue(pending, now):
            yield pending


def _is_overdue(record: Record, now: int) -> bool:
    return (now if record.anchored_at is None else record.anchored_at) > record.include_by


def overdue_document(record: Record) -> dict[str, Json]:
    """Give what is told of an overdue record."""
    return {
        "record_id": hex_text(record.record_id),
        "status": record.status.value,
        "received_at": instant_text(record.received_at),
        "include_by": instant_text(record.include_by),
        "anchored_at": None if record.anchored_at is None else instant_text(record.anchored_at),
    }


def log_keys(world: World) -> tuple[SigningKey, ...]:
    """Give every log key that was ever registered under a party with the operator's role, here or at a place left.

    As last synced. A key that several registries have is good only from the first to the earliest end in any of them.
    """
    found: dict[bytes, SigningKey] = {}
    for registry in (registry_of(world), *world.store.former_log_keys().values()):
        for key_id, key in log_key_part(registry).keys.items():
            found[key_id] = _joined(found[key_id], key) if key_id in found else key
    return tuple(sorted(found.values(), key=lambda each: (each.valid_from, each.key_id)))


def log_key_part(registry: RegistrySnapshot) -> RegistrySnapshot:
    """Give of a registry the operators and their log keys alone: what a ledger keeps of a place that it leaves."""
    operators = {each.party_id: each for each in registry.parties.values() if Role.OPERATOR in each.roles}
    own = (each for each in registry.keys.values() if each.key_type in _LOG_KEYS and each.party_id in operators)
    return replace(registry, parties=operators, keys={each.key_id: each for each in own}, delegations={})


def _joined(one: SigningKey, other: SigningKey) -> SigningKey:
    return replace(
        one,
        valid_from=min(one.valid_from, other.valid_from),
        revoked_at=_earliest(one.revoked_at, other.revoked_at),
        suspect_from=_earliest(one.suspect_from, other.suspect_from),
    )


def _earliest(*times: int | None) -> int | None:
    return min((each for each in times if each is not None), default=None)


def log_keys_document(world: World) -> dict[str, Json]:
    """Give the log keys with the block that they were read at. To a stranger this is the operator's word.

    `left_chains_not_kept` are the ids of chains that the log has left and whose log keys this ledger did not keep.
    """
    deployment, known = deployment_of(world), world.store.former_log_keys()
    unknown = [each.place.chain_id for number, each in enumerate(deployment.former, 1) if number not in known]
    return {
        "log_id": hex_text(deployment.domain.salt),
        "keys": [_key_document(each) for each in log_keys(world)],
        "as_of_block": registry_of(world).block_number,
        "left_chains_not_kept": list[Json](unknown),
    }


def _key_document(key: SigningKey) -> dict[str, Json]:
    return {
        "key": hex_text(key.signer),
        "type": _LOG_KEYS[key.key_type],
        "party_id": hex_text(key.party_id),
        "valid_from": instant_text(key.valid_from),
        "revoked_at": None if key.revoked_at is None else instant_text(key.revoked_at),
        "suspect_from": None if key.suspect_from is None else instant_text(key.suspect_from),
    }
