"""What a case's screens, sheets and disk give away, through the commands alone."""

from html.parser import HTMLParser

import pytest
from case_office import ANA, BO, CALL, DAY, SECRETS, Office, run

from auditor_cli.exit_codes import ExitCode


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


def test_a_country_that_is_none_is_refused_before_a_case_is_opened(office: Office) -> None:
    given = ("--by", ANA, "--responder", ANA, "--second", BO, "--file", office.folder / "call.toml")
    for wrong in ("Bangladesh", "ZZ", "BGD"):
        (office.folder / "call.toml").write_text(CALL.replace('"BD"', f'"{wrong}"'))
        assert "ISO 3166-1" in office.case("open", *given, words=None, code=ExitCode.USAGE).err
    assert office.case("list", "--json", words=None).document["cases"] == []
    opened = office.opened(CALL.replace('"BD"', '"bd"') + "danger = true\n").document
    assert opened["in_danger"][0] == "ask whether she can leave now"


def test_the_due_time_stays_whole_at_80_columns(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    office.opened(CALL.replace("blue kite", "the bluest of all kites in the sky") + "danger = true\n")
    due = office.case("list", "--json", words=None).document["cases"][0]["due_by"]
    drawn = office.case("list", words=None).out
    assert due in drawn
    assert max(map(len, drawn.splitlines())) <= 80


def test_danger_is_told_line_by_line_on_the_screen(office: Office) -> None:
    (office.folder / "call.toml").write_text(CALL + "danger = true\n")
    given = ("--by", ANA, "--responder", ANA, "--second", BO, "--file", office.folder / "call.toml")
    lines = office.case("open", *given, words=None).out.splitlines()
    assert "  - ask whether she can leave now" in lines
    assert not [secret for secret in SECRETS if secret in "".join(lines)]
