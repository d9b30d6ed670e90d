"""A chain in memory with real blocks of heads: it mines, reorganises, lags, grows dear, loses messages and goes away.

Implements ledger.ports.Chain. Each block holds its own state, hashed over its parent, so a reorganised chain has other
blocks and another past. A block takes every waiting transaction whose turn it is and that pays its base fee, so one
block may take several heads; its state shows the newest of them. The rules of AnchorLog are kept: only the writer, only
on top of `previous_size`, only larger. Of money only the balance is kept, not what was spent.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from ledger.errors import ChainAway, ChainRefused, NodeBehind, NoGasMoney, StateGone, WrongChain
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import Anchor, BlockRef, EventProof, SlotProof, StateProof, TreeHead
from ledger.proof.merkle import EMPTY_ROOT

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
class SimulatedChain:
    """The chain and the way to it. What happened is counted in `fired`.

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

    # --- what the world does ---

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
        if self.is_finality_away:
            self.fired["finality away"] += 1
            raise ChainAway(doing="read the final block", reason="the second endpoint does not answer")
        return self.blocks[max(0, len(self.blocks) - 1 - self.final_depth)].ref

    def is_canonical_unasked(self, anchor: Anchor) -> bool:
        """What a test looks at; the chain being away does not blind it."""
        at = anchor.block_number
        return at < len(self.all_blocks) and self.all_blocks[at].ref.block_hash == anchor.block_hash

    def is_canonical(self, block: BlockRef) -> bool:
        self._reach("read a block")
        if block.number >= len(self.blocks):
            if self.blocks[-1].timestamp <= block.timestamp:
                self.fired["behind"] += 1
                raise NodeBehind(doing="read a block", reason="the node is not so far")
            return False
        return self.blocks[block.number].ref.block_hash == block.block_hash

    def head(self, log_id: bytes, *, block: BlockRef) -> tuple[TreeHead, int, int]:  # noqa: ARG002 (one log, one account)
        held = self._state(block)
        if not held.heads:
            return TreeHead(0, EMPTY_ROOT), 0, 0
        return held.heads[-1], len(held.heads), held.times[-1]

    def find_anchor(self, log_id: bytes, size: int) -> Anchor | None:
        self._reach("find an anchor")
        for block in self.blocks:
            for place, head in enumerate(block.heads):
                if head.size == size:
                    return Anchor(log_id, place + 1, head, block.number, block.ref.block_hash, block.times[place])
        return None

    def anchors(self, log_id: bytes) -> Iterator[Anchor]:
        sizes = [head.size for head in self.blocks[-1].heads]
        yield from (found for size in reversed(sizes) if (found := self.find_anchor(log_id, size)) is not None)

    def next_nonce(self, account: bytes) -> int:  # noqa: ARG002 (one log, one account)
        self._reach("read a nonce")
        return self.blocks[-1].nonce

    def sign_anchor(
        self,
        log_id: bytes,  # noqa: ARG002 (one log)
        previous_size: int,
        head: TreeHead,
        *,
        nonce: int,
        outbids: bytes | None = None,
    ) -> tuple[bytes, bytes]:
        self._reach("sign")
        happens, self.when_next_signing = self.when_next_signing, None
        if happens is not None:
            happens()
        refusal = self._refusal(self.blocks[-1], previous_size, head.size)
        if refusal is not None:
            self.fired["refused before signing"] += 1
            raise ChainRefused(doing="anchor a head", reason=refusal)
        most, tip = self._fees(outbids)
        if most > MOST_FEE and outbids is not None:
            return outbids, sha256(outbids).digest()
        call = {"nonce": nonce, "previous_size": previous_size, "size": head.size, "root": head.root.hex()}
        raw = json.dumps({**call, "most": most, "tip": tip}, sort_keys=True).encode()
        return raw, sha256(raw).digest()

    def _fees(self, outbids: bytes | None) -> tuple[int, int]:
        most, tip = 2 * self.base_fee + TIP, TIP
        if outbids is None:
            return most, tip
        earlier = json.loads(outbids)
        return max(most, -(-earlier["most"] * 9 // 8)), max(tip, -(-earlier["tip"] * 9 // 8))

    def send(self, raw_transaction: bytes) -> None:
        self._reach("send")
        fate, self.next_send = self.next_send, "arrives"
        if fate == "lost":
            self.fired["send lost"] += 1
            raise ChainAway(doing="send", reason="timeout")
        self._take(raw_transaction)
        if self.automine:
            self.mine()
        if fate == "delivered, reply lost":
            self.fired["reply lost"] += 1
            raise ChainAway(doing="send", reason="connection reset")

    def _take(self, raw: bytes) -> None:
        call = json.loads(raw)
        if call["nonce"] < self.all_blocks[-1].nonce or raw in self.mempool:
            return
        if call["most"] < self.least_fee:
            raise ChainAway(doing="send", reason="transaction underpriced")
        if call["most"] * GAS > self.balance:
            self.fired["no money"] += 1
            raise NoGasMoney(account=self.deployment.writer, needs_wei=call["most"] * GAS, has_wei=self.balance)
        rival = next((each for each in self.mempool if json.loads(each)["nonce"] == call["nonce"]), None)
        if rival is not None:
            if any(10 * call.get(fee, 0) < 11 * json.loads(rival).get(fee, 0) for fee in ("most", "tip")):
                raise ChainAway(doing="send", reason="replacement transaction underpriced")
            self.fired["replaced"] += 1
            self.mempool.remove(rival)
        self.mempool.append(raw)

    def gas_money(self, account: bytes) -> tuple[int, int]:  # noqa: ARG002 (one account)
        self._reach("read a balance")
        return self.balance, GAS * (2 * self.base_fee + TIP)

    def state_proof(self, address: bytes, slots: Iterable[bytes], *, block: BlockRef) -> StateProof:
        held = self._state(block)
        header = json.dumps([held.number, held.ref.block_hash.hex(), held.heads[-1].size if held.heads else 0]).encode()
        return StateProof(header, address, (), tuple(SlotProof(slot, ()) for slot in slots))

    def event_proof(self, anchor: Anchor) -> EventProof:
        block = BlockRef(anchor.block_number, anchor.block_hash, anchor.anchored_at)
        if not self.is_canonical(block):
            raise ChainAway(doing="read receipts", reason="the block is gone")
        if block.number < self.lost_receipts_below:
            self.fired["receipts lost"] += 1
            raise StateGone(doing="read receipts", reason="pruned")
        header = json.dumps([block.number, block.block_hash.hex(), anchor.head.size]).encode()
        return EventProof(header, 0, 0, ())

    def accepts_signature(self, account: bytes, digest: bytes, signature: bytes, *, block: BlockRef) -> bool:  # noqa: ARG002
        self._state(block)
        return False

    def registry(
        self,
        *,
        block: BlockRef,
        dids: Iterable[str],  # noqa: ARG002 (the snapshot names its parties)
        since: RegistrySnapshot | None = None,
        between: Callable[[], None] | None = None,
    ) -> RegistrySnapshot:
        if not self.is_canonical(block):
            raise ChainAway(doing="read the registry", reason="the block is gone")
        self.registry_reads.append(since)
        for _ in range(self.registry_questions):
            self.when_asked_for_events()
            if between is not None:
                between()
        return self.snapshot

    def _reach(self, doing: str) -> None:
        if self.is_away:
            self.fired["away"] += 1
            raise ChainAway(doing=doing, reason="no connection")

    def _state(self, block: BlockRef) -> Block:
        if not self.is_canonical(block):
            raise ChainAway(doing="read state", reason="the block is gone")
        if block.number < self.lost_state_below:
            self.fired["state lost"] += 1
            raise StateGone(doing="read state", reason="pruned")
        return self.blocks[block.number]
