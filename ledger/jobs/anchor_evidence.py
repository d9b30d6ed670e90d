"""What shows an anchor later, taken when its block is new: the head, the signers' keys, what contract wallets said."""

from ledger.errors import StateGone
from ledger.jobs.key_evidence import evidence_subject, key_proofs
from ledger.jobs.standing import registry_of
from ledger.jobs.wallets import wallet_answers
from ledger.model.deployment import Deployment
from ledger.model.log import Anchor, BlockRef, EventProof, OutboxItem, StateProof
from ledger.model.work import Lease
from ledger.ports import Chain, World
from ledger.proof.state_proof import head_slots

HEAD = b"head"


def block_of(anchor: Anchor) -> BlockRef:
    """Give the block that took the head."""
    return BlockRef(anchor.block_number, anchor.block_hash, anchor.anchored_at)


def keep_evidence(
    world: World, chain: Chain, deployment: Deployment, item: OutboxItem, anchor: Anchor, *, lease: Lease
) -> None:
    """Replace what is kept for this head by what its block still shows.

    The head: its slots in the state of the block; the event in the block's receipts where that state is lost, or where
    a later head stands in the same block; nothing where the node lost both, and the head goes on without. Keys are
    shown at the block, else at the newest one, since the registry keeps their history. Raises ChainAway where the chain
    did not answer: nothing is replaced then, and it is asked again.
    """
    shown = _head_shown(chain, deployment, anchor)
    keys = _keys_shown(world, chain, deployment, item, block_of(anchor))
    sizes = (item.sealed.previous_size, item.sealed.head.size)
    answers = wallet_answers(world, chain, *sizes, block=block_of(anchor))
    world.store.save_evidence(item.sealed.head.size, keys if shown is None else {HEAD: shown, **keys}, lease=lease)
    if answers:
        world.store.save_wallet_answers(answers, lease=lease)


def _head_shown(chain: Chain, deployment: Deployment, anchor: Anchor) -> StateProof | EventProof | None:
    block, log_id = block_of(anchor), deployment.log_id
    try:
        if chain.head(log_id, block=block) == (anchor.head, anchor.count, anchor.anchored_at):
            return chain.state_proof(deployment.place.anchor_log, head_slots(log_id), block=block)
    except StateGone:
        pass
    try:
        return chain.event_proof(anchor)
    except StateGone:
        return None


def _keys_shown(
    world: World, chain: Chain, deployment: Deployment, item: OutboxItem, block: BlockRef
) -> dict[bytes, StateProof | EventProof]:
    speakers = world.store.signers_between(item.sealed.previous_size, item.sealed.head.size)
    registry = registry_of(world)
    try:
        found = key_proofs(chain, deployment, registry, speakers, block=block)
    except StateGone:
        try:
            found = key_proofs(chain, deployment, registry, speakers, block=chain.latest_block())
        except StateGone:
            return {}
    return {evidence_subject(signer, issuer): proof for (signer, issuer), proof in found.items()}
