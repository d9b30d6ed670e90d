"""The languages of a questionnaire by its columns: `label::Español (es)`, `hint::…`, `easy_es`, `state_es`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import InstrumentRefused
from ledger.model.survey.instrument import TextState, Told, Words
from ledger.surveys.instrument.sheets import Row, Table

MAX_LANGUAGES = 30
TRANSLATED = ("label", "hint")
_COLUMN = re.compile(r"(?P<kind>label|hint)\s*::\s*(?P<language>.+)")
_OF_A_CODE = re.compile(r"(?P<kind>state|easy)_(?P<language>.+)")
_LANGUAGE = re.compile(r"(?:.*\S\s*\((?P<named>[^()]+)\)|(?P<bare>[^()\s]+))")
_BCP47 = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
_MEND = "name it as label::Español (es), with the language's BCP 47 code in brackets"


@dataclass(frozen=True, slots=True)
class Languages:
    """Languages in the order of the survey sheet's label columns, and the column of each kind and language."""

    codes: tuple[str, ...]
    survey: dict[tuple[str, str], str]
    choices: dict[tuple[str, str], str]

    def told(self, row: Row, kind: str) -> Told:
        """Give a row's label, hint or easy words by language. What is not marked `reviewed` is a draft."""
        columns = self.choices if row.sheet == "choices" else self.survey
        texts = {code: row.text(columns[kind, code]) for code in self.codes if (kind, code) in columns}
        return {code: Words(text, self._state(row, code, columns)) for code, text in texts.items() if text}

    def _state(self, row: Row, code: str, columns: dict[tuple[str, str], str]) -> TextState:
        column = columns.get(("state", code), "")
        told = row.text(column) or TextState.DRAFT.value
        if told not in set(TextState):
            row.refuse(column, "is neither reviewed nor draft", "write draft until somebody who speaks it has read it")
        return TextState(told)


def languages_of(survey: Table, choices: Table) -> Languages:
    """Give the languages of the survey sheet's labels. Raises InstrumentRefused where a column names none, or where the
    choices have one that the questions lack."""
    asked, chosen = _columns("survey", survey.header), _columns("choices", choices.header)
    codes = tuple(code for kind, code in asked if kind == "label")
    if not 0 < len(codes) <= MAX_LANGUAGES:
        mend = f"give 1 to {MAX_LANGUAGES} label columns: label::English (en)"
        raise InstrumentRefused(place="sheet survey, row 1", reason=f"has labels in {len(codes)} languages", mend=mend)
    for sheet, columns in (("survey", asked), ("choices", chosen)):
        for (_, code), column in columns.items():
            if code not in codes:
                at = f"sheet {sheet}, row 1, column {column}"
                raise InstrumentRefused(place=at, reason="is in a language without questions", mend="add its labels")
    return Languages(codes, asked, chosen)


def _columns(sheet: str, header: Sequence[str]) -> dict[tuple[str, str], str]:
    columns: dict[tuple[str, str], str] = {}
    for name in header:
        found = _COLUMN.fullmatch(name) or _OF_A_CODE.fullmatch(name)
        if name in TRANSLATED or (found is None and name.startswith(("label:", "hint:"))):
            at = f"sheet {sheet}, row 1, column {name}"
            raise InstrumentRefused(place=at, reason="names no language", mend=_MEND)
        if found is not None:
            key = (found["kind"], _code(sheet, name, found["language"]))
            if key in columns:
                at = f"sheet {sheet}, row 1, column {name}"
                raise InstrumentRefused(place=at, reason="is a second column of its language", mend="keep one of them")
            columns[key] = name
    return columns


def _code(sheet: str, column: str, language: str) -> str:
    found = _LANGUAGE.fullmatch(language)
    code = (found["named"] or found["bare"]).strip() if found else ""
    if not _BCP47.fullmatch(code):
        at = f"sheet {sheet}, row 1, column {column}"
        raise InstrumentRefused(place=at, reason="has no code of a language", mend=_MEND)
    return code
