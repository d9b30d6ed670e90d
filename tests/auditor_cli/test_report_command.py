"""`auditor report` and `auditor verify report.json`: recorded, anchored, made again, and every way it says no."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cli_builders import BRAND, MILL, PRODUCT, SITE, Ran, Story, called

from auditor_cli.auditor.app import main as auditor
from ledger.proof.canonical import canonicalise
from ledger.report.model import as_draft, hashes_of

DAY = "2026-11-21"


@dataclass(frozen=True)
class Recorded:
    """A report that was recorded; nothing of it is anchored here (tests/jobs/test_recorded_assessment.py is)."""

    story: Story
    report: Path
    told: dict[str, Any]

    @property
    def draft(self) -> Path:
        """What it was recorded from."""
        return self.again("draft.json", as_draft(json.loads(self.report.read_bytes())))

    def again(self, name: str, document: object) -> Path:
        """The same in a file of another name, altered."""
        path = self.report.with_name(name)
        path.write_bytes(canonicalise(document))  # type: ignore[arg-type]
        return path


@pytest.fixture(scope="module")
def recorded(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    report = tmp_path_factory.mktemp("reports") / "report.json"
    page, key = report.with_suffix(".html"), story.home / "keys" / "brand.example.json"
    signed = ("--key", key, "--as", BRAND, "--password-file", story.scratch / "passphrase", "--yes")
    made = called(auditor, "report", PRODUCT, "-o", page, "--as-of", DAY, *signed, "--home", story.home, "--json")
    assert made.code == 0, made.err
    return Recorded(story, report, made.document)


def verified(recorded: Recorded, path: Path, *more: object) -> Ran:
    return called(auditor, "verify", path, "--home", recorded.story.home, "--json", *more)


def test_a_recorded_report_brings_its_data_and_names_its_record(recorded: Recorded) -> None:
    assert recorded.told["files"] == [str(recorded.report.with_suffix(".html")), str(recorded.report)]
    statement = recorded.told["record"]["statement"]
    assert statement["kind"] == "assessment"
    assert statement["audience"] == f"parties:{BRAND}"
    assert statement["body"]["report"] == recorded.told["report_hash"]
    assert "cannot be cited" not in recorded.report.with_suffix(".html").read_text()


def test_a_draft_made_again_from_the_ledger_is_confirmed_to_the_byte(recorded: Recorded) -> None:
    ran = verified(recorded, recorded.draft)
    assert ran.code == 0, ran.out
    assert ran.document["verdict"] == "CONFIRMED"


def test_a_report_that_calls_itself_recorded_is_not_confirmed_without_its_record(recorded: Recorded) -> None:
    ran = verified(recorded, recorded.report)
    assert (ran.code, ran.document["verdict"]) == (8, "CANNOT-VERIFY")
    reads = ran.document["results"][0]["reads"]
    assert f"no receipt in the folder {recorded.report.parent} is of a record that names this report" in reads
    assert "--receipt FILE" in reads
    assert {check["name"]: check["passed"] for check in ran.document["results"][0]["checks"]} == dict.fromkeys(
        ("form", "sums", "hashes", "site parts", "made again"), True
    ) | {"recorded": None}


def test_without_a_ledger_it_cannot_be_made_again_and_says_how(recorded: Recorded) -> None:
    ran = called(auditor, "verify", recorded.report, "--offline", "--json")
    assert (ran.code, ran.document["verdict"]) == (8, "CANNOT-VERIFY")
    checks = {check["name"]: check["passed"] for check in ran.document["results"][0]["checks"]}
    assert checks["made again"] is None
    ran = called(auditor, "verify", recorded.draft, "--offline", "--json")
    assert "--home" in ran.document["results"][0]["reads"]


def test_an_altered_term_is_named_even_where_every_hash_was_made_to_fit(recorded: Recorded) -> None:
    document = json.loads(recorded.report.read_bytes())
    site = document["assessment"]["tiers"][0]["sites"][0]
    site["terms"][1]["detail"] = "All is well here."
    document["hashes"] = hashes_of(document)
    ran = verified(recorded, recorded.again("altered.json", document))
    assert (ran.code, ran.document["verdict"]) == (3, "DIFFERS")
    assert f"term {site['terms'][1]['name']}" in ran.document["results"][0]["reads"]


def test_a_report_beside_another_records_receipt_differs(recorded: Recorded) -> None:
    path = recorded.again("other.json", json.loads(recorded.report.read_bytes()))
    path.with_name("other.receipt.json").write_bytes(recorded.story.receipt.read_bytes())
    ran = called(auditor, "verify", path, "--offline", "--json")
    assert (ran.code, ran.document["verdict"]) == (3, "DIFFERS")


def test_a_receipt_that_is_named_for_something_that_is_no_report_is_wrong_usage(recorded: Recorded) -> None:
    receipt = recorded.story.receipt
    ran = called(auditor, "verify", receipt, "--receipt", receipt, "--offline", "--json")
    assert ran.code == 2
    assert "leave it out" in ran.document["results"][0]["reads"]


def test_without_a_key_it_is_refused_with_both_mends_and_nothing_is_written(recorded: Recorded) -> None:
    path = recorded.report.with_name("never.json")
    ran = called(auditor, "report", PRODUCT, "-o", path, "--home", recorded.story.home)
    assert ran.code == 2
    assert "--key FILE" in ran.err
    assert "--draft" in ran.err
    assert not path.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--draft",),
        ("--draft", "-o", "/nowhere/report.json"),
        ("--draft", "-o", "report.exe"),
        ("--draft", "--as-of", "yesterday", "-o", "report.json"),
        ("--site", SITE, "--key", "k.json", "--as", MILL),
        ("--draft", "--site", "https://id.example/none"),
    ],
)
def test_what_cannot_be_done_is_wrong_usage(recorded: Recorded, words: tuple[str, ...]) -> None:
    assert called(auditor, "report", PRODUCT, *words, "--home", recorded.story.home).code == 2


@pytest.mark.parametrize("name", ["report.exe", "report", "nowhere/report.pdf", "taken.pdf"])
def test_a_place_that_cannot_be_written_is_told_before_anything_is_made(tmp_path: Path, name: str) -> None:
    """There is not even a ledger: a report of minutes is not made first to be refused then."""
    (tmp_path / "taken.pdf").write_bytes(b"")
    ran = called(auditor, "report", PRODUCT, "--draft", "-o", tmp_path / name, "--home", tmp_path / "none")
    assert ran.code == 2
    assert f"{tmp_path / name}" in ran.err
    assert "making" not in ran.err


def test_a_file_that_is_no_whole_report_cannot_be_verified(recorded: Recorded) -> None:
    path = recorded.again("part-of-one.json", {"schema": "tierlight.report/1", "is_draft": True})
    ran = verified(recorded, path)
    assert (ran.code, ran.document["verdict"]) == (8, "CANNOT-VERIFY")


def _in_another_version(recorded: Recorded, name: str, **changes: object) -> Path:
    """The draft as another release of this program would have made it, every hash fitting."""
    document = json.loads(recorded.draft.read_bytes())
    document["assessment"] |= {"code_version": "0.0.9+0123456789ab", **changes}
    document["hashes"] = hashes_of(document)
    return recorded.again(name, document)


def test_a_report_names_the_program_that_made_it(recorded: Recorded) -> None:
    made = json.loads(recorded.draft.read_bytes())["assessment"]["code_version"]
    asked = ("--as-of", DAY, "--home", recorded.story.home)
    for verb in (("score", PRODUCT), ("explain", PRODUCT), ("what-if", PRODUCT), ("brand", BRAND)):
        assert called(auditor, *verb, *asked, "--json").document["code_version"] == made
    assert made.startswith("0.")
    assert f"program {made}" in " ".join(called(auditor, "score", PRODUCT, *asked).out.split())


def test_a_newer_program_is_named_and_is_no_difference_by_itself(recorded: Recorded) -> None:
    ran = verified(recorded, _in_another_version(recorded, "older.json"))
    assert (ran.code, ran.document["verdict"]) == (0, "CONFIRMED"), ran.out
    assert "not by 0.0.9+0123456789ab: every byte but that name is the same" in ran.document["results"][0]["reads"]


def test_where_another_program_gives_other_bytes_the_first_difference_and_both_versions_are_named(
    recorded: Recorded,
) -> None:
    ran = verified(recorded, _in_another_version(recorded, "wrong.json", reads="All is well."))
    assert (ran.code, ran.document["verdict"]) == (3, "DIFFERS")
    reads = ran.document["results"][0]["reads"]
    assert "first difference: /assessment/reads" in reads
    assert "not by 0.0.9+0123456789ab, which may be why" in reads
