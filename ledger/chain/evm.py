"""The Chain port on any JSON-RPC URL. What a node says is checked against its own headers and state proofs.

A header that hashes to the block hash and a proof under its state root bind storage to a block; that the block is on
the chain everyone follows is the node's word, and finality is asked for separately.
"""

import time
from collections.abc import Iterable
from hashlib import sha256

from ledger.chain.answers import block_ref, hexed, items, members, octets, unusable
from ledger.chain.contract import decoded, encoded_call, topic
from ledger.chain.event_logs import events
from ledger.chain.finality import Finality
from ledger.chain.identity import check_identity
from ledger.chain.key_events import read_registry
from ledger.chain.rpc import Refusal, Rpc
from ledger.chain.transaction import nonce_of, present_fees, sign
from ledger.errors import BadSetting, ChainAway, ChainRefused, Malformed, ProofMismatch, WrongChain
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import Anchor, BlockRef, SlotProof, StateProof, TreeHead
from ledger.proof.state_proof import decode_head, head_slots, header_rlp, prove

ANCHOR_GAS = 60_000  # about 35,800 is used, 53,000 by the first head of a log
_PROOF_TRIES = 4  # anvil answers with the state of another block while it mines (1.7.1)
_PROOF_PAUSE_SECONDS = 0.05
_ANCHOR = "anchor(bytes32,uint40,bytes32,uint40)"
_ANCHORED = "Anchored(bytes32,uint24,uint40,bytes32)"
_NO_ENTRIES = sha256(b"").digest()  # the root of the empty tree; the contract stores zero


