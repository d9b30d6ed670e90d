"""What a block's state held, shown without a node: header, account proof, slot proofs, and what the slots mean.

The trust is in one block hash: a proof shows that the slots had these values in the block with that hash, not that the
block is on the chain that everyone follows. The storage layouts are those of IAnchorLog and IKeyRegistry.
"""

from collections.abc import Mapping, Sequence
from typing import cast

import rlp
from trie.exceptions import BadTrieProof, InvalidNibbles, InvalidNode, MissingTraversalNode, ValidationError
from trie.hexary import HexaryTrie

from ledger.errors import Malformed, ProofMismatch, UnsupportedScheme
from ledger.model.log import BlockRef, ProvenState, StateProof, TreeHead
from ledger.model.party import Delegation, KeyType, Party, Role, SigningKey
from ledger.proof.typed_data import keccak, party_id

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
_STATE_ROOT, _NUMBER, _TIMESTAMP = 3, 8, 11
_MOST_HEADER_BYTES = 4096
_MOST_NODE_BYTES = 1024  # a branch of 16 hashes has 532
_MOST_NODES = 64  # one per nibble of a hashed key
_TIMES = (1 << 40) - 1  # uint40


def prove(state: StateProof, *, expect_address: bytes) -> ProvenState:
    """Give the slot values that this contract held at the block whose header this is.

    Raises ProofMismatch for everything that does not fit, malformed nodes included. Does not ask whether the block hash
    is one to rely on.
    """
    if state.address != expect_address or len(expect_address) != 20:
        raise ProofMismatch(what="state proof", reason="it is about another contract")
    block, state_root = _read_header(state.header)
    account = _look_up("account", state_root, keccak(state.address), state.account_nodes)
    storage_root = _storage_root(account)
    values = {
        proof.slot: _slot_value(_look_up("slot", storage_root, keccak(_slot(proof.slot)), proof.nodes))
        for proof in state.slots
    }
    return ProvenState(block=block, address=state.address, values=values)


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
    base = _mapping_slot(log_id, 0)
    return _offset(base, 0), _offset(base, 1)


def decode_head(root_value: int, packed: int) -> tuple[TreeHead, int, int, bytes]:
    """Give head, anchored_at (block seconds), count and writer (20 bytes). Without a head, size and count are 0."""
    size = packed >> 160 & _TIMES
    anchored_at = packed >> 200 & 0xFFFFFFFF
    return TreeHead(size=size, root=_word(root_value)), anchored_at, packed >> 232, _word(packed)[-20:]


def key_slots(key_id: bytes) -> tuple[bytes, bytes, bytes]:
    """Give the KeyRegistry slots of a key: its party, its packed times and type, its rpIdHash."""
    base = _mapping_slot(key_id, 1)
    return _offset(base, 0), _offset(base, 1), _offset(base, 2)


def decode_key(signer: bytes, values: Mapping[bytes, int]) -> SigningKey | None:
    """Give the signer's key from proven slot values, or None if they prove that it is not registered.

    Raises ProofMismatch if a slot of key_slots is not among the values, UnsupportedScheme for an unknown key type.
    """
    key_id = keccak(signer)
    party, times, rp_id_hash = (_value(values, slot) for slot in key_slots(key_id))
    if party == 0:
        return None
    kind = times >> 120 & 0xFF
    if kind not in set(KeyType):
        raise UnsupportedScheme(scheme=f"key type {kind}")
    return SigningKey(
        key_id=key_id,
        party_id=_word(party),
        signer=signer,
        key_type=KeyType(kind),
        rp_id_hash=_word(rp_id_hash),
        valid_from=times & _TIMES,
        revoked_at=(times >> 40 & _TIMES) or None,
        suspect_from=(times >> 80 & _TIMES) or None,
    )


def party_slot(identifier: bytes) -> bytes:
    """Give the KeyRegistry slot of a party (by its 32-byte party id): packed admin, roles and registeredAt."""
    return _mapping_slot(identifier, 0)


def decode_party(did: str, values: Mapping[bytes, int]) -> Party | None:
    """Give the party with this DID from a proven slot value, or None if it proves that it is not registered."""
    packed = _value(values, party_slot(party_id(did)))
    if packed == 0:
        return None
    return Party(did=did, party_id=party_id(did), admin=_word(packed)[-20:], roles=Role(packed >> 160 & 0xFFFF))


def delegation_slot(identifier: bytes, custodian_id: bytes) -> bytes:
    """Give the KeyRegistry slot of the newest delegation from a party to a custodian (32-byte party ids)."""
    return keccak(custodian_id + _mapping_slot(identifier, 2))


