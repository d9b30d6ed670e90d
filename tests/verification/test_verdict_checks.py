"""Each numbered check failing alone gives its own verdict and code, and no other check is blamed."""

from dataclasses import replace
from typing import Any

import pytest
from asked import anchor_block, failing, told, verdict_on
from builders import MALLORY, MILL, a_key, an_attestation, signed, with_bit_flipped
from paper_chain import ADMIN, DOMAIN, FIRST_SIZE, KEY_REGISTRY, PLACE, SIZE, a_case, block_of

from ledger.model.deployment import Place
from ledger.model.log import EventProof, StateProof, TreeHead
from ledger.model.party import KeyType
from ledger.model.receipt import HeadEvidence, Receipt
from ledger.model.statement import Scheme, UnverifiedSubmission
from ledger.model.verdict import SHOWS_HEAD, SHOWS_HEAD_BEFORE, SHOWS_KEY, WHAT_VALID_MEANS, VerdictKind
from ledger.proof.places import log_id_of
from ledger.verification.outcome import Question
from ledger.verification.procedure import verify

INVALID, CANNOT_VERIFY, UNANCHORED = VerdictKind.INVALID, VerdictKind.CANNOT_VERIFY, VerdictKind.UNANCHORED
CASE = a_case()
GOOD: Receipt = CASE.receipt


def flipped(path: tuple[bytes, ...], place: int = 0) -> tuple[bytes, ...]:
    return tuple(with_bit_flipped(step, 77) if at == place else step for at, step in enumerate(path))


def test_a_true_receipt_is_valid_and_says_what_it_is_relative_to() -> None:
    verdict = verdict_on(GOOD, log=DOMAIN)
    assert told(verdict) == (VerdictKind.VALID, None)
    assert failing(verdict) == []
    assert [check.number for check in verdict.checks] == list(range(1, 12))
    assert verdict.reads == WHAT_VALID_MEANS
    assert (verdict.issuer, verdict.scheme, verdict.record_id) == (MILL.did, Scheme.EOA, GOOD.signed.record_id)
    assert verdict.as_of_size == 99
    assert GOOD.previous is not None
    assert dict(verdict.blocks) == {
        SHOWS_HEAD: block_of(GOOD.head.proof),
        SHOWS_HEAD_BEFORE: block_of(GOOD.previous.proof),
        SHOWS_KEY: block_of(GOOD.key.at_issue),
    }
    assert verdict.anchored_at == CASE.anchored_at


def test_the_first_head_of_a_log_needs_no_head_before() -> None:
    assert told(verdict_on(a_case(is_first_head=True).receipt)) == (VerdictKind.VALID, None)


def test_check_1_cannot_judge_a_version_or_a_kind_without_a_rule() -> None:
    for change, code in (({"v": 2}, "unknown-version"), ({"kind": "rumour"}, "unknown-kind")):
        statement = replace(GOOD.signed.statement, **change)  # type: ignore[arg-type]
        claim = UnverifiedSubmission(statement, GOOD.signed.signature, DOMAIN)
        verdict = verdict_on(GOOD, claim=claim)
        assert told(verdict) == (CANNOT_VERIFY, code)
        assert [check.number for check in verdict.checks] == [1], "nothing is concluded from what has no rule"


@pytest.mark.parametrize(
    "other",
    [
        {"salt": b"\x01" * 32},
        {"chain_id": 1},
        {"verifying_contract": b"\x01" * 20},
        {"name": "Other"},
        {"version": "2"},
    ],
)
def test_check_2_a_record_of_another_log_is_invalid_for_this_one(other: dict[str, Any]) -> None:
    verdict = verdict_on(GOOD, log=replace(DOMAIN, **other))
    assert (told(verdict), failing(verdict)) == ((INVALID, "wrong-log"), [2])


THIEFS_PLACE = replace(PLACE, admin=b"\x66" * 20)
THIEFS = replace(DOMAIN, salt=log_id_of(THIEFS_PLACE))


def test_a_record_that_another_operator_copied_into_their_log_is_invalid_however_it_is_labelled() -> None:
    """The thief's log, head, proofs and registry are real; the record in it was signed for ours."""
    moved = a_case(places=(THIEFS_PLACE,)).receipt
    relabelled = replace(moved, signed=replace(moved.signed, domain=THIEFS))
    assert told(verdict_on(moved, log=THIEFS))[1] == "wrong-log"
    assert told(verdict_on(moved)) == (INVALID, "wrong-place")
    assert told(verdict_on(relabelled, log=THIEFS)) == (INVALID, "bad-signature")
    assert told(verdict_on(relabelled)) == (INVALID, "bad-signature")


def test_check_2_cannot_judge_without_any_domain() -> None:
    claim = UnverifiedSubmission(GOOD.signed.statement, GOOD.signed.signature, None)
    assert told(verdict_on(GOOD, claim=claim)) == (CANNOT_VERIFY, "no-domain")
    assert told(verdict_on(GOOD, claim=claim, log=DOMAIN)) == (VerdictKind.VALID, None)