class EvmChain:
    """ports.Chain over one endpoint. Build it freely: nothing is asked before the first call; call check() first."""

    def __init__(
        self,
        *,
        url: str,
        anchor_log: bytes,
        key_registry: bytes,
        log_id: bytes,
        writer_secret: bytes | None,
        finality: Finality,
        timeout_seconds: float = 10.0,
    ) -> None:
        """Remember where the contracts are. `writer_secret` None makes a chain that can be read and sent to only."""
        self._rpc = Rpc(url, timeout_seconds=timeout_seconds)
        self._anchor_log, self._key_registry, self._log_id = anchor_log, key_registry, log_id
        self._writer_secret, self._finality = writer_secret, finality
        self._chain_id: int | None = None
        self._first_block = 0

    def check(self, deployment: Deployment) -> None:
        """Return when chain id, genesis and both contracts' code are those of the deployment. Raises WrongChain."""
        named = (self._anchor_log, self._key_registry, self._log_id)
        if named != (deployment.domain.verifying_contract, deployment.key_registry, deployment.domain.salt):
            raise WrongChain(field="addresses", expected="those of the deployment", found="those of another")
        check_identity(self._rpc, deployment)
        self._chain_id, self._first_block = deployment.domain.chain_id, deployment.deployed_at_block

    def latest_block(self) -> BlockRef:
        """Give the newest block that the node knows."""
        return self._block("latest")

    def final_block(self) -> BlockRef:
        """Give the newest block that the finality rule calls final; the genesis block where the chain is too short."""
        if self._finality.kind == "tag":
            return self._block(self._finality.tag)
        return self._block(hex(max(0, self._block("latest").number - self._finality.depth)))

    def is_canonical(self, block: BlockRef) -> bool:
        """Say whether the chain still holds this block at its number."""
        found = self._rpc.block(hex(block.number))
        return found is not None and block_ref(found, "block").block_hash == block.block_hash

    def head(self, log_id: bytes, *, block: BlockRef) -> tuple[TreeHead, int, int]:
        """Give (head, count, anchored_at) by a state proof against this block; size 0 and count 0 before the first."""
        root_slot, packed_slot = head_slots(log_id)
        proven = prove(
            self.state_proof(self._anchor_log, (root_slot, packed_slot), block=block), expect_address=self._anchor_log
        )
        head, anchored_at, count, _ = decode_head(proven.values[root_slot], proven.values[packed_slot])
        return (head if head.size else TreeHead(size=0, root=_NO_ENTRIES)), count, anchored_at

    def find_anchor(self, log_id: bytes, size: int) -> Anchor | None:
        """Give the block that anchored this size; None if the contract holds no such head.

        Storage is asked first, by a proof. Then `Anchored` is looked for, newest blocks first; address, topics, size,
        root and count must fit storage, and the event's block must be the canonical one at its number. Storage is that
        of the newest block for the newest head, of the event's own block for an older one; a node that no longer has
        the latter's state leaves the event and its canonical block. Raises ChainAway where they disagree: ask again.
        """
        latest = self.latest_block()
        newest, newest_count, _ = self.head(log_id, block=latest)
        if newest.size < size:
            return None
        found = self._anchored(log_id, size, latest=latest, count=newest_count if newest.size == size else None)
        if found is None:
            if newest.size == size:
                raise unusable("eth_getLogs", "does not hold the event of the head that is in storage")
            return None
        if newest.size == size and (found.head, found.count) != (newest, newest_count):
            raise unusable("eth_getLogs", "holds another root or count than storage")
        block = BlockRef(number=found.block_number, block_hash=found.block_hash, timestamp=found.anchored_at)
        if newest.size > size and not self._held_then(found, block):
            raise unusable("eth_getLogs", "holds another head than the storage of its block")
        return found if self.is_canonical(block) else None

    def next_nonce(self, account: bytes) -> int:
        """Give the nonce of the account's next transaction, counting mined ones only."""
        return nonce_of(self._rpc, account)

    def sign_anchor(self, log_id: bytes, previous_size: int, head: TreeHead, *, nonce: int) -> tuple[bytes, bytes]:
        """Give (raw transaction, its hash), signed with the anchoring key. Nothing is sent.

        Raises WrongChain if the endpoint is another chain than the one checked, BadSetting without an anchoring key.
        """
        if self._writer_secret is None:
            raise BadSetting(setting="writer key", reason="there is none", mend="run where the anchoring key is")
        chain_id = self._rpc.chain_id()
        if self._chain_id not in (None, chain_id):
            raise WrongChain(field="chain id", expected=str(self._chain_id), found=str(chain_id))
        call = encoded_call(_ANCHOR, log_id, previous_size, head.root, head.size)
        fees = present_fees(self._rpc)
        return sign(
            self._writer_secret,
            chain_id=chain_id,
            nonce=nonce,
            to=self._anchor_log,
            call=call,
            gas=ANCHOR_GAS,
            fees=fees,
        )

    def send(self, raw_transaction: bytes) -> None:
        """Hand a raw transaction to the node once. An answer that it is already known counts as sent.

        Raises ChainRefused for an account without gas money and WrongChain for another chain: it was not taken. Any
        other error, ChainAway, leaves its fate unknown.
        """
        self._rpc.send(raw_transaction)

    def state_proof(self, address: bytes, slots: Iterable[bytes], *, block: BlockRef) -> StateProof:
        """Give the proof of these slots (32-byte keys) at this block, after checking it.

        Raises ChainAway when the block was reorganised away, the node no longer has its state, or the proof does not
        prove.
        """
        wanted = tuple(slots)
        for _ in range(_PROOF_TRIES):
            taken = self._taken(address, wanted, block)
            if _proves(taken):
                return taken
            time.sleep(_PROOF_PAUSE_SECONDS)
        raise unusable("eth_getProof", "does not prove the state of its block")

    def registry(self, *, block: BlockRef, dids: Iterable[str]) -> RegistrySnapshot:
        """Read the whole key registry as of this block, from its events since deployment.

        NOT checked: that the node left no event out; a receipt's key slots are proven against storage instead.
        """
        self._require_canonical(block)
        snapshot = read_registry(self._rpc, self._key_registry, block=block, first=self._first_block, dids=dids)
        self._require_canonical(block)
        return snapshot

    def close(self) -> None:
        """Close the connections."""
        self._rpc.close()

    def _block(self, which: str) -> BlockRef:
        found = self._rpc.block(which)
        if found is None:
            reason, mend = f"the node knows no block {which}", "set the finality rule to a depth in blocks"
            raise ChainAway(doing="read a block", reason=reason, mend=mend)
        return block_ref(found, f"block {which}")

    def _header(self, block: BlockRef) -> bytes:
        found = self._rpc.call("eth_getBlockByHash", hexed(block.block_hash), False)
        if found is None:
            raise _reorganised(block)
        try:
            header = header_rlp(members(found, "block"))
        except (Malformed, ProofMismatch) as error:
            raise unusable("block header", f"cannot be rebuilt: {error.reason}") from error
        if block_ref(found, "block") != block:
            raise _reorganised(block)
        return header

    def _taken(self, address: bytes, slots: tuple[bytes, ...], block: BlockRef) -> StateProof:
        header = self._header(block)
        answer = members(self._proof_answer(address, slots, block), "eth_getProof")
        return StateProof(
            header=header,
            address=address,
            account_nodes=_nodes(answer.get("accountProof")),
            slots=_slot_proofs(answer.get("storageProof"), slots),
        )

    def _proof_answer(self, address: bytes, slots: tuple[bytes, ...], block: BlockRef) -> object:
        asked = (hexed(address), [hexed(slot) for slot in slots])
        answer = self._rpc.ask("eth_getProof", *asked, {"blockHash": hexed(block.block_hash)})
        if not isinstance(answer, Refusal):
            return answer
        self._require_canonical(block)  # a node without EIP-1898: by number, between two looks at the hash
        answer = self._rpc.call("eth_getProof", *asked, hex(block.number))
        self._require_canonical(block)
        return answer

    def _require_canonical(self, block: BlockRef) -> None:
        if not self.is_canonical(block):
            raise _reorganised(block)

    def _anchored(self, log_id: bytes, size: int, *, latest: BlockRef, count: int | None) -> Anchor | None:
        """The head of this size by its event; heads only grow, so a smaller one ends the search."""
        topics = (topic(_ANCHORED), log_id, *(() if count is None else (count.to_bytes(32, "big"),)))
        for found in events(self._rpc, self._anchor_log, topics, first=self._first_block, last=latest.number):
            for log in reversed(found):
                anchored_size, root = decoded(("uint40", "bytes32"), log.payload, "Anchored")
                if not isinstance(anchored_size, int) or not isinstance(root, bytes) or anchored_size < size:
                    return None
                if anchored_size > size or len(log.topics) != 3:
                    continue
                block = self._block(hex(log.block_number))
                if block.block_hash != log.block_hash:
                    raise _reorganised(block)
                return Anchor(
                    log_id=log_id,
                    count=int.from_bytes(log.topics[2], "big"),
                    head=TreeHead(size=size, root=root),
                    block_number=block.number,
                    block_hash=block.block_hash,
                    anchored_at=block.timestamp,
                )
        return None

    def _held_then(self, found: Anchor, block: BlockRef) -> bool:
        try:
            return self.head(found.log_id, block=block) == (found.head, found.count, found.anchored_at)
        except (ChainAway, ChainRefused):
            return True  # the state of old blocks is pruned; the event and its canonical block remain


def _proves(taken: StateProof) -> bool:
    try:
        prove(taken, expect_address=taken.address)
    except ProofMismatch:
        return False
    return True


def _nodes(value: object) -> tuple[bytes, ...]:
    return tuple(octets(node, "proof node") for node in items(value, "proof"))


def _slot_proofs(value: object, wanted: tuple[bytes, ...]) -> tuple[SlotProof, ...]:
    given = [members(entry, "storage proof") for entry in items(value, "storageProof")]
    if len(given) != len(wanted):
        raise unusable("eth_getProof", "has another number of slots than were asked for")
    return tuple(
        SlotProof(slot=slot, nodes=_nodes(entry.get("proof"))) for slot, entry in zip(wanted, given, strict=True)
    )


def _reorganised(block: BlockRef) -> ChainAway:
    reason = f"block {block.number} {hexed(block.block_hash)} is not on the chain (any more)"
    return ChainAway(doing="read the chain", reason=reason, mend="nothing: it is asked again by itself")
