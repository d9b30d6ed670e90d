"""A chain in memory with real blocks of heads, which lags, grows dear, loses messages and goes away.

Implements ledger.ports.Chain over `SimulatedBlocks`. Of money only the balance is kept, not what was spent.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from simulator.simulated_blocks import GAS, MOST_FEE, TIP, Block, SimulatedBlocks

from ledger.errors import ChainAway, ChainRefused, NodeBehind, NoGasMoney, StateGone, WrongChain
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import Anchor, BlockRef, EventProof, SlotProof, StateProof, TreeHead
from ledger.proof.merkle import EMPTY_ROOT


class SimulatedChain(SimulatedBlocks):
    """The chain and the way to it."""

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
