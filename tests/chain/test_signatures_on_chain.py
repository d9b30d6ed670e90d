"""AttestationRegistry accepts exactly the signatures that Python accepts (I15), and the differences are these:

rpIdHash            OpenZeppelin's WebAuthn does not look at it, Python requires the registered one: a page of another
                    relying party with the same key cannot happen in a browser, and Python is the stricter.
EIP-7702            an account that points to code is asked as a contract on chain; Python goes by the registered type.
bytes and gas       Python does not ask a wallet about more than 4,096 bytes, nor with more than a million gas.
type                nothing on chain asks how a key is registered: a log key or an unregistered key can record.
"""

from dataclasses import replace

import httpx
import pytest
from builders import MALLORY, MILL, a_key, an_attestation
from chain_builders import Ledger, port_of, the_chain
from passkeys import Passkey
from signature_corpus import Case, account_signatures, passkey_signatures
from wallet_contract import a_wallet

from ledger.chain.answers import hexed
from ledger.chain.contract import encoded_call
from ledger.errors import ContractSaysNo, LedgerError
from ledger.model.party import KeyType, SigningKey
from ledger.model.statement import Statement, UnverifiedSubmission
from ledger.proof.signed import check_signature
from ledger.proof.typed_data import body_hash, keccak, sign_digest, statement_digest

pytestmark = pytest.mark.chain

RECORD = "record((uint16,string,string,bytes,string,string,string,bytes32,uint64,bytes32),bytes)"
BAD_SIGNATURE = keccak(b"BadSignature(bytes,bytes32)")[:4]


def accepts_on_chain(ledger: Ledger, statement: Statement, signature: bytes) -> bool:
    """By eth_call; a refusal must be BadSignature, so that no other revert passes for a no."""
    fields = (
        *(statement.v, statement.kind, statement.issuer, statement.signer, statement.audience, statement.lang),
        *(statement.summary, body_hash(statement.body), statement.issued_at, statement.nonce),
    )
    call = {
        "to": hexed(ledger.deployment.place.attestation_registry),
        "data": hexed(encoded_call(RECORD, fields, signature)),
        "gas": hex(10_000_000),
    }
    request = {"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [call, "latest"]}
    answer = httpx.post(ledger.url, json=request, timeout=10).json()
    if "error" in answer:
        assert answer["error"]["data"].startswith(hexed(BAD_SIGNATURE)), answer
        return False
    assert answer["result"] == hexed(statement_digest(statement, ledger.deployment.domain)), (
        "the same record id on both sides"
    )
    return True


def accepts_in_python(ledger: Ledger, statement: Statement, signature: bytes, key: SigningKey) -> bool:
    def wallet(account: bytes, digest: bytes, told: bytes) -> None:
        chain = the_chain(ledger)
        is_accepted = chain.accepts_signature(account, digest, told, block=chain.latest_block())
        chain.close()
        if not is_accepted:
            raise ContractSaysNo(account=account, block_number=0)

    claim = UnverifiedSubmission(statement, signature, None)
    try:
        check_signature(claim, ledger.deployment.domain, key=key, wallet=wallet)
    except LedgerError:
        return False
    return True


def a_statement(signer: bytes) -> Statement:
    return replace(an_attestation().statement, signer=signer)


def verdicts(ledger: Ledger, statement: Statement, cases: list[Case], key: SigningKey) -> dict[str, tuple[bool, bool]]:
    return {
        case.name: (
            accepts_in_python(ledger, statement, case.signature, key),
            accepts_on_chain(ledger, statement, case.signature),
        )
        for case in cases
    }


def assert_alike(found: dict[str, tuple[bool, bool]], *, accepted: set[str]) -> None:
    assert {name: pair for name, pair in found.items() if pair[0] is not pair[1]} == {}
    assert {name for name, pair in found.items() if pair[0] and not name.startswith("bit")} == accepted


def test_accounts_signatures_are_judged_alike(ledger: Ledger) -> None:
    statement = a_statement(MILL.signer)
    digest = statement_digest(statement, ledger.deployment.domain)
    found = verdicts(ledger, statement, list(account_signatures(digest)), a_key(MILL.signer, held_by=MILL.did))
    assert_alike(found, accepted={"good"})
    assert len(found) > 50


def a_passkey(ledger: Ledger) -> tuple[Passkey, SigningKey]:
    passkey = Passkey(b"the mill's phone", verifier=ledger.deployment.passkey_verifier)
    key = a_key(passkey.signer, held_by=MILL.did, key_type=KeyType.PASSKEY, rp_id_hash=passkey.rp_id_hash)
    return passkey, key


def test_passkeys_answers_are_judged_alike(ledger: Ledger) -> None:
    passkey, key = a_passkey(ledger)
    statement = a_statement(passkey.signer)
    digest = statement_digest(statement, ledger.deployment.domain)
    found = verdicts(ledger, statement, list(passkey_signatures(digest, passkey)), key)
    assert_alike(
        found,
        accepted={
            *("good", "extra members", "members in another order", "type in a nested object", "two types"),
            *("no JSON at all", "trailing bytes", "bytes before the parts", "unpadded end", "extension data"),
            *("flags 0x05", "flags 0x0d", "flags 0x1d", "flags 0x45", "flags 0xc5", "flags 0xff"),
            *("type in the length before the text", "word 4 of 192", "cut to 479"),
        },
    )
    assert len(found) > 180


def test_the_only_passkey_that_the_chain_takes_and_python_does_not_is_of_another_relying_party(ledger: Ledger) -> None:
    passkey, key = a_passkey(ledger)
    statement = a_statement(passkey.signer)
    elsewhere = replace(passkey, rp_id="mallory.example")
    answer = elsewhere.answer(statement_digest(statement, ledger.deployment.domain))
    assert accepts_on_chain(ledger, statement, answer)
    assert not accepts_in_python(ledger, statement, answer, key)


def test_a_wallets_signatures_are_judged_alike_and_change_with_its_owner(ledger: Ledger) -> None:
    """F25: what the wallet called its own yesterday is none today, on both sides."""
    wallet = a_wallet(port_of(ledger.url), owner_secret=MILL.secret)
    statement = a_statement(wallet.address)
    digest = statement_digest(statement, ledger.deployment.domain)
    key = a_key(wallet.address, held_by=MILL.did, key_type=KeyType.ERC1271)
    by_mill, by_mallory = (Case(who.did, sign_digest(digest, who.secret)) for who in (MILL, MALLORY))
    cases = [by_mill, by_mallory, Case("nothing", b""), Case("64 bytes", by_mill.signature[:64])]
    assert_alike(verdicts(ledger, statement, cases, key), accepted={MILL.did})
    wallet.hand_to(MALLORY.secret, by=MILL.secret)
    assert_alike(verdicts(ledger, statement, cases, key), accepted={MALLORY.did})


def test_a_wallet_that_is_not_there_accepts_nothing_on_either_side(ledger: Ledger) -> None:
    nobody = b"\x12\x71" * 10
    key = a_key(nobody, held_by=MILL.did, key_type=KeyType.ERC1271)
    assert_alike(verdicts(ledger, a_statement(nobody), [Case("anything", b"\x01" * 65)], key), accepted=set())


def test_the_zero_account_accepts_nothing_on_either_side(ledger: Ledger) -> None:
    statement = a_statement(bytes(20))
    cases = [Case("zeros", bytes(65)), Case("v of 27", bytes(64) + b"\x1b")]
    assert_alike(verdicts(ledger, statement, cases, a_key(bytes(20), held_by=MILL.did)), accepted=set())
