"""From submission to verdict on a real chain: what holds is VALID, and what was altered, moved or stolen is not."""

from dataclasses import replace

import pytest
from api_town import TOWN, anchor_all
from builders import (
    MAKER,
    MALLORY,
    MILL,
    NOW,
    Party,
    a_key,
    a_revocation,
    a_supersession,
    an_attestation,
    an_attestation_body,
    with_bit_flipped,
)
from told_records import domain_of, receipt_file, receipt_of, tell, tell_and_anchor, verdict_on

from ledger.bootstrap import OPERATOR_DID, Ledger, registrar
from ledger.chain.anvil_probe import ask
from ledger.errors import LedgerError, NonceReused, ReceiptNotReady
from ledger.jobs.anchor import anchor_once
from ledger.jobs.receipt import ReceiptDesk
from ledger.jobs.submit import submit
from ledger.jobs.sync_registry import sync_registry
from ledger.jobs.verdicts import verdicts_of
from ledger.jobs.verify import verify_receipt, verify_record, verify_submission
from ledger.model.party import Role
from ledger.model.record import RecordStatus
from ledger.model.statement import Kind, Scheme, UnverifiedSubmission
from ledger.model.verdict import VerdictKind
from ledger.proof.canonical import parse
from ledger.proof.receipt import read_receipt
from ledger.proof.signed import check_signature
from ledger.proof.typed_data import account_of, sign_digest, statement_digest

pytestmark = pytest.mark.chain


def revoke(town: Ledger, party: Party, *, suspect_from: int = 0) -> None:
    """The party's key is revoked in a later second than everything before: block times are whole seconds."""
    ask(int(str(town.settings.chain_url).rpartition(":")[2]), "evm_increaseTime", 5)
    registrar(town.settings).revoke_key(party.did, party.secret, party.signer, suspect_from=suspect_from)


def a_new_party(town: Ledger, name: str, role: Role = Role.SUPPLIER) -> Party:
    """A party with a key of its own on chain, to be revoked without harm to others."""
    party = Party(f"did:web:{name}.example", role)
    writer = registrar(town.settings)
    writer.register([(party.did, party.signer, party.role)])
    writer.add_keys([(party.did, party.secret, party.signer)])
    town.world.store.name_party(party.did, party.party_id)
    sync_registry(town.world)
    return party


def test_what_was_said_and_anchored_is_valid_for_the_ledger_and_for_its_receipt_alone(town: Ledger) -> None:
    first = tell_and_anchor(town.world)
    record = tell_and_anchor(town.world, by=MAKER)
    assert (first.status, record.status) == (RecordStatus.FINAL, RecordStatus.FINAL)
    assert verify_record(town.world, record).kind is VerdictKind.VALID
    receipt = read_receipt(parse(receipt_file(town.world, record.record_id), max_bytes=2_000_000))
    assert receipt.previous is not None
    alone = verify_receipt(receipt, now=NOW, log=domain_of(town.world))
    assert (alone.kind, alone.issuer, alone.record_id) == (VerdictKind.VALID, MAKER.did, record.record_id)
    assert alone.anchored_at == record.anchored_at


def test_a_record_goes_from_pending_over_sealed_to_final_and_has_no_receipt_before(town: Ledger) -> None:
    record_id = tell(town.world)
    record = town.world.store.record(record_id)
    assert record is not None
    assert (record.status, verify_record(town.world, record).kind) == (RecordStatus.PENDING, VerdictKind.UNANCHORED)
    with pytest.raises(ReceiptNotReady) as refused:
        ReceiptDesk(town.world).issue(record)
    assert refused.value.status == "pending"
    anchor_all(town.world)
    assert verdict_on(town.world, record_id).kind is VerdictKind.VALID


def test_every_record_of_one_large_head_has_a_receipt_that_holds(town: Ledger) -> None:
    ids = [tell(town.world) for _ in range(13)]
    anchor_all(town.world)
    assert {verdict_on(town.world, record_id).kind for record_id in ids} == {VerdictKind.VALID}
    heads = {receipt_of(town.world, record_id).head.head.size for record_id in ids}
    assert len(heads) == 1


def test_all_verdicts_at_once_are_the_verdicts_one_by_one(town: Ledger) -> None:
    tell_and_anchor(town.world)
    records = list(town.world.store.records(tuple(Kind), size=10_000))
    assert verdicts_of(town.world, records) == {r.record_id: verify_record(town.world, r).kind for r in records}


