"""Seal what is pending and bring the heads to finality: one anchorer at a time, one head after the other."""

from dataclasses import dataclass

from ledger.anchoring.outbox import Outbox
from ledger.errors import ChainAway, EndpointsDisagree
from ledger.jobs.anchor_evidence import HEAD, block_of, keep_evidence
from ledger.jobs.lease import HeldLease, take_lease
from ledger.jobs.reopen import reopen_lost, require_predecessor
from ledger.jobs.seal import seal_pending
from ledger.jobs.standing import chain_of, deployment_of
from ledger.jobs.sync_registry import sync_registry
from ledger.model.deployment import Deployment
from ledger.model.log import Anchor, OutboxItem, OutboxState
from ledger.ports import Chain, World

BUMP_FEE_AFTER_SECONDS = 60.0
_ON_CHAIN = (OutboxState.MINED, OutboxState.FINAL)


@dataclass(frozen=True, slots=True)
class AnchorProgress:
    """Where anchoring stands after one call. `is_settled`: nothing is pending and every head is final.

    `is_nonce_repaired`: a nonce was used up or given back by something else, and a head is signed again; somebody else
    may be using the anchoring key.
    """

    is_settled: bool
    sealed_size: int
    final_size: int
    state: OutboxState | None
    is_nonce_repaired: bool = False


def anchor_once(world: World, *, holder: str, bump_fee_after_seconds: float = BUMP_FEE_AFTER_SECONDS) -> AnchorProgress:
    """Take every step that can be taken now; idle when another anchorer holds the lease.

    Raises ChainAway, EndpointsDisagree, ChainRefused, NoGasMoney, SignerAway, WrongChain, LeaseLost, LogDisagrees; all
    leave no harm, and a later call goes on.
    """
    deployment, chain = deployment_of(world), chain_of(world)
    held = take_lease(world, holder=holder)
    if held is None:
        return _progress(world)
    try:
        return _Round(world, chain, deployment, held, bump_fee_after_seconds).run()
    finally:
        # A worker that stops must not make the next one wait; one that hangs is fenced by its token.
        world.store.release_lease(held.lease)


@dataclass(frozen=True, slots=True)
class _Round:
    """One call of one holder of the lease."""

    world: World
    chain: Chain
    deployment: Deployment
    held: HeldLease
    bump_fee_after_seconds: float

    def run(self) -> AnchorProgress:
        """Follow what is under way, oldest first; seal what is pending once nothing is."""
        self.chain.check(self.deployment)
        sync_registry(self.world, between=self.held.keep)
        self.held.keep()
        reopen_lost(self.world.store, self.chain, down_to=self.deployment.begins_at, lease=self.held.lease)
        put_off: ChainAway | EndpointsDisagree | None = None
        for item in self.world.store.outbox():
            try:
                moved = self._advance(item)
            except (ChainAway, EndpointsDisagree) as error:
                if item.state is not OutboxState.MINED:
                    raise
                put_off = error  # finality waits for a second endpoint; a later head need not
                continue
            if moved.state not in _ON_CHAIN:
                return _progress(self.world, is_nonce_repaired=_is_freed(item, moved))
        if put_off is not None:
            raise put_off
        if self.world.store.counts().unfinished is None:
            self.held.keep()
            fresh = seal_pending(self.world, self.chain, self.deployment, self.held.lease)
            if fresh is not None:
                self._advance(fresh)
        return _progress(self.world)

    def _advance(self, item: OutboxItem) -> OutboxItem:
        self.held.keep()
        if item.state is OutboxState.MINED:
            self._require_predecessor(item)
            self._complete_evidence(item)
        outbox = self._outbox()
        while True:
            self.held.keep()
            moved = outbox.advance(item)
            # Back to SEALED: the nonce was used up, perhaps by our own transaction, refused. One try a call, no loop.
            if moved == item or moved.state is OutboxState.SEALED:
                return moved
            item = moved

    def _outbox(self) -> Outbox:
        return Outbox(
            chain=self.chain,
            log_id=self.deployment.log_id,
            writer=self.deployment.writer,
            keep=lambda changed: self.world.store.save_outbox(changed, lease=self.held.lease),
            keep_evidence=self._keep_evidence,
            now=self.world.clock.now(),
            bump_after_seconds=self.bump_fee_after_seconds,
            begins_at=self.deployment.begins_at,
        )

    def _keep_evidence(self, item: OutboxItem, anchor: Anchor) -> None:
        self._require_predecessor(item)
        self.held.keep()
        keep_evidence(self.world, self.chain, self.deployment, item, anchor, lease=self.held.lease)

    def _require_predecessor(self, item: OutboxItem) -> None:
        require_predecessor(
            self.world.store, self.chain, item, lease=self.held.lease, down_to=self.deployment.begins_at
        )

    def _complete_evidence(self, item: OutboxItem) -> None:
        """Ask once more, until the head is final, for evidence that the node did not have before."""
        if item.anchor is None or self.world.store.evidence(item.sealed.head.size, HEAD) is not None:
            return
        if self.chain.is_canonical(block_of(item.anchor)):
            self._keep_evidence(item, item.anchor)


def _is_freed(item: OutboxItem, moved: OutboxItem) -> bool:
    return moved.state is OutboxState.SEALED and item.state is not OutboxState.SEALED


def _progress(world: World, *, is_nonce_repaired: bool = False) -> AnchorProgress:
    counts = world.store.counts()
    is_settled = counts.pending == 0 and counts.unfinished is None
    return AnchorProgress(is_settled, counts.sealed_size, counts.final_size, counts.unfinished, is_nonce_repaired)
