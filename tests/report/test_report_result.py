"""The first page, why ranges are wide, what a floor does, who must fill what, and what would help most."""

import re
from html import unescape
from typing import Any

import pytest
from api_town import PRODUCT
from builders import BRAND, MAKER, MILL, MILL_SITE
from report_builders import AS_OF, Document, sites_of, with_sites
from test_report_words import read_text

from ledger.jobs.assess import assess
from ledger.jobs.report_beside import first_steps, site_readings
from ledger.jobs.supply import graph_of
from ledger.ports import World
from ledger.report.html import report_html
from ledger.report.open_points import open_at
from ledger.report.result import floors, look_first, tier_results, width_words
from ledger.report.view import report_view


def one_line(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def cover(document: Document) -> str:
    html = report_html(document)
    return one_line(html[html.index('id="result"') : html.index('id="contents"')])


def test_the_first_page_tells_every_tier_the_worst_path_exposure_and_the_unknown(draft: Document) -> None:
    told, risk = cover(draft), draft["assessment"]["product_risk"]
    for tier in draft["assessment"]["tiers"]:
        assert tier["band_text"] in told
    for number in (risk["worst_path"]["score"], risk["exposure"]["score"]):
        assert f"{float(number):.2f}" in told
    assert "that nobody discloses, or whose inputs nobody recorded" in told


def test_the_gravest_tiers_are_named_first_and_the_calm_ones_not(draft: Document) -> None:
    tier = draft["assessment"]["tiers"][0]
    tiers = [tier | {"tier": n, "band": band} for n, band in enumerate(("watch", "elevated", "severe", "severe"), 1)]
    assert look_first(tier_results(tiers)) == "Look first at tiers 3 and 4 (severe), then at tier 2 (elevated)."
    assert "more than watching" in look_first(tier_results(tiers[:1]))


def test_the_parts_of_a_width_are_the_variance_that_the_range_was_made_from(told_world: World) -> None:
    assessment = assess(told_world, PRODUCT, as_of=AS_OF)
    widths: Any = site_readings(assessment)["widths"]
    scores = [share.site for tier in assessment.tiers for share in tier.score.shares]
    assert scores
    for score in scores:
        total = sum(float(each["variance"]) for each in widths[score.site])
        assert total == pytest.approx(score.sd**2, abs=1e-8)


def test_every_site_says_why_its_range_is_wide_the_largest_part_first(draft: Document) -> None:
    for site in sites_of(draft):
        parts = draft["beside"]["widths"][site["site"]]
        sizes = [float(each["variance"]) for each in parts]
        assert sizes == sorted(sizes, reverse=True)
        assert width_words(parts, site["interval"]) in one_line(report_html(draft))
    assert width_words(parts, ["0.970000000", "0.971000000"]) == ""


def test_a_floor_is_named_where_it_and_not_the_terms_sets_the_number(draft: Document) -> None:
    site, weights = sites_of(draft)[0], draft["method"]["weights"]
    assert site["site"] not in floors(draft["assessment"]["tiers"], weights)
    site |= {"score": "0.970000000", "interval": ["0.970000000", "0.970000000"]}
    site["holds"] = [
        {"market": "USA", "order": "An order", "status": "active", "as_of": "2026-01-01", "source": "An office"}
    ]
    assert "reads no lower than 0.97" in floors(draft["assessment"]["tiers"], weights)[site["site"]]
    assert "A floor does it" in one_line(report_html(draft))


def test_what_was_withheld_stands_apart_from_what_nobody_asked_for(draft: Document) -> None:
    site = sites_of(draft)[0]["site"]
    draft["beside"]["open_points"][site] = [
        {"gap": gap, "means": "document", "state": state, "sentence": ""}
        for gap, state in (("fees", "not_asked"), ("migrant", "withheld"), ("headcount", "open"))
    ]
    assert open_at(draft)[site] == (
        ("withheld", ("migrant",)),
        ("not asked", ("fees",)),
        ("not stated", ("headcount",)),
    )
    assert "withheld: migrant; not asked: fees; not stated: headcount." in one_line(report_html(draft))


def test_a_question_that_is_asked_and_waits_is_no_longer_called_not_asked(draft: Document) -> None:
    site = sites_of(draft)[0]["site"]
    told = {"gap": "fees", "means": "document", "state": "not_asked", "sentence": ""}
    draft["beside"]["open_points"][site] = [told]
    draft["assessment"]["asked"] = [{"site": site, "question": "fees"}]
    assert open_at(draft)[site] == (("asked, not answered yet", ("fees",)),)


def test_auditors_workers_organisations_reviewers_and_list_keepers_see_what_is_theirs(draft: Document) -> None:
    site = sites_of(draft)[0]
    draft["beside"]["open_points"][site["site"]] = [
        {"gap": gap, "means": means, "state": "open", "sentence": ""}
        for gap, means in (("unverified_location", "visit"), ("worker_survey", "survey"))
    ]
    entry = {"names": ["Listed Mills"], "title": "t", "publisher": "An office", "as_of": "2026-01-01", "list": "L"}
    match = {"entry": entry, "verdict": "possible", "may_hold": False, "reasons": []}
    draft["assessment"]["screening"] = {
        "reads": "",
        "lists_hash": "0" * 64,
        "counts": {"confirmed": 0, "possible": 1, "screening incomplete": 1, "no match": 0},
        "lists": [{"list": "A list", "found": 1, "wanted": None, "is_complete": False, "reason": "no count"}],
        "subjects": [{"subject": "s", "names": ["Mill B"], "matches": [match]}],
    }
    told = {group.who: group for group in report_view(draft).to_fill}
    others = ("Sites and their operators", "The brand, and whoever sold it the goods")
    assert [who.split(":")[0] for who in told if who not in others] == [
        "Auditors",
        "Workers' organisations that are registered as custodian",
        "Reviewers",
        "Who keeps the official lists",
    ]


def test_the_worst_band_stands_first_among_who_must_fill(draft: Document) -> None:
    grown = with_sites(draft, ["Grave"])
    grave = grown["assessment"]["tiers"][0]["sites"][-1]
    grave |= {"band": "severe", "operator": "did:web:zz-last.example", "unanswered": ["fees"]}
    operators = report_view(grown).to_fill[0]
    assert operators.rows[0][0] == "did:web:zz-last.example"


def test_a_party_stands_under_the_name_that_it_gives_itself_and_its_did_once(draft: Document) -> None:
    parties = draft["beside"]["parties"]
    parties[MILL.did] = {"name": "Fictional Mill Ltd", "record_id": "0x" + "11" * 32}
    html = report_html(draft)
    sites = read_text(html[html.index('id="sites"') : html.index('id="grid"')])
    assert "Fictional Mill Ltd" in sites
    assert MILL.did not in sites


def test_a_name_is_told_from_its_partys_own_record_and_never_one_that_its_reader_may_not_read(draft: Document) -> None:
    parties = draft["beside"]["parties"]
    assert parties[MAKER.did]["name"] == "Fictional Maker Ltd"
    assert parties[MAKER.did]["record_id"] in draft["records"]
    assert MILL.did not in parties  # it said its name in private


def test_two_parties_of_one_name_keep_their_dids_beside_it(draft: Document) -> None:
    same = {did: {"name": "Alike", "record_id": ""} for did in (MILL.did, BRAND.did)}
    draft["beside"]["parties"] = same
    assert report_view(draft).parties[MILL.did] == f"Alike ({MILL.did})"


def test_a_report_names_what_would_help_most_and_no_more_than_three(told_world: World, draft: Document) -> None:
    steps = draft["beside"]["next_steps"]
    assert 0 < len(steps["narrowing"]) <= 3
    html = one_line(report_html(draft))
    assert all(step["sentence"] in html for each in steps.values() for step in each)
    assessment = assess(told_world, PRODUCT, as_of=AS_OF)
    assert first_steps(graph_of(told_world), assessment)["narrowing"] == steps["narrowing"]


def test_a_tier_that_is_mostly_nobody_known_is_to_be_traced_first(draft: Document) -> None:
    draft["assessment"]["tiers"][0]["unknown_share"] = "0.779000000"
    assert "To do: trace first: nobody knows who made 78 % of this tier." in one_line(report_html(draft)).replace(
        "\u00a0", " "
    )


def test_a_missing_remedy_for_confidential_evidence_names_no_survey_no_month_and_no_record(draft: Document) -> None:
    record = "0x" + "9d" * 32
    draft["assessment"]["waves"] = [
        {"site": MILL_SITE, "wave": "w", "month": "2026-08", "how": "released", "sample_announced": "50-99"}
        | {"answers_came": None, "is_panel_reviewed": True, "is_withdrawn": False, "record_id": record}
    ]
    draft["assessment"]["remedy_gaps"] = [
        {"site": MILL_SITE, "record_id": record, "state": "open", "asked_of": None, "confirmed_by": "x"}
        | {"sentence": "Remedy missing for confidential evidence: no remedy is recorded. Then."}
    ]
    html = report_html(draft)
    part = html[html.index('id="found"') : html.index('id="method"')]
    assert record[2:10] not in part
