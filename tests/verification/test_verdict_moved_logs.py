"""A log that moved to another chain: the way there is signed by the admin of each place that was left."""

from dataclasses import replace
from typing import Any

import pytest
from asked import failing, told, verdict_on
from paper_chain import (
    ADMIN_SECRET,
    DOMAIN,
    FIRST_SIZE,
    NEXT_PLACE,
    PLACE,
    Case,
    a_case,
    a_migration,
    a_moved_case,
)

from ledger.model.deployment import Migration
from ledger.model.verdict import VerdictKind
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.places import log_id_of
from ledger.proof.receipt import read_receipt, receipt_document

VALID, INVALID = (VerdictKind.VALID, None), VerdictKind.INVALID
THIRD = replace(NEXT_PLACE, chain_id=10)
MOVED = a_moved_case()


def test_a_record_anchored_after_the_log_moved_is_valid_for_the_home_log_that_it_was_signed_for() -> None:
    again = read_receipt(parse(canonicalise(receipt_document(MOVED.receipt)), max_bytes=2_000_000))
    assert told(verdict_on(again, log=DOMAIN)) == VALID


def test_a_record_in_a_later_head_of_the_new_place_is_valid_too() -> None:
    case = a_case()
    case = replace(case, places=(PLACE, NEXT_PLACE), migrations=(a_migration(case),))
    assert told(verdict_on(case.receipt, log=DOMAIN)) == VALID


def test_a_log_may_move_more_than_once() -> None:
    case = a_case(is_first_head=True)
    second = a_migration(case, from_place=NEXT_PLACE, to=THIRD)
    case = replace(case, places=(PLACE, NEXT_PLACE, THIRD), migrations=(a_migration(case), second))
    assert told(verdict_on(case.receipt, log=DOMAIN)) == VALID


def with_migration(**changes: Any) -> Case:
    return replace(MOVED, migrations=(replace(MOVED.migrations[0], **changes),))


@pytest.mark.parametrize(
    "migration",
    [
        a_migration(MOVED, by=b"\x66" * 32),
        replace(MOVED.migrations[0], signature=bytes(65)),
        replace(MOVED.migrations[0], successor=log_id_of(THIRD)),
        replace(MOVED.migrations[0], log_id=log_id_of(THIRD)),
        a_migration(MOVED, to=THIRD),
        a_migration(MOVED, from_place=NEXT_PLACE),
    ],
)
def test_check_8_a_way_that_the_admin_of_the_place_left_did_not_sign_is_refused(migration: Migration) -> None:
    verdict = verdict_on(replace(MOVED, migrations=(migration,)).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "not-migrated"), [8])


def test_check_8_every_step_of_the_way_is_asked_for_its_signature() -> None:
    forged = a_migration(MOVED, from_place=NEXT_PLACE, to=THIRD, by=b"\x66" * 32)
    case = replace(MOVED, places=(PLACE, NEXT_PLACE, THIRD), migrations=(*MOVED.migrations, forged))
    assert told(verdict_on(case.receipt)) == (INVALID, "not-migrated")


def test_check_8_a_way_that_begins_elsewhere_than_at_home_is_refused() -> None:
    away = a_migration(MOVED, from_place=THIRD)
    case = replace(MOVED, places=(THIRD, NEXT_PLACE), migrations=(away,))
    assert told(verdict_on(case.receipt)) == (INVALID, "wrong-place")


def test_check_7_the_first_head_at_a_new_place_extends_the_head_that_the_log_was_left_with() -> None:
    receipt = MOVED.receipt
    for broken in ((), receipt.consistency_path[:-1], (b"\x01" * 32, *receipt.consistency_path[1:])):
        verdict = verdict_on(replace(receipt, consistency_path=broken))
        assert (told(verdict), failing(verdict)) == ((INVALID, "history-broken"), [7])


def test_check_7_another_root_at_the_move_is_a_broken_history() -> None:
    """The admin signed another past; the entries before the move were rewritten."""
    other = replace(MOVED, submission=a_case().submission)
    head = replace(other.head_of(FIRST_SIZE), root=b"\x09" * 32)
    rewritten = signed_migration(head_root=head.root)
    verdict = verdict_on(replace(MOVED, migrations=(rewritten,)).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "history-broken"), [7])


def signed_migration(**changes: Any) -> Migration:
    from ledger.proof.places import migration_digest
    from ledger.proof.typed_data import sign_digest

    wanted = replace(MOVED.migrations[0], **changes)
    digest = migration_digest(PLACE, successor=wanted.successor, head_size=wanted.head_size, head_root=wanted.head_root)
    return replace(wanted, signature=sign_digest(digest, ADMIN_SECRET))


def test_check_7_an_entry_that_the_log_held_before_the_move_is_not_shown_by_a_head_after_it() -> None:
    """Its anchor, and with it its time, is at the place before."""
    late = signed_migration(head_size=5, head_root=MOVED.head_of(5).root)
    verdict = verdict_on(replace(MOVED, migrations=(late,), extends=5).receipt)
    assert told(verdict) == (INVALID, "history-broken")
    case = replace(a_case(), places=(PLACE, NEXT_PLACE), migrations=(late,), submission=MOVED.submission)
    assert told(verdict_on(case.receipt)) == (INVALID, "history-broken")


def test_check_7_a_log_that_moved_before_it_held_anything_extends_nothing() -> None:
    empty = signed_migration(head_size=0, head_root=bytes(32))
    assert told(verdict_on(replace(MOVED, migrations=(empty,)).receipt)) == VALID


def test_a_head_that_was_lost_before_the_move_is_time_unprovable_by_a_later_head_of_the_new_place() -> None:
    """Its head, and the one before, are of the place that was left; only what covers them is shown at the new one."""
    before = a_case()
    away = a_case(submission=before.submission, has_later=True)
    away = replace(away, places=(PLACE, NEXT_PLACE), migrations=(signed_migration(head_size=7, head_root=bytes(32)),))
    lost = replace(away.receipt, head=replace(away.receipt.head, proof=None), previous=before.receipt.previous)
    keys = replace(lost, key=before.receipt.key)
    assert told(verdict_on(keys)) == (VerdictKind.TIME_UNPROVABLE, "head-not-shown")
    first = replace(keys, previous=None, head=replace(keys.head, count=1))
    assert told(verdict_on(replace(first, consistency_path=()))) == (VerdictKind.TIME_UNPROVABLE, "head-not-shown")
    assert told(verdict_on(first)) == (INVALID, "history-broken"), "a path that leads from nowhere"


def test_a_lost_first_head_after_any_move_extends_the_head_of_that_move() -> None:
    case = replace(MOVED, has_later=True, shows_head=None)
    assert told(verdict_on(case.receipt)) == (VerdictKind.TIME_UNPROVABLE, "head-not-shown")
    second = signed_migration(head_size=7, head_root=bytes(32))
    twice = replace(case, places=(PLACE, NEXT_PLACE, THIRD), migrations=(*case.migrations, second))
    assert told(verdict_on(twice.receipt))[1] == "not-migrated", "history holds; only the second move is not signed"


def test_heads_and_keys_of_the_place_that_was_left_do_not_count_at_the_new_one() -> None:
    old_log = replace(MOVED, log_contract=PLACE.anchor_log).receipt
    assert told(verdict_on(old_log)) == (INVALID, "head-not-anchored")
    old_keys = replace(MOVED, registry=PLACE.key_registry).receipt
    assert told(verdict_on(old_keys)) == (INVALID, "key-not-shown")
