"""The page of a report: read without its colours, its pictures or the network; nobody else writes on it."""

import re
from html.parser import HTMLParser

import pytest
from report_builders import IN_SCRIPTS, SEED, Document, sites_of, with_sites

from ledger.report.charts import chain_chart, tier_chart, undrawn, world_map
from ledger.report.html import report_html, stylesheet
from ledger.report.model import recorded
from ledger.report.rules import RULES
from ledger.report.scripts import language_of


class Headings(HTMLParser):
    """Collects headings, and every address that a page would fetch something from."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.fetched: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag in ("h1", "h2")
        if self._inside:
            self.headings.append("")
        self.fetched += [value or "" for name, value in attrs if name in ("src", "srcset", "data")]
        self.fetched += [value or "" for name, value in attrs if name == "href" and tag != "a"]

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.headings[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("h1", "h2")


def read(html: str) -> Headings:
    found = Headings()
    found.feed(html)
    return found


def test_a_page_has_every_part_in_the_order_in_which_it_is_read(draft: Document) -> None:
    assert read(report_html(draft)).headings[1:] == [
        "The result",
        "What this says",
        "What this does not say",
        "Contents",
        "Tiers at a glance",
        "Worst path and exposure",
        "Where the sites stand, and who supplies whom",
        "Tier by tier, site by site",
        "The eleven indicators of forced labour",
        "Replies, disputes and rulings",
        "Screening against official lists",
        "What is missing, by who must fill it",
        "What would help most",
        "Actions by band",
        "Remedy gaps, surveys, reviews and contradictions",
        "Method and data",
        "How to verify this without us",
    ]


def test_a_page_fetches_nothing(draft: Document) -> None:
    assert read(report_html(draft)).fetched == []
    assert "@import" not in stylesheet()
    assert "url(" not in stylesheet()
    assert "<script" not in report_html(draft)


def test_a_draft_says_so_and_a_recorded_report_does_not(draft: Document) -> None:
    assert report_html(draft).count("cannot be cited") >= 2
    assert "cannot be cited" not in report_html(recorded(draft, SEED))


def test_a_name_that_tries_to_write_on_the_page_stays_a_name(draft: Document) -> None:
    sites_of(draft)[0]["name"] = '"><script>alert(1)</script>\u202eevil'
    html = report_html(draft)
    assert "<script" not in html
    assert "\u202e" not in html
    assert "[U+202E]" in html


def test_no_band_is_told_by_its_colour_alone(draft: Document) -> None:
    html = report_html(draft)
    for site in sites_of(draft):
        assert f"</span> {site['band_text']}</span>" in html


def test_every_site_stands_with_its_range_and_every_term_that_moves_it(draft: Document) -> None:
    html = report_html(draft)
    for site in sites_of(draft):
        moving = [term["name"].replace("_", " ") for term in site["terms"] if float(term["value"])]
        assert all(f"<strong>{name}</strong>" in html for name in moving)


def test_every_rule_of_fairness_is_told(draft: Document) -> None:
    assert sorted(RULES, key=lambda name: int(name[1:])) == [f"R{number}" for number in range(1, 15)]
    assert all(f"<dt>{name}</dt>" in report_html(draft) for name in RULES)


def test_nothing_tells_a_buyer_to_leave(draft: Document) -> None:
    words = re.sub("<[^>]*>", " ", report_html(draft)).lower()
    assert not re.search(r"\bterminate|\bblacklist|\bimmutable|\btamper-proof|\btrustless", words)


def test_a_reply_stands_beside_its_flag(draft: Document) -> None:
    flag = "0x" + "ab" * 32
    site = sites_of(draft)[0]
    site["terms"][1]["sources"] = [flag]
    draft["assessment"]["replies"] = [
        {"flag": flag, "finding": None, "site": site["site"], "kind": "reply", "by": "did:web:mill.example"}
        | {"text": "All of it was paid back.", "on": "2026-05-01", "due": None, "outcome": None}
        | {"record_id": "0x" + "cd" * 32}
    ]
    html = report_html(draft)
    ledger = html[html.index('id="sites"') : html.index('id="grid"')]
    assert "All of it was paid back." in ledger


@pytest.mark.parametrize("language", IN_SCRIPTS)
def test_a_name_is_marked_with_the_language_of_its_letters(draft: Document, language: str) -> None:
    name = IN_SCRIPTS[language]
    assert language_of(name) == language
    assert f'<bdi lang="{language}">{name}</bdi>' in report_html(with_sites(draft, [name]))


def test_a_hundred_and_twenty_sites_are_drawn_by_country(draft: Document) -> None:
    tiers = with_sites(draft, [f"Site {number}" for number in range(120)])["assessment"]["tiers"]
    drawn = chain_chart(tiers, [])
    assert drawn.count("<rect") <= 20
    assert "121 sites" in drawn
    assert len(drawn) < 20_000


def test_a_drawing_says_in_words_what_it_shows(draft: Document) -> None:
    tiers = draft["assessment"]["tiers"]
    for drawn in (tier_chart(tiers), world_map(tiers), chain_chart(tiers, draft["links"])):
        assert re.match(r'<svg [^>]*role="img"[^>]*><title>[^<]{20,}</title>', drawn)


def test_a_site_that_the_map_has_no_place_for_is_named_beside_it(draft: Document) -> None:
    grown = with_sites(draft, ["On an island"])
    sites_of(grown)[-1 if sites_of(grown)[-1]["name"] == "On an island" else 1]["country"] = "SG"
    assert ("SG", 1) in undrawn(grown["assessment"]["tiers"])


def test_inputs_between_sites_are_lines(draft: Document) -> None:
    tiers = draft["assessment"]["tiers"]
    assert draft["links"]
    assert chain_chart(tiers, draft["links"]).count("<path") > chain_chart(tiers, []).count("<path")
