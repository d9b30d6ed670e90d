"""What a raw anchoring transaction says, read without a node: its nonce, its chain, and the head that it anchors."""

from dataclasses import dataclass

from ledger.errors import ProofMismatch
from ledger.model.log import TreeHead
from ledger.proof.block import shortest_number, strictly_decoded
from ledger.proof.typed_data import keccak

_ANCHOR = keccak(b"anchor(bytes32,uint40,bytes32,uint40)")[:4]
_FEE_MARKET = b"\x02"  # EIP-1559
_FIELDS = 12
_CHAIN_ID, _NONCE, _TO, _CALL = 0, 1, 5, 7


@dataclass(frozen=True, slots=True)
class AnchorTransaction:
    """An EIP-1559 call of `anchor`. `transaction_hash` is keccak256 of the raw bytes."""

    transaction_hash: bytes
    chain_id: int
    nonce: int
    anchor_log: bytes
    log_id: bytes
    previous_size: int
    head: TreeHead


def read_anchor_transaction(raw: bytes) -> AnchorTransaction:
    """Give what the raw transaction anchors. Raises ProofMismatch for other bytes. Does not check who signed it."""
    fields = strictly_decoded("transaction", raw[1:]) if raw[:1] == _FEE_MARKET else None
    if not isinstance(fields, list) or len(fields) != _FIELDS:
        raise ProofMismatch(what="transaction", reason="it is not one of type 2")
    call, to = fields[_CALL], fields[_TO]
    if not isinstance(call, bytes) or not isinstance(to, bytes) or len(call) != 132 or call[:4] != _ANCHOR:
        raise ProofMismatch(what="transaction", reason="it does not call anchor")
    log_id, previous, root, size = (call[at : at + 32] for at in range(4, 132, 32))
    return AnchorTransaction(
        transaction_hash=keccak(raw),
        chain_id=shortest_number("transaction", fields[_CHAIN_ID], most=8),
        nonce=shortest_number("transaction", fields[_NONCE], most=8),
        anchor_log=to,
        log_id=log_id,
        previous_size=int.from_bytes(previous, "big"),
        head=TreeHead(int.from_bytes(size, "big"), root),
    )
