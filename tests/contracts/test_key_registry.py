"""KeyRegistry as the deployment script puts it on a chain: roles, keys, orders and their events."""

from typing import Any

import brownie
import pytest
from brownie import accounts, chain
from conftest import NOBODY_ELSE, contract, key_id, octets, party_id
from relayed import OWNER, signed_order

NO_RP_ID_HASH = "0x" + "00" * 32
EOA = 1
SUPPLIER, RECRUITER = 1, 2
MILL, GIN = "did:web:mill.example", "did:web:gin.example"
SEVEN_DAYS = 7 * 86_400


@pytest.fixture
def registry(deployment: dict[str, Any], registrar: Any) -> Any:
    """The registry with two parties, administered by accounts 3 and 4."""
    found = contract(deployment, "KeyRegistry")
    found.registerParty(party_id(MILL), octets(accounts[3]), SUPPLIER, NOBODY_ELSE, {"from": registrar})
    found.registerParty(party_id(GIN), octets(accounts[4]), SUPPLIER | RECRUITER, NOBODY_ELSE, {"from": registrar})
    return found


def add_key(registry: Any, did: str, admin: Any, signer: Any) -> Any:
    return registry.addKey(party_id(did), octets(signer), EOA, NO_RP_ID_HASH, 0, NOBODY_ELSE, {"from": admin})


def test_only_the_registrar_admits_parties(registry: Any, admin: Any) -> None:
    with brownie.reverts():
        registry.registerParty(party_id("did:web:new.example"), octets(admin), SUPPLIER, NOBODY_ELSE, {"from": admin})


def test_only_the_registrar_sets_roles_and_it_is_told(registry: Any, registrar: Any) -> None:
    told = registry.setRoles(party_id(MILL), RECRUITER, NOBODY_ELSE, {"from": registrar}).events["RolesSet"]
    assert told["roles"] == RECRUITER == registry.party(party_id(MILL))[0]
    with brownie.reverts():
        registry.setRoles(party_id(MILL), SUPPLIER, NOBODY_ELSE, {"from": accounts[3]})


def test_the_registrar_touches_no_key(registry: Any, registrar: Any) -> None:
    with brownie.reverts():
        add_key(registry, MILL, registrar, accounts[5])


def test_the_registrar_hands_over_in_two_steps(registry: Any, registrar: Any) -> None:
    registry.nominateRegistrar(accounts[6], NOBODY_ELSE, {"from": registrar})
    with brownie.reverts():
        registry.acceptRegistrar({"from": accounts[7]})
    told = registry.acceptRegistrar({"from": accounts[6]}).events["RegistrarSet"]
    assert (told["previous"], told["registrar"]) == (registrar, accounts[6])


def test_a_key_is_told_in_full_so_that_a_client_can_rebuild_it(registry: Any) -> None:
    added = add_key(registry, MILL, accounts[3], accounts[5])
    told = added.events["KeyAdded"]
    assert str(told["signer"]) == accounts[5].address.lower()
    assert "0x" + bytes(told["keyId"]).hex() == key_id(octets(accounts[5]))
    assert (told["keyType"], told["validFrom"]) == (EOA, added.timestamp)


def test_the_key_history_of_a_party_can_be_listed(registry: Any) -> None:
    for signer in (accounts[5], accounts[6]):
        add_key(registry, MILL, accounts[3], signer)
    registry.revokeKey(party_id(MILL), key_id(octets(accounts[5])), 0, NOBODY_ELSE, {"from": accounts[3]})
    listed = [registry.keyAt(party_id(MILL), index) for index in range(registry.keyCount(party_id(MILL)))]
    assert [str(key) for key in listed] == [key_id(octets(signer)) for signer in (accounts[5], accounts[6])]


def test_a_key_of_one_party_is_refused_for_another(registry: Any) -> None:
    add_key(registry, MILL, accounts[3], accounts[5])
    with brownie.reverts():
        add_key(registry, GIN, accounts[4], accounts[5])


def test_a_revoked_key_cannot_be_revoked_again(registry: Any) -> None:
    key = add_key(registry, MILL, accounts[3], accounts[5]).events["KeyAdded"]["keyId"]
    revoked = registry.revokeKey(party_id(MILL), key, 0, NOBODY_ELSE, {"from": accounts[3]})
    assert revoked.events["KeyRevoked"]["revokedAt"] == revoked.timestamp
    with brownie.reverts():
        registry.revokeKey(party_id(MILL), key, 0, NOBODY_ELSE, {"from": accounts[3]})


def test_suspicion_moves_earlier_and_never_later(registry: Any) -> None:
    added = add_key(registry, MILL, accounts[3], accounts[5])
    key, added_at = added.events["KeyAdded"]["keyId"], added.timestamp
    registry.declareSuspect(party_id(MILL), key, added_at, NOBODY_ELSE, {"from": accounts[3]})
    registry.declareSuspect(party_id(MILL), key, added_at - 60, NOBODY_ELSE, {"from": accounts[3]})
    with brownie.reverts():
        registry.declareSuspect(party_id(MILL), key, added_at - 30, NOBODY_ELSE, {"from": accounts[3]})
    assert registry.key(key)[3] == added_at - 60