def test_check_3_a_signature_by_another_key_is_invalid() -> None:
    forged = signed(CASE.submission.statement, by=MALLORY, domain=DOMAIN)
    verdict = verdict_on(GOOD, claim=forged)
    assert told(verdict) == (INVALID, "bad-signature")
    assert failing(verdict) == [3, 5], "the entry commits to the signature as well"


def test_check_3_without_knowing_how_the_key_is_registered_there_is_no_rule_to_check_it_by() -> None:
    """A contract or a passkey may well have signed this: neither length nor code of an address says how to ask."""
    for asked, code in (({"is_kept": True}, "key-not-shown"), ({}, "no-receipt")):
        verdict = verify(Question(CASE.submission, None, "2026-11-21", log=DOMAIN, **asked))
        assert told(verdict) == (CANNOT_VERIFY, code)
        assert 3 in failing(verdict)


@pytest.mark.parametrize("key_type", [KeyType.LOG_ES256, KeyType.LOG_ED25519])
def test_check_3_a_log_key_signs_no_statement(key_type: KeyType) -> None:
    key = a_key(MILL.signer, held_by=MILL.did, key_type=key_type)
    verdict = verify(Question(CASE.submission, None, "2026-11-21", log=DOMAIN, is_kept=True, registered=key))
    assert told(verdict) == (CANNOT_VERIFY, "unsupported-scheme")


def test_check_4_without_a_receipt_it_is_only_the_operators_word() -> None:
    verdict = verdict_on(GOOD, receipt=None, is_kept=True, registered=a_key(MILL.signer, held_by=MILL.did))
    assert told(verdict) == (UNANCHORED, None)
    assert failing(verdict) == [4, 5, 6, 7, 8, 9]
    assert (anchor_block(verdict), verdict.anchored_at) == (None, None)


def test_check_4_a_statement_that_no_ledger_is_known_to_keep_cannot_be_judged() -> None:
    assert told(verdict_on(GOOD, receipt=None)) == (CANNOT_VERIFY, "no-receipt")


@pytest.mark.parametrize(
    "change",
    [
        {"index": 5},
        {"index": 3},
        {"index": SIZE},
        {"index": 1 << 60},
        {"inclusion_path": flipped(GOOD.inclusion_path)},
        {"inclusion_path": flipped(GOOD.inclusion_path, len(GOOD.inclusion_path) - 1)},
        {"inclusion_path": GOOD.inclusion_path[:-1]},
        {"inclusion_path": (*GOOD.inclusion_path, b"\x01" * 32)},
        {"inclusion_path": GOOD.inclusion_path[::-1]},
        {"inclusion_path": ()},
    ],
)
def test_check_5_another_index_or_path_is_not_included(change: dict[str, Any]) -> None:
    verdict = verdict_on(replace(GOOD, **change))
    assert told(verdict) == (INVALID, "not-included")
    assert set(failing(verdict)) <= {5, 7}


def test_check_5_another_statement_of_the_same_signer_is_not_included() -> None:
    other = an_attestation(domain=DOMAIN)
    verdict = verdict_on(GOOD, claim=other)
    assert (told(verdict), failing(verdict)) == ((INVALID, "not-included"), [5])


def with_head(head: HeadEvidence) -> Receipt:
    return replace(GOOD, head=head)


@pytest.mark.parametrize(
    ("change", "fails"),
    [
        ({"head": TreeHead(SIZE + 1, GOOD.head.head.root)}, {5, 6, 7, 9}),
        ({"head": TreeHead(SIZE, b"\x09" * 32)}, {5, 6, 7, 9}),
        ({"count": 3}, {6, 7, 9}),
        ({"count": 1}, {6, 7, 9}),
    ],
)
def test_check_6_a_head_that_the_contract_did_not_hold_is_not_anchored(change: Any, fails: set[int]) -> None:
    verdict = verdict_on(with_head(replace(GOOD.head, **change)))
    assert verdict.kind is INVALID
    assert 6 in failing(verdict)
    assert set(failing(verdict)) <= fails
    assert anchor_block(verdict) is None


def test_check_6_alone_fails_for_a_head_with_proofs_of_another_contract() -> None:
    elsewhere = replace(GOOD.head.proof, address=KEY_REGISTRY)
    verdict = verdict_on(with_head(replace(GOOD.head, proof=elsewhere)))
    assert (told(verdict), failing(verdict)) == ((INVALID, "head-not-anchored"), [6, 9])


def test_check_6_a_forgers_own_contract_with_true_proofs_holds_no_head_of_this_log() -> None:
    verdict = verdict_on(a_case(log_contract=b"\xf0" * 20).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "head-not-anchored"), [6, 7, 9])


def test_check_6_a_proof_of_other_slots_of_the_right_contract_shows_no_head() -> None:
    fewer = replace(GOOD.head.proof, slots=GOOD.head.proof.slots[:1])
    assert told(verdict_on(with_head(replace(GOOD.head, proof=fewer)))) == (INVALID, "head-not-anchored")


