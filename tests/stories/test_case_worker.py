"""A case worker's path from the call to the closure, through the commands alone, on a clock that is moved.

All people, organisations and numbers are invented.
"""

import contextlib
import io
import json
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import survey as bootstrap
from ledger.bootstrap.survey import enrol_person

NOW, HOUR, DAY = 1_790_000_000, 3_600, 86_400  # 2026-09-21
ANA, BO, CY, KIM, LEE = (f"{name} Invented" for name in ("Ana", "Bo", "Cy", "Kim", "Lee"))
AID = "Invented Legal Aid"
SECRETS = ("000 000 0042", "let it ring twice", "my passport", "Mill-Canary")
HELP = """
[[help]]
name = "Invented Union"
number = "000 000 0002"
kind = "trade_union"
countries = ["BD"]
languages = ["bn"]
hours = { bn = "always" }
confirmed_on = 2026-09-01
confirmed_by = "Bo Invented"
operated_by = "Invented Union"

[[help]]
name = "Invented Police"
number = "000 000 0005"
kind = "police"
countries = ["BD"]
languages = ["bn"]
hours = { bn = "always" }
confirmed_on = 2026-09-01
confirmed_by = "An officer"
operated_by = "Invented Police"

[[help]]
name = "Nobody asked them"
number = "000 000 0009"
kind = "helpline"
countries = ["BD"]
languages = ["bn"]
hours = {}

[[danger]]
country = "BD"
steps = ["ask whether she can leave now", "two people fetch her, never in a car of the firm"]
agreed_with = "Invented Union"
"""
PEOPLE = (
    (ANA, "worker_organisation"), (BO, "trade_union"), (CY, "helpline"), (KIM, "child_protection"),
    (LEE, "child_protection"),
)  # fmt: skip
CALL = """
way = "call 000 000 0042, let it ring twice"
when = "after eight, never on Friday"
language = "bn"
words = "They keep my passport at Mill-Canary and I owe the agent."
country = "BD"
code_word = "blue kite"
"""


@dataclass
class Clock:
    at: int = NOW

    def now(self) -> int:
        return self.at


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@dataclass
class Office:
    """A custodian's machine with both people's passphrases in files, and the time it is there."""

    folder: Path
    clock: Clock

    def case(self, *args: object, words: str | None = "what was said", person: int = 1, code: int = 0) -> Ran:
        """One command, as person 1 or 2 types it, with the exit code that it must have."""
        given: list[object] = ["case", *args, "--home", self.folder / "custodian"]
        for each in {1: (1,), 2: (2,), 3: (1, 2)}[person]:
            option = "--first-password-file" if each == 1 else "--second-password-file"
            given += [option, self.folder / f"words-{each}"]
        if words is not None:
            (self.folder / "said").write_text(words)
            given += ["--words-file", self.folder / "said"]
        ran = run(*given)
        assert ran.code == code, ran.out + ran.err
        return ran

    def opened(self, text: str = CALL, **options: object) -> Ran:
        (self.folder / "call.toml").write_text(text)
        named = {"by": ANA, "responder": ANA, "second": BO} | options
        given = [part for name, value in named.items() for part in (f"--{name}", value)]
        return self.case("open", *given, "--file", self.folder / "call.toml", "--json", words=None)

    def later(self, seconds: int) -> None:
        self.clock.at += seconds

    def overdue(self) -> list[str]:
        return [each["code_word"] for each in self.case("due", "--json", words=None).document["overdue"]]


def run(*args: object) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = tierlight([str(arg) for arg in args])
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    clock = Clock()
    monkeypatch.setattr(bootstrap, "SystemClock", lambda: clock)
    for person in (1, 2):
        (tmp_path / f"words-{person}").write_text(f"the long words of person {person}\n")
        words = f"the long words of person {person}"
        enrol_person(tmp_path / "custodian", person, words, "2026-09", rounds=2**10)
    responders = "".join(
        f'\n[[responder]]\nname = "{name}"\norganisation = "Invented"\nkind = "{kind}"\nlanguages = ["bn"]\n'
        "confirmed_on = 2026-09-01\n"
        for name, kind in PEOPLE
    )
    (tmp_path / "help.toml").write_text(HELP + responders)
    made = Office(tmp_path, clock)
    made.case("help", "keep", tmp_path / "help.toml", words=None)
    return made


