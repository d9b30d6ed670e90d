"""A statement signed in each way gets one verdict: at its ledger, from its receipt alone, and on chain."""

from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from api_town import eventually
from builders import MILL, Party, an_attestation
from passkeys import Passkey
from told_records import domain_of, receipt_file, receipt_of, tell, tell_and_anchor, verdict_on
from wallet_contract import HandedOnWallet, a_wallet

from ledger.bootstrap import Ledger, registrar
from ledger.chain.contract import encoded_call
from ledger.errors import ChainAway, ChainRefused, ContractSaysNo, NotFound, Shredded, Unacceptable, WrongOrigin
from ledger.jobs.receipt import record_named
from ledger.jobs.record_on_chain import record_on_chain
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.jobs.sync_registry import sync_registry
from ledger.jobs.verify import verify_receipt, verify_submission
from ledger.model.party import KeyType, Role
from ledger.model.record import Record
from ledger.model.statement import Scheme, Statement, UnverifiedSubmission
from ledger.model.verdict import Verdict, VerdictKind
from ledger.ports import World
from ledger.proof.canonical import parse
from ledger.proof.receipt import read_receipt
from ledger.proof.typed_data import body_hash, sign_digest, statement_digest

pytestmark = pytest.mark.chain

VALID = (VerdictKind.VALID, None)
OWNER, NEXT_OWNER = b"\x51" * 32, b"\x52" * 32
CUSTODIAN = Party("did:web:union.example", Role.CUSTODIAN)
RECORD = "record((uint16,string,string,bytes,string,string,string,bytes32,uint64,bytes32),bytes)"


def port_of(town: Ledger) -> int:
    return int(str(town.settings.chain_url).rpartition(":")[2])


@dataclass(frozen=True)
class Signers:
    """The mill's account, its passkey, its contract wallet, and a custodian."""

    passkey: Passkey
    wallet: HandedOnWallet


@pytest.fixture(scope="module")
def signers(town: Ledger) -> Signers:
    passkey = Passkey(b"the mill's phone", verifier=deployment_of(town.world).passkey_verifier)
    wallet = a_wallet(port_of(town), owner_secret=OWNER)
    writer = registrar(town.settings)
    writer.register([(CUSTODIAN.did, CUSTODIAN.signer, CUSTODIAN.role)])
    writer.add_keys(
        [
            (MILL.did, MILL.secret, passkey.signer, KeyType.PASSKEY, passkey.rp_id_hash),
            (MILL.did, MILL.secret, wallet.address, KeyType.ERC1271, bytes(32)),
            (CUSTODIAN.did, CUSTODIAN.secret, CUSTODIAN.signer),
        ]
    )
    writer.delegate([(MILL.did, MILL.secret, CUSTODIAN.did)])
    town.world.store.name_party(CUSTODIAN.did, CUSTODIAN.party_id)
    sync_registry(town.world)
    return Signers(passkey, wallet)


def said_by(world: World, signer: bytes, **changes: Any) -> Statement:
    """What the mill says with this key, not yet signed."""
    said = {"audience": "public"} | changes  # only what is public may be recorded on chain
    return replace(an_attestation(domain=domain_of(world), **said).statement, signer=signer)


def claim(world: World, signers: Signers, scheme: Scheme) -> UnverifiedSubmission:
    domain = domain_of(world)
    if scheme is Scheme.EOA:
        return an_attestation(domain=domain)
    if scheme is Scheme.CUSTODIAL:
        return an_attestation(signed_by=CUSTODIAN, on_behalf_of=MILL, domain=domain)
    if scheme is Scheme.PASSKEY:
        statement = said_by(world, signers.passkey.signer)
        return UnverifiedSubmission(statement, signers.passkey.answer(statement_digest(statement, domain)), domain)
    return by_wallet(world, signers.wallet)


def by_wallet(world: World, wallet: HandedOnWallet, *, owner: bytes = OWNER) -> UnverifiedSubmission:
    statement = said_by(world, wallet.address)
    return UnverifiedSubmission(
        statement, sign_digest(statement_digest(statement, domain_of(world)), owner), domain_of(world)
    )


def alone(world: World, record: Record) -> Verdict:
    """The verdict on the receipt file, without the ledger."""
    receipt = read_receipt(parse(receipt_file(world, record.record_id), max_bytes=2_000_000))
    return verify_receipt(receipt, now=world.clock.now())


def told(verdict: Verdict) -> tuple[VerdictKind, str | None]:
    return verdict.kind, verdict.code


