"""What the world does to the simulated chain: it mines, reorganises, falls back, forgets, and keeps AnchorLog's rules.

Each block holds its own state, hashed over its parent, so a reorganised chain has other blocks and another past. A
block takes every waiting transaction whose turn it is and that pays its base fee, so one block may take several heads;
its state shows the newest of them. Of AnchorLog: only the writer, only on top of `previous_size`, only larger.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import Anchor, BlockRef, TreeHead

BLOCK_SECONDS = 12
GENESIS_TIME = 1_700_000_000
GAS = 60_000
USUAL_FEE, TIP, MOST_FEE = 1_000, 100, 100_000  # wei per gas


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


GENESIS = Block(0, bytes(32), GENESIS_TIME, (), (), 0, (), 0)


@dataclass
class SimulatedBlocks:
    """The blocks, and the state of the way to them. What happened is counted in `fired`.

    `lost_state_below` and `lost_receipts_below` are what the node pruned; `behind` is how many of the newest blocks it
    has not got.
    """

    deployment: Deployment
    snapshot: RegistrySnapshot
    final_depth: int = 2
    automine: bool = False
    is_away: bool = False
    is_finality_away: bool = False  # of two endpoints the second does not answer
    least_fee: int = 0  # a node refuses what offers less
    next_send: str = "arrives"  # or "lost", "delivered, reply lost"
    writer: bytes = b""
    base_fee: int = USUAL_FEE
    balance: int = 10**18
    behind: int = 0
    all_blocks: list[Block] = field(default_factory=list)
    mempool: list[bytes] = field(default_factory=list)
    fired: Counter[str] = field(default_factory=Counter)
    forks: int = 0
    reverted: int = 0
    lost_state_below: int = 0
    lost_receipts_below: int = 0
    when_next_signing: Callable[[], object] | None = None  # happens in the middle of a call
    registry_questions: int = 1  # that reading the registry takes
    when_asked_for_events: Callable[[], object] = lambda: None  # at each of them
    registry_reads: list[RegistrySnapshot | None] = field(default_factory=list)  # what each was read on from

    def __post_init__(self) -> None:
        self.writer = self.deployment.writer
        self.all_blocks = [GENESIS]

    @property
    def blocks(self) -> list[Block]:
        """What the node has."""
        return self.all_blocks[: max(1, len(self.all_blocks) - self.behind)]

    def mine(self, blocks: int = 1) -> None:
        """Each block takes the waiting transactions whose turn it is; one that breaks a rule reverts and is spent."""
        for _ in range(blocks):
            last = self.all_blocks[-1]
            block = replace(
                last,
                number=last.number + 1,
                parent=last.ref.block_hash,
                timestamp=last.timestamp + BLOCK_SECONDS,
                mined=(),
                salt=self.forks,
            )
            mined = self._with_transactions(block)
            self.fired["several heads in one block"] += len(mined.heads) - len(block.heads) > 1
            self.all_blocks.append(mined)

    def reorg(self, depth: int, *, keeps_transactions: bool) -> int:
        """Replace the newest `depth` blocks (never genesis) by as many and one more, without their transactions."""
        depth = min(depth, len(self.all_blocks) - 1)
        gone = self._take_off(depth)
        self.forks += 1
        waiting = self.mempool + [raw for block in gone for raw in block.mined] if keeps_transactions else []
        self.mempool = []
        self.mine(depth)
        self.mempool = waiting
        self.mine()
        return depth

    def fall_back(self, depth: int) -> None:
        """The chain is as it was `depth` blocks ago, and mines only what is sent to it."""
        self._take_off(min(depth, len(self.all_blocks) - 1))
        self.forks += 1
        self.mempool = []

    def spend_nonce(self) -> None:
        """Something else sends with the writer's key."""
        nonce = self.all_blocks[-1].nonce
        raw = json.dumps({"nonce": nonce, "other": self.forks + len(self.all_blocks), "most": MOST_FEE}).encode()
        self.mempool = [each for each in self.mempool if json.loads(each)["nonce"] != nonce]
        self.mempool.append(raw)
        self.mine()

    def forget_waiting(self) -> None:
        """The node restarts: what waited is gone."""
        self.mempool = []

    def is_canonical_unasked(self, anchor: Anchor) -> bool:
        """What a test looks at; the chain being away does not blind it."""
        at = anchor.block_number
        return at < len(self.all_blocks) and self.all_blocks[at].ref.block_hash == anchor.block_hash

    def _take_off(self, depth: int) -> list[Block]:
        kept = len(self.all_blocks) - depth
        gone, self.all_blocks = self.all_blocks[kept:], self.all_blocks[:kept]
        return gone

    def _with_transactions(self, block: Block) -> Block:
        for raw in sorted(self.mempool, key=lambda each: json.loads(each)["nonce"]):
            call = json.loads(raw)
            if call["nonce"] < block.nonce:
                self.mempool.remove(raw)
            elif call["nonce"] == block.nonce and call["most"] >= self.base_fee:
                self.mempool.remove(raw)
                block = self._executed(block, call)
                block = replace(block, nonce=block.nonce + 1, mined=(*block.mined, raw))
        return block

    def _executed(self, block: Block, call: dict[str, Any]) -> Block:
        if "root" not in call:
            return block
        if self._refusal(block, call["previous_size"], call["size"]) is not None:
            self.reverted += 1
            return block
        head = TreeHead(call["size"], bytes.fromhex(call["root"]))
        return replace(block, heads=(*block.heads, head), times=(*block.times, block.timestamp))

    def _refusal(self, block: Block, previous_size: int, size: int) -> str | None:
        newest = block.heads[-1].size if block.heads else 0
        if self.writer != self.deployment.writer:
            return f"NotWriter(…, 0x{self.deployment.writer.hex()}, 0x{self.writer.hex()})"
        if previous_size != newest:
            return f"StalePrevSize(…, {previous_size}, {newest})"
        return None if size > newest else f"SizeNotLarger(…, {size}, {newest})"