def decode_delegation(identifier: bytes, custodian_id: bytes, values: Mapping[bytes, int]) -> Delegation | None:
    """Give the newest delegation from a proven slot value, or None if it proves that there never was one."""
    packed = _value(values, delegation_slot(identifier, custodian_id))
    if packed == 0:
        return None
    until = (packed >> 40 & _TIMES) or None
    return Delegation(party_id=identifier, custodian_id=custodian_id, valid_from=packed & _TIMES, until=until)


def _read_header(header: bytes) -> tuple[BlockRef, bytes]:
    if len(header) > _MOST_HEADER_BYTES:
        raise ProofMismatch(what="header", reason=f"it has {len(header)} bytes")
    fields = _decoded("header", header)
    if not isinstance(fields, list) or len(fields) < len(_HEADER_FIELDS) or not all(map(_is_octets, fields)):
        raise ProofMismatch(what="header", reason="it is not a list of at least 15 byte strings")
    state_root = cast(bytes, fields[_STATE_ROOT])
    if len(state_root) != 32:
        raise ProofMismatch(what="header", reason="its state root is not 32 bytes")
    number, timestamp = (_quantity("header", fields[place], most=8) for place in (_NUMBER, _TIMESTAMP))
    return BlockRef(number=number, block_hash=keccak(header), timestamp=timestamp), state_root


def _look_up(what: str, root: bytes, key: bytes, nodes: Sequence[bytes]) -> bytes:
    """The value under a 32-byte key of the Merkle-Patricia trie with this root; empty if the nodes prove absence."""
    if len(nodes) > _MOST_NODES or any(len(node) > _MOST_NODE_BYTES for node in nodes):
        raise ProofMismatch(what=f"{what} proof", reason="it has more or larger nodes than a proof can have")
    decoded = [_decoded(f"{what} node", node) for node in nodes]
    try:
        value = HexaryTrie.get_from_proof(root, key, decoded)  # type: ignore[no-untyped-call]  # trie has no types here
    except _TRIE_REFUSALS as error:
        raise ProofMismatch(what=f"{what} proof", reason=f"its nodes do not lead from the root: {error}") from error
    if not isinstance(value, bytes):
        raise ProofMismatch(what=f"{what} proof", reason="its last node holds no value")
    return value


# What the trie package raises for nodes that are not trie nodes; it checks shapes only as far as it walks.
_TRIE_REFUSALS = (
    *(BadTrieProof, InvalidNibbles, InvalidNode, MissingTraversalNode, ValidationError, rlp.exceptions.RLPException),
    *(AssertionError, IndexError, KeyError, RecursionError, TypeError, ValueError),
)


def _storage_root(account: bytes) -> bytes:
    if not account:
        raise ProofMismatch(what="account proof", reason="there is no such contract at this block")
    fields = _decoded("account", account)
    if not isinstance(fields, list) or len(fields) != 4 or not _is_octets(fields[2]) or len(fields[2]) != 32:
        raise ProofMismatch(what="account", reason="it is not nonce, balance, storage root and code hash")
    return cast(bytes, fields[2])


def _slot_value(raw: bytes) -> int:
    """An absent slot is zero. A stored zero is too: Ethereum's tries hold none, anvil's do where zero was written."""
    return _quantity("slot value", _decoded("slot value", raw), most=32) if raw else 0


def _decoded(what: str, raw: bytes) -> object:
    try:
        decoded: object = rlp.decode(raw)
    except (rlp.exceptions.RLPException, IndexError, RecursionError, TypeError, ValueError) as error:
        raise ProofMismatch(what=what, reason="it is not RLP") from error
    return decoded


def _quantity(what: str, octets: object, *, most: int) -> int:
    if not isinstance(octets, bytes) or len(octets) > most or octets[:1] == b"\x00":
        raise ProofMismatch(what=what, reason="a number is not in its shortest form")
    return int.from_bytes(octets, "big")


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


def _mapping_slot(key: bytes, position: int) -> bytes:
    """Where Solidity keeps the value of a 32-byte key of the mapping at `position`."""
    return keccak(_slot(key) + _word(position))


def _offset(slot: bytes, words: int) -> bytes:
    return _word((int.from_bytes(slot, "big") + words) % (1 << 256))


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def _slot(octets: bytes) -> bytes:
    if len(octets) != 32:
        raise ProofMismatch(what="slot", reason=f"it has {len(octets)} bytes, not 32")
    return octets


def _value(values: Mapping[bytes, int], slot: bytes) -> int:
    if slot not in values:
        raise ProofMismatch(what="state proof", reason=f"slot 0x{slot.hex()} is not among those proven")
    return values[slot]
