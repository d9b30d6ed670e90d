"""Kobo and ODK: what a tablet adds by itself is dropped, what the questionnaire asks is taken."""

import json
from pathlib import Path
from typing import Any

import pytest
from phone_line import CANARIES, PHONE, a_phone_wave
from survey_builders import OTHER_SITE, SITE

from ledger.errors import LedgerError, Malformed, TooLarge, Unacceptable
from ledger.model.survey.consent import Mode
from ledger.model.survey.response import Channel
from ledger.surveys.channels import kobo
from ledger.surveys.channels.kobo import read_kobo
from ledger.surveys.channels.rows import Placing, column_names, visit_of_row

WAVE = a_phone_wave()
COLUMNS = column_names(WAVE)
PLACING = Placing(Channel.KOBO, {"mill one": SITE, "mill two": OTHER_SITE}, site="Mill One")


def a_submission(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One row of a Kobo export with everything that a tablet adds; `changes` override its columns."""
    return {
        "_id": number,
        "formhub/uuid": "f0",
        "start": "2026-09-22T10:00:00.000+06:00",
        "end": "2026-09-22T10:07:30.000+06:00",
        "deviceid": "collect:Rahima-Canary",
        "phonenumber": PHONE,
        "username": "Rahima-Canary",
        "begin/consent": "yes",
        "begin/age_group": "adult",
        "begin/purpose_aggregate_report": "yes",
        "begin/mode": "interviewer",
        "group_a/bus_late": "no",
        "group_a/fee_paid": "yes",
        "group_a/fee_months": "7",
        "group_b/threats": "wage_cut deport",
        "group_b/own_words": "the pay is late",
        "place_of_work": "23.8103 90.4125 0 0",
        "worker_name": "Rahima-Canary",
        "meta/instanceID": f"uuid:5b767bce-0000-4000-8000-{number:012d}",
        "_uuid": f"5b767bce-0000-4000-8000-{number:012d}",
        "_submission_time": "2026-09-22T04:08:01",
        "_submitted_by": "Rahima-Canary",
        "_geolocation": [23.810331238123812, 90.41251234123412],
        "_validation_status": {},
    } | changes


def an_export(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"count": len(rows), "next": None, "previous": None, "results": rows}).encode()


ODK = b"""<?xml version="1.0"?>
<data xmlns:orx="http://openrosa.org/xforms" id="survey" version="1"><start>2026-09-22T10:00:00.000+06:00</start>
<end>2026-09-22T10:07:30.000+06:00</end><deviceid>Rahima-Canary</deviceid><place>23.8 90.4 0 0</place>
<begin><consent>yes</consent><age_group>adult</age_group><purpose_aggregate_report>yes</purpose_aggregate_report>
<mode>interviewer</mode></begin>
<group_a><bus_late>no</bus_late><fee_paid>yes</fee_paid><fee_months>7</fee_months></group_a>
<group_b><threats>wage_cut deport</threats><own_words>the pay is late</own_words></group_b>
<orx:meta><orx:instanceID>uuid:5b767bce-0000-4000-8000-000000000001</orx:instanceID></orx:meta></data>"""


@pytest.mark.parametrize("raw", [an_export(a_submission()), json.dumps([a_submission()]).encode(), ODK])
def test_a_tablets_row_is_a_visit_without_anything_the_tablet_added(raw: bytes) -> None:
    (row,) = read_kobo(raw, COLUMNS).rows
    visit = visit_of_row(row, WAVE, PLACING)
    assert visit.answers == {"bus_late": "no", "fee_paid": "yes", "fee_months": "7", "threats": "deport wage_cut"}
    assert visit.free_texts == {"own_words": "the pay is late"}
    assert (visit.site, visit.channel, visit.language, visit.seconds) == (SITE, Channel.KOBO, "en", 450)
    assert visit.consent is not None
    assert visit.consent.mode is Mode.INTERVIEWER
    assert row.message == "kobo:5b767bce-0000-4000-8000-000000000001"


def test_no_personal_column_is_in_what_was_read() -> None:
    read = read_kobo(an_export(a_submission()), COLUMNS)
    told = repr(read)
    assert not [canary for canary in (*CANARIES, "23.8", "2026-09") if canary in told]
    assert {"deviceid", "phonenumber", "username", "_submitted_by", "_geolocation", "start"} <= read.personal
    assert read.unknown == {"place_of_work", "worker_name"}


def test_a_reader_that_takes_every_column_is_found_out_by_that_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug of the test above."""
    monkeypatch.setattr(kobo, "_is_machines", lambda _: False)
    everything = COLUMNS | {"deviceid", "phonenumber", "worker_name"}
    assert PHONE in repr(read_kobo(an_export(a_submission()), everything))


def test_a_machines_column_is_dropped_even_where_a_mapping_names_it() -> None:
    read = read_kobo(an_export(a_submission()), COLUMNS, names={"phonenumber": "own_words", "group": "site"})
    assert PHONE not in repr(read)


def test_columns_are_renamed_and_two_of_one_name_are_refused_with_their_row() -> None:
    first = a_submission(1, **{"group_a/bus_late": None, "late": "yes"})
    del first["group_a/bus_late"]
    second = a_submission(2, late="yes")
    read = read_kobo(an_export(first, second), COLUMNS, names={"late": "bus_late"})
    assert read.rows[0].fields["bus_late"] == "yes"
    assert [(each.place, each.reason.facts()["field"]) for each in read.unread] == [("row 2", "bus_late")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"meta/instanceID": None, "_uuid": None}, "instanceID"),
        ({"group_b/bus_late": "yes"}, "bus_late"),
        ({"group_a/bus_late": {"a": PHONE}}, "bus_late"),
        ({"group_a/bus_late": 1.5}, None),
    ],
)
def test_a_row_that_cannot_be_read_is_told_by_place_and_field_and_the_others_are_read(
    changes: dict[str, Any], field: str | None
) -> None:
    read = read_kobo(an_export(a_submission(1), a_submission(2, **changes)), COLUMNS)
    if field is None:  # a fraction is text here, and no choice
        with pytest.raises(Unacceptable, match="bus_late"):
            visit_of_row(read.rows[1], WAVE, PLACING)
        return
    assert len(read.rows) == 1
    assert [(each.place, each.reason.facts()["field"]) for each in read.unread] == [("row 2", field)]
    assert PHONE not in repr(read.unread)


