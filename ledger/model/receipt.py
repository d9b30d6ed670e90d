"""One file that proves one record relative to a block hash, without the operator and without a node."""

from dataclasses import dataclass

from ledger.model.log import StateProof, TreeHead
from ledger.model.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class HeadEvidence:
    """An anchored head and the state proof of its two AnchorLog slots, taken at the block that mined it."""

    head: TreeHead
    count: int
    state: StateProof


@dataclass(frozen=True, slots=True)
class KeyEvidence:
    """State proofs of the KeyRegistry slots of the signer (and of a delegation, for a custodial signature)."""

    at_anchor: StateProof
    at_issue: StateProof


@dataclass(frozen=True, slots=True)
class Receipt:
    """The smallest anchored head covering the entry, the head before it, and the signer's key slots.

    Inclusion is in `head`; `consistency_path` leads from `previous` to `head`; `previous.head.size <= index`.
    Nothing here is the operator's word alone: the size and block that a verdict is as of follow from the proofs. The
    block of `key.at_issue` bounds what is known of the key; later withdrawals of the record are unknown to a receipt.
    """

    signed: SignedStatement
    key_registry: bytes  # address, 20 bytes
    log_admin: bytes  # who opened the log: with the registry, it makes the log id
    index: int
    inclusion_path: tuple[bytes, ...]
    head: HeadEvidence
    previous: HeadEvidence | None
    consistency_path: tuple[bytes, ...]
    key: KeyEvidence
