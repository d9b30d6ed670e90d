"""`tierlight survey assess`, `confirm` and `watch`: on the custodian's screen, and nowhere else."""

from pathlib import Path

import pytest
from cli_builders import Ran, called

from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from auditor_cli.operator.survey import plan_file
from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.model.survey.instrument import Indicator
from ledger.model.survey.tally import Count, SiteTally
from ledger.reference.snapshot import bundled_snapshot
from ledger.surveys.kept_tally import tally_form

SITE = "urn:epc:id:sgln:9506000.00101.0"
TEMPLATE = Path(plan_file.__file__).with_name("plan_template.toml")
FIRST, SECOND = "words of the first", "words of the second"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    custodian = tmp_path / "custodian"
    for person, words in ((1, FIRST), (2, SECOND)):
        enrol_person(custodian, person, words, "2026-11", rounds=2**13)
    (tmp_path / "first").write_text(FIRST + "\n")
    tally = SiteTally(
        SITE, "0x01", "2026-10-20", 400, 43, Count(43, 7), {Indicator.DEBT_BONDAGE: Count(43, 7)},
        {}, {}, 1.0, 0.4, (),
    )  # fmt: skip
    place = open_custodian(custodian, passphrases=(FIRST,))
    place.book.put("tallies", f"{tally.wave} {tally.site}", tally_form(tally))
    place.book.close()  # type: ignore[attr-defined]
    return custodian


def survey(home: Path, verb: str, *args: object) -> Ran:
    words = ("--first-password-file", home.parent / "first")
    return called(tierlight, "survey", verb, SITE, *args, *words, "--home", home)


def test_assess_shows_exact_counts_with_a_warning_on_the_screen(home: Path) -> None:
    ran = survey(home, "assess", "--good", "Cotton", "--country", "IN")
    assert ran.code == 0, ran.err
    assert "7 of 43" in ran.out
    assert "Wilson" in ran.out
    assert "SEALED" in ran.err
    assert "without --operator-home the ledger's word is missing" in " ".join(ran.err.split())


def test_assess_gives_no_json_and_leaves_no_file(home: Path) -> None:
    before = set(home.parent.rglob("*"))
    refused = survey(home, "assess", "--good", "Cotton", "--country", "IN", "--json")
    assert refused.code == 2
    assert "of 43" not in refused.out
    assert survey(home, "assess", "--good", "Cotton", "--country", "IN").code == 0
    assert {path for path in home.parent.rglob("*") if path.suffix not in (".db-wal", ".db-shm")} <= before


def test_assess_reads_the_lists_in_force_and_says_which(home: Path) -> None:
    def index(ran: Ran) -> str:
        return next(line for line in ran.out.splitlines() if "index" in line)

    asked = ("assess", "--good", "Cotton", "--country", "DK")
    before = survey(home, *asked)
    rows = "".join(f"{row.iso3},3\n" for row in bundled_snapshot().tip)
    tiers = home.parent / "tiers.csv"
    tiers.write_text(f"Country,Tier\n{rows}")
    told = ("--publisher", "tip", "--as-of", "2026-10-01", "--home", home)
    assert called(auditor, "reference", "import", tiers, *told).code == 0
    listed = called(auditor, "reference", "list", "--home", home, "--json").document["snapshot_hash"]
    after = survey(home, *asked, "--reference", listed[:12])
    assert (after.code, listed[:16] in after.out) == (0, True), after.err
    assert index(before) != index(after)


@pytest.mark.parametrize("told", ["abc", "0123456789abcdef"])
def test_assess_refuses_other_lists_than_those_of_the_shared_score(home: Path, told: str) -> None:
    assert bundled_snapshot().snapshot_hash[:6] != told[:6]
    ran = survey(home, "assess", "--good", "Cotton", "--country", "IN", "--reference", told)
    assert (ran.code, ran.out) == (2, "")
    assert "auditor reference import" in ran.err
    shipped = bundled_snapshot().snapshot_hash
    assert survey(home, "assess", "--good", "Cotton", "--country", "IN", "--reference", shipped).code == 0


def test_assess_asks_for_the_country_of_a_site_that_no_plan_names(home: Path) -> None:
    ran = survey(home, "assess", "--good", "Cotton")
    assert (ran.code, ran.out) == (2, "")
    assert "--country" in ran.err


def test_assess_asks_the_region_too_whether_labour_is_imposed_by_the_state(home: Path) -> None:
    told = survey(home, "assess", "--good", "Cotton", "--country", "CN", "--region", "CN-XJ")
    other = survey(home, "assess", "--good", "Cotton", "--country", "CN", "--region", "CN-GD")
    assert (told.code, other.code) == (0, 0)
    assert told.out != other.out