@pytest.mark.parametrize("part", ["body", "signature", "nonce", "signer"])
def test_a_record_altered_by_one_bit_is_invalid(town: Ledger, part: str) -> None:
    record = tell_and_anchor(town.world)
    receipt = receipt_of(town.world, record.record_id)
    signed = receipt.signed
    if part == "signature":
        changed = replace(signed, signature=with_bit_flipped(signed.signature, 300))
    else:
        value = with_bit_flipped(getattr(signed.statement, part), 100)
        changed = replace(signed, statement=replace(signed.statement, **{part: value}))
    assert verify_receipt(replace(receipt, signed=changed), now=NOW).kind is VerdictKind.INVALID


def test_a_record_moved_to_another_log_is_refused_there_and_invalid_for_it(town: Ledger) -> None:
    """Another ledger's operator may copy statement, signature and entry: the domain is inside the signature."""
    record = tell_and_anchor(town.world)
    receipt = receipt_of(town.world, record.record_id)
    elsewhere = replace(domain_of(town.world), salt=b"\x0e" * 32)
    verdict = verify_receipt(receipt, now=NOW, log=elsewhere)
    assert (verdict.kind, verdict.code) == (VerdictKind.INVALID, "wrong-log")
    relabelled = replace(receipt, signed=replace(receipt.signed, domain=elsewhere))
    assert verify_receipt(relabelled, now=NOW, log=elsewhere).kind is VerdictKind.INVALID


def test_a_statement_of_another_log_is_refused_and_leaves_nothing(town: Ledger) -> None:
    before = town.world.store.counts()
    elsewhere = replace(domain_of(town.world), salt=b"\x0e" * 32)
    replayed = an_attestation(domain=elsewhere)
    for submission in (replayed, replace(replayed, domain=None), replace(replayed, domain=domain_of(town.world))):
        with pytest.raises(LedgerError) as refused:
            submit(town.world, [an_attestation(domain=domain_of(town.world)), submission])
        assert refused.value.check in ("4 domain", "5 signature")
    assert town.world.store.counts() == before


def test_a_key_revoked_before_the_anchor_makes_the_record_invalid_whatever_date_it_claims(town: Ledger) -> None:
    party = a_new_party(town, "late-signer")
    record_id = tell(town.world, by=party, issued_at=NOW - 90_000)
    revoke(town, party)
    anchor_all(town.world)
    verdict = verdict_on(town.world, record_id)
    assert (verdict.kind, verdict.code) == (VerdictKind.INVALID, "key-revoked")
    alone = verify_receipt(receipt_of(town.world, record_id), now=NOW)
    assert (alone.kind, alone.code) == (VerdictKind.INVALID, "key-revoked")


def test_a_key_revoked_after_the_anchor_leaves_the_record_valid(town: Ledger) -> None:
    party = a_new_party(town, "early-signer")
    record = tell_and_anchor(town.world, by=party)
    revoke(town, party)
    tell_and_anchor(town.world)
    assert verdict_on(town.world, record.record_id).kind is VerdictKind.VALID
    assert verify_receipt(receipt_of(town.world, record.record_id), now=NOW).kind is VerdictKind.VALID


def test_a_key_reported_stolen_since_before_the_anchor_is_disputed(town: Ledger) -> None:
    party = a_new_party(town, "robbed")
    record = tell_and_anchor(town.world, by=party)
    assert record.anchored_at is not None
    revoke(town, party, suspect_from=record.anchored_at)
    tell_and_anchor(town.world)
    assert verdict_on(town.world, record.record_id).kind is VerdictKind.DISPUTED


def test_a_custodial_record_is_valid_and_labelled(town: Ledger) -> None:
    assert town.custodian is not None
    made = an_attestation(domain=domain_of(town.world)).statement
    operator = account_of(town.custodian.secret)
    statement = replace(made, signer=operator)
    signature = sign_digest(statement_digest(statement, domain_of(town.world)), town.custodian.secret)
    record = tell_and_anchor(town.world, UnverifiedSubmission(statement, signature, domain_of(town.world)))
    verdict = verdict_on(town.world, record.record_id)
    assert (verdict.kind, verdict.scheme, verdict.issuer) == (VerdictKind.VALID, Scheme.CUSTODIAL, MILL.did)
    assert verdict.issuer != OPERATOR_DID


