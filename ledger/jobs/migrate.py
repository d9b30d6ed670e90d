"""Move a log from one chain to another: the log is closed where it was, and a head at the new place extends its last.

    1  deploy     all contracts on the new chain, for the same home domain
    2  drain      everything pending is anchored and final on the chain that is left      } not where that chain is
    3  close      the log there, naming its successor; final before anything relies on it } gone or has halted
    4  sign       the cold admin's word that the log goes on there, from the last head on; offline and for ever
    5  switch     heads that never became final are taken back, then the new deployment is saved: one moment decides
    6  carry      parties and keys (see `carry_parties`)
    7  announce   the operator says at the new place where the log came from; the head over it is final
                  (see `announce_move`)

Each step finds out whether it was done; a move that was cut off anywhere is made again from the start. Until step 5
the ledger lives where it lived, from step 5 on at the new place. Old heads keep their own proofs: nothing of them is
anchored again. The first head at the new place is one that was taken back, else the one over the statement of step 7.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from ledger.errors import BadSetting, ChainAway, ChainRefused, LeaseLost, LogDisagrees
from ledger.jobs.anchor import anchor_once
from ledger.jobs.lease import LEASE_SECONDS
from ledger.jobs.left_chain import LeftChain, require_as_said
from ledger.jobs.promises import log_key_part
from ledger.jobs.standing import chain_of, deployment_of, registry_of
from ledger.jobs.sync_registry import sync_registry
from ledger.model.deployment import Deployment, FormerPlace, RegistrySnapshot
from ledger.model.log import OutboxItem, OutboxState, TreeHead
from ledger.model.work import Lease
from ledger.ports import World
from ledger.ports.migrator import Migrator
from ledger.proof.merkle import EMPTY_ROOT
from ledger.proof.places import log_id_of

_HOLDER = "migrate"
_TRIES = 600  # of a wait; the caller says how long one is

Wait = Callable[[], None]


@dataclass(frozen=True, slots=True)
class MovePlan:
    """What a move would do. `head` is the newest head that is final now; `waiting` records are not in a final head."""

    left: Deployment
    entered: Deployment
    head: TreeHead
    waiting: int


def plan_move(world: World, migrator: Migrator) -> MovePlan:
    """Say what `move` would do; nothing is sent or written."""
    counts, head = world.store.counts(), _newest_final(world)
    waiting = counts.pending + counts.sealed_size - head.size
    left, entered = deployment_of(world), migrator.planned()
    _require_another_log(left, entered)
    return MovePlan(left, entered, head, waiting)


def move(
    world: World,
    migrator: Migrator,
    *,
    left_chain: LeftChain,
    remember: Callable[[RegistrySnapshot], None],
    wait: Wait,
) -> Deployment:
    """Give the deployment at the new place, once the ledger lives there (steps 1 to 5).

    Where `left_chain` is not LIVES, steps 2 and 3 are left out and the log there stays open; BadSetting where that
    chain is found otherwise. `remember` keeps the parties of the place that is left, for step 6; `wait` is called
    between two questions.
    Raises ChainAway, ChainRefused, WrongChain, LogDisagrees, LeaseLost: make the call again.
    """
    left = deployment_of(world)
    _require_another_log(left, migrator.planned())
    require_as_said(world, migrator, left, left_chain, wait=wait)
    entered = migrator.deploy()
    head = _closed(world, migrator, left, entered, wait) if left_chain is LeftChain.LIVES else _newest_final(world)
    if left_chain is not LeftChain.GONE:
        sync_registry(world, is_whole=True)
    registry = registry_of(world)
    remember(registry)
    world.store.save_former_log_keys(len(left.former) + 1, log_key_part(registry))  # revoked ones are not carried
    lease = leased(world, holder=_HOLDER, wait=wait)
    try:
        return _switch(world, migrator, left, entered, head, lease)
    finally:
        world.store.release_lease(lease)


def _require_another_log(left: Deployment, entered: Deployment) -> None:
    """A fresh chain with the same chain id gives the same addresses to the same admin, and so the same log id."""
    if entered.log_id in {log_id_of(place) for place in left.places}:
        raise BadSetting(
            setting="--to-url",
            reason=f"the log there would have the id of one that this log has lived in, 0x{entered.log_id.hex()}",
            mend="move to a chain with another chain id",
        )


def _closed(world: World, migrator: Migrator, left: Deployment, entered: Deployment, wait: Wait) -> TreeHead:
    """Give the last head of the log that is left, once it is closed and this database knows that head as final."""
    _drain(world, wait)
    _require_ours(world, left)
    head = migrator.close_left(successor=entered.log_id)
    _follow(world, head, wait)
    return head


def _drain(world: World, wait: Wait) -> None:
    """Return when every record is in a final head, or the log was closed by an earlier try of this move."""
    for _ in range(_TRIES):
        try:
            if anchor_once(world, holder=_HOLDER).is_settled:
                return
        except ChainRefused as error:
            if "NotWriter" in error.reason or "LogClosed" in error.reason:
                return
            raise
        wait()
    raise ChainAway(doing="anchor what is pending before the log is closed", reason="it is not final yet")


def _require_ours(world: World, left: Deployment) -> None:
    """Return when the newest head on the chain is one that this database sealed: a closed log keeps its last head."""
    chain = chain_of(world)
    held, count, _ = chain.head(left.log_id, block=chain.latest_block())
    if count:
        _require_sealed_here(world, held)


def _require_sealed_here(world: World, held: TreeHead) -> None:
    item = world.store.outbox_item(held.size)
    if item is None or item.sealed.head != held:
        raise LogDisagrees(size=held.size, reason="the chain holds a head that this database never sealed")


def _follow(world: World, head: TreeHead, wait: Wait) -> None:
    """Return when this database knows the closed log's last head as final. Raises LogDisagrees for one of others."""
    if head.size:
        _require_sealed_here(world, head)
    for _ in range(_TRIES):
        if _newest_final(world).size >= head.size:
            return
        with suppress(ChainRefused):  # of a head that was sealed after the log was closed: it is taken back below
            anchor_once(world, holder=_HOLDER)
        wait()
    raise ChainAway(doing="follow the last head of the closed log", reason="it is not final yet")


