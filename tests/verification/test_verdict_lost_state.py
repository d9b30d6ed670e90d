"""Where a node had lost what the chain held: an event proof serves as well; without any, the time is unprovable."""

from dataclasses import replace

import pytest
from asked import failing, told, verdict_on
from builders import NOW
from paper_chain import (
    ANCHOR_LOG,
    ANCHORED_AT,
    DOMAIN,
    FIRST_AT,
    LATER_AT,
    Case,
    KeyState,
    a_case,
    a_custodial_case,
)
from paper_state import a_header, an_event_proof, block_of, block_of_event, receipts_of

from ledger.model.log import EventProof
from ledger.model.verdict import SHOWS_HEAD, SHOWS_HEAD_BEFORE, VerdictKind
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.receipt import read_receipt, receipt_document
from ledger.verification.chain_state import SHOWS_LATER_HEAD

VALID, INVALID, DISPUTED = (VerdictKind.VALID, None), VerdictKind.INVALID, (VerdictKind.DISPUTED, "key-suspect")
UNPROVABLE = (VerdictKind.TIME_UNPROVABLE, "head-not-shown")
LOST = a_case(shows_head=None, has_later=True)


@pytest.mark.parametrize("shows_head", ["state", "event"])
@pytest.mark.parametrize("shows_first", ["state", "event"])
def test_an_event_shows_a_head_as_well_as_the_state_does(shows_head: str, shows_first: str) -> None:
    receipt = a_case(shows_head=shows_head, shows_first=shows_first).receipt
    again = read_receipt(parse(canonicalise(receipt_document(receipt)), max_bytes=2_000_000))
    verdict = verdict_on(again, log=DOMAIN)
    assert told(verdict) == VALID
    assert verdict.anchored_at == ANCHORED_AT


def event_receipt() -> tuple[EventProof, Case]:
    case = a_case(shows_head="event")
    proof = case.receipt.head.proof
    assert isinstance(proof, EventProof)
    return proof, case


def test_check_6_an_event_of_another_contract_log_or_head_shows_no_head() -> None:
    proof, case = event_receipt()
    receipt = case.receipt
    other = a_case(shows_head="event", log_contract=b"\xf0" * 20).receipt.head.proof
    missing = replace(proof, log_position=1)
    for wrong in (other, missing, replace(proof, transaction_index=0)):
        verdict = verdict_on(replace(receipt, head=replace(receipt.head, proof=wrong)))
        assert told(verdict) == (INVALID, "head-not-anchored")
    assert told(verdict_on(replace(receipt, head=replace(receipt.head, count=3))))[0] is INVALID


def test_check_7_two_heads_in_one_block_are_shown_by_their_events() -> None:
    case = a_case(shows_head="event", shows_first="event")
    receipt = case.receipt
    assert receipt.previous is not None
    heads = ((receipt.previous.head, 1), (receipt.head.head, 2))
    receipts = receipts_of(*heads, anchor_log=ANCHOR_LOG, log_id=DOMAIN.salt)
    header = a_header(bytes(32), number=19, timestamp=ANCHORED_AT, receipts_root=receipts.root_hash)
    first, second = (
        an_event_proof(*heads, anchor_log=ANCHOR_LOG, log_id=DOMAIN.salt, header=header, shows=at) for at in (0, 1)
    )
    both = replace(receipt, head=replace(receipt.head, proof=second), previous=replace(receipt.previous, proof=first))
    assert told(verdict_on(both)) == VALID


def test_check_7_two_blocks_of_the_same_number_are_of_two_chains() -> None:
    verdict = verdict_on(a_case(first_block=20).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "history-broken"), [7])


def test_check_6_an_event_in_a_block_that_the_asker_did_not_name_cannot_be_judged() -> None:
    proof, case = event_receipt()
    own = block_of_event(proof, anchor_log=ANCHOR_LOG, log_id=DOMAIN.salt).block_hash
    verdict = verdict_on(case.receipt, block_hashes=frozenset({b"\x01" * 32}))
    assert told(verdict) == (VerdictKind.CANNOT_VERIFY, "other-block")
    assert 6 in failing(verdict)
    assert 6 not in failing(verdict_on(case.receipt, block_hashes=frozenset({own})))


def test_a_key_is_judged_by_the_time_of_the_events_block() -> None:
    for key, expected in (
        (KeyState(revoked_at=ANCHORED_AT), (INVALID, "key-revoked")),
        (KeyState(revoked_at=ANCHORED_AT + 1), VALID),
        (KeyState(valid_from=ANCHORED_AT + 1), (INVALID, "key-not-yet-valid")),
    ):
        assert told(verdict_on(a_case(key=key, shows_head="event").receipt)) == expected


