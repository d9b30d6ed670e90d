"""How the grid of indicators and a screening are read: what nobody looked at is said, and nobody is called clear."""

from typing import Any

from report_builders import Document

from ledger.model.ilo import INDICATOR_READS
from ledger.report.html import report_html
from ledger.report.indicators import indicator_grid
from ledger.report.screened import screened

LISTS = [{"list": "A list", "found": 3, "wanted": None, "is_complete": False, "reason": "no count is known"}]
COUNTS = {"confirmed": 0, "possible": 1, "screening incomplete": 7, "no match": 0}


def a_row(*, site: str | None, tier: int | None, indicator: str, state: str) -> Document:
    return {
        "site": site,
        "tier": tier,
        "indicator": indicator,
        "state": state,
        "found": [],
        "indicator_text": indicator,
    }


def a_grid(states: dict[str, str]) -> Document:
    """A site for each name, whose first indicator is in that state, and nobody looked at its others."""
    keys = [each.value for each in INDICATOR_READS]
    each = [a_row(site=site, tier=None, indicator=keys[0], state=state) for site, state in states.items()]
    others = [a_row(site=site, tier=None, indicator=k, state="nobody_looked") for site in states for k in keys[1:]]
    return {"ilo_grid": each + others}


def a_match(verdict: str) -> Document:
    entry: dict[str, Any] = {"title": "Order 1", "names": ["Fictional Mills"], "publisher": "An office"}
    entry |= {"as_of": "2026-01-01", "list": "A list"}
    return {"verdict": verdict, "may_hold": False, "entry": entry, "reasons": []}


def a_screening(*subjects: Document) -> Document:
    return {"reads": "", "lists_hash": "0" * 64, "counts": COUNTS, "lists": LISTS, "subjects": list(subjects)}


def test_a_site_where_nobody_looked_at_anything_is_named_and_never_dropped() -> None:
    grid = indicator_grid(a_grid({"a": "found", "b": "nobody_looked", "c": "not_found"}), {"b": "Mill B"})
    assert ([row.name for row in grid.sites], grid.unseen) == (["a", "c"], ("Mill B",))


def test_the_report_names_every_site_of_the_grid(draft: Document) -> None:
    html = report_html(draft)
    part = html[html.index('id="grid"') : html.index('id="replies"')]
    sites = {site["site"]: site["name"] for tier in draft["assessment"]["tiers"] for site in tier["sites"]}
    rows = {row["site"] for row in draft["assessment"]["ilo_grid"] if row["site"] in sites}
    assert rows
    assert all((sites[site] or site) in part for site in rows)


def test_matches_stand_confirmed_first_and_a_possible_one_waits_for_a_person() -> None:
    told = screened(
        {
            "screening": a_screening(
                {"subject": "s1", "names": ["Mill B"], "matches": [a_match("possible")]},
                {"subject": "s2", "names": ["Mill C"], "matches": [a_match("confirmed")]},
            )
        }
    )
    assert told is not None
    assert [each.verdict for each in told.matches] == ["confirmed", "possible: waits for a person"]


def test_a_match_whose_name_is_not_for_this_reader_stands_under_its_identifier() -> None:
    told = screened({"screening": a_screening({"subject": "s1", "names": [], "matches": [a_match("possible")]})})
    assert told is not None
    assert told.matches[0].name == "s1"


def test_where_a_list_is_not_whole_the_report_says_incomplete_and_never_clear(draft: Document) -> None:
    draft["assessment"]["screening"] = a_screening()
    html = report_html(draft)
    part = html[html.index('id="screening"') : html.index('id="fill"')]
    assert "<strong>screening incomplete</strong>: no count is known" in " ".join(part.split())
    assert "nobody is cleared" in part
    assert "cleared" not in part.replace("nobody is cleared", "")


def test_a_report_that_nobody_screened_says_so(draft: Document) -> None:
    draft["assessment"]["screening"] = None
    assert "Not screened: nobody is cleared." in report_html(draft)
