"""Compile the bundled questionnaire's XLSForm from ledger/reference/instruments/source.

    compile_instrument.py            write ledger/reference/instruments/worker_voice_1.xlsx
    compile_instrument.py --check    compare the cells instead, write nothing; exit 1 if they differ

The workbook is read back by the product and looked at by pyxform before it is written. Sources: items.csv and
choices.csv (what is asked, in which order, and what it shows), words_<language>.csv (how it is said, and whether
somebody who speaks the language has read it).
"""

import argparse
import csv
import io
import sys
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl

from ledger.errors import InstrumentRefused
from ledger.reference.survey_words import BUNDLED
from ledger.surveys.instrument.xlsform import read_xlsform

FOLDER = Path(__file__).resolve().parent.parent / "ledger" / "reference" / "instruments"
NAMES = {"en": "English (en)", "es": "Español (es)", "bn": "বাংলা (bn)", "ar": "العربية (ar)"}
WORDED, OF_A_CODE = ("label", "hint", "easy", "state"), frozenset({"easy", "state"})
SETTINGS = {"form_title": "Worker voice", "form_id": "worker_voice", "version": "1", "default_language": NAMES["en"]}
SAVED = datetime(2026, 11, 22)  # noqa: DTZ001 - a workbook's own time has no zone; always the same one

Row = dict[str, str]
Sheets = dict[str, list[list[str]]]


def sheets(folder: Path) -> Sheets:
    """Give the rows of each sheet, header first. Raises KeyError for a question or choice without words."""
    words = {language: {row["key"]: row for row in rows_of(folder / f"words_{language}.csv")} for language in NAMES}
    items, choices = rows_of(folder / "items.csv"), rows_of(folder / "choices.csv")
    ours = ["relevant", "indicator", "dimension", "strength", "is_control", "topic"]
    used = {f"survey/{item['name']}" for item in items} | {f"choices/{choice['name']}" for choice in choices}
    unused = {key for told in words.values() for key in told} - used
    if unused:
        raise KeyError(f"words for nothing: {', '.join(sorted(unused))}")
    survey = [
        ["type", "name", *columns(WORDED), *ours],
        *(
            [item["type"], item["name"], *told(words, f"survey/{item['name']}", WORDED)]
            + [item[column] for column in ours]
            for item in items
        ),
    ]
    listed = [
        ["list_name", "name", *columns(("label", "state")), "shows"],
        *(
            [
                each["list_name"],
                each["name"],
                *told(words, f"choices/{each['name']}", ("label", "state")),
                each["shows"],
            ]
            for each in choices
        ),
    ]
    return {"survey": survey, "choices": listed, "settings": [list(SETTINGS), list(SETTINGS.values())]}


def columns(kinds: Sequence[str]) -> list[str]:
    return [f"{kind}_{each}" if kind in OF_A_CODE else f"{kind}::{NAMES[each]}" for kind in kinds for each in NAMES]


def told(words: dict[str, dict[str, Row]], key: str, kinds: Sequence[str]) -> list[str]:
    return [words[language][key][kind] for kind in kinds for language in NAMES]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def workbook(content: Sheets) -> bytes:
    """Give the same bytes for the same rows and the same openpyxl."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in content.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
        sheet.freeze_panes = "C2"
    book.properties.creator, book.properties.created = "Tierlight", SAVED
    saved, still = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            entry = zipfile.ZipInfo(part, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, without_time(old.read(part)) if part == "docProps/core.xml" else old.read(part))
    return still.getvalue()


def without_time(core: bytes) -> bytes:
    """The saving program writes the moment of saving into this part."""
    before, tag, rest = core.partition(b"<dcterms:modified")
    return before + rest.partition(b"</dcterms:modified>")[2] if tag else core


def cells_of(raw: bytes) -> Sheets:
    """Give the rows of a workbook, to be compared whatever program saved it."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    return {sheet.title: [[str(cell or "") for cell in row] for row in sheet.values] for sheet in book.worksheets}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the workbook, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the workbook is stale")
    is_check = parser.parse_args(arguments).check
    raw, kept = workbook(sheets(FOLDER / "source")), FOLDER / BUNDLED
    try:
        instrument = read_xlsform(raw)
    except InstrumentRefused as refusal:
        print(f"the sources make no questionnaire: {refusal}", file=sys.stderr)
        return 1
    if is_check:
        is_stale = not kept.is_file() or cells_of(kept.read_bytes()) != cells_of(raw)
        print(f"stale: {BUNDLED}; run without --check" if is_stale else f"{BUNDLED} is up to date", file=sys.stderr)
        return int(is_stale)
    kept.write_bytes(raw)
    print(f"{BUNDLED}: {len(instrument.asked)} questions, digest {instrument.digest.hex()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
