"""AttestationRegistry as the deployment script puts it on a chain."""

from hashlib import sha256
from typing import Any

import brownie
import pytest
from brownie import accounts, chain, web3
from conftest import contract, key_id
from eth_account import Account
from eth_account.messages import encode_typed_data
from relayed import OWNER, signature

SIGNER = bytes.fromhex(OWNER.address[2:])
BODY = b'{"claim":"own-production","valid_until":"2020-01-31"}'
KINDS = ["uint16", "string", "string", "bytes", "string", "string", "string", "bytes32", "uint64", "bytes32"]
NAMES = ["v", "kind", "issuer", "signer", "audience", "lang", "summary", "bodyHash", "issuedAt", "nonce"]


@pytest.fixture
def registry(deployment: dict[str, Any]) -> Any:
    return contract(deployment, "AttestationRegistry")


def statement() -> tuple[Any, ...]:
    words = ("attestation", "did:web:mill.example", SIGNER, "downstream", "en", "own-production")
    return (1, *words, sha256(BODY).digest(), 1_795_000_000, b"\x07" * 32)


def signed(deployment: dict[str, Any], made: tuple[Any, ...], by: Any = OWNER) -> tuple[bytes, str]:
    """Signature and record id of a statement under the ledger's home domain."""
    home = deployment["home"]
    domain = {
        "name": "Tierlight",
        "version": "1",
        "chainId": home["chainId"],
        "verifyingContract": home["anchorLog"],
        "salt": home["logId"],
    }
    kinds = {"chainId": "uint256", "verifyingContract": "address", "salt": "bytes32"}
    document = {
        "types": {
            "EIP712Domain": [{"name": name, "type": kinds.get(name, "string")} for name in domain],
            "Statement": [{"name": name, "type": kind} for kind, name in zip(KINDS, NAMES, strict=True)],
        },
        "primaryType": "Statement",
        "domain": domain,
        "message": dict(zip(NAMES, made, strict=True)),
    }
    message = encode_typed_data(full_message=document)
    digest = web3.keccak(b"\x19" + message.version + message.header + message.body)
    return bytes(by.sign_message(message).signature), "0x" + bytes(digest).hex()


def test_a_signed_statement_is_recorded_under_its_record_id(registry: Any, deployment: dict[str, Any]) -> None:
    by, record_id = signed(deployment, statement())
    recorded = registry.record(statement(), by, {"from": accounts[9]})
    told = recorded.events["Recorded"]
    assert "0x" + bytes(told["recordId"]).hex() == record_id
    assert "0x" + bytes(told["signerId"]).hex() == key_id(SIGNER)
    assert registry.attestation(record_id)[1] == recorded.timestamp


def test_a_statement_is_recorded_once(registry: Any, deployment: dict[str, Any]) -> None:
    by, _ = signed(deployment, statement())
    registry.record(statement(), by, {"from": accounts[9]})
    with brownie.reverts():
        registry.record(statement(), by, {"from": accounts[8]})


def test_a_strangers_signature_is_refused(registry: Any, deployment: dict[str, Any]) -> None:
    by, _ = signed(deployment, statement(), by=Account.from_key("0x" + "0c" * 32))
    with brownie.reverts():
        registry.record(statement(), by, {"from": accounts[9]})


def test_only_the_signer_withdraws_and_anybody_may_carry_its_word(registry: Any, deployment: dict[str, Any]) -> None:
    by, record_id = signed(deployment, statement())
    registry.record(statement(), by, {"from": accounts[9]})
    with brownie.reverts():
        registry.revoke(record_id, SIGNER, 0, b"", {"from": accounts[9]})
    deadline = chain.time() + 60
    members = [("bytes32", "recordId", record_id), ("bytes", "signer", SIGNER), ("uint40", "deadline", deadline)]
    word = signature(registry.address, "Tierlight AttestationRegistry", "Revocation", members)
    withdrawn = registry.revoke(record_id, SIGNER, deadline, word, {"from": accounts[9]})
    assert withdrawn.events["Revoked"]["revokedAt"] == withdrawn.timestamp
    assert registry.isRecorded(record_id)
    assert registry.isRevoked(record_id)


def test_a_statement_whose_last_day_is_over_has_expired(registry: Any, deployment: dict[str, Any]) -> None:
    by, _ = signed(deployment, statement())
    registry.record(statement(), by, {"from": accounts[9]})
    assert registry.isExpired(statement(), BODY)
    with brownie.reverts():
        registry.isExpired(statement(), b'{"valid_until":"2999-01-31"}')
