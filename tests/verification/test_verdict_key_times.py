"""Check 9: a key is judged by the anchor's block time and the registry, never by a date inside the statement."""

from dataclasses import replace

import pytest
from asked import anchor_block, failing, newest_key_block, told, verdict_on
from builders import AGENT, MALLORY, MILL, NOW, a_key, an_attestation
from paper_chain import ANCHORED_AT, DOMAIN, Case, KeyState, a_case, a_custodial_case, block_of

from ledger.model.statement import Scheme
from ledger.model.verdict import SHOWS_KEY_AT_ANCHOR, VerdictKind

VALID, INVALID, DISPUTED = (VerdictKind.VALID, None), VerdictKind.INVALID, (VerdictKind.DISPUTED, "key-suspect")
REVOKED = (INVALID, "key-revoked")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (KeyState(valid_from=ANCHORED_AT), VALID),
        (KeyState(valid_from=ANCHORED_AT + 1), (INVALID, "key-not-yet-valid")),
        (KeyState(revoked_at=ANCHORED_AT), REVOKED),
        (KeyState(revoked_at=ANCHORED_AT - 1), REVOKED),
        (KeyState(revoked_at=ANCHORED_AT + 1), VALID),
        (KeyState(revoked_at=ANCHORED_AT + 1, suspect_from=ANCHORED_AT), DISPUTED),
        (KeyState(revoked_at=ANCHORED_AT + 9, suspect_from=ANCHORED_AT - 9), DISPUTED),
        (KeyState(revoked_at=ANCHORED_AT + 9, suspect_from=ANCHORED_AT + 1), VALID),
        (KeyState(revoked_at=ANCHORED_AT - 1, suspect_from=ANCHORED_AT - 9), REVOKED),
        (KeyState(suspect_from=ANCHORED_AT), DISPUTED),
        (KeyState(is_registered=False), (INVALID, "unknown-key")),
    ],
)
@pytest.mark.parametrize("is_known_only_later", [False, True])
def test_the_anchors_time_decides(key: KeyState, expected: object, is_known_only_later: bool) -> None:
    later_only = is_known_only_later and key.is_registered and key.valid_from == KeyState().valid_from
    case = a_case(key=KeyState(), key_later=key) if later_only else a_case(key=key)
    verdict = verdict_on(case.receipt)
    assert told(verdict) == expected
    assert set(failing(verdict)) <= ({9} if key.is_registered else {3, 9})


def test_signed_and_anchored_before_the_revocation_stays_valid_after_it() -> None:
    later = KeyState(revoked_at=ANCHORED_AT + 100)
    assert told(verdict_on(a_case(key_later=later).receipt)) == VALID


def test_a_signing_date_before_the_revocation_does_not_help_when_the_anchor_came_after() -> None:
    submission = an_attestation(domain=DOMAIN, issued_at=NOW - 4000)
    case = Case(submission, key=KeyState(revoked_at=NOW - 3000))
    assert told(verdict_on(case.receipt)) == REVOKED


@pytest.mark.parametrize(
    ("then", "later"),
    [
        (KeyState(revoked_at=ANCHORED_AT - 5), KeyState()),
        (KeyState(revoked_at=ANCHORED_AT - 5), KeyState(revoked_at=ANCHORED_AT + 5)),
        (KeyState(suspect_from=ANCHORED_AT - 5), KeyState()),
        (KeyState(suspect_from=ANCHORED_AT - 5), KeyState(suspect_from=ANCHORED_AT - 4)),
        (KeyState(valid_from=ANCHORED_AT + 5), KeyState()),
        (KeyState(), KeyState(party=MALLORY)),
        (KeyState(), KeyState(key_type=3)),
        (KeyState(), KeyState(is_registered=False)),
    ],
)
def test_two_states_of_which_the_newer_takes_something_back_are_not_of_one_chain(
    then: KeyState, later: KeyState
) -> None:
    """A forger can make up a state for the anchor, but not the newest one of a block that the asker compares."""
    assert told(verdict_on(a_case(key=then, key_later=later).receipt)) == (INVALID, "key-not-shown")


