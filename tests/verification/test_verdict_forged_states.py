"""A forger makes up blocks: what rests on one is refused or named, whatever real blocks stand beside it."""

from dataclasses import replace

from asked import told, verdict_on
from builders import an_attestation
from paper_chain import (
    ANCHORED_AT,
    DOMAIN,
    ISSUED_AT,
    NEXT_PLACE,
    PLACE,
    Case,
    KeyState,
    a_case,
    a_custodial_case,
    a_migration,
    block_of,
)
from paper_state import a_state_proof

from ledger.model.party import KeyType
from ledger.model.receipt import Receipt
from ledger.model.statement import UnverifiedSubmission
from ledger.model.verdict import SHOWS_ATTESTATION, VerdictKind
from ledger.proof.places import log_id_of
from ledger.proof.state_proof import head_slots

WALLET = b"\x77" * 20
OFFLINE = (VerdictKind.CANNOT_VERIFY, "erc1271-offline")
VALID = (VerdictKind.VALID, None)


def a_wallets(**changes: object) -> Receipt:
    statement = replace(an_attestation(domain=DOMAIN).statement, signer=WALLET)
    claim = UnverifiedSubmission(statement, b"whatever the wallet takes", DOMAIN)
    made: Receipt = Case(claim, **({"key": KeyState(key_type=KeyType.ERC1271)} | changes)).receipt  # type: ignore[arg-type]
    return made


def without_news(receipt: Receipt) -> Receipt:
    assert receipt.key is not None
    return replace(receipt, key=replace(receipt.key, at_issue=receipt.key.at_anchor))


def test_a_key_that_the_newest_state_does_not_hold_was_never_registered() -> None:
    """The made-up state says that it was; the newest one, of a block that anyone can compare, says that it was not."""
    never, made_up = a_case(key=KeyState(is_registered=False)).receipt, a_case(key_block=(21, ANCHORED_AT + 1)).receipt
    assert never.key is not None
    assert made_up.key is not None
    forged = replace(never, key=replace(never.key, at_anchor=made_up.key.at_anchor))
    assert told(verdict_on(forged)) == (VerdictKind.INVALID, "key-not-shown")


def test_the_block_that_shows_a_recorded_statement_is_named() -> None:
    receipt = a_wallets(attested=(ANCHORED_AT + 5, 0))
    assert receipt.key is not None
    assert receipt.key.attestation is not None
    verdict = verdict_on(receipt)
    assert told(verdict) == VALID
    assert verdict.block_that_shows(SHOWS_ATTESTATION) == block_of(receipt.key.attestation)


def test_a_statement_recorded_at_a_place_that_was_left_does_not_count() -> None:
    """At another chain the wallet's address may be anybody's."""
    here = Case(an_attestation(domain=DOMAIN), is_first_head=True)
    moved = a_wallets(
        is_first_head=True,
        places=(PLACE, NEXT_PLACE),
        migrations=(a_migration(here),),
        attested=(ANCHORED_AT + 5, 0),
        attestations=PLACE.attestation_registry,
    )
    assert told(verdict_on(moved)) == (VerdictKind.INVALID, "key-not-shown")


def test_who_may_no_longer_speak_withdraws_nothing_on_chain() -> None:
    """A thief after the suspicion, and a custodian after its mandate; before those times it counts."""
    recorded, taken_back = ANCHORED_AT + 5, ANCHORED_AT + 100
    for suspect_from, expected in ((taken_back, VALID), (taken_back + 1, (VerdictKind.REVOKED, None))):
        key = KeyState(suspect_from=suspect_from)
        assert told(verdict_on(a_case(key=key, attested=(recorded, taken_back)).receipt)) == expected
    ended = a_custodial_case(delegation=(ANCHORED_AT - 100, ANCHORED_AT + 50), attested=(recorded, taken_back))
    assert told(verdict_on(ended.receipt)) == VALID


def test_a_statement_recorded_after_the_key_was_last_seen_does_not_count() -> None:
    """Whoever leaves out the newest key state hides that the wallet was stolen before the statement was recorded."""
    assert told(verdict_on(a_wallets(attested=(ISSUED_AT, 0)))) == VALID
    assert told(verdict_on(without_news(a_wallets(attested=(ISSUED_AT, 0))))) == OFFLINE


def test_key_state_of_an_earlier_block_in_the_anchors_second_is_refused_where_a_later_block_shows_the_head() -> None:
    """The key may have been revoked in the anchor's own block, of which only the second is known then."""
    case = a_case(key_block=(19, ANCHORED_AT))
    head = case.head_of(7)
    storage = case.log_storage(head, 2, at=ANCHORED_AT)
    slots = head_slots(log_id_of(PLACE))
    shown = a_state_proof(storage, PLACE.anchor_log, slots, number=22, timestamp=ANCHORED_AT + 1, others={})
    receipt = without_news(case.receipt)
    later = replace(receipt, head=replace(receipt.head, proof=shown))
    assert told(verdict_on(later)) == (VerdictKind.INVALID, "key-not-shown")
