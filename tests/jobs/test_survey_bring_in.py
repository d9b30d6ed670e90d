"""Paper and tablets: rows are sealed on the custodian's machine, handed to the host, and counted once."""

import os
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from phone_line import Line, a_line, a_phone_wave
from simulator.simulated_world import ToldClock
from survey_builders import CLOSES, CUSTODIAN, NOW, SITE

from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.errors import Unacceptable, WaveClosed
from ledger.jobs.survey import bring_in as job
from ledger.jobs.survey.bring_in import bring_in, site_names
from ledger.jobs.survey.local_host import LocalHost
from ledger.jobs.survey.slips import make_slips
from ledger.model.survey.response import Channel, Standing
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket, WavePlan
from ledger.ports import World
from ledger.ports.survey import CustodianPlace
from ledger.surveys.channels.rows import Placing, Row
from ledger.vault.survey_vault import SqliteSurveyVault

MILL = "https://id.gs1.org/414/9506000001012"
SITE_OF_PLAN = PlannedSite(SITE, MILL, "BD", Roster(120), SampleBucket.FROM_50)
PLAN = WavePlan(a_phone_wave(), (SITE_OF_PLAN,), bytes(32), 1, bytes(32))
PLACING = Placing(Channel.PAPER, site_names(PLAN), site=MILL)
SLIP = "1000000000000008"


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return a_line(tmp_path / "survey")


@pytest.fixture
def place(tmp_path: Path) -> CustodianPlace:
    """The custodian's machine with the book of two people."""
    home = tmp_path / "custodian"
    for person, passphrase in ((1, "a first long passphrase"), (2, "another long passphrase")):
        enrol_person(home, person, passphrase, "2026-09", rounds=2**10)
    opened = open_custodian(home, passphrases=("a first long passphrase",))
    return CustodianPlace(opened.book, ToldClock(NOW), os.urandom, opened.sealer)


def _host(line: Line) -> LocalHost:
    return LocalHost(line.host, cast(World, None), CUSTODIAN)  # a world is only for opening waves


def a_row(number: int = 1, **changes: str) -> Row:
    fields = {"consent": "yes", "age_group": "adult", "purpose_aggregate_report": "yes", "bus_late": "yes"}
    return Row(f"form {number}", f"paper:{number}", fields | changes)


def test_rows_are_kept_sealed_for_both_people(line: Line, place: CustodianPlace) -> None:
    rows = (a_row(1), a_row(2, consent="no"), a_row(3, bus_late="no"))
    told = bring_in(place, _host(line), PLAN, rows, PLACING)
    assert (told.kept, told.repeated, told.refused) == (3, 0, ())
    assert sorted(kept.answers.get("bus_late", "") for kept in line.kept()) == ["", "no", "yes"]
    assert {kept.channel for kept in line.kept()} == {Channel.PAPER}
    assert len(line.answered()) == 2


def test_the_same_rows_again_are_kept_once(line: Line, place: CustodianPlace) -> None:
    rows = [a_row(number) for number in range(5)]
    bring_in(place, _host(line), PLAN, rows, PLACING)
    told = bring_in(place, _host(line), PLAN, [*rows, a_row(9)], PLACING)
    assert (told.kept, told.repeated) == (1, 5)
    assert len(line.kept()) == 6