def test_from_a_call_to_the_closure_with_a_silent_first_responder(office: Office) -> None:
    opened = office.opened()
    assert opened.document["code_word"] == "blue kite"
    assert "Delete" in opened.err
    office.later(72 * HOUR)
    assert office.overdue() == []
    office.case("hand-over", "blue kite", "--to", BO, "--second", CY, "--by", BO, code=ExitCode.USAGE)
    office.later(1)
    assert office.overdue() == ["blue kite"]
    office.case("hand-over", "blue kite", "--to", BO, "--second", CY, "--by", BO, person=2)
    assert office.overdue() == []
    office.case("contact", "blue kite", "--by", BO, "--not-reached", person=2)
    office.case("contact", "blue kite", "--by", BO, words="she can talk at night", person=2)
    office.case("refer", "blue kite", "--to", AID, "--by", BO)
    office.case("consent", "blue kite", "--to", AID, "--by", BO, words="that they keep my passport")
    office.case("disclose", "blue kite", "--to", AID, "--by", BO, words="the passport")
    office.case("remedy", "blue kite", "--by", BO, words="the site says that it gave it back")
    refused = office.case("close", "blue kite", "--by", BO, code=ExitCode.USAGE)
    assert "workers' side" in refused.err
    office.case("confirm", "blue kite", "--from", "worker", "--by", BO, words="I hold my passport")
    closed = office.case("close", "blue kite", "--by", BO, "--json").document
    assert closed["state"] == "confirmed_by_worker"
    steps = [
        (each["step"], each["by"])
        for each in office.case("show", "blue kite", "--yes", "--json", words=None).document["steps"]
    ]
    assert steps == [
        ("opened", ANA), ("handed_over", BO), ("tried", BO), ("contacted", BO), ("referred", BO), ("consented", BO),
        ("disclosed", BO), ("remedied", BO), ("confirmed", BO), ("closed", BO),
    ]  # fmt: skip


def test_without_consent_nobody_is_told_and_a_refusal_is_kept(office: Office) -> None:
    office.opened()
    first = office.case("disclose", "blue kite", "--to", AID, "--by", ANA, code=ExitCode.USAGE)
    assert "no standing consent" in first.err
    office.case("consent", "blue kite", "--to", AID, "--by", ANA, "--refused", words="I am afraid")
    office.case("disclose", "blue kite", "--to", AID, "--by", ANA, code=ExitCode.USAGE)
    office.case("consent", "blue kite", "--to", AID, "--by", ANA)
    office.case("consent", "blue kite", "--to", AID, "--by", ANA, "--withdrawn")
    office.case("disclose", "blue kite", "--to", AID, "--by", ANA, code=ExitCode.USAGE)
    office.case("disclose", "blue kite", "--to", "The Brand", "--by", ANA, code=ExitCode.USAGE)
    shown = office.case("show", "blue kite", "--yes", "--json", words=None).document
    assert shown["consents"] == []
    assert "disclosed" not in [each["step"] for each in shown["steps"]]


def test_danger_has_24_hours_and_prints_what_was_agreed_and_sends_nothing(office: Office) -> None:
    opened = office.opened(CALL + "danger = true\n").document
    assert opened["in_danger"][:2] == [
        "ask whether she can leave now", "two people fetch her, never in a car of the firm",
    ]  # fmt: skip
    assert "nothing was sent" in opened["in_danger"][2]
    office.later(24 * HOUR + 1)
    assert office.overdue() == ["blue kite"]
    office.case("contact", "blue kite", "--by", ANA)
    assert office.overdue() == []
    office.later(72 * HOUR + 1)
    assert office.overdue() == ["blue kite"]


def test_where_nothing_was_agreed_for_danger_that_is_said_aloud(office: Office) -> None:
    opened = office.opened(CALL.replace('"BD"', '"NP"') + "danger = true\n").document
    assert opened["in_danger"] == [
        "NOTHING WAS AGREED for danger in NP: decide now with the worker and a second person"
    ]


def test_a_child_goes_to_child_protection_whatever_was_agreed_before(office: Office) -> None:
    (office.folder / "call.toml").write_text(CALL + "child = true\n")
    adult = ("open", "--by", ANA, "--responder", ANA, "--second", BO, "--file", office.folder / "call.toml")
    assert "child" in office.case(*adult, words=None, code=ExitCode.USAGE).err
    office.opened()
    office.case("consent", "blue kite", "--to", AID, "--by", ANA)
    office.case("hand-over", "blue kite", "--child", "--to", KIM, "--second", LEE, "--by", ANA, words="fifteen")
    office.case("disclose", "blue kite", "--to", AID, "--by", ANA, code=ExitCode.USAGE)
    office.case("disclose", "blue kite", "--to", AID, "--by", KIM, code=ExitCode.USAGE)
    office.case("contact", "blue kite", "--by", KIM)
    assert office.case("list", "--json", words=None).document["cases"][0]["is_child"]


