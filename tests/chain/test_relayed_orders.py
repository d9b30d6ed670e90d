"""Orders that parties only sign: who pays, who may order, by keys of every type; statements recorded by themselves."""

from dataclasses import replace

import pytest
from builders import MILL, a_key, an_attestation
from chain_builders import Ledger, a_secret, the_chain, the_registrar, told
from faulty_node import FaultyNode
from registry_builders import (
    DIDS,
    a_passkey,
    admin_secret,
    admins_order,
    keyed,
    ordered,
    registered,
    signer,
    snapshot_now,
)
from wallets import Passkey, a_wallet

from ledger.chain.answers import hexed
from ledger.chain.contract import topic
from ledger.chain.key_events import EVENT_SIGNATURES
from ledger.errors import ChainRefused
from ledger.model.party import KeyType, Role
from ledger.proof.attestation_state import attestation_slots, decode_attestation
from ledger.proof.orders import Authorization, Order
from ledger.proof.signed import check_signature
from ledger.proof.state_proof import prove
from ledger.proof.typed_data import account_of, keccak, party_id

pytestmark = pytest.mark.chain

KEY_ADDED = next(signature for signature, _, _ in EVENT_SIGNATURES if signature.startswith("KeyAdded"))


def test_the_registrar_pays_for_what_a_party_orders(ledger: Ledger) -> None:
    """A party's admin has no gas money and sends nothing."""
    keyed(ledger, DIDS[:1])
    admin = hexed(account_of(admin_secret(DIDS[0])))
    assert told(ledger.url, "eth_getBalance", admin, "latest") == "0x0"
    assert told(ledger.url, "eth_getTransactionCount", admin, "latest") == "0x0"
    address = hexed(ledger.deployment.place.key_registry)
    events = told(ledger.url, "eth_getLogs", {"address": address, "fromBlock": "0x0"})
    added = next(log for log in events if log["topics"][0] == hexed(topic(KEY_ADDED)))
    transaction = told(ledger.url, "eth_getTransactionByHash", added["transactionHash"])
    assert transaction["from"] == hexed(ledger.deployment.registrar)


@pytest.mark.parametrize(
    ("key_type", "length"), [(KeyType.ERC1271, 20), (KeyType.LOG_ES256, 64), (KeyType.LOG_ED25519, 32)]
)
def test_keys_of_every_type_are_added(ledger: Ledger, key_type: KeyType, length: int) -> None:
    registered(ledger, DIDS[:1])
    key = {20: b"\x77" * 20, 64: Passkey("log").point, 32: b"\x55" * 32}[length]
    the_registrar(ledger).add_keys([(DIDS[0], admin_secret(DIDS[0]), key, key_type, bytes(32))])
    assert snapshot_now(the_chain(ledger)).keys[keccak(key)].key_type is key_type


def test_a_point_that_is_not_on_the_curve_is_refused(ledger: Ledger) -> None:
    registered(ledger, DIDS[:1])
    with pytest.raises(ChainRefused, match="NotOnCurve"):
        the_registrar(ledger).add_keys([(DIDS[0], admin_secret(DIDS[0]), b"\x01" * 64, KeyType.LOG_ES256, bytes(32))])


def test_a_passkey_elsewhere_administers_a_party_by_its_answer_alone(ledger: Ledger) -> None:
    writer, phone = the_registrar(ledger), Passkey("phone")
    writer.register([(DIDS[0], a_passkey(ledger), Role.SUPPLIER)])
    order = Order("addKey", (party_id(DIDS[0]), signer(DIDS[0]), int(KeyType.EOA), bytes(32), 0))
    unsigned = writer.prepare(order, authority=a_passkey(ledger))
    with pytest.raises(ChainRefused, match="BadSignature"):
        writer.send_order(order, [unsigned.with_signature(phone.answer(bytes(32)))])
    assert unsigned.document()["primaryType"] == "AddKey"
    writer.send_order(order, [unsigned.with_signature(phone.answer(unsigned.digest))])
    assert keccak(signer(DIDS[0])) in snapshot_now(the_chain(ledger)).keys


def test_a_contract_wallet_administers_a_party(ledger: Ledger) -> None:
    writer, wallet = the_registrar(ledger), a_wallet(ledger.url, of="mill")
    writer.register([(DIDS[0], wallet, Role.SUPPLIER)])
    order = Order("addKey", (party_id(DIDS[0]), signer(DIDS[0]), int(KeyType.EOA), bytes(32), 0))
    writer.send_order(order, [writer.prepare(order, authority=wallet).with_signature(b"yes")])
    assert keccak(signer(DIDS[0])) in snapshot_now(the_chain(ledger)).keys


def test_an_order_past_its_deadline_is_refused_before_anything_is_paid(ledger: Ledger) -> None:
    registered(ledger, DIDS[:2])
    writer, order = the_registrar(ledger), Order("delegate", (party_id(DIDS[0]), party_id(DIDS[1])))
    late = writer.prepare(order, authority=account_of(admin_secret(DIDS[0])), valid_for_seconds=-1)
    with FaultyNode(ledger.url) as node, pytest.raises(ChainRefused, match="DeadlinePassed"):
        the_registrar(ledger, url=node.url).send_order(order, [late.signed(admin_secret(DIDS[0]))])
    assert node.received["eth_sendRawTransaction"] == 0


def test_one_admin_of_two_cannot_change_the_admins(ledger: Ledger) -> None:
    registered(ledger, DIDS[:1])
    second = a_secret("second admin")
    ordered(ledger, admins_order(DIDS[0], added=account_of(second), quorum=2), admin_secret(DIDS[0]))
    alone = admins_order(DIDS[0], removed=account_of(admin_secret(DIDS[0])), quorum=1)
    with pytest.raises(ChainRefused, match="WrongQuorum"):
        ordered(ledger, alone, second)
    with pytest.raises(ChainRefused, match="SameAdminTwice"):
        ordered(ledger, alone, second, second)


def test_an_order_without_any_signature_is_not_the_partys(ledger: Ledger) -> None:
    """The registrar's own account, which sends it, administers no party."""
    registered(ledger, DIDS[:2])
    order = Order("delegate", (party_id(DIDS[0]), party_id(DIDS[1])))
    with pytest.raises(ChainRefused, match="NotPartyAdmin"):
        the_registrar(ledger).send_order(order, [Authorization()])


def test_a_statement_is_recorded_once_under_its_own_id_and_only_with_its_signature(ledger: Ledger) -> None:
    writer, domain = the_registrar(ledger), ledger.deployment.domain
    signed = check_signature(an_attestation(domain=domain), domain, key=a_key(MILL.signer, held_by=MILL.did))
    with pytest.raises(ChainRefused, match="BadSignature"):
        writer.record_statement(replace(signed, signature=signed.signature[:-1] + b"\x1d"))
    writer.record_statement(signed)
    chain, address = the_chain(ledger), ledger.deployment.place.attestation_registry
    block, slots = chain.latest_block(), attestation_slots(signed.record_id)
    values = prove(chain.state_proof(address, slots, block=block), expect_address=address).values
    signer_id, recorded_at, revoked_at = decode_attestation(signed.record_id, values)
    assert (signer_id, revoked_at) == (keccak(MILL.signer), 0)
    assert 0 < recorded_at <= block.timestamp
    with FaultyNode(ledger.url) as node:
        the_registrar(ledger, url=node.url).record_statement(signed)
        assert node.received["eth_sendRawTransaction"] == 0