def test_a_head_that_nothing_shows_is_time_unprovable_by_a_later_head_and_says_why() -> None:
    verdict = verdict_on(LOST.receipt)
    assert told(verdict) == UNPROVABLE
    assert "could not be kept" in verdict.reads
    assert failing(verdict) == [6, 9]
    assert verdict.anchored_at is None
    shown = dict(verdict.blocks)
    assert SHOWS_HEAD not in shown
    assert {SHOWS_LATER_HEAD, SHOWS_HEAD_BEFORE} <= shown.keys()


def test_a_head_that_no_later_head_covers_either_cannot_be_judged() -> None:
    receipt = a_case(shows_head=None).receipt
    assert told(verdict_on(receipt)) == (VerdictKind.CANNOT_VERIFY, "head-not-shown")
    later = LOST.receipt.later
    assert later is not None
    empty = replace(later, head=replace(later.head, proof=None))
    assert told(verdict_on(replace(receipt, later=empty))) == (VerdictKind.CANNOT_VERIFY, "head-not-shown")


def test_a_later_head_that_does_not_extend_the_records_own_head_is_refused() -> None:
    receipt = LOST.receipt
    assert receipt.later is not None
    path = receipt.later.consistency_path
    for broken in (path[:-1], (*path, b"\x01" * 32), (b"\x01" * 32, *path[1:]), ()):
        later = replace(receipt.later, consistency_path=broken)
        assert told(verdict_on(replace(receipt, later=later))) == (INVALID, "head-not-anchored")


def test_a_later_head_that_is_not_shown_by_its_own_proof_is_refused() -> None:
    receipt = LOST.receipt
    assert receipt.later is not None
    stolen = replace(receipt.later.head, proof=a_case().receipt.head.proof)
    assert told(verdict_on(replace(receipt, later=replace(receipt.later, head=stolen)))) == (
        INVALID,
        "head-not-anchored",
    )


def test_a_later_head_in_a_block_that_the_asker_did_not_name_cannot_be_judged() -> None:
    receipt = LOST.receipt
    assert receipt.previous is not None
    assert receipt.later is not None
    assert receipt.key is not None
    others = (receipt.previous.proof, receipt.key.at_anchor, receipt.key.at_issue)
    named = frozenset(block_of(proof).block_hash for proof in others)
    assert told(verdict_on(receipt, block_hashes=named)) == (VerdictKind.CANNOT_VERIFY, "other-block")
    everything = named | {block_of(receipt.later.head.proof).block_hash}
    assert told(verdict_on(receipt, block_hashes=everything)) == UNPROVABLE


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (KeyState(), UNPROVABLE),
        (KeyState(valid_from=LATER_AT), UNPROVABLE),
        (KeyState(valid_from=LATER_AT + 1), (INVALID, "key-not-yet-valid")),
        (KeyState(revoked_at=FIRST_AT), (INVALID, "key-revoked")),
        (KeyState(revoked_at=FIRST_AT + 1), UNPROVABLE),
        (KeyState(suspect_from=FIRST_AT), UNPROVABLE),
        (KeyState(is_registered=False), (INVALID, "unknown-key")),
    ],
)
def test_a_key_that_was_bad_at_both_bounds_is_bad_though_the_time_is_lost(key: KeyState, expected: object) -> None:
    case = replace(LOST, key=key, key_block=(26, LATER_AT + 1))
    assert told(verdict_on(case.receipt)) == expected


def test_a_key_state_from_before_the_later_head_does_not_prove_that_a_key_was_never_registered() -> None:
    case = replace(LOST, key=KeyState(is_registered=False), key_block=(20, ANCHORED_AT))
    verdict = verdict_on(case.receipt)
    assert verdict.kind is VerdictKind.CANNOT_VERIFY
    assert [check.passed for check in verdict.checks if check.number == 9] == [None]


@pytest.mark.parametrize("delegation", [None, (ANCHORED_AT, 0), (LATER_AT + 1, 0), (NOW - 5000, FIRST_AT)])
def test_a_mandate_is_never_called_absent_while_the_time_of_the_anchor_is_open(
    delegation: tuple[int, int] | None,
) -> None:
    lost = a_custodial_case(delegation=delegation, shows_head=None, has_later=True, key_block=(20, ANCHORED_AT))
    assert told(verdict_on(lost.receipt)) == UNPROVABLE


def test_a_head_before_that_nothing_shows_leaves_open_whether_the_entry_is_older() -> None:
    verdict = verdict_on(a_case(shows_first=None).receipt)
    assert (told(verdict), failing(verdict)) == ((VerdictKind.TIME_UNPROVABLE, "head-before-not-shown"), [7])


def test_a_head_before_that_nothing_shows_is_still_held_to_its_consistency_proof() -> None:
    receipt = a_case(shows_first=None).receipt
    verdict = verdict_on(replace(receipt, consistency_path=()))
    assert told(verdict) == (INVALID, "history-broken")
