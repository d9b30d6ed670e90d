from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import rlp
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_builders import octets, vectors, with_bit_flipped

from ledger.errors import Malformed, ProofMismatch, UnsupportedScheme
from ledger.model.log import SlotProof, StateProof
from ledger.model.party import KeyType, Role
from ledger.proof.registry_history import decode_party
from ledger.proof.state_proof import (
    decode_delegation,
    decode_head,
    decode_key,
    delegation_slot,
    head_slots,
    header_rlp,
    key_slots,
    prove,
)
from ledger.proof.typed_data import keccak, party_id

VECTOR = vectors("state_proof.json")
SWOLLEN = rlp.encode([*rlp.decode(octets(VECTOR["anchor_log"]["header"])), bytes(4000)])
MINED_AT = VECTOR["start"] + 15 * VECTOR["step"]  # the fifteenth transaction of the vector's chain


def a_state(name: str) -> StateProof:
    document = VECTOR[name]
    return StateProof(
        header=octets(document["header"]),
        address=octets(document["address"]),
        account_nodes=tuple(map(octets, document["account_nodes"])),
        slots=tuple(
            SlotProof(slot=octets(slot["slot"]), nodes=tuple(map(octets, slot["nodes"]))) for slot in document["slots"]
        ),
    )


def proven(name: str) -> dict[bytes, int]:
    return prove(a_state(name), expect_address=octets(VECTOR[name]["address"])).values


def test_a_real_chains_proof_shows_the_head_that_was_anchored() -> None:
    state = prove(a_state("anchor_log"), expect_address=octets(VECTOR["anchor_log"]["address"]))
    head, anchored_at, count, writer = decode_head(*(state.values[s] for s in head_slots(octets(VECTOR["log_id"]))))
    receipt = vectors("receipt.json")["receipt"]
    assert (head.size, count, head.root) == (5, 2, octets(receipt["head"]["root"]))
    assert anchored_at == state.block.timestamp == MINED_AT
    assert writer == octets(VECTOR["writer"])
    assert state.block.block_hash == octets(VECTOR["head_block"]["hash"])
    assert state.block.number == int(VECTOR["head_block"]["number"], 16)


def test_the_header_is_rebuilt_from_the_nodes_json() -> None:
    assert header_rlp(VECTOR["head_block"]) == a_state("anchor_log").header


def test_a_key_is_read_with_its_times() -> None:
    key = decode_key(octets(VECTOR["mill_signer"]), proven("key_registry"))
    assert key is not None
    assert (key.party_id, key.key_type, key.key_id) == (
        party_id(VECTOR["mill"]),
        KeyType.EOA,
        keccak(octets(VECTOR["mill_signer"])),
    )
    assert VECTOR["start"] < key.valid_from < MINED_AT
    assert (key.revoked_at, key.suspect_from, key.rp_id_hash) == (None, None, bytes(32))


def test_a_revoked_key_is_read_with_its_revocation_and_suspicion() -> None:
    key = decode_key(octets(VECTOR["spent_signer"]), proven("key_registry"))
    assert key is not None
    assert key.suspect_from == key.valid_from
    assert key.revoked_at == key.valid_from + 2 * VECTOR["step"]


def test_an_unregistered_key_is_proven_absent() -> None:
    assert decode_key(b"\x99" * 20, proven("key_registry")) is None


def test_a_delegation_runs_one_way_until_it_is_ended() -> None:
    mill, agent = party_id(VECTOR["mill"]), party_id(VECTOR["agent"])
    running = decode_delegation(mill, agent, proven("key_registry"))
    ended = decode_delegation(mill, agent, proven("key_registry_later"))
    assert running is not None
    assert ended is not None
    assert (running.until, running.valid_from) == (None, ended.valid_from)
    assert ended.until == MINED_AT + VECTOR["step"]
    assert decode_delegation(agent, mill, proven("key_registry")) is None
    assert delegation_slot(mill, agent) != delegation_slot(agent, mill)


def test_a_party_is_read_with_its_roles_and_admin() -> None:
    admin = octets(VECTOR["writer"])
    party = decode_party(VECTOR["mill"], proven("key_registry"), admins=[admin])
    assert party is not None
    assert (party.roles, party.admins, party.quorum) == (Role.SUPPLIER, {admin}, 1)


