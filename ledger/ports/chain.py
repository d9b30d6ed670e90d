"""One EVM chain, as the ledger needs it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import Anchor, BlockRef, EventProof, StateProof, TreeHead


class Chain(Protocol):
    """One EVM chain. Each method raises ChainAway when no usable answer came; a send that raised may have arrived."""

    def check(self, deployment: Deployment) -> None:
        """Return when chain id, genesis and both contracts' code are those of the deployment. Raises WrongChain."""
        ...

    def latest_block(self) -> BlockRef: ...

    def final_block(self) -> BlockRef:
        """Give the newest block that the configured finality rule (tag or depth) calls final."""
        ...

    def is_canonical(self, block: BlockRef) -> bool:
        """Say whether the chain still holds this block at its number. Raises NodeBehind where a node is not so far."""
        ...

    def head(self, log_id: bytes, *, block: BlockRef) -> tuple[TreeHead, int, int]:
        """Give (head, count, anchored_at) that AnchorLog holds at this block; size 0 and count 0 before the first."""
        ...

    def find_anchor(self, log_id: bytes, size: int) -> Anchor | None:
        """Give the block that anchored this size, by its `Anchored` event, confirmed against storage; None if none."""
        ...

    def anchors(self, log_id: bytes) -> Iterator[Anchor]:
        """Give every head of the log by its `Anchored` event, the newest first; not confirmed against storage."""
        ...

    def next_nonce(self, account: bytes) -> int:
        """Give the nonce of the account's next transaction, counting mined ones only."""
        ...

    def sign_anchor(
        self, log_id: bytes, previous_size: int, head: TreeHead, *, nonce: int, outbids: bytes | None = None
    ) -> tuple[bytes, bytes]:
        """Give (raw transaction, its hash), signed with the anchoring key. Nothing is sent.

        `outbids` is an earlier raw transaction of the same nonce: the new one pays enough more that nodes replace it,
        or is that one again where the fee cap is reached. Raises SignerAway where a remote signer does not sign.
        """
        ...

    def send(self, raw_transaction: bytes) -> None:
        """Hand a raw transaction to the node once. An answer that it is already known counts as sent.

        Raises NoGasMoney where the account cannot pay: it was not taken.
        """
        ...

    def gas_money(self, account: bytes) -> tuple[int, int]:
        """Give (wei that the account has, wei that one more head may cost now)."""
        ...

    def state_proof(self, address: bytes, slots: Iterable[bytes], *, block: BlockRef) -> StateProof:
        """Give the checked proof of these slots at this block. Raises StateGone where the node lost that state."""
        ...

    def event_proof(self, anchor: Anchor) -> EventProof:
        """Give the proof of the anchor's `Anchored` event in its block's receipt trie, checked; needs no old state.

        Raises StateGone where the node lost the receipts too.
        """
        ...

    def accepts_signature(self, account: bytes, digest: bytes, signature: bytes, *, block: BlockRef) -> bool:
        """Say whether the contract at `account` calls this its signature at this block (ERC-1271, bounded gas)."""
        ...

    def registry(
        self,
        *,
        block: BlockRef,
        dids: Iterable[str],
        since: RegistrySnapshot | None = None,
        between: Callable[[], None] | None = None,
    ) -> RegistrySnapshot:
        """Read the key registry as of this block; `dids` names the parties known by more than their hash.

        Whole, or from `since` on: an earlier answer, whose block must still be on the chain. `between` is called
        between two questions, of which a whole registry may take thousands; what it raises ends the reading.
        """
        ...
