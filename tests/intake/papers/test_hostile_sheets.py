"""Files that would be misread, or cost too much, are refused as a whole or by row, column and mend."""

import contextlib
import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_builders import (
    GTIN,
    HEADER,
    LINE,
    a_csv,
    a_workbook,
    an_invoice_mapping,
    changed,
    papers,
    saved,
    the_fault,
)

from ledger.errors import LedgerError, Malformed, TooLarge, Unacceptable
from ledger.intake.papers import sheet

WORKBOOK = saved(a_workbook(LINE))


def _with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return written.getvalue()


def _sheet_xml(rows: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="%s"><dimension ref="A1:B2"/><sheetData>%s</sheetData></worksheet>' % (space, rows)


def test_a_mark_at_the_start_and_quoted_line_breaks_are_read() -> None:
    found = papers(b"\xef\xbb\xbf" + a_csv(changed(container=""), header=(*HEADER[:3], "Lot", "Amount", "Container")))
    assert not found.faults
    found = papers(a_csv((*LINE, "two\nlines"), (*changed(lot="A2"), ""), header=(*HEADER, "Remarks")))
    assert [saying.rows for saying in found.sayings] == [(2,), (3,)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_the_mapped_columns(delimiter: str) -> None:
    assert len(papers(a_csv(LINE, delimiter=delimiter)).sayings) == 1


def test_quoted_headers_do_not_hide_the_delimiter() -> None:
    quoted = io.StringIO(newline="")
    csv.writer(quoted, delimiter=";", quoting=csv.QUOTE_ALL).writerows([HEADER, LINE])
    assert len(papers(quoted.getvalue().encode()).sayings) == 1


def test_a_file_that_two_delimiters_read_alike_is_refused() -> None:
    mapping = an_invoice_mapping()
    mapping["fields"] = {name: {"constant": "x"} for name in mapping["fields"]} | {"invoice": "Invoice"}
    with pytest.raises(Unacceptable, match="reads alike"):
        papers(b"Invoice\nINV-1\n", mapping)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (a_csv(LINE).replace(b"INV-1", b"INV-\xe9"), "line 2"),
        (a_csv(LINE).decode().encode("utf-16"), "UTF-16"),
        (a_csv(LINE).replace(b"INV-1", b"INV\x00-1"), "NUL byte in line 2"),
        (a_csv(LINE) + b'"never closed', "no CSV near line"),
        (b"PK\x03\x04 and then nothing of a zip", "no readable XLSX"),
    ],
)
def test_bytes_that_would_be_guessed_at_are_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        papers(raw)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (a_csv(LINE, header=("Invoice", "Day", "GTIN", "Los", "Amount", "Container")), "Lot"),
        (a_csv((*LINE, "x"), header=(*HEADER, "Amount")), "'Amount' twice"),
        (a_csv(), "no row below the header"),
        (b"", "lacks these columns"),
        (saved(a_workbook(LINE, header=("Invoice", "Day", "GTIN", "Los", "Amount", "Container"))), "'Lot'"),
        (saved(a_workbook((*LINE, "x"), header=(*HEADER, "Amount"))), "'Amount' twice"),
    ],
)
def test_a_header_that_does_not_fit_the_mapping_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(Unacceptable, match=reason):
        papers(raw)


def test_a_value_right_of_the_last_header_shows_that_columns_are_shifted() -> None:
    row, column, reason = the_fault(a_csv(("INV-1", "2026-05-03", GTIN, "A1", "1", "", "234")))
    assert (row, column) == (2, None)
    assert "right of the last header" in reason


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.example")', "@SUM(1)", "+1", "-1+cmd|'/C calc'!A0", "\t=1"])
def test_a_formula_in_a_csv_is_refused(text: str) -> None:
    assert the_fault(a_csv(changed(invoice=text)))[:2] == (2, "Invoice")


@pytest.mark.parametrize("formula", ["=1+1", "=SUM(A1:A9)", '=WEBSERVICE("http://x.example")'])
def test_a_formula_in_a_workbook_is_refused_and_not_evaluated(formula: str) -> None:
    row, column, reason = the_fault(saved(a_workbook(changed(amount=formula))))
    assert (row, column, reason) == (2, "Amount", "holds a formula")


