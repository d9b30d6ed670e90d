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
    `as_of_size` and the block of `key.at_issue` bound what the receipt can know: later revocations are unknown to it.
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
    as_of_size: int
    issued_at: int
