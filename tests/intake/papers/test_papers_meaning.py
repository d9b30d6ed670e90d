"""What a row is taken to say: which statement, tied to which lot, by which numbers, or why not."""

import json
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from paper_builders import (
    BRAND,
    GTIN,
    LINE,
    MILL,
    a_csv,
    a_production_mapping,
    a_transport_mapping,
    a_workbook,
    an_invoice_mapping,
    changed,
    mapping,
    papers,
    saved,
    the_fault,
)

from ledger.errors import Unacceptable
from ledger.intake.papers import Saying, read_mapping, read_papers
from ledger.model.statement import Kind

ROOT = Path(__file__).parents[3]
LOT = f"https://id.gs1.org/01/{GTIN}/10/A1"
BATCH = ("Batch", "Side", "Day", "GTIN", "Lot", "Amount")
YARN = ("B-1", "input", "2026-05-03", "09506000134369", "Y1", "120")
SHIRTS = ("B-1", "output", "2026-05-03", GTIN, "S1", "100")


def _event(saying: Saying) -> dict[str, Any]:
    assert saying.event is not None
    found: dict[str, Any] = json.loads(saying.event.canonical)
    return found


def test_an_invoice_line_is_a_purchase_statement_with_the_other_numbers() -> None:
    (saying,) = papers(a_csv(LINE)).sayings
    assert saying.kind is Kind.PURCHASE
    body = json.loads(saying.body)
    assert (body["document"], body["order"], body["lots"], body["quantity"]) == ("invoice", "INV-1", [LOT], "100")
    assert body["references"] == [{"type": "container", "number": "CSQU3054383"}]
    assert all(told in saying.summary for told in ("INV-1", LOT, "100 KGM", "CSQU3054383", BRAND, MILL))


def test_a_purchase_that_concerns_others_is_refused() -> None:
    fault = read_papers(a_csv(LINE), mapping(), issuer="did:web:mallory.example").faults[0]
    assert "neither its buyer nor its seller" in fault.reason


def test_a_shipping_names_lot_receiver_and_papers_and_its_container_a_second_time() -> None:
    packed, moved = (_event(saying) for saying in papers(a_csv(LINE), a_transport_mapping()).sayings)
    assert (packed["type"], packed["action"], packed["parentID"]) == (
        "AggregationEvent", "ADD", "urn:epc:id:bic:CSQU3054383",
    )  # fmt: skip
    assert packed["childQuantityList"] == moved["quantityList"] == [{"epcClass": LOT, "quantity": 100, "uom": "KGM"}]
    assert moved["bizTransactionList"] == [
        {"type": "bol", "bizTransaction": "https://tierlight.example/bt/bill-of-lading/INV-1"}
    ]
    assert moved["destinationList"] == [{"type": "possessing_party", "destination": BRAND}]


def test_a_receiving_takes_the_lot_out_of_its_container() -> None:
    unpacked, came = papers(a_csv(LINE), a_transport_mapping(step={"constant": "receiving"})).sayings
    assert (_event(unpacked)["action"], _event(unpacked)["bizStep"]) == ("DELETE", "unloading")
    assert _event(came)["bizStep"] == "receiving"


def test_equal_loads_in_two_containers_are_two_events() -> None:
    raw = a_csv(LINE, changed(container="MSKU0000011"))
    found = papers(raw, a_transport_mapping())
    assert not found.faults
    assert len({saying.event.event_hash for saying in found.sayings if saying.event}) == 4


def test_a_container_whose_check_digit_is_wrong_is_refused() -> None:
    assert the_fault(a_csv(changed(container="CSQU3054384")))[:2] == (2, "Container")


def test_a_shipping_to_nobody_is_refused() -> None:
    found = a_transport_mapping(receiver="Invoice") | {}
    row, column, reason = the_fault(a_csv(changed(invoice="")), found)
    assert (row, column) == (2, "Invoice")
    assert "shipping" in reason