def test_a_slot_that_was_not_proven_says_nothing() -> None:
    with pytest.raises(ProofMismatch):
        decode_key(b"\x55" * 20, proven("key_registry"))
    with pytest.raises(ProofMismatch):
        decode_delegation(bytes(32), bytes(32), proven("key_registry"))


def test_a_key_of_an_unknown_type_cannot_be_judged() -> None:
    party, times, rp_id_hash = key_slots(keccak(b"\x55" * 20))
    with pytest.raises(UnsupportedScheme):
        decode_key(b"\x55" * 20, {party: 1, times: 9 << 120, rp_id_hash: 0})


def test_a_proof_about_another_contract_is_refused() -> None:
    log, registry = a_state("anchor_log"), a_state("key_registry")
    with pytest.raises(ProofMismatch):
        prove(log, expect_address=registry.address)
    with pytest.raises(ProofMismatch):
        prove(replace(log, address=registry.address), expect_address=registry.address)


def test_a_contract_that_the_block_does_not_hold_is_refused() -> None:
    """The account nodes prove absence for some other addresses too; absence of a contract proves no empty slot."""
    state = a_state("anchor_log")
    refused = 0
    for last in range(64):
        with pytest.raises(ProofMismatch) as caught:
            prove(replace(state, address=bytes([last]) * 20), expect_address=bytes([last]) * 20)
        refused += "no such contract" in caught.value.reason
    assert refused > 0


def test_another_blocks_header_or_slot_nodes_are_refused() -> None:
    now, later = a_state("key_registry"), a_state("key_registry_later")
    for mixed in (replace(now, header=later.header), replace(now, slots=later.slots)):
        with pytest.raises(ProofMismatch):
            prove(mixed, expect_address=now.address)


def test_the_nodes_of_one_slot_do_not_prove_another() -> None:
    state = a_state("anchor_log")
    first, second = state.slots
    swapped = (SlotProof(slot=first.slot, nodes=second.nodes), SlotProof(slot=second.slot, nodes=first.nodes))
    with pytest.raises(ProofMismatch):
        prove(replace(state, slots=swapped), expect_address=state.address)


def every_flip(material: bytes) -> list[bytes]:
    return [with_bit_flipped(material, bit) for bit in range(len(material) * 8)]


def test_any_bit_flipped_in_an_account_node_is_refused() -> None:
    state = a_state("anchor_log")
    for place, node in enumerate(state.account_nodes):
        for flipped in every_flip(node):
            nodes = (*state.account_nodes[:place], flipped, *state.account_nodes[place + 1 :])
            with pytest.raises(ProofMismatch):
                prove(replace(state, account_nodes=nodes), expect_address=state.address)


def test_any_bit_flipped_in_a_slot_node_and_so_in_a_value_is_refused() -> None:
    state = a_state("anchor_log")
    proof = state.slots[0]
    for place, node in enumerate(proof.nodes):
        for flipped in every_flip(node):
            nodes = (*proof.nodes[:place], flipped, *proof.nodes[place + 1 :])
            with pytest.raises(ProofMismatch):
                prove(replace(state, slots=(SlotProof(proof.slot, nodes),)), expect_address=state.address)


def test_any_bit_flipped_in_the_header_is_refused_or_names_another_block() -> None:
    state = a_state("anchor_log")
    known = prove(state, expect_address=state.address).block.block_hash
    for flipped in every_flip(state.header):
        try:
            block = prove(replace(state, header=flipped), expect_address=state.address).block
        except ProofMismatch:
            continue
        assert block.block_hash != known


@pytest.mark.parametrize(
    "header",
    [b"", b"\x80", b"\xc0", b"\xff" * 40, b"\xc1" * 3000, b"\x00" * 5000, rlp.encode([b"\x01"] * 14), SWOLLEN],
)
def test_a_header_that_is_none_is_refused(header: bytes) -> None:
    state = a_state("anchor_log")
    with pytest.raises(ProofMismatch):
        prove(replace(state, header=header), expect_address=state.address)


def test_a_later_forks_extra_header_fields_are_no_obstacle() -> None:
    fields = [*rlp.decode(a_state("anchor_log").header), b"\x07", b"\x08" * 32]
    state = replace(a_state("anchor_log"), header=rlp.encode(fields))
    assert prove(state, expect_address=state.address).block.number == int(VECTOR["head_block"]["number"], 16)


