"""Promise a place in an anchored head with the log key, and find the promises that were not kept.

A promise binds from the moment it is signed. What counts as kept is the time of the block that took the covering head,
never a clock of ours; a clock, or better the newest block's time, only says whether a promise is due yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ledger.errors import ChainAway, ChainRefused
from ledger.jobs.standing import deployment_of, registry_of
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
    """Give every log key that was ever registered under a party with the operator's role, as last synced."""
    registry = registry_of(world)
    operators = {each.party_id for each in registry.parties.values() if Role.OPERATOR in each.roles}
    return tuple(
        sorted(
            (each for each in registry.keys.values() if each.key_type in _LOG_KEYS and each.party_id in operators),
            key=lambda each: (each.valid_from, each.key_id),
        )
    )


def log_keys_document(world: World) -> dict[str, Json]:
    """Give the log keys with the block that they were read at. To a stranger this is the operator's word."""
    return {
        "log_id": hex_text(deployment_of(world).domain.salt),
        "keys": [_key_document(each) for each in log_keys(world)],
        "as_of_block": registry_of(world).block_number,
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
