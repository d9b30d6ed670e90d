"""Which numbers are shown: confirmed lately by who answers, never immigration's, the police last and labelled."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from help_books import a_danger_entry, a_line_entry
from survey_builders import a_help_line, a_hosted_wave, told

from ledger.errors import Unacceptable, WaveRefused
from ledger.model.survey.wave import SLOT_SECONDS, HelpLine
from ledger.reference.snapshot import bundled_snapshot
from ledger.surveys import help_lines
from ledger.surveys.help_book import read_help_book, route_for
from ledger.surveys.help_drafts import drafts_as_toml, drafts_in
from ledger.surveys.help_lines import KINDS, fit_lines, unfit
from ledger.surveys.shown_lines import shown_lines
from ledger.surveys.wave_rules import require_rules

NOW = 1_790_600_000  # 2026-09-28
RAW_LIST = Path(__file__).resolve().parents[3] / "shared" / "reference" / "hotlines.csv"


def a_real(name: str = "Invented Union", **changes: Any) -> HelpLine:
    made = a_help_line(name, is_real=True, confirmed_on="2026-09-01", confirmed_by="Ms Invented", kind="trade_union")
    return replace(made, **changes)


def test_a_line_is_shown_once_its_responder_confirmed_it() -> None:
    assert unfit(a_real(), is_demo=False, now=NOW) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"confirmed_on": None}, "not confirmed"),
        ({"confirmed_by": None}, "not confirmed"),
        ({"confirmed_by": ""}, "not confirmed"),
        ({"confirmed_on": "2026-03-01"}, "not confirmed"),
        ({"confirmed_on": "2027-01-01"}, "not confirmed"),
        ({"confirmed_on": "last week"}, "not confirmed"),
        ({"operated_by": None}, "who runs it"),
        ({"kind": "immigration"}, "of the kind"),
        ({"operated_by": "National Immigration Agency"}, "immigration authorities"),
        ({"operated_by": "Servicio de Inmigración"}, "immigration authorities"),
        ({"operated_by": "إدارة الهجرة"}, "immigration authorities"),
        ({"name": "Homeland Security tip line"}, "immigration authorities"),
        ({"is_real": False}, "nobody answers"),
    ],
)
def test_what_is_not_shown(changes: dict[str, Any], reason: str) -> None:
    found = unfit(a_real(**changes), is_demo=False, now=NOW)
    assert found is not None
    assert reason in found.reason
    assert found.mend


@pytest.mark.parametrize("name", ["Invented Migrants' House", "Invented Centre for Immigrant Workers"])
def test_organisations_of_migrants_are_no_immigration_authority(name: str) -> None:
    assert unfit(a_real(name, operated_by=name), is_demo=False, now=NOW) is None


def test_the_day_on_which_a_confirmation_ends() -> None:
    day = 86_400
    first = 1_788_220_800  # 2026-09-01 00:00 UTC
    assert unfit(a_real(), is_demo=False, now=first + 180 * day) is None
    assert unfit(a_real(), is_demo=False, now=first + 180 * day + 1) is not None


def test_a_demo_shows_no_number_that_may_be_somebody_s() -> None:
    assert unfit(a_help_line(), is_demo=True, now=NOW) is None
    for number in ("000 000 0001", "202-555-0143", "+44 7700 900123"):
        assert unfit(a_help_line(number=number), is_demo=True, now=NOW) is None
    for number in ("1-888-373-7888", "112", "000", "+44 7700 901123"):
        found = unfit(a_help_line(number=number), is_demo=True, now=NOW)
        assert found is not None
        assert "may be somebody's" in found.reason


def test_the_police_comes_last_and_the_language_decides_within_a_kind() -> None:
    lines = [a_real(kind, kind=kind) for kind in reversed(KINDS)] + [a_real("speaks Nepali", languages=("ne",))]
    shown = fit_lines(lines, is_demo=False, now=NOW, language="ne")
    assert [line.name for line in shown] == [
        "worker_organisation", "speaks Nepali", "trade_union", "helpline", "labour_inspection", "police",
    ]  # fmt: skip


def test_a_line_is_shown_in_its_countries_alone() -> None:
    lines = [a_real("here", countries=("BD",)), a_real("there", countries=("NP",)), a_real("all", countries=())]
    assert {line.name for line in fit_lines(lines, is_demo=False, now=NOW, country="BD")} == {"here", "all"}


def test_wave_and_page_keep_to_the_same_rule() -> None:
    bad = a_real(operated_by="Border Force", hours=told("always"))
    slot = NOW // SLOT_SECONDS * SLOT_SECONDS
    days = {"opens_at": slot + 1, "closes_at": slot + SLOT_SECONDS - 1}
    wave = a_hosted_wave(is_demo=False, least_age=18, help_lines=(bad,), **days)
    with pytest.raises(WaveRefused, match="immigration"):
        require_rules(wave, drafts=(), now=NOW)
    assert shown_lines(wave, "en") == ()


def test_a_wave_with_nobody_but_the_police_to_call_is_refused() -> None:
    police = a_real("Invented Police", kind="police", hours=told("always"))
    slot = NOW // SLOT_SECONDS * SLOT_SECONDS
    days = {"opens_at": slot + 1, "closes_at": slot + SLOT_SECONDS - 1}
    alone = a_hosted_wave(is_demo=False, least_age=18, help_lines=(police,), **days)
    with pytest.raises(WaveRefused, match="nobody but the police"):
        require_rules(alone, drafts=(), now=NOW)
    require_rules(replace(alone, help_lines=(police, a_real())), drafts=(), now=NOW)


def test_planted_bug_without_the_rule_immigration_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(help_lines, "is_run_by_immigration", lambda _line: False)
    assert unfit(a_real(operated_by="Border Force"), is_demo=False, now=NOW) is None


# --- the custodian's file ---

BOOK = (
    a_line_entry()
    + """
