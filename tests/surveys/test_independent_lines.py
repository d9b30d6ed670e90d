"""A line that buyer, site, recruiter or ledger runs is in no wave (rule S10), and a union of its workers may be."""

from typing import Any

import pytest
from survey_builders import a_help_line

from ledger.errors import WaveRefused
from ledger.surveys.independent_lines import is_run_by, require_independent

BRAND, MILL = "did:web:acme.example", "did:web:north-mill.example:sites:1"


@pytest.mark.parametrize(
    "changes",
    [
        {"operated_by": "Acme"},
        {"operated_by": "ACME Ltd."},
        {"operated_by": "Acme Group Ethics Hotline"},
        {"operated_by": "acme.example"},
        {"operated_by": "run for did:web:acme.example"},
        {"name": "Acme Speak Up line"},
        {"confirmed_by": "Human Resources of Acme"},
        {"operated_by": "Асме"},  # Cyrillic look-alikes
    ],
)
def test_a_line_that_the_buyer_runs_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(WaveRefused, match="S10") as told:
        require_independent([a_help_line(), a_help_line(**changes)], {BRAND, MILL})
    assert BRAND in str(told.value)


@pytest.mark.parametrize("operator", ["North Mill Pvt Ltd", "NORTH-MILL", "North Mill HR team"])
def test_a_line_that_the_site_runs_is_refused(operator: str) -> None:
    assert is_run_by(a_help_line(operated_by=operator), MILL)


@pytest.mark.parametrize("operator", ["Union of Acme Workers", "North Mill Workers' Union", "Macmeer Aid", "Example"])
def test_whoever_names_them_and_is_not_them_may_run_a_line(operator: str) -> None:
    require_independent([a_help_line(operator, operated_by=operator)], {BRAND, MILL})


def test_a_party_that_is_known_by_no_name_is_found_by_its_identifier_alone() -> None:
    did = "did:key:z6MkInvented"
    assert is_run_by(a_help_line(operated_by=f"Somebody ({did})"), did)
    assert not is_run_by(a_help_line(), did)