def test_assess_goes_to_no_server(home: Path) -> None:
    ran = survey(home, "assess", "--good", "Cotton", "--country", "IN", "--server", "http://127.0.0.1:9")
    assert (ran.code, ran.out) == (2, "")


def test_a_confirmed_retaliation_raises_the_sealed_index_until_it_is_remedied(home: Path) -> None:
    found = survey(home, "confirm", "retaliation", "--on", "2026-11-02", "--json").document
    (item,) = found["confirmed"]
    assert (item["kind"], item["remedied_on"]) == ("retaliation", None)
    assert "confirmed grievances and retaliation" in survey(home, "assess", "--good", "Cotton", "--country", "IN").out
    remedied = survey(home, "confirm", "retaliation", "--on", "2026-11-20", "--remedied", item["id"], "--json").document
    assert remedied["confirmed"][0]["remedied_on"] == "2026-11-20"


def test_confirm_refuses_a_day_that_is_none_and_one_still_to_come(home: Path) -> None:
    assert survey(home, "confirm", "retaliation", "--on", "yesterday").code == 2
    ahead = survey(home, "confirm", "retaliation", "--on", "2199-01-01")
    assert ahead.code != 0
    assert "mend" in ahead.err


def test_watch_says_not_known_after_one_wave_and_wants_a_wave_with_numbers(home: Path) -> None:
    ran = survey(home, "watch")
    assert (ran.code, "NOT KNOWN" in ran.out, "NO SIGN" in ran.out) == (6, True, False)
    assert survey(home, "watch", "--dismissals", "3").code == 2
    quiet = survey(home, "watch", "--wave", "0x01", "--dismissals", "3", "--json")
    assert (quiet.code, quiet.document["signs"], len(quiet.document["not_known"])) == (6, [], 2)


def test_watch_tells_dismissals_and_changed_numbers_after_one_release(home: Path) -> None:
    given = ("--wave", "0x01", "--dismissals", "100", "--numbers-known", "50", "--numbers-changed", "49")
    ran = survey(home, "watch", *given)
    assert (ran.code, "many dismissals" in ran.out, "phone numbers changed" in ran.out) == (6, True, True)


def test_watch_refuses_a_wave_that_nobody_tallied_here(home: Path) -> None:
    ran = survey(home, "watch", "--wave", "0xO1", "--dismissals", "100")
    assert (ran.code, ran.out) == (2, "")


def test_confirm_and_watch_refuse_a_site_in_no_plan_and_no_case(home: Path) -> None:
    words = ("--first-password-file", home.parent / "first", "--home", home)
    for given in (("confirm", "notaurn", "retaliation", "--on", "2026-11-02"), ("watch", "notaurn")):
        ran = called(tierlight, "survey", *given, *words)
        assert (ran.code, ran.out) == (2, "")
        assert "notaurn" in ran.err


def test_before_enrolment_every_verb_names_enrolment_and_no_option_that_it_lacks(home: Path) -> None:
    words = ("--first-password-file", home.parent / "first", "--home", home)
    for given in (("announce",), ("release", "d2F2ZS1vbmUtdG9rZW4h")):
        ran = called(tierlight, "survey", *given, *words)
        assert (ran.code, ran.out) == (2, "")
        assert "tierlight survey enrol" in ran.err
        assert "--did" not in ran.err


def test_the_plan_template_sends_help_lines_to_a_check_that_can_read_them(home: Path) -> None:
    """`case help check` reads a file of lines, never a plan."""
    assert called(tierlight, "case", "help", "check", TEMPLATE).code == 2
    assert "`tierlight case help check help.toml`" in TEMPLATE.read_text(encoding="utf-8")


def test_limits_are_shown_set_and_refused_by_name(home: Path) -> None:
    words = ("--first-password-file", home.parent / "first", "--home", home, "--json")

    def limits(text: str | None) -> Ran:
        file = home.parent / "limits.toml"
        file.write_text(text or "")
        return called(tierlight, "survey", "limits", *([file] if text is not None else []), *words)

    assert limits(None).document["limits"]["copied_share"] == 0.2
    assert limits("copied_share = 0.1\nleast_responses = 20\n").code == 0
    assert limits(None).document["limits"]["copied_share"] == 0.1
    for bad in ("copied_sahre = 0.1\n", "speed_factor = 1.5\n", "not toml"):
        assert limits(bad).code != 0
    assert limits(None).document["limits"]["least_responses"] == 20
