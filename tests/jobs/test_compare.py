"""What changed between two assessments: term by term, and which records did it."""

from datetime import date
from typing import Any

import pytest

from ledger.errors import Unacceptable
from ledger.jobs.compare import Side, compared, sides_of

TODAY = date(2026, 11, 21)
EARLIER, LATER = date(2026, 10, 1), date(2026, 11, 1)


def evidence(record: str, weight: str, strength: str = "self") -> dict[str, str]:
    told = {"record_id": record, "strength": strength, "strength_text": strength, "day": "2026-03-01"}
    return told | {"weight": weight}


def a_term(name: str, value: str, *records: dict[str, str], rows: tuple[str, ...] = ()) -> dict[str, Any]:
    sources = [each["record_id"] for each in records] + list(rows)
    told = {"name": name, "value": value, "explanation": "Told to you.", "detail": value}
    return told | {"evidence": list(records), "sources": sources}


def a_site(*terms: dict[str, Any], site: str = "s", score: str = "0.500000000") -> dict[str, Any]:
    named = {"site": site, "name": "A mill", "country": "IN", "operator": None, "is_unknown": False}
    judged = {"score": score, "interval": ["0.400000000", "0.600000000"], "band": "watch", "band_text": "Watch"}
    return named | judged | {"terms": list(terms)}


def a_document(*sites: dict[str, Any], product: str = "p", **changes: Any) -> dict[str, Any]:
    number = {"score": "0.500000000", "interval": ["0.400000000", "0.600000000"]}
    tier = {"tier": 1, **number, "band": "watch", "band_text": "Watch", "sites": list(sites)}
    head = {"as_of": "2026-11-21", "log_size": 7, "method_version": "1.0", "code_version": "0.1"}
    head |= {"reference_hash": "h", "reads": "r"}
    risk = {"worst_path": number, "exposure": number}
    return {"product": {"id": product}, **head, "tiers": [tier], "product_risk": risk} | changes


def terms_of(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    found: Any = compared(a_document(a_site(before)), a_document(a_site(after)))["sites"]
    return [term for site in found for term in site["terms"]]


def test_a_new_finding_is_named_with_what_it_adds() -> None:
    before = a_term("adverse_evidence", "0.000000000")
    after = a_term("adverse_evidence", "1.500000000", evidence("0xfe", "1.500000000", "accredited_third_party"))
    (term,) = terms_of(before, after)
    assert (term["before"], term["after"], term["rose_by"]) == ("0.000000000", "1.500000000", "1.500000000")
    (record,) = term["records"]
    assert (record["record_id"], record["how"], record["weight_after"]) == ("0xfe", "added", "1.500000000")
    assert record["strength"] == "accredited_third_party"


def test_a_record_that_went_and_one_that_aged_are_told_apart() -> None:
    before = a_term("favourable_evidence", "-0.9", evidence("0x01", "-0.5"), evidence("0x02", "-0.4"))
    after = a_term("favourable_evidence", "-0.2", evidence("0x02", "-0.2"))
    (term,) = terms_of(before, after)
    assert {each["record_id"]: each["how"] for each in term["records"]} == {"0x01": "gone", "0x02": "weighs otherwise"}


def test_several_findings_of_one_record_add_up() -> None:
    two = (evidence("0x01", "0.5"), evidence("0x01", "1.5"))
    (term,) = terms_of(a_term("adverse_evidence", "0"), a_term("adverse_evidence", "2.0", *two))
    assert [each["weight_after"] for each in term["records"]] == ["2.000000000"]


def test_a_newer_row_of_a_table_is_named() -> None:
    (term,) = terms_of(a_term("country", "0.5", rows=("list 2024",)), a_term("country", "0.7", rows=("list 2026",)))
    assert (term["rows_added"], term["rows_gone"]) == (["list 2026"], ["list 2024"])


def test_a_link_that_moved_nothing_is_no_change() -> None:
    shown = a_term("opacity", "0.420000000", evidence("0x01", "0.000000000"))
    document = compared(a_document(a_site(a_term("opacity", "0.420000000"))), a_document(a_site(shown)))
    assert (document["sites"], document["unchanged_sites"]) == ([], 1)


def test_a_site_that_joined_and_one_that_left_are_told() -> None:
    document: Any = compared(a_document(a_site(site="left")), a_document(a_site(site="joined")))
    assert {each["site"]: (each["before"] is None, each["after"] is None) for each in document["sites"]} == {
        "left": (False, True),
        "joined": (True, False),
    }


def test_of_two_products_what_both_have_comes_first() -> None:
    one = a_document(a_site(site="both"), a_site(site="a-one"), product="p")
    other = a_document(a_site(site="both", score="0.600000000"), a_site(site="b-one"), product="q")
    document: Any = compared(one, other)
    assert document["sites"][0]["site"] == "both"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"days": [EARLIER, LATER]}, (Side("p", EARLIER), Side("p", LATER))),
        ({"days": [EARLIER]}, (Side("p", EARLIER), Side("p", TODAY))),
        ({"sizes": [5]}, (Side("p", TODAY, 5), Side("p", TODAY))),
        ({"sizes": [5, 7], "days": [EARLIER]}, (Side("p", EARLIER, 5), Side("p", EARLIER, 7))),
        ({"other": "q", "days": [EARLIER]}, (Side("p", EARLIER), Side("q", EARLIER))),
    ],
)
def test_what_is_named_once_holds_for_the_side_that_it_says(given: dict[str, Any], expected: tuple[Side, Side]) -> None:
    asked: dict[str, Any] = {"other": None, "days": [], "sizes": []} | given
    assert sides_of("p", **asked, today=TODAY) == expected


@pytest.mark.parametrize("given", [{}, {"days": [TODAY]}, {"days": [EARLIER] * 3}, {"sizes": [1, 2, 3]}])
def test_one_side_or_three_are_refused(given: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"other": None, "days": [], "sizes": []} | given
    with pytest.raises(Unacceptable):
        sides_of("p", **asked, today=TODAY)


def test_a_tier_names_the_sites_that_came_into_it_though_their_own_numbers_did_not_move() -> None:
    mill, gin = a_site(site="mill"), a_site(site="gin")
    before, after = a_document(mill), a_document(mill)
    second = {**after["tiers"][0], "tier": 2}
    found: Any = compared(
        before | {"tiers": [*before["tiers"], second | {"sites": [mill]}]},
        after | {"tiers": [*after["tiers"], second | {"sites": [gin]}]},
    )
    assert [(tier["sites_in"], tier["sites_out"]) for tier in found["tiers"]] == [([], []), (["gin"], ["mill"])]
    assert found["unchanged_sites"] == 1
