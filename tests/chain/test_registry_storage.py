"""What the registry's events add up to, and its whole history, against state proofs of its storage."""

import pytest
from chain_builders import Ledger, a_ledger, a_secret, the_chain, the_registrar, told
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
    storage,
)
from wallets import RP_ID_HASH

from ledger.chain.anvil import LocalChain
from ledger.errors import ChainRefused, ProofMismatch
from ledger.model.party import KeyType, Role
from ledger.proof.orders import Order
from ledger.proof.registry_history import (
    admin_slot,
    decode_ended,
    decode_key_list,
    decode_party,
    ended_count_slot,
    ended_slots,
    key_count_slot,
    key_list_slots,
    party_slot,
    recovery_slots,
    used_nonce_slot,
)
from ledger.proof.state_proof import decode_delegation, decode_key, delegation_slot, key_slots
from ledger.proof.typed_data import account_of, keccak, party_id

pytestmark = pytest.mark.chain


def test_what_the_events_add_up_to_is_what_storage_proves(ledger: Ledger) -> None:
    """Every verb once or more, then each value of the snapshot against a state proof of the same block."""
    writer, (mill, agent, spent, other) = the_registrar(ledger), DIDS
    keyed(ledger)
    writer.add_keys([(mill, admin_secret(mill), a_passkey(ledger), KeyType.PASSKEY, RP_ID_HASH)])
    for _ in range(2):
        writer.delegate([(mill, admin_secret(mill), agent)])
        writer.undelegate(mill, admin_secret(mill), agent)
    writer.delegate([(mill, admin_secret(mill), agent)])
    writer.revoke_key(spent, admin_secret(spent), signer(spent), suspect_from=1_700_000_000)
    suspect = Order("declareSuspect", (party_id(other), keccak(signer(other)), 1_600_000_000))
    ordered(ledger, suspect, admin_secret(other))
    writer.set_roles(other, Role.AUDITOR | Role.BRAND)
    second, third = a_secret("second admin"), a_secret("third admin")
    ordered(ledger, admins_order(mill, added=account_of(second), quorum=2), admin_secret(mill))
    replaced = admins_order(mill, added=account_of(third), removed=account_of(second), quorum=1)
    ordered(ledger, replaced, admin_secret(mill), second)
    chain = the_chain(ledger)
    block = chain.latest_block()
    snapshot = chain.registry(block=block, dids=DIDS)
    assert snapshot.parties[party_id(mill)].admins == {account_of(admin_secret(mill)), account_of(third)}
    assert len(snapshot.keys) == len(DIDS) + 1
    for key in snapshot.keys.values():
        assert decode_key(key.signer, storage(chain, ledger, block, key_slots(key.key_id))) == key
    for party in snapshot.parties.values():
        slots = [party_slot(party.party_id), *(admin_slot(party.party_id, admin) for admin in party.admins)]
        assert decode_party(party.did, storage(chain, ledger, block, slots), admins=party.admins) == party
    for pair, delegation in snapshot.delegations.items():
        assert decode_delegation(*pair, storage(chain, ledger, block, [delegation_slot(*pair)])) == delegation


def test_a_party_with_an_admin_that_was_not_named_is_not_decoded(ledger: Ledger) -> None:
    registered(ledger, DIDS[:1])
    second = account_of(a_secret("second admin"))
    ordered(ledger, admins_order(DIDS[0], added=second, quorum=1), admin_secret(DIDS[0]))
    chain, identifier = the_chain(ledger), party_id(DIDS[0])
    values = storage(chain, ledger, chain.latest_block(), [party_slot(identifier), admin_slot(identifier, second)])
    with pytest.raises(ProofMismatch, match="2 admins"):
        decode_party(DIDS[0], values, admins=[second])


def test_the_whole_key_list_of_a_party_is_proven_by_its_newest_state(ledger: Ledger) -> None:
    keyed(ledger, DIDS[:1])
    later = [account_of(a_secret(f"later key {number}")) for number in range(3)]
    for each in later:
        the_registrar(ledger).add_keys([(DIDS[0], admin_secret(DIDS[0]), each)])
    chain, identifier = the_chain(ledger), party_id(DIDS[0])
    slots = [key_count_slot(identifier), *key_list_slots(identifier, 4)]
    values = storage(chain, ledger, chain.latest_block(), slots)
    assert decode_key_list(identifier, values) == tuple(keccak(each) for each in (signer(DIDS[0]), *later))
    with pytest.raises(ProofMismatch, match="not all are proven"):
        decode_key_list(identifier, {slots[0]: 4, slots[1]: values[slots[1]]})


