"""The Chain port on any JSON-RPC URL, or on two that are compared. What a node says is checked before it is used.

Storage and events are checked against the header of their block; which blocks are the chain, and which are final, is
compared with the second endpoint where there is one (`chain.endpoints`).
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from ledger.chain.anchor_search import block_of, every_anchor, find_event, require_held
from ledger.chain.anchor_transaction import ANCHOR_GAS, anchor_call, require_accepted, signed_call
from ledger.chain.answers import unusable
from ledger.chain.block_state import header_of, take_state
from ledger.chain.endpoints import Endpoints
from ledger.chain.finality import Finality
from ledger.chain.key_events import read_registry
from ledger.chain.receipt_trie import block_receipts, prove_event
from ledger.chain.rpc import Rpc
from ledger.chain.signer import TransactionSigner
from ledger.chain.transaction import nonce_of, present_fees
from ledger.chain.wallet import accepts
from ledger.errors import BadSetting, ChainAway, EndpointsDisagree, ProofMismatch, WrongChain
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import Anchor, BlockRef, EventProof, StateProof, TreeHead
from ledger.proof.event_proof import prove_anchored
from ledger.proof.state_proof import decode_head, head_slots, prove

_NO_ENTRIES = sha256(b"").digest()  # the root of the empty tree; the contract stores zero


class EvmChain:
    """ports.Chain over one or two endpoints. Nothing is asked before the first call; call check() first."""

    def __init__(
        self,
        *,
        url: str,
        anchor_log: bytes,
        key_registry: bytes,
        log_id: bytes,
        signer: TransactionSigner | None,
        finality: Finality,
        second_url: str | None = None,
        timeout_seconds: float = 10.0,
    ) -> None:
        """Remember where the contracts are. `signer` None makes a chain that can be read and sent to only."""
        self._rpc = Rpc(url, timeout_seconds=timeout_seconds)
        self._second = None if second_url is None else Rpc(second_url, timeout_seconds=timeout_seconds)
        self._endpoints = Endpoints(self._rpc, self._second)
        self._anchor_log, self._key_registry, self._log_id = anchor_log, key_registry, log_id
        self._signer, self._finality = signer, finality
        self._chain_id: int | None = None
        self._first_block = 0

    def check(self, deployment: Deployment) -> None:
        """Return when chain id, genesis and every contract's code are those of the deployment. Raises WrongChain."""
        named = (self._anchor_log, self._key_registry, self._log_id)
        if named != (deployment.place.anchor_log, deployment.place.key_registry, deployment.log_id):
            raise WrongChain(field="addresses", expected="those of the deployment", found="those of another")
        self._endpoints.check(deployment)
        self._chain_id, self._first_block = deployment.place.chain_id, deployment.deployed_at_block

    def latest_block(self) -> BlockRef:
        """Give the newest block that the endpoints know."""
        return self._endpoints.latest()

    def final_block(self) -> BlockRef:
        """Give the newest block that the finality rule calls final; the genesis block where the chain is too short."""
        return self._endpoints.final(self._finality)

    def is_canonical(self, block: BlockRef) -> bool:
        """Say whether the chain still holds this block at its number. Raises NodeBehind, EndpointsDisagree."""
        return self._endpoints.is_canonical(block)

    def head(self, log_id: bytes, *, block: BlockRef) -> tuple[TreeHead, int, int]:
        """Give (head, count, anchored_at) by a state proof against this block; size 0 and count 0 before the first."""
        root_slot, packed_slot = head_slots(log_id)
        proof = self.state_proof(self._anchor_log, (root_slot, packed_slot), block=block)
        proven = prove(proof, expect_address=self._anchor_log)
        head, anchored_at, count, _ = decode_head(proven.values[root_slot], proven.values[packed_slot])
        return (head if head.size else TreeHead(size=0, root=_NO_ENTRIES)), count, anchored_at

    def find_anchor(self, log_id: bytes, size: int) -> Anchor | None:
        """Give the block that anchored this size; None if the contract holds no such head.

        Storage is asked first, by a proof at the newest block. Then `Anchored` is looked for; its address, topics,
        size, root, count and time must fit that storage. An older head is shown by the storage or the receipts of its
        own block. Raises ChainAway where they disagree: ask again.
        """
        newest, newest_count, newest_at = self.head(log_id, block=self.latest_block())
        if newest.size < size:
            return None
        is_newest = newest.size == size
        count = newest_count if is_newest else None
        found = find_event(
            self._rpc, self._endpoints, self._anchor_log, log_id, size, first=self._first_block, count=count
        )
        if found is None:
            if is_newest:
                raise unusable("eth_getLogs", "does not hold the event of the head that is in storage")
            return None
        if not is_newest:
            require_held(found, head_at=lambda at: self.head(log_id, block=at), event_proof=self.event_proof)
        elif (found.head, found.count, found.anchored_at) != (newest, newest_count, newest_at):
            raise unusable("eth_getLogs", "holds another root, count or time than storage")
        return found if self.is_canonical(block_of(found)) else None

    def anchors(self, log_id: bytes) -> Iterator[Anchor]:
        """Give every head of the log by its `Anchored` event, the newest first; not confirmed against storage."""
        return every_anchor(self._rpc, self._endpoints, self._anchor_log, log_id, first=self._first_block)

    def next_nonce(self, account: bytes) -> int:
        """Give the nonce of the account's next transaction, counting mined ones only."""
        return nonce_of(self._rpc, account)

    def sign_anchor(
        self, log_id: bytes, previous_size: int, head: TreeHead, *, nonce: int, outbids: bytes | None = None
    ) -> tuple[bytes, bytes]:
        """Give (raw transaction, its hash), signed with the anchoring key. Nothing is sent.

        Raises ChainRefused naming the contract's reason where it would not take the head now, WrongChain if the
        endpoint is another chain than the one checked, BadSetting without an anchoring key, SignerAway.
        """
        signer = self._signer
        if signer is None:
            raise BadSetting(setting="writer key", reason="there is none", mend="run where the anchoring key is")
        chain_id = self._rpc.chain_id()
        if self._chain_id not in (None, chain_id):
            raise WrongChain(field="chain id", expected=str(self._chain_id), found=str(chain_id))
        call = anchor_call(log_id, previous_size, head)
        require_accepted(self._rpc, account=signer.account, anchor_log=self._anchor_log, call=call)
        return signed_call(
            self._rpc, signer, chain_id=chain_id, to=self._anchor_log, call=call, nonce=nonce, outbids=outbids
        )

    def send(self, raw_transaction: bytes) -> None:
        """Hand a raw transaction to the node once. An answer that it is already known counts as sent.

        Raises NoGasMoney for an account that cannot pay and WrongChain for another chain: it was not taken. Any other
        error, ChainAway, leaves its fate unknown.
        """
        self._rpc.send(raw_transaction)

    def gas_money(self, account: bytes) -> tuple[int, int]:
        """Give (wei that the account has, wei that one more head may cost at present fees)."""
        return self._rpc.balance(account), ANCHOR_GAS * present_fees(self._rpc).most

    def state_proof(self, address: bytes, slots: Iterable[bytes], *, block: BlockRef) -> StateProof:
        """Give the proof of these slots (32-byte keys) at this block, after checking it.

        Raises StateGone when the node no longer has the block's state, ChainAway when the block was reorganised away or
        the proof does not prove.
        """
        return take_state(self._rpc, self._endpoints, address, tuple(slots), block=block)

    def event_proof(self, anchor: Anchor) -> EventProof:
        """Give the proof of the anchor's `Anchored` event in its block's receipt trie, after checking it.

        Raises StateGone where the node no longer has the receipts, ChainAway where they do not show this anchor.
        """
        block = block_of(anchor)
        header = header_of(self._rpc, block)
        receipts = block_receipts(self._rpc, block)
        proof = prove_event(
            receipts, header=header, anchor_log=self._anchor_log, log_id=anchor.log_id, head=anchor.head
        )
        try:
            shown = prove_anchored(proof, anchor_log=self._anchor_log, log_id=anchor.log_id)
        except ProofMismatch as error:
            raise unusable("the block's receipts", f"prove nothing: {error.reason}") from error
        if shown != (block, anchor.head, anchor.count):
            raise unusable("the block's receipts", "show another head")
        return proof

    def accepts_signature(self, account: bytes, digest: bytes, signature: bytes, *, block: BlockRef) -> bool:
        """Say whether the contract at `account` calls this its signature at this block (ERC-1271, bounded gas).

        Both endpoints must say the same where both answer: EndpointsDisagree. Raises StateGone, ChainAway.
        """
        ours = accepts(self._rpc, self._endpoints, account, digest, signature, block=block)
        if self._second is None:
            return ours
        try:
            theirs = accepts(self._second, self._endpoints, account, digest, signature, block=block)
        except ChainAway:
            return ours
        if ours != theirs:
            raise EndpointsDisagree(what="a wallet's answer (ERC-1271)", first=str(ours), second=str(theirs))
        return ours

    def registry(
        self,
        *,
        block: BlockRef,
        dids: Iterable[str],
        since: RegistrySnapshot | None = None,
        between: Callable[[], None] | None = None,
    ) -> RegistrySnapshot:
        """Read the key registry as of this block from its events: all since deployment, or on from `since`.

        Raises ChainAway, also where either block is not on the chain when the reading is done.
        NOT checked: that the node left no event out; a receipt's key slots are proven against storage instead.
        """
        self._endpoints.require_canonical(block)
        snapshot = read_registry(
            self._rpc,
            self._key_registry,
            block=block,
            first=self._first_block,
            dids=dids,
            since=since,
            between=between,
        )
        self._endpoints.require_canonical(block)
        if since is not None:  # last, so that a reorganisation below it while events were read is seen
            self._endpoints.require_canonical(BlockRef(since.block_number, since.block_hash, block.timestamp))
        return snapshot

    def close(self) -> None:
        """Close the connections."""
        for rpc in filter(None, (self._rpc, self._second)):
            rpc.close()
