"""What a simulated world's outbox and chain must show at rest."""

from simulator.simulated_world import SimulatedWorld

from ledger.model.log import OutboxItem
from ledger.model.record import RecordStatus


def only_item(simulated: SimulatedWorld) -> OutboxItem:
    (item,) = simulated.store.outbox()
    return item


def require_each_head_once(simulated: SimulatedWorld) -> None:
    """Everything acknowledged is final, and the contract took each sealed head exactly once, and nothing else."""
    held = simulated.chain.blocks[-1].heads
    assert [head.size for head in held] == sorted({head.size for head in held})
    assert held == tuple(item.sealed.head for item in simulated.store.finished())
    assert all(simulated.store.evidence(head.size, b"head") is not None for head in held)
    for record_id in simulated.acknowledged:
        record = simulated.store.record(record_id)
        assert record is not None
        assert record.status is RecordStatus.FINAL
