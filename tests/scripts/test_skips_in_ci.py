"""In CI a skipped test fails the run, except for data that is no part of the repository."""

from pathlib import Path

import pytest

from scripts.checks import unexcused_skips
from scripts.setup_system import in_ci


def report(folder: Path, reason: str) -> Path:
    path = folder / "junit.xml"
    left_out = f'<testcase name="test_left_out"><skipped message="{reason}"/></testcase>'
    path.write_text(f'<testsuites><testsuite><testcase name="test_ran"/>{left_out}</testsuite></testsuites>')
    return path


def test_a_skip_for_a_missing_service_is_named(tmp_path: Path) -> None:
    assert unexcused_skips(report(tmp_path, "no Postgres here")) == ["test_left_out: no Postgres here"]


def test_a_skip_for_the_absent_shared_folder_is_excused(tmp_path: Path) -> None:
    assert unexcused_skips(report(tmp_path, "../shared/fixtures is not there")) == []


@pytest.mark.parametrize("environ", [{"CI": "true"}, {"TIERLIGHT_CI": "1"}])
def test_ci_is_known_by_either_variable(environ: dict[str, str]) -> None:
    assert in_ci(environ)


def test_a_developers_machine_is_not_ci() -> None:
    assert not in_ci({"CI": ""})
