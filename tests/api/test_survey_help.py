"""Languages, help lines and what every page says of itself, and where a link leads that is too early or wrong."""

from pathlib import Path

import pytest
from survey_builders import CLOSES, LANGUAGES, OPENS, OTHER_WAVE, SITE, WAVE, a_help_line, a_hosted_wave
from survey_town import Line, Visitor, a_line, client_of

from ledger.model.survey.wave import Panel


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_pages_and_its_direction(visitor: Visitor, language: str) -> None:
    visitor.come().press(f"language:{language}")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in visitor.text
    visitor.press("begin").press("next", 0)
    assert language == "en" or f"[{language}]" in visitor.text


def test_the_browser_s_language_is_the_first_one_shown(visitor: Visitor) -> None:
    visitor.language = "fr-CA, bn-BD;q=0.9, en;q=0.5"
    assert '<html lang="bn"' in visitor.come().text


def test_help_lines_stand_in_order_and_the_police_last(visitor: Visitor) -> None:
    kinds = ["Worker organisation", "Trade union", "Helpline", "Labour inspection", "Police"]
    places = [visitor.come().text.index(f"<strong>{kind}") for kind in kinds]
    assert places == sorted(places)
    assert "The police may ask about your papers" in visitor.text


def test_only_confirmed_real_numbers_can_be_called_and_immigration_never(tmp_path: Path) -> None:
    confirmed = {"is_real": True, "confirmed_on": "2026-09-01", "confirmed_by": "A. Responder"}
    lines = (
        a_help_line("Confirmed", number="+880 2 000-0001", **confirmed),
        a_help_line("Unconfirmed", number="0900 1", is_real=True),
        a_help_line("Border", number="0900 2", kind="immigration", **confirmed),
        a_help_line("Invented", number="0900 3"),
    )
    panel = Panel("A panel", b"\1" * 32)
    with client_of(a_line(tmp_path, a_hosted_wave(help_lines=lines, is_demo=False, panel=panel))) as client:
        text = Visitor(client).come().text
    assert 'href="tel:+88020000001"' in text
    assert not any(hidden in text for hidden in ("Unconfirmed", "Border", "Invented<", "0900"))
    assert "Draft, not reviewed" not in text
    assert "Demo:" not in text


def test_a_demo_and_a_draft_say_so_on_every_page(visitor: Visitor) -> None:
    pages = [visitor.come().text, visitor.press("begin").text, visitor.press("next", 0).text]
    pages += [visitor.press("agree", 0).text, visitor.press("stop").text, visitor.press("leave").text]
    assert all("Demo: nobody answers these numbers." in each for each in pages)
    assert all("Draft, not reviewed by workers." in each for each in pages)


@pytest.mark.parametrize(("at", "status"), [(OPENS - 1, 404), (CLOSES, 410)])
def test_before_and_after_its_time_a_wave_shows_help_first(line: Line, visitor: Visitor, at: int, status: int) -> None:
    line.clock.at = at
    visitor.come()
    assert (visitor.page.status_code, visitor.heading) == (status, "This survey is not open now")
    assert "000 000 0001" in visitor.text


def test_a_link_to_no_survey_is_a_page_without_numbers(line: Line, visitor: Visitor) -> None:
    for path in (f"/w/{OTHER_WAVE}/{SITE}", "/w/no~token/x", f"/w/{WAVE}/{SITE}/more", f"/w/{OTHER_WAVE}/code"):
        visitor.path = path
        assert (visitor.come().page.status_code, visitor.heading) == (404, "This link leads to no survey")
        assert "000 000" not in visitor.text
