"""Seal what is pending and bring the head to finality: one anchorer at a time, one unfinished head at a time."""

from dataclasses import dataclass, replace

from ledger.anchoring.outbox import advance
from ledger.anchoring.seal import seal
from ledger.errors import ChainAway
from ledger.jobs.key_evidence import evidence_subject, key_proofs
from ledger.jobs.standing import chain_of, deployment_of, registry_of
from ledger.jobs.sync_registry import sync_registry
from ledger.model.deployment import Deployment
from ledger.model.log import Anchor, BlockRef, OutboxItem, OutboxState, StateProof
from ledger.model.work import Lease
from ledger.ports import Chain, World
from ledger.proof.state_proof import head_slots

LEASE_SECONDS = 60
MOST_ENTRIES_A_SEAL = 100_000


@dataclass(frozen=True, slots=True)
class AnchorProgress:
    """Where anchoring stands after one call. `is_settled`: nothing is pending and every head is final."""

    is_settled: bool
    sealed_size: int
    final_size: int
    state: OutboxState | None


def anchor_once(world: World, *, holder: str) -> AnchorProgress:
    """Take every step that can be taken now. Raises ChainAway, WrongChain, LeaseLost, LogDisagrees; all leave no harm.

    Idle when another anchorer holds the lease.
    """
    deployment, chain = deployment_of(world), chain_of(world)
    lease = world.store.take_lease(holder=holder, now=world.clock.now(), seconds=LEASE_SECONDS)
    if lease is None:
        return _progress(world)
    try:
        return _anchor(world, chain, deployment, lease)
    finally:
        # A worker that stops must not make the next one wait; one that hangs is fenced by its token.
        world.store.release_lease(lease)


def _anchor(world: World, chain: Chain, deployment: Deployment, lease: Lease) -> AnchorProgress:
    chain.check(deployment)
    sync_registry(world)
    _reopen_lost(world, chain, lease)
    for item in world.store.outbox():
        if _advance_all(world, chain, deployment, item, lease).state is not OutboxState.FINAL:
            return _progress(world)
    fresh = _seal_pending(world, chain, deployment, lease)
    if fresh is not None:
        _advance_all(world, chain, deployment, fresh, lease)
    return _progress(world)


def _progress(world: World) -> AnchorProgress:
    counts = world.store.counts()
    is_settled = counts.pending == 0 and counts.unfinished is None
    return AnchorProgress(is_settled, counts.sealed_size, counts.final_size, counts.unfinished)


def _seal_pending(world: World, chain: Chain, deployment: Deployment, lease: Lease) -> OutboxItem | None:
    store = world.store
    first = store.pending(limit=MOST_ENTRIES_A_SEAL)
    if not first:
        return None
    head, count, _ = chain.head(deployment.domain.salt, block=chain.latest_block())
    sealed = seal(
        first,
        store.pending(limit=len(first)),
        frontier=store.frontier(),
        anchored=head if count else None,
        now=world.clock.now(),
    )
    store.append(sealed, lease=lease)
    return store.outbox_item(sealed.sealed.head.size)


def _advance_all(world: World, chain: Chain, deployment: Deployment, item: OutboxItem, lease: Lease) -> OutboxItem:
    def keep(changed: OutboxItem) -> None:
        world.store.save_outbox(changed, lease=lease)

    def keep_evidence(changed: OutboxItem, anchor: Anchor) -> Anchor:
        return _keep_evidence(world, chain, deployment, changed, anchor, lease)

    while True:
        moved = advance(
            item,
            chain=chain,
            log_id=deployment.domain.salt,
            writer=deployment.writer,
            keep=keep,
            keep_evidence=keep_evidence,
        )
        # Back to SEALED: the nonce was used up, perhaps by our own transaction, refused. One try a call, not a loop.
        if moved == item or moved.state is OutboxState.SEALED:
            return moved
        item = moved


def _keep_evidence(
    world: World, chain: Chain, deployment: Deployment, item: OutboxItem, anchor: Anchor, lease: Lease
) -> Anchor:
    """Keep the state proofs of the head and of each signer that it newly covers, and give the anchor they show.

    They are taken at the anchor's own block. A node that restarted may have lost that state: then the newest block
    serves, which holds the same head, and the anchor's time with it, as long as no later head is anchored.
    """
    try:
        proofs = _proofs_at(world, chain, deployment, item, _block_of(anchor))
    except ChainAway:
        latest = chain.latest_block()
        head, _, anchored_at = chain.head(deployment.domain.salt, block=latest)
        if (head, anchored_at) != (anchor.head, anchor.anchored_at):
            raise
        proofs = _proofs_at(world, chain, deployment, item, latest)
        anchor = replace(anchor, block_number=latest.number, block_hash=latest.block_hash)
    world.store.save_evidence(item.sealed.head.size, proofs, lease=lease)
    return anchor


def _proofs_at(
    world: World, chain: Chain, deployment: Deployment, item: OutboxItem, block: BlockRef
) -> dict[bytes, StateProof]:
    domain = deployment.domain
    proofs = {b"head": chain.state_proof(domain.verifying_contract, head_slots(domain.salt), block=block)}
    signers = world.store.signers_between(item.sealed.previous_size, item.sealed.head.size)
    keys = key_proofs(chain, deployment, registry_of(world), signers, block=block)
    return proofs | {evidence_subject(signer, issuer): proof for (signer, issuer), proof in keys.items()}


def _block_of(anchor: Anchor) -> BlockRef:
    return BlockRef(anchor.block_number, anchor.block_hash, anchor.anchored_at)


def _reopen_lost(world: World, chain: Chain, lease: Lease) -> None:
    """Take back what was said of heads whose block left the chain, so that they are followed again, oldest first.

    A head that another block holds now is reopened too: its evidence is of a block that proves nothing any more. What
    lies below a block that is still there is still there.
    """
    anchored = [item for item in (*world.store.finished(), *world.store.outbox()) if item.anchor is not None]
    for item in sorted(anchored, key=lambda item: item.sealed.head.size, reverse=True):
        if item.anchor is not None and chain.is_canonical(_block_of(item.anchor)):
            return
        world.store.save_outbox(replace(item, state=OutboxState.UNKNOWN, anchor=None), lease=lease)
