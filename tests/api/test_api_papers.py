"""POST /v1/papers and GET /v1/lots: from a supplier's sheet to a lot found by the number on a paper."""

import csv
import io
import json
from typing import Any

import pytest
from api_town import (
    SHIRT_LOT_ID,
    YARN_LOT_ID,
    Served,
    a_document,
    a_shipping,
    an_event,
    anchor_all,
    signed_capture,
)
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, MILL_SITE, NOW
from fastapi.testclient import TestClient

from api.schemas import ProblemDocument
from api.schemas_papers import FoundLotsDocument, PapersDocument
from auditor_cli.source.remote import RemoteSource
from ledger.errors import Unacceptable
from ledger.intake.papers import read_mapping, read_papers
from ledger.jobs.papers import sign_sayings
from ledger.jobs.papers_request import fresh_nonces, papers_request

HEADER = ("Lot", "Day", "Kg", "PO", "Invoice", "Container", "BL", "Entry")
HIDDEN_LOT = "https://id.gs1.org/01/09506000120508/10/HIDDEN"
SHIPPED = (YARN_LOT_ID, "2026-02-04", "100", "PO-31", "INV-32", "CSQU3054383", "BL-33", "26DE34")
MAPPING: dict[str, Any] = {
    "kind": "transport",
    "dates": {"offset": "+05:30"},
    "fields": {
        "step": {"constant": "shipping"}, "lot": "Lot", "moment": "Day", "quantity": "Kg", "unit": {"constant": "KGM"},
        "place": {"constant": "https://id.gs1.org/414/9506000001012"}, "receiver": {"constant": MAKER.did},
        "purchase_order": "PO", "invoice": "Invoice", "container": "Container", "bill_of_lading": "BL",
        "customs_entry": "Entry",
    },
}  # fmt: skip
FIVE = {
    "purchase_order": "PO-31",
    "invoice": "INV-32",
    "container": "CSQU3054383",
    "bill_of_lading": "BL-33",
    "customs_entry": "26DE34",
}


def a_sheet(*lines: tuple[str, ...]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEADER, *lines])
    return written.getvalue().encode()


def a_request(*lines: tuple[str, ...], mapping: dict[str, Any] | None = None) -> bytes:
    return papers_request(name="shippings.csv", content=a_sheet(*lines), mapping=mapping or MAPPING)


@pytest.fixture(scope="module")
def shipped(served: Served) -> Served:
    """The mill's sheet is in the log: its yarn, and a lot that no brand has."""
    hidden = (HIDDEN_LOT, "2026-02-05", "7", "PO-31", "INV-99", "", "BL-99", "")
    sent = served.post("/v1/papers?dry_run=false", a_request(SHIPPED, hidden), MILL)
    assert sent.status_code == 201, sent.text
    anchor_all(served.world)
    return served


def found(served: Served, party: Any, **asked: str) -> list[str]:
    answer = served.get("/v1/lots", party, params=asked)
    assert answer.status_code == 200, answer.text
    return [lot.lot for lot in FoundLotsDocument.model_validate(answer.json()).lots]


def test_a_dry_run_is_the_default_and_keeps_nothing(served: Served) -> None:
    before = served.rows()
    answer = served.post("/v1/papers", a_request((*SHIPPED[:2], "1", "", "", "", "", "")), MILL)
    document = PapersDocument.model_validate(answer.json())
    assert (answer.status_code, document.is_kept, document.counts["ok"]) == (200, False, 1)
    assert served.rows() == before


@pytest.mark.parametrize("name", FIVE)
def test_a_lot_is_found_by_each_number_of_its_papers(shipped: Served, name: str) -> None:
    for party in (AUDITOR, BRAND):
        assert YARN_LOT_ID in found(shipped, party, **{name: FIVE[name]})
        assert YARN_LOT_ID in found(shipped, party, reference=FIVE[name])


def test_a_found_lot_names_product_site_and_the_record_that_ties_it(shipped: Served) -> None:
    answer = shipped.get("/v1/lots", AUDITOR, params={"invoice": "INV-32"})
    (lot,) = FoundLotsDocument.model_validate(answer.json()).lots
    assert (lot.product, lot.country) == ("https://id.gs1.org/01/09506000120508", "IN")
    (tie,) = lot.ties
    assert (tie.type, tie.number, tie.issuer, tie.scheme) == ("invoice", "INV-32", MILL.did, "custodial")
    record = shipped.get(f"/v1/records/{tie.record_id}", AUDITOR).json()
    assert "INV-32" in record["statement"]["body"]["event"]