[[responder]]
name = "Ana Invented"
organisation = "Invented Union"
kind = "trade_union"
languages = ["bn"]
confirmed_on = 2026-09-01
"""
    + a_danger_entry("ask whether the worker can leave now")
    + a_danger_entry("the side gate is watched: meet at the clinic", site="https://id.gs1.org/414/9506000134376")
)


def test_a_book_is_read_and_danger_at_a_site_goes_before_its_country() -> None:
    book = read_help_book(BOOK.encode())
    assert len(fit_lines(book.lines, is_demo=False, now=NOW)) == 1
    here = route_for(book, country="BD", site="https://id.gs1.org/414/9506000134376")
    there = route_for(book, country="BD", site=None)
    assert here is not None
    assert there is not None
    assert "clinic" in here.steps[0]
    assert "leave now" in there.steps[0]
    assert route_for(book, country="NP", site=None) is None


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('operated_by = "Invented Union"', 'operated_by = "Immigration Police"', "operated_by"),
        ('kind = "trade_union"\ncountries', 'kind = "immigration"\ncountries', "kind"),
        ('kind = "trade_union"\nlanguages', 'kind = "police"\nlanguages', "kind"),
        ('steps = ["ask whether the worker can leave now"]', "steps = []", "danger[0]"),
        ("[[help]]", "[[help", "FILE"),
        ("number =", "numbr =", "numbr"),
    ],
)
def test_a_book_with_a_bad_entry_is_refused_by_its_name(old: str, new: str, field: str) -> None:
    assert old in BOOK
    with pytest.raises(Unacceptable) as found:
        read_help_book(BOOK.replace(old, new, 1).encode())
    assert field in found.value.field


# --- raw lists ---


def test_a_raw_list_becomes_drafts_that_are_never_shown() -> None:
    listed = 'iso3,number,service,scope\nBGD,"000 000 0009","Invented ""line""\u202e",all\nBGD,,No number,\n'
    listed += "BGD,000 000 0010,Immigration Bureau,\nXXX,1,Nowhere,\n"
    found = drafts_in(listed, bundled_snapshot())
    assert [reason for _, reason in found.left_out] == [
        "country, number or service is missing",
        "is run by immigration authorities",
        "country, number or service is missing",
    ]
    book = read_help_book(drafts_as_toml(found.entries).encode())
    assert [line.name for line in book.lines] == ['Invented "line"']
    assert fit_lines(book.lines, is_demo=False, now=NOW) == ()


@pytest.mark.skipif(not RAW_LIST.exists(), reason="the raw list lies beside the repository, not in it")
def test_no_number_of_the_collected_list_is_shown_or_in_the_repository() -> None:
    found = drafts_in(RAW_LIST.read_text(), bundled_snapshot())
    book = read_help_book(drafts_as_toml(found.entries).encode())
    assert len(book.lines) >= 20
    assert fit_lines(book.lines, is_demo=False, now=NOW) == ()
    root = Path(__file__).resolve().parents[2]
    long = [each.number for each in found.entries if sum(letter.isdigit() for letter in each.number) >= 8]
    rooms = ("ledger", "auditor_cli", "api", "docs", "scripts")
    texts = [p for room in rooms for p in (root / room).rglob("*") if p.suffix in {".py", ".toml", ".md", ".html"}]
    kept = [(path.name, number) for path in texts for number in long if number in path.read_text()]
    assert kept == []
