"""State the newest final head, signed with the log key, for whoever compares what different readers are shown."""

from ledger.errors import NotFound
from ledger.jobs.standing import deployment_of
from ledger.model.promise import Checkpoint
from ledger.ports import World
from ledger.proof.checkpoint import checkpoint_material, checkpoint_note, origin_of


def checkpoint(world: World) -> Checkpoint:
    """Give the newest final head, signed. Raises NotFound before the first one, or where there is no log key here."""
    signer = world.log_signer
    if signer is None:
        raise NotFound(what="checkpoint", identifier="this server holds no log key")
    finished = world.store.finished()
    if not finished:
        raise NotFound(what="checkpoint", identifier="no head is final yet")
    head, origin = finished[-1].sealed.head, origin_of(deployment_of(world).domain.salt)
    signature = signer.sign_checkpoint(checkpoint_material(origin, head))
    note = checkpoint_note(origin, head, log_key=signer.checkpoint_key, signature=signature)
    return Checkpoint(origin=origin, head=head, log_key=signer.checkpoint_key, note=note)