def test_an_array_formula_is_refused() -> None:
    from openpyxl.worksheet.formula import ArrayFormula

    book = a_workbook(LINE)
    book.worksheets[0]["E2"] = ArrayFormula("E2:E2", "=1+1")
    assert the_fault(saved(book))[2] == "holds a formula"


@pytest.mark.parametrize("value", [True, timedelta(hours=3), "#REF!"])
def test_a_cell_that_is_no_value_is_refused(value: Any) -> None:
    book = a_workbook(LINE)
    book.worksheets[0]["E2"] = value
    assert the_fault(saved(book))[:2] == (2, "Amount")


def test_a_number_whose_digits_the_spreadsheet_lost_is_refused() -> None:
    assert "15 digits" in the_fault(saved(a_workbook(changed(lot=3_506_000_134_352_123_456))))[2]
    assert "scientific" in the_fault(a_csv(changed(gtin="9.506E+12")))[2]


def test_merged_cells_below_the_header_are_refused_and_above_it_are_not() -> None:
    book = a_workbook(LINE, changed(lot="A2"))
    book.worksheets[0].merge_cells("F2:F3")
    with pytest.raises(Unacceptable, match="merged cells: F2:F3"):
        papers(saved(book))
    titled = a_workbook(HEADER, LINE, header=("Invoices of May",))
    titled.worksheets[0].merge_cells("A1:F1")
    assert papers(saved(titled), an_invoice_mapping(file={"header_row": 2})).rows == (3,)


def test_a_second_sheet_needs_a_name_in_the_mapping() -> None:
    book = a_workbook(LINE)
    book.create_sheet("Other")
    with pytest.raises(Unacceptable, match="2 sheets"):
        papers(saved(book))
    assert papers(saved(book), an_invoice_mapping(file={"sheet": "Sheet"})).rows == (2,)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = _with_part(WORKBOOK, "xl/worksheets/sheet1.xml", b" " * 33_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge, match="once unpacked"):
        papers(bomb)


def test_ten_million_cells_are_refused_before_a_parser_sees_them() -> None:
    bomb = _with_part(WORKBOOK, "xl/worksheets/sheet1.xml", _sheet_xml(b"<row>" + b"<c/>" * 7_000_000 + b"</row>"))
    with pytest.raises(TooLarge, match="cells of a sheet"):
        papers(bomb)


def test_a_row_far_down_is_neither_passed_over_nor_padded_up_to() -> None:
    first = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Invoice</t></is></c></row>'
    rows = first + b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    with pytest.raises(TooLarge, match="rows of a sheet"):
        papers(_with_part(WORKBOOK, "xl/worksheets/sheet1.xml", _sheet_xml(rows)))


def test_rows_beyond_the_size_that_a_sheet_states_are_read() -> None:
    two = saved(a_workbook(LINE, changed(lot="A2")))
    content = zipfile.ZipFile(io.BytesIO(two)).read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:F3"' in content
    lying = _with_part(two, "xl/worksheets/sheet1.xml", content.replace(b'ref="A1:F3"', b'ref="A1:F2"'))
    assert papers(lying).rows == (2, 3)


def test_entities_are_refused() -> None:
    content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + _sheet_xml(b"")
    with pytest.raises(Malformed, match="entities"):
        papers(_with_part(WORKBOOK, "xl/worksheets/sheet1.xml", content))


def test_too_many_rows_or_bytes_are_refused() -> None:
    with pytest.raises(TooLarge, match="bytes of a file"):
        papers(b" " * (sheet.MAX_FILE_BYTES + 1))
    lines = [changed(lot=f"A{number}") for number in range(sheet.MAX_ROWS + 1)]
    with pytest.raises(TooLarge, match="rows of a sheet"):
        papers(a_csv(*lines))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_refused_or_read_and_never_crashes(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as packed:
        name = data.draw(st.sampled_from(packed.namelist()))
        content = bytearray(packed.read(name))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(1, 255))
    _harmless(_with_part(WORKBOOK, name, bytes(content)))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read_and_never_crash(raw: bytes) -> None:
    _harmless(raw)
    _harmless(b"PK\x03\x04" + raw)
    _harmless(a_csv(LINE) + raw)


def _harmless(raw: bytes) -> None:
    with contextlib.suppress(LedgerError):
        papers(raw)