@pytest.mark.parametrize("site", ["Mill Two", "MILL TWO"])
def test_a_row_may_name_its_site_and_language(site: str) -> None:
    (row,) = read_kobo(an_export(a_submission(site=site, language="ar")), COLUMNS).rows
    visit = visit_of_row(row, WAVE, PLACING)
    assert (visit.site, visit.language) == (OTHER_SITE, "ar")


@pytest.mark.parametrize("site", ["Rahima-Canary", SITE + "x"])
def test_a_site_that_is_not_of_the_wave_is_refused_without_its_name(site: str) -> None:
    (row,) = read_kobo(an_export(a_submission(site=site)), COLUMNS).rows
    with pytest.raises(Unacceptable) as caught:
        visit_of_row(row, WAVE, PLACING)
    assert caught.value.field == "site"
    assert site not in str(caught.value.facts())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[1",
        b'{"results": 1}',
        b'{"next": "http://more.example", "results": []}',
        b"<data><a>",
        b'<!DOCTYPE d [<!ENTITY a "b">]><d><x>&a;</x></d>',
        b"<d><g><a>1</a></g><g><a>2</a></g></d>",
        b"<d>" + b"<a/>" * 30_000 + b"</d>",
    ],
)
def test_a_file_that_is_no_export_is_refused(raw: bytes) -> None:
    with pytest.raises((Malformed, Unacceptable, TooLarge)) as caught:
        read_kobo(raw, COLUMNS)
    assert isinstance(caught.value, LedgerError)


def test_reading_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read_kobo(an_export(a_submission()), COLUMNS)
    assert list(tmp_path.iterdir()) == []
