"""Say at the new place where the log came from: one statement of the operator, and with it the first head there."""

from collections.abc import Callable
from hashlib import sha256

from ledger.errors import ChainAway, KeysNotCarried, NotDelegated, UnknownKey
from ledger.intake.keys import check_key, key_for
from ledger.intake.summary import render_summary
from ledger.jobs.anchor import anchor_once
from ledger.jobs.capture import Custodian
from ledger.jobs.standing import deployment_of, registry_of
from ledger.jobs.submit import submit
from ledger.model.deployment import Deployment, Place, RegistrySnapshot
from ledger.model.log import Anchor
from ledger.model.record import Record, RecordStatus
from ledger.model.statement import Kind, Statement, UnverifiedSubmission
from ledger.ports import World
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.places import log_id_of, migration_digest
from ledger.proof.typed_data import account_of, sign_digest, statement_digest
from ledger.proof.wire import hex_text

_HOLDER = "migrate"
_TRIES = 9_000  # of the wait for finality; the caller says how long one is


def announce_move(world: World, operator: Custodian, *, wait: Callable[[], None]) -> Anchor:
    """Give the first head at the place that the ledger moved to, once the statement about the move is final there.

    `world` has the chain moved to; `operator` signs in its own name. Made again, it says nothing twice. Raises
    UnknownKey where the registry there does not have the operator's key, what `anchor_once` raises, and ChainAway
    where finality is long in coming: make the call again.
    """
    deployment = deployment_of(world)
    nonce = _nonce(deployment)
    record = _announced(world, operator, deployment, nonce)
    for _ in range(_TRIES):
        if record.status is RecordStatus.FINAL:
            return _first_anchor(world, deployment)
        anchor_once(world, holder=_HOLDER)
        record = _announced(world, operator, deployment, nonce)
        wait()
    raise ChainAway(doing="anchor the first head at the new place", reason="it is not final yet")


def require_keys_of_waiting(world: World) -> None:
    """Return when the registry as kept has the key of every record that no final head holds yet.

    Not asked: whether a key is good at the anchor, which is judged there. Raises KeysNotCarried.
    """
    counts, registry = world.store.counts(), registry_of(world)
    waiting = {(each.statement.signer, each.statement.issuer) for each in world.store.pending(limit=counts.pending)}
    waiting |= set(world.store.signers_between(counts.final_size, counts.sealed_size))
    missing = {issuer for signer, issuer in waiting if not _is_known(signer, issuer, registry)}
    if missing:
        raise KeysNotCarried(parties=tuple(sorted(missing)))


def _is_known(signer: bytes, issuer: str, registry: RegistrySnapshot) -> bool:
    try:
        check_key(key_for(signer, issuer, registry), issuer, registry)
    except (UnknownKey, NotDelegated):
        return False
    return True


def _announced(world: World, operator: Custodian, deployment: Deployment, nonce: bytes) -> Record:
    """The record of the statement, submitted if it was not: its nonce follows from the move, so once is enough."""
    known = world.store.record_by_nonce(operator.did, nonce)
    if known is not None:
        return known
    submit(world, [_signed(operator, deployment, nonce, issued_at=world.clock.now())])
    return _announced(world, operator, deployment, nonce)


def _nonce(deployment: Deployment) -> bytes:
    left = deployment.former[-1]
    way = left.migration
    digest = migration_digest(left.place, successor=way.successor, head_size=way.head_size, head_root=way.head_root)
    return sha256(b"announced move" + digest).digest()


def _signed(operator: Custodian, deployment: Deployment, nonce: bytes, *, issued_at: int) -> UnverifiedSubmission:
    body = _body(deployment)
    statement = Statement(
        v=1,
        kind=Kind.SETTINGS.value,
        issuer=operator.did,
        signer=account_of(operator.secret),
        issued_at=issued_at,
        nonce=nonce,
        audience="public",
        lang="en",
        summary=render_summary(Kind.SETTINGS, "en", body),
        body=canonicalise(body),
    )
    signature = sign_digest(statement_digest(statement, deployment.domain), operator.secret)
    return UnverifiedSubmission(statement, signature, deployment.domain)


def _body(deployment: Deployment) -> dict[str, Json]:
    left = deployment.former[-1]
    return {
        "setting": "anchoring-place",
        "left": _told(left.place),
        "entered": _told(deployment.place),
        "head_size": left.migration.head_size,
        "head_root": hex_text(left.migration.head_root),
    }


def _told(place: Place) -> dict[str, Json]:
    return {
        "chain": f"eip155:{place.chain_id}",
        "anchor_log": hex_text(place.anchor_log),
        "log": hex_text(log_id_of(place)),
    }


def _first_anchor(world: World, deployment: Deployment) -> Anchor:
    for item in world.store.finished():
        if item.sealed.head.size > deployment.begins_at and item.anchor is not None:
            return item.anchor
    raise ChainAway(doing="find the first head at the new place", reason="no head there is final any more")
