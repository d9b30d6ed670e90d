"""The outbox under any order of faults: a state machine over the simulated chain, with the database really reopened.

Never two anchors for one head; what is said of a head is true of the chain when it is said; when the faults end,
everything acknowledged is final.
"""

import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from simulator.simulated_blocks import USUAL_FEE
from simulator.simulated_world import a_simulated_world, a_template

from ledger.jobs.anchor import BUMP_FEE_AFTER_SECONDS
from ledger.jobs.lease import LEASE_SECONDS
from ledger.model.log import Anchor, EventProof, OutboxState, TreeHead
from ledger.model.record import RecordStatus

MEMORY = Path("/dev/shm")  # noqa: S108 (what is flushed to the disk is tested in tests/store and tests/faults)
LEAST_FIRED = 15
DEAREST_FEE = 20 * USUAL_FEE
FAULTS = (
    *("killed", "reorg", "send lost", "reply lost", "away", "nonce used", "gap", "replaced", "no-gas-money"),
    "reorg in a call",
    *("several heads in one block", "taken over", "chain-refused", "behind", "state lost", "receipts lost"),
    *("heads shown by their event", "heads that nothing shows"),
)
SETTINGS = settings(
    max_examples=90,
    stateful_step_count=25,
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
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else self.template.parent))
        self.simulated = a_simulated_world(self.template, self.folder)
        self.chain = self.simulated.chain
        self.lost_below = 0

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

    @rule(at=st.integers(1, 6), after=st.booleans())
    def anchor_and_die(self, at: int, after: bool) -> None:
        self.submit(1)
        self.simulated.anchor_and_die(at=at, after=after)
        self.simulated.clock.time += LEASE_SECONDS

    @rule(blocks=st.integers(1, 4))
    def mine(self, blocks: int) -> None:
        self.chain.mine(blocks)

    @rule(depth=st.sampled_from([1, 2, 3, 6, 64]), keeps=st.booleans())
    def reorganise(self, depth: int, keeps: bool) -> None:
        self.fired["reorg"] += self.chain.reorg(depth, keeps_transactions=keeps) > 0
        if self.simulated.anchor() is not None:
            self.require_honest_states()

    @rule(depth=st.sampled_from([2, 6, 64]), keeps=st.booleans())
    def reorganise_in_the_middle_of_a_call(self, depth: int, keeps: bool) -> None:
        self.let_it_finish()
        self.submit(1)
        self.chain.when_next_signing = lambda: self.chain.reorg(depth, keeps_transactions=keeps)
        self.simulated.anchor()  # what it says of older heads was true when it began
        self.fired["reorg in a call"] += self.chain.when_next_signing is None
        self.chain.when_next_signing = None
        self.chain.mine()
        self.anchor()

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

    @rule()
    def let_it_wait_in_a_dear_hour(self) -> None:
        """What waits is too cheap now, and stays so for longer than it is waited for."""
        self.chain.base_fee = min(self.chain.base_fee * 3, DEAREST_FEE)
        self.submit(1)
        for _ in range(3):
            self.chain.mine()
            self.anchor()
            self.simulated.clock.time += int(BUMP_FEE_AFTER_SECONDS) + 1

    @rule()
    def the_hour_is_cheap(self) -> None:
        self.chain.base_fee = USUAL_FEE

    @rule()
    def open_a_gap(self) -> None:
        """A foreign transaction was mined before ours and is gone again: ours would wait behind its nonce."""
        self.chain.spend_nonce()
        self.submit(1)
        self.anchor()
        self.chain.reorg(1, keeps_transactions=False)
        nonces = [item.account_nonce for item in self.simulated.store.outbox() if item.account_nonce is not None]
        self.fired["gap"] += any(nonce > self.chain.blocks[-1].nonce for nonce in nonces)
        self.anchor()

    @rule()
    def anchor_without_money(self) -> None:
        self.chain.balance = 0
        self.submit(1)
        self.anchor()
        self.anchor()
        self.chain.balance = 10**18

    @rule(at=st.integers(2, 4))
    def hang_and_be_overtaken(self, at: int) -> None:
        self.let_it_finish()
        self.submit(1)
        self.fired["taken over"] += self.simulated.anchor_and_be_overtaken(at=at)

    @rule()
    def anchor_under_another_writer(self) -> None:
        self.let_it_finish()
        self.chain.writer = b"\x66" * 20
        self.submit(1)
        self.anchor()
        self.chain.writer = self.chain.deployment.writer

    @rule(blocks=st.integers(4, 8))
    def ask_a_node_that_lags(self, blocks: int) -> None:
        self.submit(1)
        self.let_it_finish()
        before = self.statuses()
        self.chain.behind = blocks
        told = self.chain.fired["behind"]
        self.anchor()
        if self.chain.fired["behind"] > told:
            assert self.statuses() == before, "nothing is concluded from a node that has not got that far"
        self.chain.behind = 0

    @rule(receipts_too=st.sampled_from([True, True, False]))
    def the_node_forgets_before_a_head_is_found(self, receipts_too: bool) -> None:
        self.submit(1)
        self.anchor()
        self.chain.mine(3)
        newest = self.chain.blocks[-1].number
        self.chain.lost_state_below = newest
        self.chain.lost_receipts_below = newest if receipts_too else 0
        self.lost_below = max(self.lost_below, self.chain.lost_receipts_below)
        self.anchor()
        self.chain.lost_state_below = self.chain.lost_receipts_below = 0

    @rule()
    def reorganise_everything(self) -> None:
        """Below every finality rule: all heads may come to stand in one block."""
        self.chain.reorg(len(self.chain.blocks), keeps_transactions=True)
        self.anchor()

    def let_it_finish(self) -> None:
        """What is under way mostly gets there, so that the next head is sealed at once."""
        for _ in range(2):
            self.anchor()
            self.chain.mine(self.chain.final_depth + 1)

    def statuses(self) -> list[tuple[int, OutboxState]]:
        items = (*self.simulated.store.finished(), *self.simulated.store.outbox())
        return [(item.sealed.head.size, item.state) for item in items]

    def require_honest_states(self) -> None:
        """After a call that reached the chain: mined and final are said only of what the chain holds, where it says."""
        for item in (*self.simulated.store.finished(), *self.simulated.store.outbox()):
            if item.state in (OutboxState.MINED, OutboxState.FINAL):
                assert item.anchor is not None
                assert self.chain.is_canonical_unasked(item.anchor)
                assert item.sealed.head in self.chain.blocks[item.anchor.block_number].heads
                self.require_shown(item.sealed.head, item.anchor)

    def require_shown(self, head: TreeHead, anchor: Anchor) -> None:
        """What is kept is of this block and shows this head; nothing only where the node had lost its receipts too."""
        proof = self.simulated.store.evidence(head.size, b"head")
        if proof is None:
            assert anchor.block_number < self.lost_below
            self.fired["heads that nothing shows"] += 1
            return
        assert json.loads(proof.header) == [anchor.block_number, anchor.block_hash.hex(), head.size]
        self.fired["heads shown by their event"] += isinstance(proof, EventProof)

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
        self.require_honest_states()
        for record_id in self.simulated.acknowledged:
            record = self.simulated.store.record(record_id)
            assert record is not None
            assert record.status is RecordStatus.FINAL
        self.fired += self.chain.fired + self.simulated.fired
        self.fired["runs"] += 1
        self.fired["heads"] += len(held)
        self.simulated.store.close()
        shutil.rmtree(self.folder)


def test_under_any_order_of_faults_each_head_is_anchored_once_and_everything_becomes_final(tmp_path: Path) -> None:
    OutboxMachine.template, OutboxMachine.fired = a_template(tmp_path), Counter()
    run_state_machine_as_test(OutboxMachine, settings=SETTINGS)
    fired = OutboxMachine.fired
    print(f"fired: {dict(sorted(fired.items()))}")
    for fault in FAULTS:
        assert fired[fault] >= LEAST_FIRED, f"{fault} fired {fired[fault]} times: the run proves nothing about it"
    assert fired["heads"] >= fired["runs"]