def test_a_lot_that_the_reader_may_not_see_is_not_found(shipped: Served) -> None:
    assert found(shipped, AUDITOR, bill_of_lading="BL-99") == [HIDDEN_LOT]
    assert found(shipped, BRAND, bill_of_lading="BL-99") == []
    assert found(shipped, BRAND, purchase_order="PO-31") == [YARN_LOT_ID]


def test_a_role_that_traces_nothing_may_not_search(shipped: Served) -> None:
    assert shipped.get("/v1/lots", MALLORY, params={"reference": "PO-31"}).status_code == 403
    assert shipped.get("/v1/lots", params={"reference": "PO-31"}).status_code == 401


def test_a_number_of_another_type_is_not_found_by_this_one(shipped: Served) -> None:
    assert found(shipped, AUDITOR, invoice="PO-31") == []


@pytest.mark.parametrize("written", ["csqu 305438-3", "CSQU3054383", "urn:epc:id:bic:CSQU3054383"])
def test_a_container_is_found_in_each_of_its_spellings(shipped: Served, written: str) -> None:
    assert found(shipped, AUDITOR, container=written) == [YARN_LOT_ID]


@pytest.mark.parametrize("written", ["po-31", " P O-31", "PO-31"])
def test_a_number_is_found_whatever_its_case_and_spaces(shipped: Served, written: str) -> None:
    assert found(shipped, BRAND, purchase_order=written) == [YARN_LOT_ID]


def test_a_number_that_another_system_wrote_as_a_uri_is_found_bare(served: Served) -> None:
    listed = [
        {"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:9506000134376:PO-77"},
        {"type": "https://ref.gs1.org/cbv/BTT-inv", "bizTransaction": "https://mill.example/invoices/INV%2F78"},
    ]
    event = a_shipping(SHIRT_LOT_ID, giver=MILL_SITE, to=BRAND, bizTransactionList=listed)
    raw = signed_capture(served.domain, a_document(event), by=MAKER)
    assert served.post("/epcis/capture", raw, MAKER).status_code < 300
    anchor_all(served.world)
    assert found(served, BRAND, purchase_order="PO-77") == [SHIRT_LOT_ID]
    assert found(served, BRAND, invoice="INV/78") == [SHIRT_LOT_ID]


def test_a_paper_that_names_only_the_container_is_tied_to_what_was_in_it_then(shipped: Served) -> None:
    """The carrier's entry for a container does not reach a lot that was loaded after it."""
    late_lot = "https://id.gs1.org/01/09506000120508/10/LATE"
    made = an_event(quantityList=[{"epcClass": late_lot, "quantity": 5, "uom": "KGM"}])
    entered = {
        "type": "ObjectEvent", "eventTime": "2026-02-06T08:00:00Z", "eventTimeZoneOffset": "+00:00",
        "action": "OBSERVE", "bizStep": "arriving", "epcList": ["urn:epc:id:bic:CSQU3054383"],
        "bizTransactionList": [
            {"type": "https://tierlight.example/btt/customs-entry", "bizTransaction": "https://customs.example/26NL55"}
        ],
    }  # fmt: skip
    raw = signed_capture(shipped.domain, a_document(made, entered), by=MILL)
    assert shipped.post("/epcis/capture", raw, MILL).status_code < 300
    later = (late_lot, "2026-03-01", "5", "", "", "CSQU3054383", "", "")
    assert shipped.post("/v1/papers?dry_run=false", a_request(later), MILL).status_code == 201
    anchor_all(shipped.world)
    assert set(found(shipped, AUDITOR, container="CSQU3054383")) == {YARN_LOT_ID, late_lot}
    assert found(shipped, AUDITOR, customs_entry="26NL55") == [YARN_LOT_ID]


@pytest.mark.parametrize("query", ["", "?lot=x", "?invoice=1&container=2", "?invoice=1&invoice=2", "?reference="])
def test_a_search_for_no_one_number_is_refused_by_name(served: Served, query: str) -> None:
    refused = served.get(f"/v1/lots{query}", AUDITOR)
    assert refused.status_code == 422
    assert ProblemDocument.model_validate(refused.json()).field


def test_a_row_at_fault_refuses_the_whole_sheet_and_names_row_column_and_mend(served: Served) -> None:
    before = served.rows()
    refused = served.post("/v1/papers?dry_run=false", a_request(SHIPPED, (YARN_LOT_ID, "x", "-1", *SHIPPED[3:])), MILL)
    problem = ProblemDocument.model_validate(refused.json())
    assert (refused.status_code, problem.code) == (422, "rows-refused")
    assert [fault.field for fault in problem.errors] == ["row 3, Day (moment)", "row 3, Kg (quantity)"]
    assert all(fault.mend for fault in problem.errors)
    assert served.rows() == before


