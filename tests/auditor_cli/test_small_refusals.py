"""What is refused says so in the words of whoever asked, before anything is signed, replaced or kept."""

from io import StringIO
from pathlib import Path

import pytest
from cli_builders import MILL, PRODUCT, SITE, Story, a_facility, called, written
from rich.console import Console

from auditor_cli.auditor.app import main as auditor
from auditor_cli.auditor.report_files import Written
from auditor_cli.operator.app import main as tierlight
from auditor_cli.refusals import WrongUsage
from auditor_cli.render.score import _site_lines


@pytest.mark.chain
@pytest.mark.parametrize(
    ("signer", "change", "field"),
    [
        ("--dry-run", {"country": "ZZ"}, "body.country"),
        ("--signer", {"country": "ZZ"}, "body.country"),
        ("--dry-run", {"last_assessment": "2099-01-01"}, "body.last_assessment"),
    ],
)
def test_nobody_is_asked_to_sign_what_cannot_be(
    story: Story, tmp_path: Path, signer: str, change: dict[str, str], field: str
) -> None:
    body = written(tmp_path / "site.json", a_facility() | change)
    by_key = ("--key", story.home / "keys/mill.example.json", "--dry-run")
    by = ("--signer", "0x" + "07" * 20) if signer == "--signer" else by_key
    asked = ("attest", body, "--kind", "facility", "--issuer", MILL, *by, "--home", story.home)
    found = called(tierlight, *asked)
    assert (found.code, found.out) == (2, "")
    assert field in found.err


@pytest.mark.parametrize("verb", ["score", "explain", "what-if", "report"])
def test_a_day_to_come_is_no_day_to_judge_by(tmp_path: Path, verb: str) -> None:
    output = ("-o", tmp_path / "report.json", "--draft") if verb == "report" else ()
    found = called(auditor, verb, PRODUCT, "--as-of", "2999-01-01", *output, "--home", tmp_path)
    assert found.code == 2
    assert "2999-01-01 is after today" in found.err
    assert list(tmp_path.iterdir()) == []


def test_a_word_after_fail_on_that_is_no_band_is_told_the_bands(tmp_path: Path) -> None:
    found = called(auditor, "score", PRODUCT, "--fail-on", "foo", "--home", tmp_path)
    assert found.code == 2
    assert "foo is no band" in found.err
    assert "trade_order_match" in found.err


def test_a_refusal_of_a_whole_file_lists_no_rows(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("nothing of it\n")
    found = called(auditor, "reference", "import", file, "--publisher", "cbp", "--home", tmp_path)
    assert found.code == 2
    assert "rows:" not in found.err


def test_a_list_of_a_day_to_come_is_refused_with_its_mend(tmp_path: Path) -> None:
    file = tmp_path / "tiers.csv"
    file.write_text("Country,Tier\nIndia,2\n")
    asked = ("reference", "import", file, "--publisher", "tip", "--as-of", "2099-01-01", "--home", tmp_path)
    found = called(auditor, *asked)
    assert found.code == 2
    assert "2099-01-01 is after today" in found.err
    assert "mend: give the day that the file itself names" in found.err


@pytest.mark.parametrize("text", ["name,country\nZelmora,Atlantis\n", "nom\nZelmora\n"])
def test_a_file_of_ones_own_names_is_not_called_a_publishers(tmp_path: Path, text: str) -> None:
    file = tmp_path / "names.csv"
    file.write_text(text)
    found = called(auditor, "screen", "--names", file, "--home", tmp_path)
    assert found.code == 2
    assert "Your file of names" in found.err
    assert "publisher" not in found.err


def test_a_report_that_is_there_stays_until_somebody_says_replace_it(tmp_path: Path) -> None:
    there = tmp_path / "report.json"
    there.write_text("older")
    with pytest.raises(WrongUsage) as refused:
        Written([tmp_path / "new.json", there], lambda _: b"newer")
    assert "--overwrite" in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    with Written([there], lambda _: b"newer", overwrites=True) as files:
        files.keep()
    assert there.read_text() == "newer"


@pytest.mark.chain
def test_what_a_state_ratified_stands_beside_a_site_and_changes_no_number(story: Story) -> None:
    asked = (PRODUCT, "--as-of", "2026-11-21", "--home", story.home, "--json")
    (site,) = called(auditor, "explain", "--site", SITE, *asked).document["tiers"][0]["sites"]
    tiers = called(auditor, "score", *asked).document["tiers"]
    (scored,) = (each for tier in tiers for each in tier["sites"] if each["site"] == SITE)
    assert [each["convention"] for each in site["ratifications"]] == ["C029", "C105", "P029"]
    assert {each["status"] for each in site["ratifications"]} <= {"ratified", "not ratified", "denounced", "unknown"}
    assert (site["terms"], site["score"]) == (scored["terms"], scored["score"])
    assert "ratifications" not in scored


def test_the_longest_band_does_not_shift_its_row() -> None:
    bands = (("trade_order_match", "Trade-order match (USA)"), ("watch", "Watch"))
    drawn = StringIO()
    console = Console(width=80, file=drawn)
    told = {"site": "s", "name": "A mill", "country": "IN", "interval": ["0.97", "0.98"]}
    for key, text in bands:
        _site_lines(console, told | {"completeness": "0.5", "share": "1", "band": key, "band_text": text})
    rows = [row for row in drawn.getvalue().splitlines() if "0.97-0.98" in row]
    assert len({row.index("0.97-0.98") for row in rows}) == 1
    assert len(rows) == len(bands)
