"""A chain in memory with real blocks of heads: it mines, reorganises, loses messages and goes away, as told.

Implements ledger.ports.Chain. Each block holds its own state, hashed over its parent, so a reorganised chain has other
blocks and another past. The rules of AnchorLog are kept: only the writer, only on top of `previous_size`, only larger.
One transaction a block: two heads in one block, possible only below finality, are not simulated.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from ledger.errors import ChainAway, WrongChain
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import Anchor, BlockRef, SlotProof, StateProof, TreeHead
from ledger.proof.merkle import EMPTY_ROOT

BLOCK_SECONDS = 12
GENESIS_TIME = 1_700_000_000


@dataclass(frozen=True)
class Block:
    """One block: what it holds after its transactions. `heads` are all that were anchored up to here, oldest first."""

    number: int
    parent: bytes
    timestamp: int
    heads: tuple[TreeHead, ...]
    times: tuple[int, ...]  # anchored_at of each head
    nonce: int  # of the writer's next transaction
    mined: tuple[bytes, ...]  # raw transactions
    salt: int  # another one for each fork

    @property
    def ref(self) -> BlockRef:
        told = repr((self.number, self.parent.hex(), self.timestamp, self.heads, self.nonce, self.mined, self.salt))
        return BlockRef(self.number, sha256(told.encode()).digest(), self.timestamp)


@dataclass
class SimulatedChain:
    """The chain and the way to it. What happened is counted in `fired`; `lost_state_below` is what the node pruned."""

    deployment: Deployment
    snapshot: RegistrySnapshot
    final_depth: int = 2
    automine: bool = False
    is_away: bool = False
    next_send: str = "arrives"  # or "lost", "delivered, reply lost"
    writer: bytes = b""
    blocks: list[Block] = field(default_factory=list)
    mempool: list[bytes] = field(default_factory=list)
    fired: Counter[str] = field(default_factory=Counter)
    forks: int = 0
    reverted: int = 0
    lost_state_below: int = 0

    def __post_init__(self) -> None:
        self.writer = self.deployment.writer
        self.blocks = [Block(0, bytes(32), GENESIS_TIME, (), (), 0, (), 0)]

    # --- what the world does ---

    def mine(self, blocks: int = 1) -> None:
        """Each block takes the waiting transaction whose turn it is; one that breaks a rule reverts and is spent."""
        for _ in range(blocks):
            last = self.blocks[-1]
            block = replace(
                last,
                number=last.number + 1,
                parent=last.ref.block_hash,
                timestamp=last.timestamp + BLOCK_SECONDS,
                mined=(),
                salt=self.forks,
            )
            self.blocks.append(self._with_transactions(block))

    def reorg(self, depth: int, *, keeps_transactions: bool) -> int:
        """Replace the newest `depth` blocks (never genesis) by as many and one more, without their transactions."""
        depth = min(depth, len(self.blocks) - 1)
        gone, self.blocks = self.blocks[len(self.blocks) - depth :], self.blocks[: len(self.blocks) - depth]
        self.forks += 1
        waiting = self.mempool + [raw for block in gone for raw in block.mined] if keeps_transactions else []
        self.mempool = []
        self.mine(depth)
        self.mempool = waiting
        self.mine()
        return depth

    def spend_nonce(self) -> None:
        """Something else sends with the writer's key."""
        raw = json.dumps({"nonce": self.blocks[-1].nonce, "other": self.forks + len(self.blocks)}).encode()
        self.mempool = [raw, *self.mempool]
        self.mine()

    def forget_waiting(self) -> None:
        """The node restarts: what waited is gone."""
        self.mempool = []

    def _with_transactions(self, block: Block) -> Block:
        for raw in tuple(self.mempool):
            call = json.loads(raw)
            if call["nonce"] < block.nonce:
                self.mempool.remove(raw)
            elif call["nonce"] == block.nonce:
                self.mempool.remove(raw)
                return replace(self._executed(block, call), nonce=block.nonce + 1, mined=(raw,))
        return block

    def _executed(self, block: Block, call: dict[str, object]) -> Block:
        if "root" not in call:
            return block
        newest = block.heads[-1].size if block.heads else 0
        size = int(str(call["size"]))
        if call["previous_size"] != newest or size <= newest or self.writer != self.deployment.writer:
            self.reverted += 1
            return block
        head = TreeHead(size, bytes.fromhex(str(call["root"])))
        return replace(block, heads=(*block.heads, head), times=(*block.times, block.timestamp))

    # --- ports.Chain ---

    def check(self, deployment: Deployment) -> None:
        self._reach("check")
        if deployment != self.deployment:
            raise WrongChain(field="deployment", expected="ours", found="another")

    def latest_block(self) -> BlockRef:
        self._reach("read a block")
        return self.blocks[-1].ref

    def final_block(self) -> BlockRef:
        self._reach("read a block")
        return self.blocks[max(0, len(self.blocks) - 1 - self.final_depth)].ref

    def is_canonical_unasked(self, anchor: Anchor) -> bool:
        """What a test looks at; the chain being away does not blind it."""
        at = anchor.block_number
        return at < len(self.blocks) and self.blocks[at].ref.block_hash == anchor.block_hash

    def is_canonical(self, block: BlockRef) -> bool:
        self._reach("read a block")
        return block.number < len(self.blocks) and self.blocks[block.number].ref.block_hash == block.block_hash

    def head(self, log_id: bytes, *, block: BlockRef) -> tuple[TreeHead, int, int]:  # noqa: ARG002 (one log, one account)
        held = self._state(block)
        if not held.heads:
            return TreeHead(0, EMPTY_ROOT), 0, 0
        return held.heads[-1], len(held.heads), held.times[-1]

    def find_anchor(self, log_id: bytes, size: int) -> Anchor | None:
        self._reach("find an anchor")
        for block in self.blocks:
            if block.heads and block.heads[-1].size == size:
                ref = block.ref
                return Anchor(log_id, len(block.heads), block.heads[-1], ref.number, ref.block_hash, block.times[-1])
        return None

    def next_nonce(self, account: bytes) -> int:  # noqa: ARG002 (one log, one account)
        self._reach("read a nonce")
        return self.blocks[-1].nonce

    def sign_anchor(self, log_id: bytes, previous_size: int, head: TreeHead, *, nonce: int) -> tuple[bytes, bytes]:  # noqa: ARG002
        self._reach("sign")
        call = {"nonce": nonce, "previous_size": previous_size, "size": head.size, "root": head.root.hex()}
        raw = json.dumps(call, sort_keys=True).encode()
        return raw, sha256(raw).digest()

    def send(self, raw_transaction: bytes) -> None:
        self._reach("send")
        fate, self.next_send = self.next_send, "arrives"
        if fate == "lost":
            self.fired["send lost"] += 1
            raise ChainAway(doing="send", reason="timeout")
        call = json.loads(raw_transaction)
        if call["nonce"] >= self.blocks[-1].nonce and raw_transaction not in self.mempool:
            self.mempool.append(raw_transaction)
        if self.automine:
            self.mine()
        if fate == "delivered, reply lost":
            self.fired["reply lost"] += 1
            raise ChainAway(doing="send", reason="connection reset")

    def state_proof(self, address: bytes, slots: Iterable[bytes], *, block: BlockRef) -> StateProof:
        held = self._state(block)
        header = json.dumps([held.number, held.ref.block_hash.hex(), len(held.heads)]).encode()
        return StateProof(header, address, (), tuple(SlotProof(slot, ()) for slot in slots))

    def registry(self, *, block: BlockRef, dids: Iterable[str]) -> RegistrySnapshot:  # noqa: ARG002 (one log, one account)
        self._state(block)
        return self.snapshot

    def _reach(self, doing: str) -> None:
        if self.is_away:
            self.fired["away"] += 1
            raise ChainAway(doing=doing, reason="no connection")

    def _state(self, block: BlockRef) -> Block:
        if not self.is_canonical(block) or block.number < self.lost_state_below:
            raise ChainAway(doing="read state", reason="the block is gone, or its state")
        return self.blocks[block.number]