def test_the_same_sheet_again_answers_200_and_keeps_nothing(shipped: Served) -> None:
    before = shipped.rows()
    hidden = (HIDDEN_LOT, "2026-02-05", "7", "PO-31", "INV-99", "", "BL-99", "")
    again = shipped.post("/v1/papers?dry_run=false", a_request(SHIPPED, hidden), MILL)
    assert again.status_code == 200
    assert {row["outcome"] for row in again.json()["rows"]} == {"unchanged"}
    assert shipped.rows() == before


def test_one_key_for_two_sheets_is_a_conflict(served: Served) -> None:
    for number, expected in (("1", 201), ("2", 409)):
        line = (YARN_LOT_ID, "2026-02-04", number, "PO-key", "", "", "", "")
        sent = served.post("/v1/papers?dry_run=false", a_request(line), MILL, **{"Idempotency-Key": "sheet"})
        assert sent.status_code == expected, sent.text


@pytest.mark.parametrize(
    ("request_body", "status"),
    [
        (b"{}", 422),
        (b"[]", 422),
        (json.dumps({"name": "x", "content": "%%%", "mapping": MAPPING}).encode(), 422),
        (json.dumps({"name": "x", "content": "", "mapping": {"kind": "invoice"}}).encode(), 422),
        (json.dumps({"name": "x", "content": "", "mapping": MAPPING, "signatures": {}}).encode(), 422),
        (json.dumps({"name": "x", "content": "AAAA", "mapping": MAPPING}).encode(), 400),
        (b'{"name": "x", "name": "y"}', 400),
    ],
)
def test_a_request_that_is_none_is_refused(served: Served, request_body: bytes, status: int) -> None:
    refused = served.post("/v1/papers", request_body, MILL)
    assert refused.status_code == status, refused.text
    assert ProblemDocument.model_validate(refused.json()).mend


def test_a_party_that_never_delegated_cannot_import_unsigned(served: Served) -> None:
    mapping = MAPPING | {"fields": MAPPING["fields"] | {"receiver": {"constant": BRAND.did}}}
    refused = served.post("/v1/papers?dry_run=false", a_request(SHIPPED, mapping=mapping), MALLORY)
    assert refused.status_code == 403
    assert served.post("/v1/papers", a_request(SHIPPED), AUDITOR).status_code == 403


def test_the_command_line_signs_far_away_what_it_read_itself(served: Served) -> None:
    """The server gets signatures over what this machine read from the file, and keeps them as the maker's own."""
    lot = "https://id.gs1.org/01/09506000120607/10/FAR"
    content = a_sheet((lot, "2026-02-20", "3", "PO-far", "", "", "", ""))
    client = TestClient(served.client.app, base_url="http://tierlight.test", headers=served.as_(MAKER))
    source = RemoteSource(client, "http://tierlight.test")
    asked = {"name": "far.csv", "content": content, "mapping": MAPPING, "issuer": MAKER.did}
    dry = source.papers(papers_request(**asked), is_dry_run=True)
    sayings = read_papers(content, read_mapping(MAPPING), issuer=MAKER.did).sayings
    signatures = sign_sayings(
        fresh_nonces(dry, sayings), issuer=MAKER.did, secret=MAKER.secret, domain=served.domain, issued_at=NOW
    )
    kept = source.papers(papers_request(**asked, signatures=signatures), is_dry_run=False)
    assert kept["is_kept"]
    anchor_all(served.world)
    (found_lot,) = RemoteSource(
        TestClient(served.client.app, base_url="http://tierlight.test", headers=served.as_(AUDITOR)), "x"
    ).find("PO-far", of_type="purchase-order")["lots"]
    assert (found_lot["lot"], found_lot["ties"][0]["scheme"]) == (lot, "eoa")


def test_a_server_that_tells_a_row_otherwise_gets_no_signature(served: Served) -> None:
    content = a_sheet(SHIPPED)
    dry = served.post("/v1/papers", a_request(SHIPPED), MILL).json()
    dry["rows"][0]["statements"][0]["summary"] += " And more."
    with pytest.raises(Unacceptable, match="another way"):
        fresh_nonces(dry, read_papers(content, read_mapping(MAPPING), issuer=MILL.did).sayings)
