"""Audits that a custodian gives in a file: read strictly, and laid beside a wave as those of a ledger."""

from datetime import date
from pathlib import Path

import pytest

from auditor_cli.operator.survey.audits_file import audits_in_file
from auditor_cli.refusals import WrongUsage
from ledger.jobs.survey.known_audits import TOPICS
from ledger.risk.same_report import AuditReport

AS_OF = date(2026, 12, 1)
FILE = """
[[audit]]
site = "https://MILL.example/site/1"
assessor = "did:web:auditor.example"
conducted_on = "2026-10-01"
found = ["fees"]
text = "Workers were interviewed."

[[audit]]
site = "https://mill.example/site/2"
assessor = "did:web:auditor.example"
conducted_on = "2020-10-01"
found = []
report_hash = "0x22"

[[remedy]]
site = "https://mill.example/site/2"
verified_on = "2026-11-01"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "audits.toml"
    path.write_text(text)
    return path


def test_audits_and_remedies_of_a_file_are_those_of_the_sites(tmp_path: Path) -> None:
    known = audits_in_file(written(tmp_path, FILE), as_of=AS_OF)
    one, two = "https://mill.example/site/1", "https://mill.example/site/2"
    assert known.sites[one].clean_on == TOPICS - {"fees"}
    assert (known.sites[two].clean_on, known.sites[two].remedied_on) == (frozenset(), date(2026, 11, 1))
    assert known.reports[0] == AuditReport(one, "did:web:auditor.example", "", "Workers were interviewed.")
    assert [each.site for each in known.reports] == [one, two]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('found = ["fees"]', 'found = ["fee"]', r"audit\[0\]\.found"),
        ('assessor = "did', 'auditor = "did', "audit"),
        ('conducted_on = "2026-10-01"', 'conducted_on = "last week"', "cannot be read"),
        ("[[audit]]", "[[audit]", "cannot be read"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_its_field(tmp_path: Path, before: str, after: str, says: str) -> None:
    with pytest.raises(WrongUsage, match=says):
        audits_in_file(written(tmp_path, FILE.replace(before, after, 1)), as_of=AS_OF)
