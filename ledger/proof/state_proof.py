"""What a block's state held, shown without a node: header, account proof, slot proofs, and what the slots mean.

The trust is in one block hash: a proof shows that the slots had these values in the block with that hash, not that the
block is on the chain that everyone follows. The storage layouts are those of IAnchorLog and
IKeyRegistryTypes.
"""

from collections.abc import Mapping, Sequence
from typing import cast

import rlp

from ledger.errors import Malformed, ProofMismatch, UnsupportedScheme
from ledger.model.log import ProvenState, StateProof, TreeHead
from ledger.model.party import Delegation, KeyType, SigningKey
from ledger.proof.block import look_up, read_header, shortest_number, strictly_decoded
from ledger.proof.slots import as_slot, bits, mapping_slot, nested_slot, offset, value_of, word
from ledger.proof.typed_data import keccak

_HEADER_FIELDS = (
    *("parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "difficulty"),
    *("number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce"),
)
_LATER_FIELDS = (  # each fork added at the end, so the first absent one ends the header
    *("baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas", "parentBeaconBlockRoot", "requestsHash"),
)
_QUANTITIES = frozenset(
    {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas", "blobGasUsed", "excessBlobGas"}
)
_MOST_NODE_BYTES = 1024  # a branch of 16 hashes has 532


def prove(state: StateProof, *, expect_address: bytes) -> ProvenState:
    """Give the slot values that this contract held at the block whose header this is.

    Raises ProofMismatch for everything that does not fit, malformed nodes included. Does not ask whether the block hash
    is one to rely on.
    """
    if state.address != expect_address or len(expect_address) != 20:
        raise ProofMismatch(what="state proof", reason="it is about another contract")
    header = read_header(state.header)
    account = _looked_up("account", header.state_root, keccak(state.address), state.account_nodes)
    storage_root = _storage_root(account)
    values = {
        proof.slot: _slot_value(_looked_up("slot", storage_root, keccak(as_slot(proof.slot)), proof.nodes))
        for proof in state.slots
    }
    return ProvenState(block=header.block, address=state.address, values=values)


def header_rlp(block: Mapping[str, object]) -> bytes:
    """Give the RLP header of a block as `eth_getBlockByNumber` answers it: hex texts by their JSON names.

    Raises Malformed for a missing or odd field, and ProofMismatch if the header does not hash to the block's `hash`:
    this chain's headers have fields that we do not know.
    """
    later = _LATER_FIELDS[: next((i for i, name in enumerate(_LATER_FIELDS) if block.get(name) is None), None)]
    header: bytes = rlp.encode([_header_field(block, name) for name in (*_HEADER_FIELDS, *later)])
    if block.get("hash") is not None and keccak(header) != _octets(block, "hash"):
        raise ProofMismatch(what="header", reason="the fields do not hash to the block hash")
    return header


def head_slots(log_id: bytes) -> tuple[bytes, bytes]:
    """Give the AnchorLog slots of a log's head: the root, and the packed writer, size, anchoredAt and count."""
    base = mapping_slot(log_id, 0)
    return base, offset(base, 1)


def decode_head(root_value: int, packed: int) -> tuple[TreeHead, int, int, bytes]:
    """Give head, anchored_at (block seconds), count and writer (20 bytes). Without a head, size and count are 0."""
    head = TreeHead(size=bits(packed, 160, 40), root=word(root_value))
    return head, bits(packed, 200, 32), packed >> 232, word(packed)[-20:]


def key_slots(key_id: bytes) -> tuple[bytes, bytes, bytes]:
    """Give the KeyRegistry slots of a key: its party, its packed times and type, its rpIdHash."""
    base = mapping_slot(key_id, 1)
    return base, offset(base, 1), offset(base, 2)


def decode_key(signer: bytes, values: Mapping[bytes, int]) -> SigningKey | None:
    """Give the signer's key from proven slot values, or None if they prove that it is not registered.

    Raises ProofMismatch if a slot of key_slots is not among the values, UnsupportedScheme for an unknown key type.
    """
    key_id = keccak(signer)
    party, times, rp_id_hash = (value_of(values, slot) for slot in key_slots(key_id))
    if party == 0:
        return None
    kind = bits(times, 120, 8)
    if kind not in set(KeyType):
        raise UnsupportedScheme(scheme=f"key type {kind}")
    return SigningKey(
        key_id=key_id,
        party_id=word(party),
        signer=signer,
        key_type=KeyType(kind),
        rp_id_hash=word(rp_id_hash),
        valid_from=bits(times, 0, 40),
        revoked_at=bits(times, 40, 40) or None,
        suspect_from=bits(times, 80, 40) or None,
    )


def delegation_slot(identifier: bytes, custodian_id: bytes) -> bytes:
    """Give the KeyRegistry slot of the newest delegation from a party to a custodian (32-byte party ids)."""
    return nested_slot(identifier, custodian_id, 2)


def decode_delegation(identifier: bytes, custodian_id: bytes, values: Mapping[bytes, int]) -> Delegation | None:
    """Give the newest delegation from a proven slot value, or None if it proves that there never was one.

    Those before it are in `proof.registry_history`.
    """
    packed = value_of(values, delegation_slot(identifier, custodian_id))
    return delegation_in(packed, identifier, custodian_id) if packed else None


def delegation_in(packed: int, identifier: bytes, custodian_id: bytes) -> Delegation:
    """Give the delegation that one word of storage holds."""
    until = bits(packed, 40, 40) or None
    return Delegation(party_id=identifier, custodian_id=custodian_id, valid_from=bits(packed, 0, 40), until=until)


def _looked_up(what: str, root: bytes, key: bytes, nodes: Sequence[bytes]) -> bytes:
    return look_up(what, root, key, nodes, most_node_bytes=_MOST_NODE_BYTES)


def _storage_root(account: bytes) -> bytes:
    if not account:
        raise ProofMismatch(what="account proof", reason="there is no such contract at this block")
    fields = strictly_decoded("account", account)
    if not isinstance(fields, list) or len(fields) != 4 or not _is_octets(fields[2]) or len(fields[2]) != 32:
        raise ProofMismatch(what="account", reason="it is not nonce, balance, storage root and code hash")
    return cast(bytes, fields[2])


def _slot_value(raw: bytes) -> int:
    """An absent slot is zero. A stored zero is too: Ethereum's tries hold none, anvil's do where zero was written."""
    return shortest_number("slot value", strictly_decoded("slot value", raw), most=32) if raw else 0


def _is_octets(found: object) -> bool:
    return isinstance(found, bytes)


def _header_field(block: Mapping[str, object], name: str) -> bytes:
    octets = _octets(block, name)
    return octets.lstrip(b"\x00") if name in _QUANTITIES else octets


def _octets(block: Mapping[str, object], name: str) -> bytes:
    text = block.get(name)
    if not isinstance(text, str) or not text.startswith("0x"):
        raise Malformed(field=name, reason="is not hex text", mend="give the block as the node's JSON has it")
    digits = text[2:]
    try:
        return bytes.fromhex("0" + digits if len(digits) % 2 and name in _QUANTITIES else digits)
    except ValueError as error:
        raise Malformed(field=name, reason="is not hex", mend="give the block as the node's JSON has it") from error
