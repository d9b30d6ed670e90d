"""KeyRegistry as the deployment script puts it on a chain."""

import json
from pathlib import Path
from typing import Any

import brownie
import pytest
from brownie import Contract, accounts, web3

ARTIFACTS = Path(__file__).resolve().parent.parent.parent / "ledger" / "chain" / "artifacts"
NO_RP_ID_HASH = "0x" + "00" * 32
EOA, PASSKEY = 1, 2
SUPPLIER, RECRUITER = 1, 2


def party_id(did: str) -> str:
    return "0x" + web3.keccak(text=did).hex().removeprefix("0x")


MILL, GIN = "did:web:mill.example", "did:web:gin.example"


@pytest.fixture
def registry(deployment: dict[str, str], registrar: Any) -> Any:
    """The registry with two parties, administered by accounts 3 and 4."""
    abi = json.loads((ARTIFACTS / "KeyRegistry.json").read_text("utf-8"))["abi"]
    found = Contract.from_abi("KeyRegistry", deployment["keyRegistry"], abi, persist=False)
    found.registerParty(party_id(MILL), accounts[3], SUPPLIER, {"from": registrar})
    found.registerParty(party_id(GIN), accounts[4], SUPPLIER | RECRUITER, {"from": registrar})
    return found


def add_key(registry: Any, did: str, admin: Any, signer: str) -> Any:
    return registry.addKey(party_id(did), signer, EOA, NO_RP_ID_HASH, 0, {"from": admin})


def test_only_the_registrar_admits_parties(registry: Any, admin: Any) -> None:
    with brownie.reverts():
        registry.registerParty(party_id("did:web:new.example"), admin, SUPPLIER, {"from": admin})


def test_a_key_is_told_in_full_so_that_a_client_can_rebuild_it(registry: Any) -> None:
    signer = accounts[5].address
    added = add_key(registry, MILL, accounts[3], signer)
    told = added.events["KeyAdded"]
    assert str(told["signer"]) == signer.lower()
    assert "0x" + bytes(told["keyId"]).hex() == "0x" + web3.keccak(hexstr=signer).hex().removeprefix("0x")
    assert (told["keyType"], told["validFrom"]) == (EOA, added.timestamp)


def test_a_key_of_one_party_is_refused_for_another(registry: Any) -> None:
    add_key(registry, MILL, accounts[3], accounts[5].address)
    with brownie.reverts():
        add_key(registry, GIN, accounts[4], accounts[5].address)


def test_a_revoked_key_cannot_be_revoked_again(registry: Any) -> None:
    key_id = add_key(registry, MILL, accounts[3], accounts[5].address).events["KeyAdded"]["keyId"]
    revoked = registry.revokeKey(party_id(MILL), key_id, 0, {"from": accounts[3]})
    assert revoked.events["KeyRevoked"]["revokedAt"] == revoked.timestamp
    with brownie.reverts():
        registry.revokeKey(party_id(MILL), key_id, 0, {"from": accounts[3]})


def test_suspicion_moves_earlier_and_never_later(registry: Any) -> None:
    added = add_key(registry, MILL, accounts[3], accounts[5].address)
    key_id, added_at = added.events["KeyAdded"]["keyId"], added.timestamp
    registry.declareSuspect(party_id(MILL), key_id, added_at, {"from": accounts[3]})
    registry.declareSuspect(party_id(MILL), key_id, added_at - 60, {"from": accounts[3]})
    with brownie.reverts():
        registry.declareSuspect(party_id(MILL), key_id, added_at - 30, {"from": accounts[3]})
    assert registry.key(key_id)[3] == added_at - 60


def test_a_custodian_may_sign_only_between_delegation_and_its_end(registry: Any) -> None:
    began = registry.delegate(party_id(MILL), party_id(GIN), {"from": accounts[3]})
    ended = registry.undelegate(party_id(MILL), party_id(GIN), {"from": accounts[3]})
    assert tuple(registry.delegation(party_id(MILL), party_id(GIN))) == (began.timestamp, ended.timestamp)


def test_a_custodian_cannot_appoint_itself(registry: Any) -> None:
    with brownie.reverts():
        registry.delegate(party_id(MILL), party_id(GIN), {"from": accounts[4]})