def forged(node: bytes) -> StateProof:
    """A header whose state root is the hash of any node, as someone would send who makes up everything."""
    fields = rlp.decode(a_state("anchor_log").header)
    fields[3] = keccak(node)
    return replace(a_state("anchor_log"), header=rlp.encode(fields), account_nodes=(node,))


NODE_PARTS = st.recursive(
    st.binary(max_size=40), lambda inner: st.lists(inner, max_size=18) | st.lists(inner, min_size=2, max_size=2)
)


@settings(max_examples=300)
@given(NODE_PARTS.map(rlp.encode) | st.binary(max_size=60))
def test_a_node_of_any_shape_is_refused_and_nothing_else_happens(node: bytes) -> None:
    state = forged(node)
    with pytest.raises(ProofMismatch):
        prove(state, expect_address=state.address)


@pytest.mark.parametrize(
    "node", [b"\xc1" * 1023 + b"\xc0", b"\xf9\x03\xf0" + b"\xc0" * 1008, b"\x80" * 2000, rlp.encode([b"\x20", b""])]
)
def test_a_node_that_nests_or_swells_is_refused(node: bytes) -> None:
    state = forged(node)
    with pytest.raises(ProofMismatch):
        prove(state, expect_address=state.address)


def leaf_for(key: bytes, value: bytes) -> bytes:
    return bytes(rlp.encode([b"\x20" + keccak(key), value]))


@pytest.mark.parametrize("value", [b"\x00", b"\xc0", b"\x82\x00\x01", b"\xa1" + b"\x01" * 33, b"\x81\x01", b"\xb8"])
def test_a_slot_value_that_no_chain_stores_is_refused(value: bytes) -> None:
    slot = bytes(32)
    storage = leaf_for(slot, value)
    base = a_state("anchor_log")
    account = leaf_for(base.address, rlp.encode([b"\x01", b"", keccak(storage), b"\x02" * 32]))
    state = replace(forged(account), slots=(SlotProof(slot, (storage,)),))
    with pytest.raises(ProofMismatch):
        prove(state, expect_address=state.address)


@pytest.mark.parametrize("value", [b"\x07", b"\x01" * 32, b""])
def test_such_a_made_up_proof_is_otherwise_well_formed(value: bytes) -> None:
    slot = bytes(32)
    storage = leaf_for(slot, rlp.encode(value))
    account = leaf_for(a_state("anchor_log").address, rlp.encode([b"\x01", b"", keccak(storage), b"\x02" * 32]))
    state = replace(forged(account), slots=(SlotProof(slot, (storage,)),))
    assert prove(state, expect_address=state.address).values == {slot: int.from_bytes(value, "big")}


def test_a_slot_of_another_length_is_refused() -> None:
    without_storage = rlp.encode([b"\x01", b"", keccak(b"\x80"), b"\x02" * 32])
    account = leaf_for(a_state("anchor_log").address, without_storage)
    whole = replace(forged(account), slots=(SlotProof(bytes(32), ()),))
    assert prove(whole, expect_address=whole.address).values == {bytes(32): 0}
    state = replace(whole, slots=(SlotProof(bytes(31), ()),))
    with pytest.raises(ProofMismatch):
        prove(state, expect_address=state.address)


@pytest.mark.parametrize(
    "change",
    [
        lambda block: block.pop("stateRoot"),
        lambda block: block.update(number=11),
        lambda block: block.update(gasUsed="0xzz"),
        lambda block: block.update(stateRoot="abc"),
    ],
)
def test_a_block_with_a_missing_or_odd_field_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    block = dict(VECTOR["head_block"])
    change(block)
    with pytest.raises(Malformed):
        header_rlp(block)


def test_a_block_that_does_not_hash_to_its_hash_is_refused() -> None:
    with pytest.raises(ProofMismatch):
        header_rlp(VECTOR["head_block"] | {"number": "0x1"})


def test_a_block_of_an_older_fork_ends_with_its_last_field() -> None:
    old = {name: value for name, value in VECTOR["head_block"].items() if name not in ("requestsHash", "hash")}
    assert len(rlp.decode(header_rlp(old))) == len(rlp.decode(header_rlp(VECTOR["head_block"]))) - 1
