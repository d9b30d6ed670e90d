"""Who has a custodian's API key alone, without the two people's passphrases, cannot destroy what workers said."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from custodian_bed import RULES, Bed, running_bed

from ledger.errors import NotEnrolled, Unacceptable, WaveClosed, WaveRefused
from ledger.jobs.survey.announce import announce_slot
from ledger.jobs.survey.close import close_slot
from ledger.jobs.survey.custodian_state import slot_entries
from ledger.jobs.survey.end import end_wave
from ledger.jobs.survey.local_host import LocalHost
from ledger.jobs.survey.open_planned import open_planned
from ledger.model.survey.response import SealedResponse, WrappedKey
from ledger.model.survey.wave import EndingReason, WavePlan
from ledger.surveys.calendar import announcing_at, closing_at
from ledger.surveys.closing import root_of
from ledger.vault import survey_rows

GONE = WrappedKey(b"\x01" * 80, b"\x02" * 80)


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with running_bed(tmp_path_factory.mktemp("bed")) as made:
        made.enrolled()
        yield made


def running(bed: Bed) -> WavePlan:
    plan = bed.planned()
    bed.move_to(announcing_at(plan.slot, RULES))
    announce_slot(bed.place, bed.speaker())
    plan = open_planned(bed.place, bed.door, plan.hosted.token)
    bed.move_to(plan.hosted.opens_at)
    for _ in range(3):
        bed.came(plan.hosted.token, plan)
    return plan


def rows(bed: Bed, plan: WavePlan) -> list[SealedResponse]:
    return list(bed.door.sealed(plan.hosted.token))


def test_attack_a_list_that_holds_none_of_the_answers_does_not_take_the_lists_place(bed: Bed) -> None:
    plan = running(bed)
    bed.move_to(closing_at(plan.slot, RULES))
    other = [(os.urandom(32), os.urandom(32)) for _ in range(64)]
    with pytest.raises(WaveRefused, match="leaves out"):
        bed.door.publish(plan.hosted.token, other, root=root_of(other))
    close_slot(bed.place, bed.speaker(), bed.door, plan.slot)
    published = bed.host.vault.published(plan.hosted.token)
    assert published is not None
    assert {each.commitment for each in rows(bed, plan)} <= {leaf for _, leaf in published[1]}


class Refusing(LocalHost):
    """A host that takes no list."""

    def publish(self, token: str, rows: Any, *, root: bytes) -> None:
        raise Unacceptable(field="body", reason=f"is too large: {token[:0]}{len(rows)} rows, {len(root)}", mend="none")


def test_attack_a_list_that_the_host_refuses_keeps_no_slot_from_being_closed(bed: Bed) -> None:
    plan = running(bed)
    bed.move_to(closing_at(plan.slot, RULES))
    with pytest.raises(Unacceptable):
        close_slot(bed.place, bed.speaker(), Refusing(bed.host, bed.world, bed.door.custodian), plan.slot)
    assert all(each.root is None for each in slot_entries(bed.place.book, plan.slot))
    end_wave(bed.place, bed.door, plan.hosted.token, reason=EndingReason.TECHNICAL, account=None)
    close_slot(bed.place, bed.speaker(), bed.door, plan.slot)
    told = [each for each in bed.registry.announcements() if each.slot == plan.slot]
    assert all(each.sealed_at or each.ended_at for each in told)


def test_attack_a_flood_ends_where_the_list_is_full_and_takes_nothing_from_whoever_came(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = running(bed)
    before = rows(bed, plan)
    monkeypatch.setattr(survey_rows, "MOST_ROWS", 5)
    bed.came(plan.hosted.token, plan)
    bed.came(plan.hosted.token, plan)
    with pytest.raises(WaveClosed):
        bed.came(plan.hosted.token, plan)
    assert {each.response_id for each in before} < {each.response_id for each in rows(bed, plan)}
    bed.move_to(closing_at(plan.slot, RULES))
    assert close_slot(bed.place, bed.speaker(), bed.door, plan.slot).bucket == RULES.bucket


def handed_over(bed: Bed, plan: WavePlan, number: int) -> None:
    """What somebody with the key alone can make: rows that nobody can open."""
    like = rows(bed, plan)[0]
    made = [
        replace(like, response_id=os.urandom(16), commitment=os.urandom(32), receipt_tag=os.urandom(32))
        for _ in range(number)
    ]
    bed.door.add_sealed(plan.hosted.token, made)


def test_attack_one_key_fills_half_of_a_wave_at_most_and_shuts_nobodys_door(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = running(bed)
    monkeypatch.setattr(survey_rows, "MOST_ROWS", 16)
    handed_over(bed, plan, 5)
    for number in (1, 200):
        with pytest.raises(WaveRefused, match="half full"):
            handed_over(bed, plan, number)
    for _ in range(8):
        bed.came(plan.hosted.token, plan)
    assert len(rows(bed, plan)) == 16


def test_planted_without_the_half_the_key_alone_shuts_the_wave(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = running(bed)
    monkeypatch.setattr(survey_rows, "MOST_ROWS", 16)
    monkeypatch.setattr(survey_rows, "_require_half", lambda *_: None)
    handed_over(bed, plan, 13)
    with pytest.raises(WaveClosed):
        bed.came(plan.hosted.token, plan)


def test_attack_keys_of_a_month_that_nobody_enrolled_destroy_no_answer(bed: Bed) -> None:
    plan = running(bed)
    before = rows(bed, plan)
    token, rubbish = plan.hosted.token, [(each.response_id, GONE, GONE) for each in before]
    with pytest.raises(WaveRefused, match="still takes answers"):
        bed.door.replace_keys(token, "2026-12", rubbish)
    bed.door.shut_wave(token)
    with pytest.raises(NotEnrolled, match="2099-01"):
        bed.door.replace_keys(token, "2099-01", rubbish)
    bed.door.replace_keys(token, plan.hosted.keys.epoch, rubbish)
    assert rows(bed, plan) == before, "what is sealed to the enrolled month already is never replaced"


def test_attack_a_half_of_another_length_and_a_free_text_without_key_are_not_taken(bed: Bed) -> None:
    plan = running(bed)
    before = rows(bed, plan)
    token = plan.hosted.token
    bed.door.shut_wave(token)
    bed.enrolled_for("2026-12")
    short = WrappedKey(b"x", b"y")
    with pytest.raises(Unacceptable, match="no key of two people"):
        bed.door.replace_keys(token, "2026-12", [(before[0].response_id, short, short)])
    bed.door.replace_keys(token, "2026-12", [(before[0].response_id, GONE, WrappedKey(b"", b""))])
    assert rows(bed, plan) == before
