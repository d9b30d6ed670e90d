"""What one block left behind, asked of a node and checked against the block's own header.

A header that hashes to the block hash and a proof under its state root bind storage to a block; that the block is on
the chain everyone follows is the endpoints' word (`chain.endpoints`).
"""

import time

from ledger.chain.answers import block_ref, hexed, items, members, octets, unusable
from ledger.chain.endpoints import Endpoints, reorganised
from ledger.chain.rpc import Refusal, Rpc
from ledger.errors import Malformed, ProofMismatch
from ledger.model.log import BlockRef, SlotProof, StateProof
from ledger.proof.state_proof import header_rlp, prove

_PROOF_TRIES = 4  # anvil answers with the state of another block while it mines (1.7.1)
_PROOF_PAUSE_SECONDS = 0.05


def header_of(rpc: Rpc, block: BlockRef) -> bytes:
    """Give the block's RLP header, rebuilt and hashing to its hash. Raises ChainAway where the block is gone."""
    found = rpc.call("eth_getBlockByHash", hexed(block.block_hash), False)
    if found is None:
        raise reorganised(block)
    try:
        header = header_rlp(members(found, "block"))
    except (Malformed, ProofMismatch) as error:
        raise unusable("block header", f"cannot be rebuilt: {error.reason}") from error
    if block_ref(found, "block") != block:
        raise reorganised(block)
    return header


def ask_at(rpc: Rpc, endpoints: Endpoints, method: str, *params: object, block: BlockRef) -> object:
    """Give the answer, or the Refusal, about exactly this block. Raises ChainAway where it left the chain."""
    answer = rpc.ask(method, *params, {"blockHash": hexed(block.block_hash)})
    if not isinstance(answer, Refusal) or answer.is_of_the_call:
        return answer
    endpoints.require_canonical(block)  # a node without EIP-1898: by number, between two looks at the hash
    answer = rpc.ask(method, *params, hex(block.number))
    endpoints.require_canonical(block)
    return answer


def take_state(
    rpc: Rpc, endpoints: Endpoints, address: bytes, slots: tuple[bytes, ...], *, block: BlockRef
) -> StateProof:
    """Give the proof of these slots of one contract at this block, after checking it.

    Raises StateGone where the node no longer has that state, ChainAway where the block left the chain or the proof does
    not prove.
    """
    for _ in range(_PROOF_TRIES):
        taken = _taken(rpc, endpoints, address, slots, block)
        if _proves(taken):
            return taken
        time.sleep(_PROOF_PAUSE_SECONDS)
    raise unusable("eth_getProof", "does not prove the state of its block")


def _taken(rpc: Rpc, endpoints: Endpoints, address: bytes, slots: tuple[bytes, ...], block: BlockRef) -> StateProof:
    header = header_of(rpc, block)
    answer = ask_at(rpc, endpoints, "eth_getProof", hexed(address), [hexed(slot) for slot in slots], block=block)
    if isinstance(answer, Refusal):
        raise answer.as_gone("eth_getProof")
    proof = members(answer, "eth_getProof")
    return StateProof(
        header=header,
        address=address,
        account_nodes=_nodes(proof.get("accountProof")),
        slots=_slot_proofs(proof.get("storageProof"), slots),
    )


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