def test_who_cannot_be_reached_is_let_go_by_two_people_after_180_days(office: Office) -> None:
    office.opened()
    office.case("contact", "blue kite", "--by", ANA, "--not-reached")
    end = ("close", "blue kite", "--by", ANA, "--unreachable", "--second", BO)
    office.case(*end, person=3, code=ExitCode.USAGE)
    office.later(180 * DAY)
    office.case(*end, person=1, code=ExitCode.USAGE)
    assert office.case(*end, "--json", person=3, words="moved away").document["state"] == "unreachable"


def test_90_days_after_the_closure_only_counts_are_left(office: Office) -> None:
    office.opened()
    office.case("confirm", "blue kite", "--from", "worker", "--by", ANA)
    office.case("close", "blue kite", "--by", ANA)
    office.later(90 * DAY)
    listed = office.case("list", "--json", words=None).document
    assert listed == {"cases": [], "erased": {"closed": 1, "confirmed_by_worker": 1}}
    assert "NOT FOUND" in office.case("show", "blue kite", "--yes", words=None, code=ExitCode.USAGE).err


def test_a_shared_screen_shows_code_words_and_clocks_alone(office: Office) -> None:
    office.opened()
    note = office.case("note", "blue kite", "--by", ANA, words="her passport is with Mill-Canary")
    for ran in (office.case("list", words=None), office.case("due", words=None), note):
        assert not [secret for secret in SECRETS if secret in ran.out + ran.err]
    assert "blue kite" in office.case("list", words=None).out
    refused = office.case("show", "blue kite", words=None, code=ExitCode.USAGE)
    assert not [secret for secret in SECRETS if secret in refused.out + refused.err]
    shown = office.case("show", "blue kite", "--yes", words=None)
    assert all(secret in shown.out for secret in SECRETS)


class Parts(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_printed_sheet_fetches_nothing_and_says_where_to_keep_it(office: Office) -> None:
    office.opened(CALL.replace("I owe", "<img src=x onerror=y> I owe") + "danger = true\n")
    out = office.folder / "sheet.html"
    office.case("print", "blue kite", "--out", out, words=None, code=ExitCode.USAGE)
    assert not out.exists()
    ran = office.case("print", "blue kite", "--out", out, "--yes", words=None)
    assert not [secret for secret in SECRETS if secret in ran.out + ran.err]
    assert out.stat().st_mode & 0o777 == 0o600
    parts = Parts()
    parts.feed(out.read_text())
    assert not [tag for tag, _ in parts.tags if tag in ("img", "script", "link", "iframe", "a", "object")]
    assert not [name for _, attributes in parts.tags for name in attributes if name in ("src", "href", "onerror")]
    assert "url(" not in out.read_text()
    for said in (
        *SECRETS,
        "blue kite",
        "Keep this sheet locked away",
        "ask whether she can leave now",
        "Invented Union",
    ):
        assert said in parts.text
    assert "size: A4" in out.read_text()
    office.case("print", "blue kite", "--out", out, "--yes", words=None, code=ExitCode.USAGE)


def test_help_shows_what_was_confirmed_the_police_last_and_labelled(office: Office) -> None:
    shown = office.case("help", "show", "--country", "BD", "--language", "bn", words=None)
    assert shown.out.index("Invented Union") < shown.out.index("POLICE  Invented Police")
    assert "000 000 0009" not in shown.out
    assert "Nobody asked them" in shown.out
    assert "NOT SHOWN" in shown.out
    office.later(181 * DAY)
    assert "000 000 0002" not in office.case("help", "show", words=None).out


def test_what_a_worker_said_is_never_an_argument(office: Office) -> None:
    given = ("case", "note", "blue kite", "--by", ANA, "--home", office.folder / "custodian")
    assert run(*given, "--words", "her passport").code == ExitCode.USAGE


def test_the_operator_s_folder_is_no_place_for_cases(office: Office) -> None:
    (office.folder / "operator").mkdir()
    (office.folder / "operator" / "ledger.db").write_text("")
    ran = run("case", "list", "--home", office.folder / "operator")
    assert ran.code == ExitCode.USAGE
    assert "operator's folder" in ran.err


def test_the_book_on_disk_holds_no_word_of_it(office: Office) -> None:
    office.opened()
    (office.folder / "call.toml").unlink()
    raw = b"".join(path.read_bytes() for path in (office.folder / "custodian").rglob("*") if path.is_file())
    assert not [secret for secret in (*SECRETS, ANA, "blue kite") if secret.encode() in raw]
