"""One file that proves one record relative to a block hash, without the operator and without a node."""

from dataclasses import dataclass

from ledger.model.deployment import Migration, Place
from ledger.model.log import EventProof, StateProof, TreeHead
from ledger.model.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class HeadEvidence:
    """An anchored head and what shows it: a state proof of its two AnchorLog slots or, where the node had lost that
    state, a proof of the `Anchored` event against the block's header. Neither: its time cannot be shown (any more).
    """

    head: TreeHead
    count: int
    proof: StateProof | EventProof | None


@dataclass(frozen=True, slots=True)
class LaterHead:
    """A later head that is shown, for a record whose own head is not: it bounds the time from above only."""

    head: HeadEvidence
    consistency_path: tuple[bytes, ...]  # from the record's own head to this one


@dataclass(frozen=True, slots=True)
class KeyEvidence:
    """State proofs of the KeyRegistry slots of the signer (and of a delegation, for a custodial signature).

    `at_anchor` is of the anchor's block, or of a later one where that state was lost. `attestation` shows slots of the
    AttestationRegistry, which alone proves an ERC-1271 signature offline.
    """

    at_anchor: StateProof
    at_issue: StateProof
    attestation: StateProof | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The smallest anchored head covering the entry, the head before it, and the signer's key slots.

    Inclusion is in `head`; `consistency_path` leads from `previous` to `head`; `previous.head.size <= index`. For the
    first head after a migration `previous` is None and the path begins at the head that the migration names. `places`
    are those of the log up to the one that anchored the head that is shown, home first; `migrations` lead from each to
    the next.
    Nothing here is the operator's word alone: the size and block that a verdict is as of follow from the proofs. The
    block of `key.at_issue` bounds what is known of the key; later withdrawals of the record are unknown to a receipt.
    """

    signed: SignedStatement
    places: tuple[Place, ...]
    migrations: tuple[Migration, ...]
    index: int
    inclusion_path: tuple[bytes, ...]
    head: HeadEvidence
    previous: HeadEvidence | None
    consistency_path: tuple[bytes, ...]
    key: KeyEvidence | None  # None only where nothing of the chain could be kept: the time is unprovable then
    later: LaterHead | None = None
