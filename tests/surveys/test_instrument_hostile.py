"""A questionnaire's workbook is a stranger's file: bombs, links and formulas are refused, and nothing is fetched."""

import contextlib
import io
import socket
import sys
import threading
import unicodedata
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsform_builders import CHOICES, SURVEY, a_workbook, an_instrument, an_item, changed, saved, written

from ledger.errors import BadSetting, InstrumentRefused, Malformed, TooLarge
from ledger.model.survey.instrument import Condition, Instrument, Item, ItemType, TextState, Words
from ledger.surveys.instrument.canonical import digest_of
from ledger.surveys.instrument.xlsform import parsed_xlsform, read_xlsform


def _with_part(name: str, content: bytes) -> bytes:
    raw = io.BytesIO(a_workbook())
    with zipfile.ZipFile(raw, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return raw.getvalue()


def test_nothing_is_fetched_while_a_questionnaire_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    connects, here = socket.socket.connect, threading.current_thread()

    def refused(opened: socket.socket, address: Any) -> None:
        if threading.current_thread() is here:  # a chain that another file started is watched by a thread of its own
            raise AssertionError("something was fetched")
        connects(opened, address)

    survey = changed(SURVEY, "hello", label="See http://example.invalid/who?is=asking")
    raw = a_workbook(survey=survey)
    monkeypatch.setattr(socket.socket, "connect", refused)
    assert read_xlsform(raw).items[0].label["en"].text.startswith("See http")


def test_a_bomb_is_refused_before_any_reader_sees_it() -> None:
    with pytest.raises(TooLarge):
        read_xlsform(_with_part("xl/media/bomb.xml", b" " * 33_000_000))


def test_a_document_type_is_refused() -> None:
    with pytest.raises(Malformed, match="declares entities"):
        read_xlsform(_with_part("xl/x.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'))


def test_merged_cells_are_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(a_workbook()))
    book["survey"].merge_cells("A2:B2")
    with pytest.raises(InstrumentRefused, match="merged cells"):
        read_xlsform(saved(book))


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"type,name,label\n", a_workbook()[:700]])
def test_what_is_no_workbook_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed, match="no readable XLSX"):
        read_xlsform(raw)


def test_a_machine_without_pyxform_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyxform.xls2xform", None)
    with pytest.raises(BadSetting, match=r"install tierlight\[custodian\]"):
        read_xlsform(a_workbook())
    assert parsed_xlsform(a_workbook()).asked  # what was checked when it was made needs no pyxform


_CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.integers(-5, 5), st.booleans(), st.sampled_from(["${late}", "yes"])
)
_COLUMNS = st.sampled_from(
    [*SURVEY[0], "relevant", "hint::English (en)", "is_control", "topic", "state_ar", "body", "a b"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.sampled_from([str(row["name"]) for row in SURVEY]), _COLUMNS, _CELLS)
def test_any_cell_gives_a_questionnaire_or_a_refusal_and_never_a_fault(name: str, column: str, value: object) -> None:
    try:
        raw = a_workbook(survey=[{**row, column: value} if row["name"] == name else row for row in SURVEY])
    except (openpyxl.utils.exceptions.IllegalCharacterError, UnicodeEncodeError):
        return  # no spreadsheet holds it
    with contextlib.suppress(InstrumentRefused):  # anything else is a fault
        read_xlsform(raw)


_TEXTS = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=12)


@st.composite
def _instruments(draw: st.DrawFn) -> Instrument:
    languages = tuple(draw(st.lists(st.sampled_from(["en", "es", "bn", "ar", "zh-Hans"]), min_size=1, unique=True)))

    def told() -> dict[str, Words]:
        return {each: Words(_nfc(draw(_TEXTS)), draw(st.sampled_from(list(TextState)))) for each in languages}

    items: list[Item] = []
    for number in range(draw(st.integers(1, 5))):
        choices = tuple(type(choice)(choice.name, told(), choice.shows) for choice in an_item().choices)
        before = [item.name for item in items if item.choices]
        wanted = draw(st.lists(st.sampled_from(before), unique=True, max_size=2)) if before else []
        relevant = tuple(Condition(each, tuple(draw(_SOME))) for each in wanted)
        kind = draw(st.sampled_from(list(ItemType)))
        is_select = kind in {ItemType.ONE, ItemType.MANY}
        items.append(Item(f"q{number}", kind, told(), {}, choices if is_select else (), relevant))
    if not [item for item in items if item.type is not ItemType.NOTE]:
        items.append(Item("last", ItemType.TEXT, told(), {}))
    return Instrument("little", "1", languages, tuple(items), draw(st.integers(1, 3_600)), b"")


_SOME = st.sampled_from([("no",), ("yes",), ("no", "yes")])


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@settings(max_examples=25, deadline=None)
@given(_instruments())
def test_a_questionnaire_written_down_reads_back_as_it_was(instrument: Instrument) -> None:
    found = read_xlsform(written(instrument))
    assert (found.items, found.languages) == (instrument.items, instrument.languages)
    assert found.digest == digest_of(instrument) == digest_of(found)


def test_the_digest_tells_every_word_and_every_rule_apart_and_a_review_changes_none() -> None:
    read = read_xlsform(a_workbook())
    others = [
        a_workbook(survey=changed(SURVEY, "late", label="Was the train late?")),
        a_workbook(choices=changed(CHOICES, "bread", name="roti")),
        a_workbook(choices=changed(changed(CHOICES, "yes", shows=None), "no", shows="yes")),
        a_workbook(survey=changed(SURVEY, "minutes", relevant=None)),
        a_workbook(survey=[*SURVEY[:1], *reversed(SURVEY[1:3]), *SURVEY[3:]]),
    ]
    assert len({read.digest, *(parsed_xlsform(raw).digest for raw in others)}) == 6
    assert parsed_xlsform(a_workbook(survey=changed(SURVEY, "late", state_ar="reviewed"))).digest == read.digest
    assert digest_of(an_instrument(an_item())) != digest_of(an_instrument(an_item(shows="no")))
