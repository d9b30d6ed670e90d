"""Beside a score: which order holds, what waits for a person, and that a list with gaps clears nobody."""

from typing import Any

from rich.console import Console

from auditor_cli.render.screened import draw_screened


def drawn(screening: dict[str, Any] | None, site: str | None = None) -> str:
    console = Console(width=80, record=True, file=None, color_system=None)
    with console.capture() as told:
        draw_screened(console, {"screening": screening}, site=site)
    return " ".join(told.get().split())


def a_screening(*subjects: dict[str, Any], is_complete: bool = True) -> dict[str, Any]:
    lists = [{"list": "Made-up list", "is_complete": is_complete, "reason": "1 of 2"}]
    return {"as_of": "2026-11-21", "lists": lists, "subjects": list(subjects)}


def a_match(site: str, *, may_hold: bool) -> dict[str, Any]:
    entry = {"title": "WRO of 2026-03-02", "names": ["Quorvane"]}
    match = {"verdict": "confirmed" if may_hold else "possible", "may_hold": may_hold, "entry": entry}
    return {"subject": site, "names": [], "matches": [match]}


def test_a_holding_order_and_a_possible_one_read_otherwise() -> None:
    told = drawn(a_screening(a_match("gin", may_hold=True), a_match("mill", may_hold=False)))
    assert "gin: WRO of 2026-03-02, Quorvane; holds" in told
    assert "mill: WRO of 2026-03-02, Quorvane; changes no score until a person decides" in told


def test_an_incomplete_list_is_never_told_as_no_match() -> None:
    assert "No match" in drawn(a_screening())
    told = drawn(a_screening(is_complete=False))
    assert "nobody is cleared" in told
    assert "No match" not in told


def test_of_one_site_its_own_matches_alone_are_told() -> None:
    both = a_screening(a_match("gin", may_hold=True), a_match("mill", may_hold=True))
    assert "mill" not in drawn(both, site="gin")


def test_an_assessment_without_screening_says_nothing_of_it() -> None:
    assert drawn(None) == ""
