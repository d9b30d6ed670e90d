"""A questionnaire from an XLSForm workbook: read strictly here, then checked as a whole by pyxform.

Beside the columns of XLSForm it has ours: indicator, dimension, strength, is_control and topic on the survey sheet,
shows on the choices sheet, `easy_<code of the language>` on the survey sheet, and `state_<code>` on both (pyxform
stumbles over `control` and `state::…`).
Nothing is fetched, no formula is evaluated, and a column whose wish would not be obeyed is refused, not passed over.
"""

import io
import re
from dataclasses import replace
from typing import NoReturn

from ledger.errors import BadSetting, InstrumentRefused
from ledger.model.survey.instrument import Instrument, Item
from ledger.proof.workbook_parts import checked_parts
from ledger.surveys.instrument.canonical import digest_of
from ledger.surveys.instrument.coherence import require_coherent
from ledger.surveys.instrument.items import choices_of, items_of
from ledger.surveys.instrument.languages import languages_of
from ledger.surveys.instrument.sheets import Row, Table, sheets_of

WORDS_PER_SECOND = 5  # nobody reads faster and understands (gaming test G4)
_SETTINGS = frozenset({"form_title", "form_id", "id_string", "version", "default_language", "reading_seconds", "style"})
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_LONGEST_READING = 3_600
_ROW, _SHEET = re.compile(r"\[row : (\d+)\]"), re.compile(r"'(survey|choices|settings)' sheet")


def read_xlsform(raw: bytes) -> Instrument:
    """Give the questionnaire of a workbook that pyxform takes, too.

    Raises Malformed or TooLarge for bytes that are no workbook or a bomb, InstrumentRefused with the place and the mend
    for anything that cannot be asked as it is written, and BadSetting where pyxform is not installed.
    """
    instrument = parsed_xlsform(raw)
    _require_pyxform_takes(checked_parts(raw).archive)
    return instrument


def parsed_xlsform(raw: bytes) -> Instrument:
    """Give the questionnaire without asking pyxform: for a workbook that was checked when it was made.

    Raises as `read_xlsform` does, without BadSetting.
    """
    sheets = sheets_of(raw)
    languages = languages_of(sheets["survey"], sheets["choices"])
    rows = tuple(items_of(sheets["survey"], languages, choices_of(sheets["choices"], languages)))
    require_coherent(rows)
    items = tuple(item for item, _ in rows)
    settings = _settings(sheets["settings"])
    instrument = Instrument(
        name=_named(settings, "form_id" if settings.text("form_id") else "id_string", _NAME),
        version=_named(settings, "version", _VERSION),
        languages=languages.codes,
        items=items,
        reading_seconds=_reading_seconds(settings, items, languages.codes[0]),
        digest=b"",
    )
    if not instrument.asked:
        raise InstrumentRefused(place="sheet survey", reason="asks nothing", mend="add a question")
    return replace(instrument, digest=digest_of(instrument))


def _settings(table: Table) -> Row:
    if len(table.rows) != 1:
        mend = "give one row with form_id and version"
        raise InstrumentRefused(place="sheet settings", reason=f"has {len(table.rows)} rows", mend=mend)
    row = table.rows[0]
    for column in row.cells:
        if column not in _SETTINGS:
            row.refuse(column, "is a setting that is not obeyed here", "empty it: answers go to the custodian only")
    return row


def _named(settings: Row, column: str, form: re.Pattern[str]) -> str:
    told = settings.text(column)
    if not form.fullmatch(told):
        settings.refuse(
            column, "is empty or of another form", "use letters, digits, . _ and -, such as worker_voice or 1.2"
        )
    return told


def _reading_seconds(settings: Row, items: tuple[Item, ...], language: str) -> int:
    """What the settings say, else the words that everybody is shown in the first language, read very fast."""
    told = settings.text("reading_seconds")
    if told:
        if not (told.isascii() and told.isdigit() and 0 < int(told[:5]) <= _LONGEST_READING):
            settings.refuse("reading_seconds", "is no number of seconds up to an hour", "write one, or leave it empty")
        return int(told)
    told_to_all = [item for item in items if not item.relevant]
    texts = [told for item in told_to_all for told in (item.label, item.hint, *(each.label for each in item.choices))]
    count = sum(len(told[language].text.split()) for told in texts if language in told)
    return max(1, count // WORDS_PER_SECOND)


def _require_pyxform_takes(archive: bytes) -> None:
    try:
        from pyxform.errors import PyXFormError
        from pyxform.xls2xform import convert
    except ImportError as error:
        raise BadSetting(setting="pyxform", reason="is not installed", mend="install tierlight[custodian]") from error
    try:
        convert(io.BytesIO(archive), validate=False, enketo=False, file_type=".xlsx", warnings=[])
    except PyXFormError as error:
        _refuse_as(str(error), error)


def _refuse_as(message: str, error: Exception) -> NoReturn:
    row, sheet = _ROW.search(message), _SHEET.search(message)
    place = f"sheet {sheet[1] if sheet else 'survey'}" + (f", row {row[1]}" if row else "")
    reason = "is no XLSForm: " + " ".join(_ROW.sub("", message).split())[:300]
    raise InstrumentRefused(place=place, reason=reason, mend="correct the form as pyxform says") from error
