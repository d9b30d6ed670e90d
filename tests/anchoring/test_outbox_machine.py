"""The outbox under any order of faults: a state machine over the simulated chain, with the database really reopened.

Never two anchors for one head; what is said of a head is true of the chain when it is said; when the faults end,
everything acknowledged is final.
"""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from simulator.simulated_world import a_simulated_world, a_template

from ledger.jobs.anchor import LEASE_SECONDS
from ledger.model.log import OutboxState
from ledger.model.record import RecordStatus

SETTINGS = settings(
    max_examples=90,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class OutboxMachine(RuleBasedStateMachine):
    """Everything that may happen to an anchoring process and its chain, in any order."""

    template: Path
    fired: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.template.parent))
        self.simulated = a_simulated_world(self.template, self.folder)
        self.chain = self.simulated.chain

    @rule(count=st.integers(1, 3))
    def submit(self, count: int) -> None:
        self.simulated.submit(count)

    @rule()
    def anchor_and_mine(self) -> None:
        self.anchor()
        self.chain.mine()

    @rule()
    def anchor(self) -> None:
        if self.simulated.anchor() is not None:
            self.fired["anchor calls that went through"] += 1
            self.require_honest_states()

    @rule(at=st.integers(1, 7), after=st.booleans())
    def anchor_and_die(self, at: int, after: bool) -> None:
        self.fired["killed"] += self.simulated.anchor_and_die(at=at, after=after)
        self.simulated.clock.time += LEASE_SECONDS

    @rule(blocks=st.integers(1, 4))
    def mine(self, blocks: int) -> None:
        self.chain.mine(blocks)

    @rule(depth=st.sampled_from([1, 2, 3, 6, 64]), keeps=st.booleans())
    def reorganise(self, depth: int, keeps: bool) -> None:
        self.fired["reorg"] += self.chain.reorg(depth, keeps_transactions=keeps) > 0
        if self.simulated.anchor() is not None:
            self.require_honest_states()

    @rule(fate=st.sampled_from(["lost", "delivered, reply lost"]))
    def send_and_lose(self, fate: str) -> None:
        self.chain.next_send = fate
        self.submit(1)
        self.anchor()

    @rule()
    def restart_the_node(self) -> None:
        self.fired["waiting transactions forgotten"] += len(self.chain.mempool)
        self.chain.forget_waiting()

    @rule()
    def anchor_while_the_chain_is_away(self) -> None:
        self.chain.is_away = True
        assert self.simulated.anchor() is None
        self.chain.is_away = False

    @rule()
    def use_the_nonce_for_something_else(self) -> None:
        self.chain.spend_nonce()
        self.fired["nonce used"] += 1

    def require_honest_states(self) -> None:
        """After a call that reached the chain: mined and final are said only of what the chain holds, where it says."""
        for item in (*self.simulated.store.finished(), *self.simulated.store.outbox()):
            if item.state in (OutboxState.MINED, OutboxState.FINAL):
                assert item.anchor is not None
                assert self.chain.is_canonical_unasked(item.anchor)
                assert item.sealed.head in self.chain.blocks[item.anchor.block_number].heads
                assert self.simulated.store.evidence(item.sealed.head.size, b"head") is not None

    @invariant()
    def the_contract_took_no_head_twice(self) -> None:
        sizes = [head.size for head in self.chain.blocks[-1].heads]
        assert sizes == sorted(set(sizes))

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        counts = self.simulated.store.counts()
        assert counts.pending + counts.sealed_size == len(self.simulated.acknowledged)

    def teardown(self) -> None:
        settled = self.simulated.settle()
        assert settled is not None, "the faults are over and it is still not final"
        held = self.chain.blocks[-1].heads
        assert held == tuple(item.sealed.head for item in self.simulated.store.finished())
        assert all(self.simulated.store.evidence(head.size, b"head") is not None for head in held)
        for record_id in self.simulated.acknowledged:
            record = self.simulated.store.record(record_id)
            assert record is not None
            assert record.status is RecordStatus.FINAL
        self.fired += self.chain.fired
        self.fired["runs"] += 1
        self.fired["heads"] += len(held)
        self.simulated.store.close()
        shutil.rmtree(self.folder)


def test_under_any_order_of_faults_each_head_is_anchored_once_and_everything_becomes_final(tmp_path: Path) -> None:
    OutboxMachine.template, OutboxMachine.fired = a_template(tmp_path), Counter()
    run_state_machine_as_test(OutboxMachine, settings=SETTINGS)
    fired = OutboxMachine.fired
    print(f"fired: {dict(sorted(fired.items()))}")
    for fault in ("killed", "reorg", "send lost", "reply lost", "away", "nonce used"):
        assert fired[fault] >= 25, f"{fault} fired {fired[fault]} times: the run proves nothing about it"
    assert fired["heads"] >= fired["runs"]