@pytest.mark.parametrize("part", ["header", "account_nodes", "slots"])
def test_check_6_one_flipped_bit_in_the_proof_shows_no_head(part: str) -> None:
    state = GOOD.head.proof
    changed = {
        "header": replace(state, header=with_bit_flipped(state.header, 8 * 100)),
        "account_nodes": replace(state, account_nodes=flipped(state.account_nodes)),
        "slots": replace(state, slots=(replace(state.slots[0], nodes=flipped(state.slots[0].nodes)), state.slots[1])),
    }[part]
    assert told(verdict_on(with_head(replace(GOOD.head, proof=changed)))) == (INVALID, "head-not-anchored")


def known(*proofs: StateProof | EventProof | None) -> dict[str, Any]:
    """The asker has these blocks' hashes from elsewhere."""
    return {"block_hashes": frozenset(block_of(proof).block_hash for proof in proofs)}


def test_check_6_a_receipt_about_another_block_than_the_askers_cannot_be_judged() -> None:
    assert GOOD.previous is not None
    before, anchor, newest = GOOD.previous.proof, GOOD.head.proof, GOOD.key.at_issue
    assert told(verdict_on(GOOD, **known(before, anchor, newest))) == (VerdictKind.VALID, None)
    verdict = verdict_on(GOOD, **known(before, newest))
    assert told(verdict) == (CANNOT_VERIFY, "other-block")
    assert 6 in failing(verdict)


def test_check_7_a_head_before_in_a_block_that_the_asker_does_not_know_cannot_be_judged() -> None:
    verdict = verdict_on(GOOD, **known(GOOD.head.proof))
    assert (told(verdict), failing(verdict)) == ((CANNOT_VERIFY, "other-block"), [7])


def test_check_7_a_head_before_that_is_shown_in_a_later_block_is_refused() -> None:
    verdict = verdict_on(a_case(first_block=21).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "history-broken"), [7])


def previous(**changes: Any) -> Receipt:
    assert GOOD.previous is not None
    return replace(GOOD, previous=replace(GOOD.previous, **changes))


@pytest.mark.parametrize(
    "broken",
    [
        replace(GOOD, previous=None, consistency_path=()),
        replace(GOOD, previous=None),
        previous(count=2),
        previous(count=0),
        previous(head=TreeHead(FIRST_SIZE, b"\x09" * 32)),
        previous(head=TreeHead(FIRST_SIZE - 1, GOOD.previous.head.root if GOOD.previous else b"")),
        previous(proof=GOOD.head.proof),
        replace(GOOD, previous=GOOD.head),
        replace(GOOD, consistency_path=flipped(GOOD.consistency_path)),
        replace(GOOD, consistency_path=GOOD.consistency_path[:-1]),
        replace(GOOD, consistency_path=(*GOOD.consistency_path, b"\x01" * 32)),
        replace(GOOD, consistency_path=()),
    ],
)
def test_check_7_a_history_that_is_not_shown_whole_is_broken(broken: Receipt) -> None:
    verdict = verdict_on(broken)
    assert (told(verdict), failing(verdict)) == ((INVALID, "history-broken"), [7])


def test_check_7_a_head_between_the_two_shown_cannot_be_skipped() -> None:
    """Both heads were anchored and the later extends the earlier; the one between may have been another history."""
    verdict = verdict_on(a_case(head_count=3).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "history-broken"), [7])


def test_check_7_a_head_before_that_covers_the_entry_already_is_refused() -> None:
    """The receipt must name the smallest head: a later one would move the anchor time."""
    other = a_case(submission=CASE.submission)
    first = replace(other.receipt, index=FIRST_SIZE - 1)
    assert 7 in failing(verdict_on(first))


@pytest.mark.parametrize(
    "place",
    [
        replace(PLACE, chain_id=1),
        replace(PLACE, anchor_log=b"\xf0" * 20),
        replace(PLACE, admin=b"\xf0" * 20),
        replace(PLACE, key_registry=b"\xf0" * 20),
        replace(PLACE, attestation_registry=b"\xf0" * 20),
        replace(PLACE, survey_registry=b"\xf0" * 20),
        replace(PLACE, admin=KEY_REGISTRY, key_registry=ADMIN),
    ],
)
def test_check_8_a_forgers_own_place_with_true_proofs_is_refused(place: Place) -> None:
    """Every other proof holds there; only the log id that the signer signed does not commit to this place."""
    verdict = verdict_on(a_case(places=(place,)).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "wrong-place"), [8])


@pytest.mark.parametrize("other", [{"chain_id": 1}, {"verifying_contract": b"\x01" * 20}])
def test_check_8_a_domain_that_names_another_contract_beside_this_log_id_is_refused(other: dict[str, Any]) -> None:
    """The signer signed for some contract elsewhere; the log id alone does not make it this one."""
    elsewhere = replace(DOMAIN, **other)
    verdict = verdict_on(a_case(submission=an_attestation(domain=elsewhere), signed_for=elsewhere).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "wrong-place"), [8])


def test_a_forgers_registry_beside_the_true_place_shows_no_key() -> None:
    verdict = verdict_on(a_case(registry=b"\xf0" * 20).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "key-not-shown"), [3, 9])