def _switch(
    world: World, migrator: Migrator, left: Deployment, entered: Deployment, head: TreeHead, lease: Lease
) -> Deployment:
    """Heads first, deployment last: a process that still knows the old one can do nothing with a head taken back."""
    migration = migrator.sign(left, successor=entered.log_id, head=head)
    for item in world.store.outbox():
        if item.sealed.head.size <= head.size:
            raise LogDisagrees(size=item.sealed.head.size, reason="the head is in the closed log and is not final here")
        world.store.save_outbox(taken_back(item), lease=lease)
    moved = replace(entered, domain=left.domain, former=(*left.former, FormerPlace(left.place, migration)))
    world.store.save_deployment(moved)
    return moved


def taken_back(item: OutboxItem) -> OutboxItem:
    """The head as it was when it was sealed: what was signed for the chain that is left is worth nothing elsewhere."""
    return OutboxItem(sealed=item.sealed, state=OutboxState.SEALED)


def leased(world: World, *, holder: str, wait: Wait) -> Lease:
    """Give the lease once no other anchorer has it. Raises LeaseLost where one keeps it."""
    for _ in range(_TRIES):
        lease = world.store.take_lease(holder=holder, now=world.clock.now(), seconds=LEASE_SECONDS)
        if lease is not None:
            return lease
        wait()
    raise LeaseLost(holder="another anchorer")


def _newest_final(world: World) -> TreeHead:
    finished = world.store.finished()
    return finished[-1].sealed.head if finished else TreeHead(0, EMPTY_ROOT)