def test_only_the_issuer_withdraws_or_replaces_its_record(town: Ledger) -> None:
    domain = domain_of(town.world)
    revoked, replaced, kept, replacement = (tell(town.world) for _ in range(4))
    tell(town.world, a_revocation(revoked, domain=domain))
    tell(town.world, a_supersession(replaced, replacement, domain=domain))
    tell(town.world, a_revocation(kept, signed_by=MALLORY, domain=domain))
    anchor_all(town.world)
    found = [verdict_on(town.world, each).kind for each in (revoked, replaced, kept)]
    assert found == [VerdictKind.REVOKED, VerdictKind.SUPERSEDED, VerdictKind.VALID]


def test_a_revoked_key_withdraws_nothing(town: Ledger) -> None:
    """Who stole a key that was since revoked must not be able to make its party's good records look withdrawn."""
    party = a_new_party(town, "robbed-later")
    record = tell_and_anchor(town.world, by=party)
    revoke(town, party)
    thief = tell_and_anchor(town.world, a_revocation(record.record_id, signed_by=party, domain=domain_of(town.world)))
    assert verdict_on(town.world, thief.record_id).code == "key-revoked"
    assert verdict_on(town.world, record.record_id).kind is VerdictKind.VALID


def test_an_expired_promise_is_expired(town: Ledger) -> None:
    record = tell_and_anchor(town.world, body=an_attestation_body(valid_until="2020-01-01"))
    assert verdict_on(town.world, record.record_id).kind is VerdictKind.EXPIRED


def test_a_statement_in_hand_is_judged_by_its_own_signature_not_the_stored_one(town: Ledger) -> None:
    record = tell_and_anchor(town.world)
    held = UnverifiedSubmission(record.signed.statement, record.signed.signature, record.signed.domain)
    assert verify_submission(town.world, held, record=record).kind is VerdictKind.VALID
    forged = replace(held, signature=with_bit_flipped(held.signature, 9))
    assert verify_submission(town.world, forged, record=record).kind is VerdictKind.INVALID
    unknown = verify_submission(town.world, held, record=None)
    assert (unknown.kind, unknown.code) == (VerdictKind.CANNOT_VERIFY, "no-receipt")


def test_a_refused_batch_leaves_nothing_behind(town: Ledger) -> None:
    good = an_attestation(domain=domain_of(town.world))
    before = town.world.store.counts()
    bad = replace(good, signature=bytes(65))
    other = an_attestation(
        domain=domain_of(town.world), nonce=good.statement.nonce, body=an_attestation_body(text="B.")
    )
    for batch in ([good, bad], [bad, good], [good, other]):
        with pytest.raises(LedgerError):
            submit(town.world, batch)
    assert town.world.store.counts() == before
    assert submit(town.world, [good])[0].is_new
    with pytest.raises(NonceReused):
        submit(town.world, [other])
    assert not submit(town.world, [good])[0].is_new


def test_a_receipt_names_the_blocks_it_is_relative_to_and_other_blocks_cannot_be_judged(town: Ledger) -> None:
    receipt = receipt_of(town.world, tell_and_anchor(town.world).record_id)
    verdict = verify_receipt(receipt, now=NOW)
    named = frozenset(block.block_hash for _, block in verdict.blocks)
    assert verify_receipt(receipt, now=NOW, block_hashes=named).kind is VerdictKind.VALID
    other = verify_receipt(receipt, now=NOW, block_hashes=frozenset({b"\x0e" * 32}))
    assert (other.kind, other.code) == (VerdictKind.CANNOT_VERIFY, "other-block")


def test_anchoring_when_all_is_final_does_nothing(town: Ledger) -> None:
    tell_and_anchor(town.world)
    before = town.world.store.finished()
    assert anchor_once(town.world, holder="test").is_settled
    assert town.world.store.finished() == before


def test_what_the_store_gives_back_is_what_was_signed(town: Ledger) -> None:
    record = tell_and_anchor(town.world)
    submission = UnverifiedSubmission(record.signed.statement, record.signed.signature, record.signed.domain)
    key = a_key(submission.statement.signer, held_by=submission.statement.issuer)
    assert check_signature(submission, domain_of(town.world), key=key) == record.signed
    assert {party.did for party in TOWN} <= set(town.world.store.dids())
