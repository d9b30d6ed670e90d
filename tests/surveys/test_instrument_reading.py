"""An XLSForm becomes a questionnaire, or is refused with the place and the mend; nothing of it is passed over."""

import re

import pytest
from xlsform_builders import AR, CHOICES, EN, SETTINGS, SURVEY, a_workbook, changed

from ledger.errors import InstrumentRefused
from ledger.model.survey.instrument import Condition, ItemType, TextState
from ledger.surveys.instrument import xlsform
from ledger.surveys.instrument.xlsform import read_xlsform


def test_a_questionnaire_is_read_with_its_types_choices_and_routing() -> None:
    instrument = read_xlsform(a_workbook())
    assert [item.type for item in instrument.items] == [
        ItemType.NOTE, ItemType.ONE, ItemType.MANY, ItemType.NUMBER, ItemType.TEXT,
    ]  # fmt: skip
    assert [item.name for item in instrument.asked] == ["late", "meals", "minutes", "more"]
    late, meals, minutes, _ = instrument.asked
    assert late.is_control
    assert [choice.shows for choice in late.choices] == [True, False]
    assert [choice.name for choice in meals.choices] == ["rice", "bread"]
    assert minutes.relevant == (Condition("late", ("yes",)),)
    assert (instrument.name, instrument.version, len(instrument.digest)) == ("little", "1", 32)


def test_the_order_of_languages_is_that_of_the_columns() -> None:
    turned = [{"type": row["type"], "name": row["name"], AR: row[AR], EN: row[EN]} for row in SURVEY]
    assert read_xlsform(a_workbook()).languages == ("en", "ar")
    assert read_xlsform(a_workbook(survey=turned)).languages == ("ar", "en")


def test_a_string_is_a_draft_until_it_is_marked_as_reviewed_in_its_language() -> None:
    survey = changed(SURVEY, "late", state_ar="reviewed", state_en="draft")
    label = read_xlsform(a_workbook(survey=survey)).asked[0].label
    assert (label["ar"].state, label["en"].state) == (TextState.REVIEWED, TextState.DRAFT)
    assert read_xlsform(a_workbook()).asked[0].label["ar"].state is TextState.DRAFT


def test_a_missing_translation_stays_missing_and_counts_as_a_draft() -> None:
    instrument = read_xlsform(a_workbook(survey=changed(SURVEY, "late", **{AR: None})))
    assert "ar" not in instrument.asked[0].label
    assert ("late", "ar") in instrument.drafts


def test_a_groups_condition_holds_for_all_in_it_and_its_label_is_a_note() -> None:
    group = {"type": "begin_group", "name": "hard", EN: "Hard part", AR: "جزء صعب", "relevant": "${late} = 'no'"}
    inside = {**SURVEY[3], "relevant": "selected(${meals}, 'rice')"}
    survey = [*SURVEY[:3], group, inside, {"type": "end group", "name": None}, SURVEY[4]]
    instrument = read_xlsform(a_workbook(survey=survey))
    note, minutes, more = instrument.items[3:]
    assert (note.type, note.relevant) == (ItemType.NOTE, (Condition("late", ("no",)),))
    assert minutes.relevant == (Condition("late", ("no",)), Condition("meals", ("rice",)))
    assert more.relevant == ()


def test_a_group_that_contradicts_its_question_is_refused() -> None:
    group = {"type": "begin_group", "name": "hard", EN: "Hard", AR: "صعب", "relevant": "${late} = 'no'"}
    inside = {"type": "text", "name": "never", EN: "Why?", AR: "لماذا؟", "relevant": "${late} = 'yes'"}
    with pytest.raises(InstrumentRefused, match="two choices of late"):
        read_xlsform(a_workbook(survey=[*SURVEY, group, inside, {"type": "end_group", "name": None}]))


def test_an_empty_cell_of_an_unknown_column_does_no_harm_and_kobos_own_columns_neither() -> None:
    survey = [{**row, "calculation": None, "$kuid": "aB3", "appearance": "minimal"} for row in SURVEY]
    assert read_xlsform(a_workbook(survey=survey)).digest == read_xlsform(a_workbook()).digest