def test_a_key_that_is_registered_after_the_anchor_was_unknown_at_it() -> None:
    verdict = verdict_on(a_case(key=KeyState(is_registered=False), key_later=KeyState()).receipt)
    assert told(verdict) == (INVALID, "unknown-key")


def test_every_block_that_a_verdict_rests_on_is_named() -> None:
    later = (28, ANCHORED_AT + 400)
    receipt = a_case(key_block=later).receipt
    assert receipt.key is not None
    block = verdict_on(receipt).block_that_shows(SHOWS_KEY_AT_ANCHOR)
    assert block == block_of(receipt.key.at_anchor)


def test_a_key_that_another_party_holds_is_no_key_of_the_issuer() -> None:
    case = a_case(key=KeyState(party=MALLORY))
    assert told(verdict_on(case.receipt)) == (INVALID, "not-delegated")


@pytest.mark.parametrize(
    ("delegation", "expected"),
    [
        ((ANCHORED_AT - 10, 0), VALID),
        ((ANCHORED_AT, 0), VALID),
        ((ANCHORED_AT - 10, ANCHORED_AT + 1), VALID),
        ((ANCHORED_AT + 1, 0), (INVALID, "not-delegated")),
        ((ANCHORED_AT - 10, ANCHORED_AT), (INVALID, "not-delegated")),
        ((ANCHORED_AT - 10, ANCHORED_AT - 1), (INVALID, "not-delegated")),
        (None, (INVALID, "not-delegated")),
    ],
)
def test_a_custodian_needs_a_mandate_at_the_anchors_time(delegation: tuple[int, int] | None, expected: object) -> None:
    verdict = verdict_on(a_custodial_case(delegation=delegation).receipt)
    assert told(verdict) == expected
    assert verdict.scheme is Scheme.CUSTODIAL
    assert verdict.issuer == MILL.did


def test_a_custodians_revoked_key_is_judged_like_any_other() -> None:
    case = a_custodial_case(delegation=(ANCHORED_AT - 10, 0), key_later=KeyState(party=AGENT, revoked_at=ANCHORED_AT))
    assert told(verdict_on(case.receipt)) == REVOKED


def test_a_mandate_that_is_not_shown_is_none() -> None:
    receipt = a_custodial_case(delegation=(ANCHORED_AT - 10, 0)).receipt
    hidden = replace(receipt.key.at_anchor, slots=receipt.key.at_anchor.slots[:3])
    verdict = verdict_on(replace(receipt, key=replace(receipt.key, at_anchor=hidden)))
    assert told(verdict) == (INVALID, "key-not-shown")


@pytest.mark.parametrize("key_type", [9, 0])
def test_a_key_of_an_unknown_type_cannot_be_judged(key_type: int) -> None:
    verdict = verdict_on(a_case(key=KeyState(key_type=key_type)).receipt)
    assert told(verdict) == (VerdictKind.CANNOT_VERIFY, "unsupported-scheme")
    assert failing(verdict) == [3, 9]


def test_key_state_of_a_later_block_than_the_anchor_serves_as_well() -> None:
    """A node had lost the anchor's state: the registry keeps its history, so nothing can be hidden that way."""
    later = (28, ANCHORED_AT + 400)
    for key, expected in (
        (KeyState(), VALID),
        (KeyState(revoked_at=ANCHORED_AT + 399), VALID),
        (KeyState(revoked_at=ANCHORED_AT), REVOKED),
        (KeyState(suspect_from=ANCHORED_AT), DISPUTED),
        (KeyState(valid_from=ANCHORED_AT + 1), (INVALID, "key-not-yet-valid")),
        (KeyState(is_registered=False), (INVALID, "unknown-key")),
    ):
        assert told(verdict_on(a_case(key=key, key_block=later).receipt)) == expected


@pytest.mark.parametrize("block", [(19, ANCHORED_AT - 1), (19, ANCHORED_AT)])
def test_key_state_that_is_older_than_the_anchor_is_refused(block: tuple[int, int]) -> None:
    """The key may have been revoked between; a chain may also put the same second into two blocks."""
    verdict = verdict_on(a_case(key_block=block).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "key-not-shown"), [9])