def test_ended_delegations_stay_in_storage_beside_the_newest(ledger: Ledger) -> None:
    registered(ledger, DIDS[:2])
    writer, pair = the_registrar(ledger), (party_id(DIDS[0]), party_id(DIDS[1]))
    for _ in range(2):
        writer.delegate([(DIDS[0], admin_secret(DIDS[0]), DIDS[1])])
        writer.undelegate(DIDS[0], admin_secret(DIDS[0]), DIDS[1])
    writer.delegate([(DIDS[0], admin_secret(DIDS[0]), DIDS[1])])
    chain = the_chain(ledger)
    slots = [ended_count_slot(*pair), *ended_slots(*pair, 2), delegation_slot(*pair)]
    values = storage(chain, ledger, chain.latest_block(), slots)
    newest = decode_delegation(*pair, values)
    assert newest is not None
    times = [time for each in (*decode_ended(*pair, values), newest) for time in (each.valid_from, each.until) if time]
    assert len(times) == 5
    assert times == sorted(times)


def test_a_used_nonce_is_in_storage_and_its_order_cannot_be_sent_again(ledger: Ledger) -> None:
    registered(ledger, DIDS[:2])
    writer, order = the_registrar(ledger), Order("delegate", (party_id(DIDS[0]), party_id(DIDS[1])))
    signed = writer.prepare(order, authority=account_of(admin_secret(DIDS[0]))).signed(admin_secret(DIDS[0]))
    writer.send_order(order, [signed])
    chain, slot = the_chain(ledger), used_nonce_slot(signed.signer, signed.nonce)
    assert storage(chain, ledger, chain.latest_block(), [slot])[slot] == 1
    writer.undelegate(DIDS[0], admin_secret(DIDS[0]), DIDS[1])
    with pytest.raises(ChainRefused, match="NonceSpent"):
        writer.send_order(order, [signed])


def test_a_proposed_recovery_is_in_storage_and_cancelling_clears_it(ledger: Ledger) -> None:
    keyed(ledger, DIDS[:1])
    writer, fresh, slots = the_registrar(ledger), a_secret("fresh admin"), recovery_slots(party_id(DIDS[0]))
    chain = the_chain(ledger)
    proposal = Order("proposeRecovery", (party_id(DIDS[0]), account_of(fresh)))
    ordered(ledger, proposal, a_secret(f"{DIDS[0]} key"))
    block = chain.latest_block()
    values = storage(chain, ledger, block, slots)
    assert values[slots[0]].to_bytes(32, "big") == keccak(account_of(fresh))
    assert values[slots[1]].to_bytes(32, "big") == keccak(signer(DIDS[0]))
    assert values[slots[2]] == block.timestamp + 7 * 86_400
    with pytest.raises(ChainRefused, match="RecoveryNotReady"):
        writer.complete_recovery(DIDS[0], account_of(fresh))
    ordered(ledger, Order("cancelRecovery", (party_id(DIDS[0]),)), admin_secret(DIDS[0]))
    assert set(storage(chain, ledger, chain.latest_block(), slots).values()) == {0}


def test_a_recovered_party_has_its_new_admin_alone(own_chain: LocalChain) -> None:
    ledger = a_ledger(own_chain.url, of="recovered")
    keyed(ledger, DIDS[:1])
    writer, fresh = the_registrar(ledger), a_secret("fresh admin")
    proposal = Order("proposeRecovery", (party_id(DIDS[0]), account_of(fresh)))
    ordered(ledger, proposal, a_secret(f"{DIDS[0]} key"))
    told(ledger.url, "evm_increaseTime", hex(7 * 86_400))
    told(ledger.url, "evm_mine")
    writer.complete_recovery(DIDS[0], account_of(fresh))
    chain, identifier = the_chain(ledger), party_id(DIDS[0])
    party = snapshot_now(chain).parties[identifier]
    assert (party.admins, party.quorum) == ({account_of(fresh)}, 1)
    lost = account_of(admin_secret(DIDS[0]))
    slots = [party_slot(identifier), admin_slot(identifier, account_of(fresh)), admin_slot(identifier, lost)]
    values = storage(chain, ledger, chain.latest_block(), slots)
    assert decode_party(DIDS[0], values, admins=[account_of(fresh), lost]) == party
