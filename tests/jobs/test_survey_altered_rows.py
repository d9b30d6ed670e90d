"""The operator alters one row: closing, counting, calling back and the change of keys go on, and name it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from custodian_bed import FIRST, RULES, SECOND, Bed, running_bed
from survey_builders import EPOCH, WAVE, a_consent, a_visit, two_people
from survey_place import HostHere, Place, SetClock, an_opener
from surveys.case_builders import ANA, BO, BOOK
from surveys.case_builders import NOW as CASE_NOW

from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.errors import NotEnrolled, ProofMismatch
from ledger.jobs.cases.case_book import keep_help_book
from ledger.jobs.cases.from_survey import Hands, cases_from_wave
from ledger.jobs.survey.announce import announce_slot
from ledger.jobs.survey.close import close_slot, closing_rows
from ledger.jobs.survey.custodian_state import keep_plan
from ledger.jobs.survey.open_planned import open_planned
from ledger.jobs.survey.rewrap import Rewrapped, rewrap
from ledger.jobs.survey.tallies import tally_wave
from ledger.model.survey.consent import Purpose
from ledger.model.survey.response import WrappedKey
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket, WavePlan
from ledger.ports.survey import CustodianPlace
from ledger.surveys.calendar import announcing_at, closing_at
from ledger.surveys.channels.visiting import CALL_BACK
from ledger.surveys.quality.thresholds import Thresholds

STRANGE = "2099-01"
NEXT = "2026-10"
REFERRAL = frozenset({Purpose.AGGREGATE, Purpose.REFERRAL})


@pytest.fixture
def host(tmp_path: Path) -> Place:
    return Place(tmp_path / "host")


@pytest.fixture
def custodian(tmp_path: Path, host: Place) -> CustodianPlace:
    for person, words in ((1, FIRST), (2, SECOND)):
        enrol_person(tmp_path / "custodian", person, words, EPOCH, rounds=2**10)
    place = open_custodian(tmp_path / "custodian", passphrases=(FIRST,))
    keep_help_book(place.book, BOOK)
    site = PlannedSite(a_visit().site, "https://mill.example/site/1", "BD", Roster(120), SampleBucket.FROM_50)
    keep_plan(place.book, WavePlan(host.wave, (site,), bytes(32), 1, bytes(32)))
    return replace(place, clock=SetClock(CASE_NOW), opener=an_opener())


def asks_for_a_call(host: Place, **changes: Any) -> None:
    host.respond(a_visit(consent=a_consent(purposes=REFERRAL), free_texts={CALL_BACK: "0000000042"}, **changes))


def test_attack_a_row_of_an_epoch_that_never_was_keeps_no_other_code_off_the_list(
    custodian: CustodianPlace, host: Place
) -> None:
    for _ in range(3):
        host.respond(a_visit())
    first, *others = host.rows()
    rows, named = closing_rows(custodian, iter([replace(first, epoch=STRANGE), *others]), host.wave)
    assert (len(rows), named) == (3, [first.response_id.hex()])


def test_attack_the_only_row_of_a_wave_is_altered_and_its_slot_still_closes(
    custodian: CustodianPlace, host: Place
) -> None:
    host.respond(a_visit())
    (row,) = host.rows()
    assert closing_rows(custodian, iter([replace(row, epoch=STRANGE)]), host.wave)[1] == [row.response_id.hex()]


def test_a_missing_key_of_the_waves_own_month_is_no_altered_row(custodian: CustodianPlace, host: Place) -> None:
    host.respond(a_visit())
    with pytest.raises(NotEnrolled):
        closing_rows(replace(custodian, opener=an_opener(NEXT)), iter(host.rows()), host.wave)


def test_attack_a_number_to_call_from_no_site_of_the_wave_keeps_no_worker_uncalled(
    custodian: CustodianPlace, host: Place
) -> None:
    asks_for_a_call(host, site="no-such-site")
    asks_for_a_call(host)
    found = cases_from_wave(custodian, WAVE, host.rows(), hands=Hands(ANA.name, ANA.name, BO.name))
    assert (len(found.cases), found.unopened) == (1, 1)


@pytest.mark.parametrize("changes", [{"epoch": STRANGE}, {"key": WrappedKey(bytes(80), bytes(80))}])
def test_attack_one_altered_row_keeps_no_old_key_alive(host: Place, changes: dict[str, Any]) -> None:
    for _ in range(3):
        host.respond(a_visit())
    first, *others = host.rows()
    forgotten: list[str] = []
    assert moved(host, [replace(first, **changes), *others], forgotten) == Rewrapped(
        2, (EPOCH,), (), (first.response_id.hex(),)
    )
    assert forgotten == [EPOCH]


def test_keys_under_which_no_row_at_all_opens_are_not_destroyed(host: Place) -> None:
    host.respond(a_visit())
    (row,) = host.rows()
    forgotten: list[str] = []
    with pytest.raises(ProofMismatch, match="not one row"):
        moved(host, [replace(row, key=WrappedKey(bytes(80), bytes(80)))], forgotten)
    assert forgotten == []


def moved(host: Place, rows: list[Any], forgotten: list[str]) -> Rewrapped:
    altering: Any = HostHere(host.vault)
    altering.sealed = lambda _token: iter(rows)
    return rewrap(
        altering,
        [host.wave],
        keys=two_people(NEXT).keys,
        opener=an_opener(EPOCH, NEXT),
        held=(EPOCH, NEXT),
        now=host.wave.closes_at + 1,
        forget=forgotten.append,
    )


def test_attack_one_row_altered_in_the_operators_file_stops_neither_closing_nor_counting(tmp_path: Path) -> None:
    with running_bed(tmp_path) as bed:
        bed.enrolled()
        plan = bed.planned()
        token = plan.hosted.token
        bed.move_to(announcing_at(plan.slot, RULES))
        announce_slot(bed.place, bed.speaker())
        open_planned(bed.place, bed.door, token)
        bed.move_to(plan.hosted.opens_at)
        for _ in range(4):
            bed.came(token, plan)
        altered = alter_one(bed)
        bed.move_to(closing_at(plan.slot, RULES))
        assert close_slot(bed.place, bed.speaker(), bed.door, plan.slot).named == (altered,)
        told = tally_wave(bed.place, token, bed.door.sealed(token), thresholds=Thresholds())
        assert (told.tallies[0].answered, told.named) == (3, (altered,))
        assert all(each.sealed_at for each in bed.registry.announcements())


def alter_one(bed: Bed) -> str:
    with closing(sqlite3.connect(bed.ledger.settings.home / "survey" / "keys.db")) as keys:
        (row,) = keys.execute("SELECT response_id FROM response_key LIMIT 1").fetchone()
        keys.execute("UPDATE response_key SET epoch = ? WHERE response_id = ?", (STRANGE, row))
        keys.commit()
    return bytes(row).hex()