def test_key_state_of_another_block_with_the_anchors_number_is_refused() -> None:
    """Two blocks of one number are of two chains."""
    verdict = verdict_on(a_case(key_block=(20, ANCHORED_AT + 1)).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "key-not-shown"), [9])


def test_key_state_of_a_later_block_that_the_asker_did_not_name_cannot_be_judged() -> None:
    receipt = a_case(key_block=(28, ANCHORED_AT + 400)).receipt
    assert receipt.previous is not None
    named = frozenset(block_of(head.proof).block_hash for head in (receipt.head, receipt.previous))
    verdict = verdict_on(receipt, block_hashes=named)
    assert (told(verdict), failing(verdict)) == ((VerdictKind.CANNOT_VERIFY, "other-block"), [9])


@pytest.mark.parametrize(
    ("delegation", "expected"),
    [
        ((ANCHORED_AT, 0), VALID),
        ((ANCHORED_AT - 10, ANCHORED_AT + 1), VALID),
        ((ANCHORED_AT - 10, ANCHORED_AT), (INVALID, "not-delegated")),
        ((ANCHORED_AT + 1, 0), (VerdictKind.CANNOT_VERIFY, "delegation-overwritten")),
        (None, (INVALID, "not-delegated")),
    ],
)
def test_a_mandate_given_again_after_the_anchor_hides_the_one_before_and_is_no_proof_of_its_absence(
    delegation: tuple[int, int] | None, expected: object
) -> None:
    later = (28, ANCHORED_AT + 400)
    assert told(verdict_on(a_custodial_case(delegation=delegation, key_block=later).receipt)) == expected


def test_a_receipt_without_any_key_evidence_cannot_be_judged_by_itself() -> None:
    receipt = replace(a_case().receipt, key=None)
    verdict = verdict_on(receipt)
    assert (told(verdict), failing(verdict)) == ((VerdictKind.CANNOT_VERIFY, "key-not-shown"), [3, 9])


def test_where_no_key_state_could_be_kept_the_ledger_itself_still_knows_whose_key_it_is() -> None:
    receipt = replace(a_case().receipt, key=None)
    verdict = verdict_on(receipt, registered=a_key(MILL.signer, held_by=MILL.did))
    assert (told(verdict), failing(verdict)) == ((VerdictKind.TIME_UNPROVABLE, "key-not-shown"), [9])


def test_a_newest_key_state_that_is_older_than_the_anchor_or_of_an_unknown_block_is_not_read() -> None:
    """It can only add news: without it, the verdict is as of the anchor's block, and says so."""
    revoked = KeyState(revoked_at=ANCHORED_AT)
    older = a_case(key_later=revoked, issue_block=19).receipt
    unknown = a_case(key_later=revoked).receipt
    assert unknown.previous is not None
    named = frozenset(block_of(head.proof).block_hash for head in (unknown.head, unknown.previous))
    for verdict in (verdict_on(older), verdict_on(unknown, block_hashes=named)):
        assert (told(verdict), newest_key_block(verdict)) == (VALID, anchor_block(verdict))
    assert told(verdict_on(unknown)) == REVOKED


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("which", ["at_anchor", "at_issue"])
def test_a_key_slot_that_is_left_out_is_not_taken_for_empty(which: str, place: int) -> None:
    receipt = a_case(key_later=KeyState(revoked_at=ANCHORED_AT)).receipt
    state = getattr(receipt.key, which)
    fewer = replace(state, slots=tuple(slot for at, slot in enumerate(state.slots) if at != place))
    verdict = verdict_on(replace(receipt, key=replace(receipt.key, **{which: fewer})))
    assert told(verdict) == (INVALID, "key-not-shown")


def test_a_key_slot_shown_as_absent_by_a_shortened_proof_is_refused() -> None:
    """Cutting the nodes of a revocation's slot must not turn it into zero."""
    receipt = a_case(key=KeyState(revoked_at=ANCHORED_AT - 1)).receipt
    for kept in (0, 1):
        slots = tuple(replace(slot, nodes=slot.nodes[:kept]) for slot in receipt.key.at_anchor.slots)
        changed = replace(receipt.key, at_anchor=replace(receipt.key.at_anchor, slots=slots))
        assert told(verdict_on(replace(receipt, key=changed)))[0] is INVALID
