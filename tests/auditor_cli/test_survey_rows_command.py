"""tierlight survey paper, import-kobo and columns, on a custodian's machine that nobody else reaches."""

import json
from pathlib import Path

import pytest
from cli_builders import Ran, called
from phone_line import CANARIES, PHONE, a_phone_wave
from survey_builders import SITE

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.jobs.survey.custodian_state import keep_plan
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket, WavePlan

MILL = "https://id.gs1.org/414/9506000001012"
PLAN = WavePlan(
    a_phone_wave(), (PlannedSite(SITE, MILL, "BD", Roster(120), SampleBucket.FROM_50),), bytes(32), 1, bytes(32)
)
HEADER = "form,consent,age_group,purpose_aggregate_report,bus_late,own_words\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A custodian's folder with both people's keys and one planned wave; the first's passphrase lies beside it."""
    folder = tmp_path_factory.mktemp("custodian")
    home = folder / "home"
    for person, passphrase in ((1, "a first long passphrase"), (2, "another long passphrase")):
        enrol_person(home, person, passphrase, "2026-09", rounds=2**10)
    keep_plan(open_custodian(home, passphrases=("a first long passphrase",)).book, PLAN)
    (folder / "first").write_text("a first long passphrase\n")
    return home


def _survey(home: Path, verb: str, *given: object) -> Ran:
    password = home.parent / "first"
    return called(
        tierlight,
        *("survey", verb, *given, "--wave", PLAN.hosted.token, "--home", home, "--first-password-file", password),
    )


def _typed(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text(HEADER + "\n".join(lines) + "\n")
    return path


def test_columns_tells_what_each_takes(home: Path) -> None:
    columns = {each["name"]: each["takes"] for each in _survey(home, "columns", "--json").document["columns"]}
    assert columns["bus_late"] == "yes, no"
    assert columns["threats"] == "some of deport, family, wage_cut"
    assert columns["age_group"] == "adult, young, under"
    assert "bus_late" in _survey(home, "columns").out


def test_two_people_who_typed_alike_are_told_how_many_forms_would_go_in(home: Path, tmp_path: Path) -> None:
    both = [_typed(tmp_path, name, "1,yes,adult,yes,yes,", "2,no,,,,") for name in ("first.csv", "second.csv")]
    ran = _survey(home, "paper", *both, "--site", MILL, "--dry-run", "--json")
    assert (ran.code, ran.document["kept"], ran.document["differences"]) == (ExitCode.OK, 2, [])


def test_a_difference_is_shown_by_its_places_and_what_was_typed_is_not(home: Path, tmp_path: Path) -> None:
    first = _typed(tmp_path, "first.csv", "1,yes,adult,yes,yes,Rahima-Canary", "2,yes,adult,yes,no,")
    second = _typed(tmp_path, "second.csv", "2,yes,adult,yes,no,", f"1,yes,adult,yes,yes,{PHONE}")
    shown = _survey(home, "paper", first, second, "--site", MILL, "--dry-run")
    told = _survey(home, "paper", first, second, "--site", MILL, "--dry-run", "--json")
    assert shown.code == told.code == ExitCode.USAGE
    assert told.document["differences"] == [{"form": "1", "column": "own_words", "first_line": 2, "second_line": 3}]
    assert told.document["kept"] == 1
    assert "own_words" in shown.out
    assert not [canary for canary in CANARIES if canary in shown.out + shown.err + told.out + told.err]


def test_a_kobo_export_is_judged_row_by_row_and_its_personal_columns_are_named_alone(
    home: Path, tmp_path: Path
) -> None:
    good = {
        "_uuid": "5b767bce-0000-4000-8000-4dd6e3c46913",
        "consent": "yes",
        "age_group": "adult",
        "purpose_aggregate_report": "yes",
        "late_bus": "yes",
        "phonenumber": PHONE,
        "_submitted_by": "Rahima-Canary",
        "worker_name": "Rahima-Canary",
    }
    export, mapping = tmp_path / "export.json", tmp_path / "map.toml"
    export.write_text(json.dumps({"results": [good, good | {"_uuid": "2", "late_bus": "Rahima-Canary"}]}))
    mapping.write_text('[columns]\nlate_bus = "bus_late"\n')
    ran = _survey(home, "import-kobo", export, "--site", MILL, "--mapping", mapping, "--dry-run", "--json")
    assert (ran.code, ran.document["kept"]) == (ExitCode.USAGE, 1)
    assert [(each["place"], each["field"]) for each in ran.document["refused"]] == [("row 2", "bus_late")]
    assert ran.document["dropped"]["personal"] == ["_submitted_by", "_uuid", "phonenumber"]
    assert ran.document["dropped"]["unknown"] == ["worker_name"]
    shown = _survey(home, "import-kobo", export, "--site", MILL, "--mapping", mapping, "--dry-run")
    assert not [canary for canary in CANARIES if canary in shown.out + shown.err + ran.out + ran.err]


@pytest.mark.parametrize(
    ("mapping", "field"),
    [("[columns", "--mapping"), ("columns = 1", "--mapping"), ("[columns]\na = 1", "--mapping"), (None, "--mapping")],
)
def test_a_mapping_that_cannot_be_used_is_wrong_usage(
    home: Path, tmp_path: Path, mapping: str | None, field: str
) -> None:
    export, path = tmp_path / "export.json", tmp_path / "map.toml"
    export.write_text("[]")
    if mapping is not None:
        path.write_text(mapping)
    ran = _survey(home, "import-kobo", export, "--mapping", path, "--dry-run")
    assert ran.code == ExitCode.USAGE
    assert field in ran.err


def test_a_wave_that_was_not_planned_here_is_refused(home: Path, tmp_path: Path) -> None:
    both = [_typed(tmp_path, name, "1,yes,adult,yes,yes,") for name in ("first.csv", "second.csv")]
    password = home.parent / "first"
    ran = called(
        tierlight,
        *(
            "survey",
            "paper",
            *both,
            "--wave",
            "nowhere",
            "--home",
            home,
            "--first-password-file",
            password,
            "--dry-run",
        ),
    )
    assert ran.code == ExitCode.USAGE