def is_accepted_on_chain(town: Ledger, record: Record) -> bool:
    given = record.signed.statement
    fields = (
        *(given.v, given.kind, given.issuer, given.signer, given.audience, given.lang, given.summary),
        *(body_hash(given.body), given.issued_at, given.nonce),
    )
    call = {
        "to": "0x" + deployment_of(town.world).place.attestation_registry.hex(),
        "data": "0x" + encoded_call(RECORD, fields, record.signed.signature).hex(),
    }
    request = {"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [call, "latest"]}
    answer = httpx.post(str(town.settings.chain_url), json=request, timeout=10).json()
    assert "error" in answer or answer["result"] == "0x" + record.record_id.hex()
    return "error" not in answer


@pytest.mark.parametrize("scheme", list(Scheme))
def test_one_verdict_at_the_ledger_from_the_receipt_alone_and_on_chain(
    town: Ledger, signers: Signers, scheme: Scheme
) -> None:
    record = tell_and_anchor(town.world, claim(town.world, signers, scheme))
    own, offline = verdict_on(town.world, record.record_id), alone(town.world, record)
    assert (told(own), own.scheme, record.signed.scheme) == (VALID, scheme, scheme)
    assert offline.scheme is scheme
    assert told(offline) == (VALID if scheme is not Scheme.ERC1271 else (VerdictKind.CANNOT_VERIFY, "erc1271-offline"))
    assert is_accepted_on_chain(town, record)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_a_changed_statement_is_invalid_everywhere(town: Ledger, signers: Signers, scheme: Scheme) -> None:
    good = claim(town.world, signers, scheme)
    record = tell_and_anchor(town.world, good)
    forged = replace(good, statement=replace(good.statement, summary="Something else was said."))
    assert verify_submission(town.world, forged, record=None).kind is not VerdictKind.VALID
    changed = replace(record, signed=replace(record.signed, statement=forged.statement))
    assert not is_accepted_on_chain(town, replace(changed, signed=replace(changed.signed, record_id=bytes(32))))


def test_a_wallets_statement_recorded_on_chain_is_valid_from_its_receipt_alone(town: Ledger, signers: Signers) -> None:
    record = tell_and_anchor(town.world, claim(town.world, signers, Scheme.ERC1271))
    writer = registrar(town.settings)
    for is_new in (True, False):  # once recorded, nothing is sent again
        assert record_on_chain(town.world, writer, record.record_id) == (record, is_new)

    def is_shown() -> bool:
        key = receipt_of(town.world, record.record_id).key
        return key is not None and key.attestation is not None

    eventually(is_shown, what="the attestation is in a final block", within_seconds=30)
    assert told(alone(town.world, record)) == VALID
    assert told(verdict_on(town.world, record.record_id)) == VALID


def test_a_wallet_that_changes_hands_after_the_anchor_changes_no_verdict_and_before_it_does(town: Ledger) -> None:
    """F25: the answer in the anchor's block is kept, and it alone decides."""
    wallet = a_wallet(port_of(town), owner_secret=OWNER)
    writer = registrar(town.settings)
    writer.add_keys([(MILL.did, MILL.secret, wallet.address, KeyType.ERC1271, bytes(32))])
    sync_registry(town.world)
    before = tell_and_anchor(town.world, by_wallet(town.world, wallet))
    late = by_wallet(town.world, wallet)
    late_id = tell(town.world, late)
    wallet.hand_to(NEXT_OWNER, by=OWNER)
    after = tell_and_anchor(town.world, by_wallet(town.world, wallet, owner=NEXT_OWNER))
    assert told(verdict_on(town.world, before.record_id)) == VALID
    assert told(verdict_on(town.world, late_id)) == (VerdictKind.INVALID, "contract-says-no")
    assert told(verdict_on(town.world, after.record_id)) == VALID
    assert record_named(town.world, late_id).wallet_answer is False
    with pytest.raises(ContractSaysNo):
        submit(town.world, [by_wallet(town.world, wallet)])
    with pytest.raises(ChainRefused):
        record_on_chain(town.world, writer, late_id)


def test_without_a_chain_a_wallets_statement_is_refused_and_the_others_are_taken(
    town: Ledger, signers: Signers
) -> None:
    away = replace(town.world, chain=None)
    with pytest.raises(ChainAway):
        submit(away, [claim(town.world, signers, Scheme.ERC1271)])
    for scheme in set(Scheme) - {Scheme.ERC1271}:
        assert submit(away, [claim(town.world, signers, scheme)])[0].is_new


def test_a_passkey_used_on_a_strangers_page_is_refused_at_intake_only(town: Ledger, signers: Signers) -> None:
    """Browsers keep pages apart; a verdict must not change because a page moved."""
    from passkeys import client_data_for

    domain, statement = domain_of(town.world), said_by(town.world, signers.passkey.signer)
    digest = statement_digest(statement, domain)
    text = client_data_for(digest, origin="https://mallory.example")
    answer = signers.passkey.answer(digest, client_data=text)
    with pytest.raises(WrongOrigin):
        submit(town.world, [UnverifiedSubmission(statement, answer, domain)])


def test_what_is_not_here_or_was_erased_is_not_put_on_chain(town: Ledger) -> None:
    writer = registrar(town.settings)
    with pytest.raises(NotFound):
        record_on_chain(town.world, writer, b"\x01" * 32)
    record = tell_and_anchor(town.world)
    with pytest.raises(Unacceptable, match="audience"):  # not its issuer's wish
        record_on_chain(town.world, writer, record.record_id)

    class Erased:
        def record(self, record_id: bytes) -> Record:
            assert record_id == record.record_id
            return replace(record, shredded_by=b"\x5d" * 32)

    with pytest.raises(Shredded):
        record_on_chain(replace(town.world, store=Erased()), writer, record.record_id)  # type: ignore[arg-type]