def test_the_rows_of_a_batch_are_one_transformation() -> None:
    (saying,) = papers(a_csv(YARN, SHIRTS, header=BATCH), a_production_mapping()).sayings
    event = _event(saying)
    assert saying.rows == (2, 3)
    assert [each["quantity"] for each in event["inputQuantityList"]] == [120]
    assert [each["epcClass"] for each in event["outputQuantityList"]] == [f"https://id.gs1.org/01/{GTIN}/10/S1"]
    assert event["bizTransactionList"][0]["type"] == "prodorder"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((YARN, YARN, SHIRTS), "stands as input of this batch in row 2 already"),
        ((YARN, (*SHIRTS[:2], "2026-05-04", *SHIRTS[3:])), "is not the moment of row 2"),
        ((YARN,), "no row for what was made"),
        ((YARN, (SHIRTS[0], "out", *SHIRTS[2:])), "neither input nor output"),
    ],
)
def test_rows_that_make_no_one_batch_are_refused(lines: tuple[Any, ...], reason: str) -> None:
    found = papers(a_csv(*lines, header=BATCH), a_production_mapping())
    assert not found.sayings
    assert reason in found.faults[0].reason


def test_a_batch_of_which_one_row_cannot_be_read_says_nothing() -> None:
    found = papers(a_csv(YARN, SHIRTS, (*SHIRTS[:4], "S2", "x"), header=BATCH), a_production_mapping())
    assert [fault.row for fault in found.faults] == [4]
    assert not found.sayings


def test_a_row_that_repeats_an_earlier_one_is_refused() -> None:
    found = papers(a_csv(LINE, changed(lot="A2"), LINE))
    assert [(fault.row, fault.reason) for fault in found.faults] == [(4, "says the same as row 2")]


@pytest.mark.parametrize("make", [an_invoice_mapping, a_transport_mapping])
def test_a_workbook_says_what_the_same_csv_says(make: Any) -> None:
    typed = ("INV-1", datetime(2026, 5, 3), int(GTIN), "A1", 1234.5, "CSQU 305438-3")  # noqa: DTZ001
    written = ("INV-1", "2026-05-03", "9506000134352", "A1", "1234.5", "CSQU3054383")
    by_sheet, by_text = papers(saved(a_workbook(typed)), make()), papers(a_csv(written), make())
    assert not by_sheet.faults
    assert [_without_file(saying) for saying in by_sheet.sayings] == [_without_file(each) for each in by_text.sayings]


def _without_file(saying: Saying) -> tuple[object, ...]:
    body = json.loads(saying.body)
    body.pop("document_hash", None)
    return saying.rows, saying.part, saying.kind, body, saying.summary


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"gtin": "09506000134351"}, "wrong check digit"),
        ({"gtin": "950600013435"}, "wrong check digit"),
        ({"gtin": "9506000"}, "7 digits"),
        ({"gtin": ""}, "has no GTIN"),
        ({"gtin": "", "lot": ""}, "is empty"),
        ({"invoice": "INV 1"}, "holds a space"),
        ({"amount": ""}, "is empty"),
    ],
)
def test_a_cell_that_names_nothing_is_refused_by_its_column(cells: dict[str, str], reason: str) -> None:
    assert reason in the_fault(a_csv(changed(**cells)))[2]


def test_every_fault_of_every_row_is_told_at_once() -> None:
    found = papers(a_csv(changed(gtin="1", day="x"), LINE, changed(amount="?", lot="A3")))
    assert [(fault.row, fault.field) for fault in found.faults] == [(2, "day"), (2, "lot"), (4, "quantity")]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"kind": "waybill"}, "mapping.kind"),
        ({"numbers": {"decimal": ",", "thousands": ","}}, "mapping.numbers"),
        ({"dates": {"format": "DD.MM.YY"}}, "mapping.dates.format"),
        ({"file": {"delimiter": ":"}}, "mapping.file.delimiter"),
        ({"fields": {"invoice": "Invoice"}}, "mapping"),
        ({"formulas": True}, "mapping.formulas"),
    ],
)
def test_a_mapping_that_leaves_something_open_is_refused_by_its_entry(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        mapping(an_invoice_mapping(**changes))
    assert refused.value.field == place


@pytest.mark.parametrize("kind", ["purchase-order", "invoice", "transport", "production"])
def test_the_templates_read_the_example_sheets(kind: str) -> None:
    template = ROOT / "auditor_cli" / "operator" / "mappings" / f"{kind}.toml"
    (sheet,) = (ROOT / "docs" / "papers").glob(f"{kind}.[cx]*")
    issuer = "did:web:harbourline.example" if kind == "purchase-order" else "did:web:meadow-mill.example"
    found = read_papers(sheet.read_bytes(), read_mapping(tomllib.loads(template.read_text())), issuer=issuer)
    assert not found.faults
    assert found.sayings
