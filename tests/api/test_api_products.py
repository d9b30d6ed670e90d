"""Products, tiers and traces over HTTP: who sees them, and that a lot's name may hold slashes."""

import pytest
from api_town import MAKER_SITE_ID, PRODUCT, SHIRT_LOT_ID, SURVEYOR, YARN_LOT_ID, Served
from builders import AUDITOR, BRAND, MILL, Party

from api.schemas import ProductsDocument


@pytest.mark.parametrize("party", [BRAND, AUDITOR])
def test_the_brand_and_auditors_see_the_product(served: Served, party: Party) -> None:
    answer = ProductsDocument.model_validate(served.get("/v1/products", party).json())
    assert [product.id for product in answer.products] == [PRODUCT]


def test_provenance_leads_from_the_shirt_to_the_mill(served: Served) -> None:
    found = served.get(f"/v1/products/{PRODUCT}/provenance", BRAND).json()
    assert [tier["tier"] for tier in found["tiers"]] == [1, 2]
    assert found["tiers"][0]["sites"][0]["site"] == MAKER_SITE_ID
    assert found["log_size"] >= 5


def test_every_tier_has_score_range_band_and_completeness_in_nine_places(served: Served) -> None:
    found = served.get(f"/v1/products/{PRODUCT}/tiers?as_of=2026-11-21", BRAND).json()
    assert found["as_of"] == "2026-11-21"
    for tier in found["tiers"]:
        for number in (tier["score"], *tier["interval"], tier["completeness"]):
            assert len(number.partition(".")[2]) == 9
        assert tier["band"]
        assert all(site["terms"] for site in tier["sites"])


@pytest.mark.parametrize("lot", [SHIRT_LOT_ID, SHIRT_LOT_ID.replace("/", "%2F").replace(":", "%3A")])
def test_a_lot_whose_name_has_slashes_is_traced(served: Served, lot: str) -> None:
    found = served.get(f"/v1/lots/{lot}/trace", BRAND)
    assert found.status_code == 200, found.text
    assert {each["lot"] for each in found.json()["lots"]} == {SHIRT_LOT_ID, YARN_LOT_ID}


@pytest.mark.parametrize(
    "path", ["/v1/products", f"/v1/products/{PRODUCT}/tiers", f"/v1/products/{PRODUCT}/provenance"]
)
@pytest.mark.parametrize("party", [MILL, SURVEYOR])
def test_other_roles_see_no_product(served: Served, path: str, party: Party) -> None:
    assert served.get(path, party).status_code == 403


def test_suppliers_trace_no_lots_whether_they_exist_or_not(served: Served) -> None:
    known, unknown = (served.get(f"/v1/lots/{lot}/trace", MILL) for lot in (SHIRT_LOT_ID, "urn:none"))
    assert known.status_code == unknown.status_code == 403
    assert known.json()["detail"] == unknown.json()["detail"]


def test_a_product_that_is_not_there_is_not_found(served: Served) -> None:
    for path in ("tiers", "provenance"):
        assert served.get(f"/v1/products/00000000000000/{path}", AUDITOR).status_code == 404
    assert served.get("/v1/lots/urn:none/trace", AUDITOR).status_code == 404


def test_a_day_that_is_none_is_refused_by_name(served: Served) -> None:
    refused = served.get(f"/v1/products/{PRODUCT}/tiers?as_of=yesterday", BRAND)
    assert (refused.status_code, refused.json()["field"]) == (422, "as_of")
