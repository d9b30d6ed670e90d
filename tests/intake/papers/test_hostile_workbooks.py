"""Workbooks made to cost more than they weigh: refused in time that grows with their size, whatever a part is named."""

import io
import time
import zipfile
from collections.abc import Callable

import pytest
from paper_builders import LINE, a_workbook, papers, saved

from ledger.errors import Malformed, TooLarge, Unacceptable
from ledger.proof.workbook_parts import MAX_CELLS_IN_A_ROW, MAX_STYLE_TAGS

SHEET = "xl/worksheets/sheet1.xml"
HIDDEN = "xl/worksheets/sheet1.dat"
WORKBOOK = saved(a_workbook(LINE))


def _rewritten(change: Callable[[bytes], bytes], *, part: str = SHEET, name: str | None = None) -> bytes:
    """The workbook with one part changed and, with a name, moved there with everything that points to it."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            content = change(old.read(each)) if each == part else old.read(each)
            if name is not None:
                content = content.replace(part.removeprefix("xl/").encode(), name.removeprefix("xl/").encode())
            new.writestr(name if name is not None and each == part else each, content)
    return written.getvalue()


def _with_row(cells: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(b"</sheetData>", b'<row r="3">' + cells + b"</row></sheetData>")


@pytest.mark.parametrize("place", [b"</worksheet>", b"</sheetData>"])
def test_merges_that_never_close_cost_no_more_than_reading_them(place: bytes) -> None:
    raw = _rewritten(lambda content: content.replace(place, place + b"<mergeCell " * 200_000))
    started = time.process_time()
    with pytest.raises(Malformed, match="is no XML"):
        papers(raw)
    assert time.process_time() - started < 5  # a backtracking search took hours


def test_a_merge_of_no_range_is_refused_and_not_passed_over() -> None:
    told = b'</sheetData><mergeCells count="1"><mergeCell ref="' + b"A" * 50_000 + b'"/></mergeCells>'
    with pytest.raises(Unacceptable, match="merged cells"):
        papers(_rewritten(lambda content: content.replace(b"</sheetData>", told)))


@pytest.mark.parametrize("name", [HIDDEN, "xl/worksheets/sheet1.XML", "xl/media/sheet1.png"])
def test_a_sheet_under_another_name_is_none(name: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "' + b"A" * 100_000 + b'">]>'
    row = _with_row(b'<c r="A3" t="inlineStr"><is><t>' + b"&a;" * 90 + b"</t></is></c>")
    for change in (lambda content: content, lambda content: bomb + row(content)):
        with pytest.raises(Unacceptable, match="has 0 sheets"):
            papers(_rewritten(change, name=name))


def test_a_part_in_an_encoding_that_hides_its_document_type_is_refused() -> None:
    hidden = b'<?xml version="1.0" encoding="cp037"?>' + '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("cp037")
    with pytest.raises(Malformed, match="is not UTF-8"):
        papers(_rewritten(lambda _: hidden))


def test_a_row_of_more_cells_than_any_spreadsheet_has_is_refused() -> None:
    with pytest.raises(TooLarge, match="cells in one row"):
        papers(_rewritten(_with_row(b"<c/>" * (MAX_CELLS_IN_A_ROW + 1))))


def test_styles_that_would_each_become_an_object_are_bounded() -> None:
    styles = b"<cellXfs>" + b"<xf/>" * MAX_STYLE_TAGS
    with pytest.raises(TooLarge, match="styles"):
        papers(_rewritten(lambda content: content.replace(b"<cellXfs", styles + b"<cellXfs"), part="xl/styles.xml"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused() -> None:
    written = io.BytesIO(WORKBOOK)
    with zipfile.ZipFile(written, "a") as book:
        book.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(Malformed, match="two parts of one name"):
        papers(written.getvalue())


def test_pictures_and_printer_settings_are_left_aside() -> None:
    written = io.BytesIO(WORKBOOK)
    with zipfile.ZipFile(written, "a") as book:
        book.writestr("xl/media/image1.png", b"\x89PNG\x00")
        book.writestr("xl/printerSettings/printerSettings1.bin", b"\x00\x01")
    assert len(papers(written.getvalue()).rows) == 1
