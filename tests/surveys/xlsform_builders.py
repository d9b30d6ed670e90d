"""Workbooks of small questionnaires, with one row, cell or sheet otherwise than it should be."""

import io
from collections.abc import Mapping, Sequence

import openpyxl

from ledger.model.survey.instrument import Choice, Condition, Instrument, Item, ItemType, Told

Rows = Sequence[Mapping[str, object]]
EN, AR = "label::English (en)", "label::العربية (ar)"
SETTINGS = {"form_id": "little", "version": "1"}
CHOICES: Rows = (
    {"list_name": "yes_no", "name": "yes", EN: "Yes", AR: "نعم", "shows": "yes"},
    {"list_name": "yes_no", "name": "no", EN: "No", AR: "لا"},
    {"list_name": "meals", "name": "rice", EN: "Rice", AR: "أرز"},
    {"list_name": "meals", "name": "bread", EN: "Bread", AR: "خبز"},
)
SURVEY: Rows = (
    {"type": "note", "name": "hello", EN: "Help first.", AR: "المساعدة أولًا."},
    {
        "type": "select_one yes_no",
        "name": "late",
        EN: "Was the bus late?",
        AR: "هل تأخرت الحافلة؟",
        "is_control": "yes",
    },
    {"type": "select_multiple meals", "name": "meals", EN: "What was there to eat?", AR: "ماذا كان الطعام؟"},
    {"type": "integer", "name": "minutes", EN: "How many minutes?", AR: "كم دقيقة؟", "relevant": "${late} = 'yes'"},
    {"type": "text", "name": "more", EN: "Anything else?", AR: "شيء آخر؟"},
)


def a_workbook(
    *,
    survey: Rows = SURVEY,
    choices: Rows = CHOICES,
    settings: Mapping[str, object] = SETTINGS,
    also: Mapping[str, Rows] | None = None,
    without: str | None = None,
) -> bytes:
    """Give a workbook with these rows; each sheet's columns are those that any of its rows has."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in {"survey": survey, "choices": choices, "settings": [settings], **(also or {})}.items():
        if name != without:
            sheet = book.create_sheet(name)
            header = list(dict.fromkeys(column for row in rows for column in row))
            sheet.append(header)
            for row in rows:
                sheet.append([row.get(column) for column in header])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def changed(rows: Rows, named: str, /, **cells: object) -> Rows:
    """Give the rows, the named one with other cells. `label` stands for the first language's label."""
    other = {EN if column == "label" else column: value for column, value in cells.items()}
    return [{**row, **other} if row["name"] == named else row for row in rows]


def written(instrument: Instrument) -> bytes:
    """Give a questionnaire as a workbook: what reading it back must give again."""
    survey = [_item_row(item, instrument) for item in instrument.items]
    choices = [
        {"list_name": item.name, "name": choice.name, **_told("label", choice.label), "shows": choice.shows}
        for item in instrument.items
        for choice in item.choices
    ]  # fmt: skip
    settings = {
        "form_id": instrument.name, "version": instrument.version, "reading_seconds": instrument.reading_seconds,
    }  # fmt: skip
    return a_workbook(survey=survey, choices=choices or [{"list_name": None, "name": None}], settings=settings)


def _item_row(item: Item, instrument: Instrument) -> dict[str, object]:
    kind = f"{item.type} {item.name}" if item.choices else str(item.type)
    # every language has its column from the first row on, so that their order stays
    label = {f"label::x ({language})": None for language in instrument.languages} | _told("label", item.label)
    relevant = " and ".join(_either(condition) for condition in item.relevant) or None
    ours = {name: getattr(item, name) for name in ("indicator", "dimension", "strength", "topic")}
    control = "yes" if item.is_control else None
    return {"type": kind, "name": item.name, **label, **_told("hint", item.hint), "relevant": relevant, **ours} | {
        "is_control": control
    }


def _either(condition: Condition) -> str:
    return "(" + " or ".join(f"selected(${{{condition.item}}}, '{name}')" for name in condition.any_of) + ")"


def _told(kind: str, told: Told) -> dict[str, object]:
    texts = {f"{kind}::x ({language})": words.text for language, words in told.items()}
    states = {f"state_{language}": words.state.value for language, words in told.items()}
    return texts | states


def an_item(name: str = "late", *, shows: str | None = "yes", **other: object) -> Item:
    """Give a question with the choices yes and no, of which one may show something."""
    choices = tuple(Choice(each, {}, shows=each == shows) for each in ("yes", "no"))
    return Item(**{"name": name, "type": ItemType.ONE, "label": {}, "hint": {}, "choices": choices} | other)  # type: ignore[arg-type]


def an_instrument(*items: Item) -> Instrument:
    return Instrument("little", "1", ("en",), items, 1, b"")