@pytest.mark.parametrize(
    ("cells", "place", "reason"),
    [
        ({"required": "yes"}, "row 3, column required", "compulsory"),
        ({"required": True}, "row 3, column required", "compulsory"),
        ({"type": "deviceid"}, "row 3, column type", "could tell who"),
        ({"type": "geopoint"}, "row 3, column type", "could tell who"),
        ({"type": "phonenumber"}, "row 3, column type", "could tell who"),
        ({"type": "begin_repeat"}, "row 3, column type", "not asked over every channel"),
        ({"type": "select_one nowhere"}, "row 3, column type", "which the choices lack"),
        ({"type": "select_one yes_no or_other"}, "row 3, column type", "which the choices lack"),
        ({"type": "end_group"}, "row 3, column type", "not begun"),
        ({"type": "begin group"}, "row 3, column type", "not ended"),
        ({"name": "Late"}, "row 3, column name", "another form"),
        ({"name": "meals"}, "row 4, column name", "stands twice"),
        ({"name": None}, "row 3, column name", "is empty"),
        ({"label": None}, "row 3, column label", "first language, en"),
        ({"label": "So ${meals}?"}, "row 3, column label", "repeats an answer"),
        ({"label": "Late\x85?"}, "row 3, column ", "control characters"),
        ({"constraint": ". < 5"}, "row 3, column constraint", "not obeyed"),
        ({"calculation": "now()"}, "row 3, column calculation", "not obeyed"),
        ({"media::image::English (en)": "who.jpg"}, "row 3, column media", "not obeyed"),
        ({"is_control": "maybe"}, "row 3, column is_control", "neither yes nor no"),
        ({"topic": "gossip"}, "row 3, column topic", "no topic"),
        ({"indicator": "witchcraft"}, "row 3, column indicator", "not one of those"),
        ({"indicator": "deception"}, "row 3, column indicator", "without dimension or strength"),
        ({"state_en": "fine"}, "row 3, column state_en", "neither reviewed nor draft"),
        ({"relevant": "${meals} = 'rice'"}, "row 3, column relevant", "no earlier question"),
        ({"relevant": "${late} = 'yes'"}, "row 3, column relevant", "no earlier question"),
        ({"label": "=1+1"}, "row 3, column ", "formula"),
        ({"label": 1.5}, "row 3, column ", "fraction"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_at_its_place(
    cells: dict[str, object], place: str, reason: str
) -> None:
    raw = a_workbook(survey=changed(SURVEY, "late", **cells))
    with pytest.raises(InstrumentRefused, match=re.escape(reason)) as refusal:
        read_xlsform(raw)
    assert refusal.value.place.startswith(f"sheet survey, {place}")
    assert refusal.value.mend


@pytest.mark.parametrize(
    ("relevant", "reason"),
    [
        ("${late} = 'yes' or ${meals} = 'rice'", "two questions by 'or'"),
        ("not(${late} = 'yes')", "not(${late} = 'yes')\", which"),
        ("${late} != 'yes'", "!= 'yes'\", which"),
        ("${late} = 1", "'1'"),
        ("${minutes} = 'yes'", "names minutes"),
        ("${late} = 'perhaps'", "'perhaps', no choice of late"),
        ("${late} = 'yes' and", "ends too early"),
        ("${late} = 'yes') ", "does not end"),
        ("(" * 12 + "${late} = 'yes'" + ")" * 12, "nested over"),
        ("${late} = 'yes' and ${late} = 'no'", "two choices of late"),
        ("selected(${meals} = 'rice')", "cannot stand"),
        ("pulldata('people', 'name', 'x', 'y')", "not taken"),
        (" or ".join(["${late}='no'"] * 110), "too long"),
    ],
)
def test_a_condition_beyond_the_subset_is_refused_with_what_may_be_written(relevant: str, reason: str) -> None:
    with pytest.raises(InstrumentRefused, match=re.escape(reason)) as refusal:
        read_xlsform(a_workbook(survey=changed(SURVEY, "more", relevant=relevant)))
    assert refusal.value.place == "sheet survey, row 6, column relevant"


@pytest.mark.parametrize(
    ("relevant", "conditions"),
    [
        ("selected(${meals}, 'rice')", [("meals", ("rice",))]),
        ('${late}="yes" or ${late} = \'no\'', [("late", ("no", "yes"))]),
        ("(selected(${meals}, 'rice') or selected(${meals},'bread')) and ${late}='no'",
         [("meals", ("bread", "rice")), ("late", ("no",))]),
        ("selected(${meals}, 'rice') and selected(${meals}, 'bread')", [("meals", ("rice",)), ("meals", ("bread",))]),
    ],
)  # fmt: skip
def test_the_conditions_that_are_taken(relevant: str, conditions: list[tuple[str, tuple[str, ...]]]) -> None:
    instrument = read_xlsform(a_workbook(survey=changed(SURVEY, "more", relevant=relevant)))
    assert instrument.asked[-1].relevant == tuple(Condition(*each) for each in conditions)


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({"choices": changed(CHOICES, "no", shows="yes")}, "sheet survey, row 3", "or all do"),
        ({"choices": [*CHOICES, CHOICES[0]]}, "sheet choices, row 6, column name", "stands twice in its list"),
        ({"choices": changed(CHOICES, "yes", name="Yes!")}, "sheet choices, row 2, column name", "another form"),
        ({"choices": changed(CHOICES, "yes", list_name=None)}, "sheet choices, row 2, column list_name", "is empty"),
        ({"choices": CHOICES[1:]}, "sheet survey, row 3, column type", "fewer than two"),
        ({"choices": changed(CHOICES, "yes", filter="x")}, "sheet choices, row 2, column filter", "not obeyed"),
        ({"settings": {"form_id": "little"}}, "sheet settings, row 2, column version", "is empty"),
        ({"settings": {**SETTINGS, "form_id": "A b"}}, "sheet settings, row 2, column form_id", "another form"),
        ({"settings": {**SETTINGS, "submission_url": "https://x.invalid"}}, "sheet settings, row 2", "not obeyed"),
        ({"settings": {**SETTINGS, "reading_seconds": 0}}, "sheet settings, row 2, column reading_seconds", "seconds"),
        ({"without": "settings"}, "sheet settings", "has 0 rows"),
        ({"without": "survey"}, "workbook", "no sheet named survey"),
        ({"also": {"external_choices": CHOICES}}, "sheet external_choices", "lies elsewhere"),
        ({"survey": SURVEY[:1]}, "sheet survey", "asks nothing"),
        ({"survey": [{"type": "text", "name": "more", "label": "More?"}]}, "row 1, column label", "names no language"),
        ({"survey": [{"type": "text", "name": "more", "label::Klingon": "?"}]}, "row 1, column label::K", "no code"),
        ({"survey": [{"type": "text", "name": "more", EN: "?", "label::en": "?"}]}, "row 1, column", "a second column"),
        ({"survey": [{"type": "text", "name": "more"}]}, "sheet survey, row 1", "labels in 0 languages"),
    ],
)  # fmt: skip
def test_a_sheet_that_does_not_fit_is_refused_at_its_place(change: dict[str, object], place: str, reason: str) -> None:
    with pytest.raises(InstrumentRefused, match=re.escape(reason)) as refusal:
        read_xlsform(a_workbook(**change))  # type: ignore[arg-type]
    assert place in refusal.value.place


def test_what_only_pyxform_refuses_is_told_with_sheet_and_row(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = a_workbook(survey=changed(SURVEY, "late", appearance="field-list", **{"$x": "y"}), settings=SETTINGS)
    assert read_xlsform(raw).asked
    twice = [*SURVEY, {"type": "begin_group", "name": "late"}, {**SURVEY[4], "name": "again"}, {"type": "end_group"}]
    with pytest.raises(InstrumentRefused, match="is no XLSForm") as refusal:
        read_xlsform(a_workbook(survey=twice))
    assert refusal.value.place.startswith("sheet survey")
    monkeypatch.setattr(xlsform, "_require_pyxform_takes", lambda _: None)
    assert read_xlsform(a_workbook(survey=twice)).asked  # without the second look it would pass


def test_without_its_conditions_checked_a_question_that_nobody_is_asked_would_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = a_workbook(survey=changed(SURVEY, "more", relevant="${late} = 'perhaps'"))
    monkeypatch.setattr(xlsform, "require_coherent", lambda _: None)
    assert xlsform.parsed_xlsform(raw).asked[-1].relevant