def test_without_the_kept_key_the_same_rows_count_twice(
    line: Line, place: CustodianPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted bug of the test above."""
    monkeypatch.setattr(job, "_message_key", lambda *_: os.urandom(32))
    for _ in range(2):
        bring_in(place, _host(line), PLAN, [a_row()], PLACING)
    assert len(line.kept()) == 2


def test_a_row_that_does_not_fit_is_told_and_the_others_are_kept(line: Line, place: CustodianPlace) -> None:
    rows = (a_row(1), a_row(2, bus_late="Rahima-Canary"), a_row(3, site="elsewhere"), a_row(4, fee_months="3"))
    told = bring_in(place, _host(line), PLAN, rows, PLACING)
    assert told.kept == len(line.kept()) == 1
    faults = [(each.place, cast(Unacceptable, each.reason).field) for each in told.refused]
    assert faults == [("form 2", "bus_late"), ("form 3", "site"), ("form 4", "fee_months")]
    assert "Rahima-Canary" not in repr(told.refused)


def test_without_a_host_rows_are_judged_and_nothing_is_kept(line: Line, place: CustodianPlace) -> None:
    told = bring_in(place, None, PLAN, (a_row(1), a_row(2, bus_late="perhaps")), PLACING)
    assert (told.kept, len(told.refused)) == (1, 1)
    assert line.kept() == []


def test_a_slip_torn_off_the_form_is_the_rows_code(line: Line, place: CustodianPlace) -> None:
    bring_in(place, _host(line), PLAN, [a_row(receipt_code="1000 0000 0000 0008")], PLACING)
    (kept,) = line.kept()
    assert (kept.receipt_code, kept.standing) == (SLIP, Standing.ANSWERED)
    tag = line.host.vault.receipt_tag(line.wave.token, SLIP)
    assert line.host.vault.shred(line.wave.token, tag) == 1


def test_the_host_never_learns_a_form_number(line: Line, place: CustodianPlace) -> None:
    bring_in(place, _host(line), PLAN, [Row("form 77123456", "paper:77123456", a_row().fields)], PLACING)
    files = b"".join(path.read_bytes() for path in line.folder.rglob("*") if path.is_file())
    assert b"77123456" not in files


def test_a_wave_that_is_over_takes_no_rows(tmp_path: Path, place: CustodianPlace) -> None:
    line = a_line(tmp_path / "closed", now=CLOSES)
    with pytest.raises(WaveClosed):
        bring_in(place, _host(line), PLAN, [a_row()], PLACING)
    assert line.kept() == []


def test_every_slip_is_kept_as_a_cover_and_a_form_with_it_counts_in_its_place(
    line: Line, place: CustodianPlace
) -> None:
    slips = make_slips(place, _host(line), PLAN, site=SITE, count=60)
    assert len(set(slips)) == len(line.kept()) == 60
    assert {kept.standing for kept in line.kept()} == {Standing.COVER}
    bring_in(place, _host(line), PLAN, [a_row(receipt_code=slips[0])], PLACING)
    (newest,) = (kept for kept in line.kept() if kept.receipt_code == slips[0])
    assert newest.answers == {"bus_late": "yes"}


def _rows_under(line: Line, codes: tuple[str, ...]) -> list[int]:
    """What a thief of the folder counts, or one person of the custodian with the API key."""
    vault, token = line.host.vault, line.wave.token
    return [vault.rows_under(token, vault.receipt_tag(token, code)) for code in codes]


def test_the_rows_under_slips_do_not_tell_which_workers_handed_a_form_in(line: Line, place: CustodianPlace) -> None:
    slips = make_slips(place, _host(line), PLAN, site=SITE, count=4)
    rows = [
        a_row(1, receipt_code=slips[0]),
        a_row(2, receipt_code=slips[2]),
        a_row(3, receipt_code=slips[3], consent="no"),
    ]
    assert bring_in(place, _host(line), PLAN, rows, PLACING).kept == 3
    assert _rows_under(line, slips) == [1, 1, 1, 1]
    assert len(line.answered()) == 2


def test_a_form_without_consent_does_not_replace_what_was_answered_under_its_slip(
    line: Line, place: CustodianPlace
) -> None:
    slips = make_slips(place, _host(line), PLAN, site=SITE, count=1)
    for number, consent in enumerate(("yes", "no")):
        bring_in(place, _host(line), PLAN, [a_row(number, consent=consent, receipt_code=slips[0])], PLACING)
    assert [kept.receipt_code for kept in line.answered()] == list(slips)


def test_a_file_brought_in_again_does_not_bring_back_who_withdrew(line: Line, place: CustodianPlace) -> None:
    bring_in(place, _host(line), PLAN, [a_row(receipt_code=SLIP)], PLACING)
    line.host.vault.shred(line.wave.token, line.host.vault.receipt_tag(line.wave.token, SLIP))
    vault = SqliteSurveyVault(line.folder)  # started anew, it remembers no message of theirs
    again = replace(line, host=replace(line.host, vault=vault))
    told = bring_in(place, _host(again), PLAN, [a_row(receipt_code=SLIP), a_row(2)], PLACING)
    assert (told.kept, told.repeated, len(again.kept())) == (1, 1, 1)
