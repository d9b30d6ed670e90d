"""The country of origin in master data: read in every spelling, shown with the lot, compared with the lot's site."""

from typing import Any

import pytest
from provenance_builders import (
    BRAND,
    GS1,
    a_chain,
    a_facility,
    a_finished_lot,
    a_graph,
    a_lot,
    a_record,
    codes,
    did,
    grown,
    made,
    told_graph,
)

from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record

URN = "urn:epcglobal:cbv:mda:countryOfOrigin"


def origin(ilmd: dict[str, Any], context: Any = GS1) -> str | None:
    return told_graph(grown("cotton", "farm", ilmd=ilmd, context=context)).lots[a_lot("cotton")].origin


@pytest.mark.parametrize(
    "value",
    [
        *("UZ", "uz", "UZB", "860", 860, ["UZ"], ["UZ", "UZB"], {"@value": "UZ"}, {"gs1:countryCode": "UZ"}),
        *("https://gs1.org/voc/CountryCode-UZ", "gs1:Country-UZ", "urn:epcglobal:cbv:country:UZB"),
    ],
)
def test_a_country_is_read_however_it_is_written(value: Any) -> None:
    assert origin({"cbvmda:countryOfOrigin": value}) == "UZ"


@pytest.mark.parametrize(
    "value", ["XX", "Uzbekistan", "", "https://evil.example/UZ", None, True, ["UZ", "IN"], {}, 1.5]
)
def test_what_names_no_one_country_is_unknown(value: Any) -> None:
    assert origin({"cbvmda:countryOfOrigin": value}) is None


@pytest.mark.parametrize(
    ("key", "context"),
    [
        (URN, GS1),
        ("gs1:countryOfOrigin", GS1),
        ("https://gs1.org/voc/countryOfOrigin", GS1),
        ("mda:countryOfOrigin", [GS1, {"mda": "urn:epcglobal:cbv:mda:"}]),
        ("mda:countryOfOrigin", [GS1, {"mda": "urn:epcglobal:cbv:mda#"}]),
    ],
)
def test_the_field_is_known_by_its_full_name_or_any_prefix(key: str, context: Any) -> None:
    assert origin({key: "UZ"}, context) == "UZ"


@pytest.mark.parametrize("key", ["cbvmda:lotNumber", "ex:countryOfOrigin", "cbvmda:xcountryOfOrigin"])
def test_another_field_is_not_the_country_of_origin(key: str) -> None:
    assert origin({key: "UZ"}, [GS1, {"ex": "https://ex.example/"}]) is None


def born(stated: str) -> Record:
    return grown("cotton", "farm", index=0, ilmd={"cbvmda:countryOfOrigin": stated})


def found(graph: SupplyGraph, code: str) -> list[Finding]:
    return [each for each in graph.findings if each.code == code]


@pytest.mark.parametrize(("stated", "is_found"), [("UZ", True), ("IND", False)])
def test_a_harvest_that_states_another_country_than_its_site_is_found(stated: str, is_found: bool) -> None:
    event, site = born(stated), a_facility("farm", index=1)
    told = found(told_graph(event, site), "origin-disagrees-with-site")
    assert [each.records for each in told] == ([(event.record_id, site.record_id)] if is_found else [])


def test_what_was_made_of_other_lots_may_come_from_elsewhere() -> None:
    event = made([("cotton", 100)], [("lint", 90)], "gin", index=1, ilmd={"cbvmda:countryOfOrigin": "UZ"})
    assert codes(told_graph(event, a_facility("gin", index=2))) == set()


def test_a_site_whose_country_nobody_states_contradicts_nothing() -> None:
    assert codes(told_graph(born("UZ"))) == set()


@pytest.mark.parametrize(("attested", "is_found"), [("TR", False), ("IN", True)])
def test_a_stated_origin_counts_before_the_country_of_the_site(attested: str, is_found: bool) -> None:
    body = {"subject": a_lot("lint"), "claim": "origin", "text": "All of it.", "origins": [attested]}
    word = a_record("attestation", body, index=3, issuer=did("gin"))
    made_of = made([("cotton", 100)], [("lint", 90)], "gin", index=1)
    graph = told_graph(born("TR"), made_of, a_facility("farm", index=2), word)
    assert bool(found(graph, "origin-excluded-by-inputs")) is is_found


def with_a_bill(*goods: str, issuer: str = BRAND) -> Record:
    bill = [{"good": good, "quantity": "1.2", "unit": "KGM"} for good in goods]
    return a_finished_lot("shirts", index=7, issuer=issuer, bill_of_materials=bill)


FARM = a_facility("farm", goods=["Cotton"], index=6)


def test_a_material_of_which_no_lot_stands_behind_is_found() -> None:
    bill = with_a_bill("COTTON", "Elastane")
    [told] = found(a_graph(*a_chain(), FARM, bill), "material-not-traced")
    assert (told.subject, told.records, told.kind) == (a_lot("shirts"), (bill.record_id,), FindingKind.UNCHECKED)
    assert "Elastane" in told.sentence
    assert "COTTON" not in told.sentence


@pytest.mark.parametrize(
    "records",
    [
        [*a_chain(), FARM, with_a_bill("Cotton")],
        [*a_chain(), FARM, with_a_bill("Elastane", issuer=did("mallory"))],
        [*a_chain()[1:], FARM, with_a_bill("Elastane")],  # nobody says who made the cotton
    ],
)
def test_a_material_that_is_there_a_strangers_bill_and_a_gap_contradict_nothing(records: list[Record]) -> None:
    assert found(a_graph(*records), "material-not-traced") == []


def test_behind_a_hand_over_that_nobody_confirms_the_material_may_be() -> None:
    assert found(told_graph(*a_chain(), FARM, with_a_bill("Elastane")), "material-not-traced") == []