def test_a_custodian_may_sign_only_between_delegation_and_its_end(registry: Any) -> None:
    began = registry.delegate(party_id(MILL), party_id(GIN), NOBODY_ELSE, {"from": accounts[3]})
    ended = registry.undelegate(party_id(MILL), party_id(GIN), NOBODY_ELSE, {"from": accounts[3]})
    registry.delegate(party_id(MILL), party_id(GIN), NOBODY_ELSE, {"from": accounts[3]})
    assert tuple(registry.endedDelegationAt(party_id(MILL), party_id(GIN), 0)) == (began.timestamp, ended.timestamp)
    assert registry.endedDelegationCount(party_id(MILL), party_id(GIN)) == 1


def test_a_custodian_cannot_appoint_itself(registry: Any) -> None:
    with brownie.reverts():
        registry.delegate(party_id(MILL), party_id(GIN), NOBODY_ELSE, {"from": accounts[4]})


def test_an_order_that_was_signed_is_sent_by_anybody_once(registry: Any, registrar: Any) -> None:
    farm = party_id("did:web:farm.example")
    registry.registerParty(farm, octets(OWNER.address), SUPPLIER, NOBODY_ELSE, {"from": registrar})
    order = ("Delegate", [("bytes32", "partyId", farm), ("bytes32", "custodianPartyId", party_id(GIN))])
    by = signed_order(registry.address, *order, nonce=7, deadline=chain.time() + 3_600)
    sent = registry.delegate(farm, party_id(GIN), by, {"from": accounts[9]})
    assert sent.events["NonceUsed"]["nonce"] == 7
    assert sent.events["Delegated"]["from"] == sent.timestamp
    with brownie.reverts():
        registry.undelegate(farm, party_id(GIN), by, {"from": accounts[9]})
    registry_nonce_used = registry.isNonceUsed(key_id(octets(OWNER.address)), 7)
    assert registry_nonce_used


def test_an_order_past_its_deadline_is_refused(registry: Any, registrar: Any) -> None:
    farm = party_id("did:web:farm.example")
    registry.registerParty(farm, octets(OWNER.address), SUPPLIER, NOBODY_ELSE, {"from": registrar})
    order = ("Delegate", [("bytes32", "partyId", farm), ("bytes32", "custodianPartyId", party_id(GIN))])
    by = signed_order(registry.address, *order, nonce=7, deadline=chain.time() - 10)
    with brownie.reverts():
        registry.delegate(farm, party_id(GIN), by, {"from": accounts[9]})


def test_a_second_key_recovers_a_party_after_seven_days(registry: Any) -> None:
    add_key(registry, MILL, accounts[3], accounts[5])
    asked = registry.proposeRecovery(party_id(MILL), octets(accounts[6]), NOBODY_ELSE, {"from": accounts[5]})
    assert asked.events["RecoveryProposed"]["readyAt"] == asked.timestamp + SEVEN_DAYS
    with brownie.reverts():
        registry.completeRecovery(party_id(MILL), octets(accounts[6]), {"from": accounts[9]})
    chain.sleep(SEVEN_DAYS)
    registry.completeRecovery(party_id(MILL), octets(accounts[6]), {"from": accounts[9]})
    with brownie.reverts():
        add_key(registry, MILL, accounts[3], accounts[7])
    assert add_key(registry, MILL, accounts[6], accounts[7]).events["KeyAdded"]["partyId"] == party_id(MILL)


def test_two_admins_of_a_quorum_change_the_admins_and_one_cannot(registry: Any) -> None:
    mine = {"from": accounts[3]}
    told = registry.changeAdmins(party_id(MILL), octets(OWNER.address), NO_RP_ID_HASH, 2, [NOBODY_ELSE], mine).events
    assert told["AdminsChanged"]["quorum"] == 2
    with brownie.reverts():
        registry.changeAdmins(party_id(MILL), octets(accounts[9]), NO_RP_ID_HASH, 1, [NOBODY_ELSE], mine)
    members = [
        ("bytes32", "partyId", party_id(MILL)),
        ("bytes", "added", octets(accounts[9])),
        ("bytes32", "removed", NO_RP_ID_HASH),
        ("uint16", "quorum", 1),
    ]
    by = signed_order(registry.address, "ChangeAdmins", members, nonce=1, deadline=chain.time() + 60)
    registry.changeAdmins(party_id(MILL), octets(accounts[9]), NO_RP_ID_HASH, 1, [NOBODY_ELSE, by], mine)
    assert registry.isAdmin(party_id(MILL), key_id(octets(accounts[9])))
