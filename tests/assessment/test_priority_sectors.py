"""A priority sector counts wherever the place of a site does not exclude Xinjiang, and nowhere else (section 3.3)."""

from datetime import date
from typing import Any

import pytest
from builders import MILL, MILL_SITE, a_record, an_attestation

from ledger.assessment.dossier import Dossier, gather
from ledger.assessment.site_inputs import site_inputs
from ledger.jobs.survey.sealed_assessment import Whereabouts, known_of_place
from ledger.model.graph import Site, SupplyGraph
from ledger.model.risk import ListingPart
from ledger.model.verdict import VerdictKind
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.packing import Network, pack
from ledger.reference.pseudo_site import pseudo_site_inputs
from ledger.reference.snapshot import as_known_on, bundled_snapshot

AS_OF, SITE = date(2026, 11, 21), canonical_uri(MILL_SITE)
BEIJING = {"latitude": "39.9", "longitude": "116.4"}
SOLAR = "Solar Modules"  # the list says 0.8 of it from China, and nothing of tomatoes


def listed(*, as_of: date = AS_OF, **changes: Any) -> ListingPart:
    told = {"facility": MILL_SITE, "operator": MILL.did, "country": "CN", "name": "A mill", "goods": ["Tomatoes"]}
    record = a_record(an_attestation(signed_by=MILL, kind="facility", body=told | changes))
    dossiers, _ = gather([record], {record.record_id: VerdictKind.VALID}, {SITE: MILL.did}, {})
    graph = SupplyGraph(pack(Network(0, {SITE: Site(SITE, "A mill", MILL.did, "CN", (), ())}, {}, ())))
    snapshot = as_known_on(bundled_snapshot(), as_of)
    dossier = dossiers.get(SITE, Dossier())
    return site_inputs(SITE, dossier, graph=graph, snapshot=snapshot, auditors=(), good="Cotton").listing_part


def test_a_good_of_a_priority_sector_from_a_place_that_nobody_told_apart_counts_in_full() -> None:
    part = listed()
    assert part.value == 1.0
    assert part.reason == "UFLPA priority sector (Tomatoes and downstream products), Xinjiang origin not excluded"
    assert part.dates == (date(2022, 6, 21),)
    assert "priority_sectors:" in part.sources[0]


@pytest.mark.parametrize("place", [{"region": "CN-XJ"}, {"region": "a town"}, {"goods": ["Rice", SOLAR]}])
def test_a_name_of_a_region_excludes_nothing_and_the_gravest_good_counts(place: dict[str, Any]) -> None:
    assert listed(**place).value == 1.0


@pytest.mark.parametrize("place", [{"region": "CN-BJ"}, {"location": BEIJING}, {"country": "VN"}, {"goods": ["Rice"]}])
def test_a_place_that_is_told_apart_and_a_good_of_no_sector_do_not_count(place: dict[str, Any]) -> None:
    assert listed(**place).value < 1.0


def test_where_the_list_says_more_of_the_pair_the_list_is_named() -> None:
    assert listed(goods=["Cotton"]).reason == "a forced-labour row names this good and origin"


def test_a_sector_counts_from_the_day_on_which_it_was_named() -> None:
    tables = bundled_snapshot()
    assert as_known_on(tables, date(2022, 6, 20)).priority_sectors == ()
    assert len(as_known_on(tables, date(2022, 6, 21)).priority_sectors) == len(tables.priority_sectors)


@pytest.mark.parametrize(("good", "is_full"), [("Tomatoes", True), (SOLAR, True), ("Rice", False)])
def test_an_origin_that_nobody_told_excludes_none(good: str, is_full: bool) -> None:
    part = pseudo_site_inputs(bundled_snapshot(), good, site="unknown", name="unknown").listing_part
    assert (part.value == 1.0) is is_full


def test_who_plans_a_survey_sees_the_sector_too() -> None:
    known = {
        region: known_of_place(
            bundled_snapshot(), site=SITE, where=Whereabouts("CN", region), good="Tomatoes", as_of=AS_OF
        ).listing_part.value
        for region in (None, "CN-SH")
    }
    assert known == {None: 1.0, "CN-SH": 0.0}


def test_the_goods_of_the_sectors_are_among_the_tables_that_a_score_names() -> None:
    assert "priority_sectors" in dict(bundled_snapshot().table_hashes)
    assert all(row.basis for row in bundled_snapshot().priority_sectors)
