"""Who is shown what, and what may be handed in: skips are free, and nothing else than what was asked gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsform_builders import an_instrument, an_item

from ledger.errors import Unacceptable
from ledger.model.survey.instrument import Condition, Instrument, Item, ItemType
from ledger.surveys.instrument import routing
from ledger.surveys.instrument.bundled import bundled_instrument
from ledger.surveys.instrument.routing import accept, next_item, shown, still_asked

PAID = an_item("paid")
REPAID = an_item("repaid", relevant=(Condition("paid", ("yes",)),))
BY_WHOM = an_item("by_whom", type=ItemType.MANY, relevant=(Condition("repaid", ("yes",)),))
HOURS, MORE = Item("hours", ItemType.NUMBER, {}, {}), Item("more", ItemType.TEXT, {}, {})
HELLO = Item("hello", ItemType.NOTE, {}, {})
LITTLE = an_instrument(HELLO, PAID, REPAID, BY_WHOM, HOURS, MORE)


def names(items: tuple[Item, ...]) -> list[str]:
    return [item.name for item in items]


def test_whoever_skips_is_shown_nothing_that_depends_on_the_answer() -> None:
    assert names(shown(LITTLE, {})) == ["hello", "paid", "hours", "more"]
    assert names(shown(LITTLE, {"paid": "yes"})) == ["hello", "paid", "repaid", "hours", "more"]


def test_an_answer_to_what_is_no_longer_shown_leads_nowhere() -> None:
    gone_back = {"paid": "no", "repaid": "yes", "by_whom": "yes"}
    assert names(shown(LITTLE, gone_back)) == ["hello", "paid", "hours", "more"]
    assert still_asked(LITTLE, gone_back) == {"paid": "no"}


def test_items_come_one_after_the_other_to_the_end() -> None:
    walk, after = [], None
    while (item := next_item(LITTLE, {"paid": "yes", "repaid": "no"}, after)) is not None:
        walk.append(after := item.name)
    assert walk == ["hello", "paid", "repaid", "hours", "more"]
    assert next_item(LITTLE, {"paid": "no"}, "repaid") == HOURS  # where somebody was who then went back


def test_going_on_from_an_item_that_there_is_not_is_refused() -> None:
    with pytest.raises(Unacceptable, match="no item"):
        next_item(LITTLE, {}, "nationality")


def test_answers_come_in_one_form() -> None:
    raw = {
        "paid": " yes ",
        "repaid": "yes",
        "by_whom": "yes no yes",
        "hours": "٠١٢",
        "more": "a\u0301\r\n b",
        "hello": "",
    }
    del raw["hello"]
    answers, texts = accept(LITTLE, raw)
    assert answers == {"paid": "yes", "repaid": "yes", "by_whom": "no yes", "hours": "12"}
    assert texts == {"more": "á b"}


def test_what_is_skipped_is_missing() -> None:
    assert accept(LITTLE, dict.fromkeys(["paid", "hours", "more"], " ")) == ({}, {})
    assert accept(LITTLE, {}) == ({}, {})


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"paid": "perhaps"}, "paid"),
        ({"paid": "yes no"}, "paid"),
        ({"repaid": "yes"}, "repaid"),
        ({"paid": "no", "repaid": "yes"}, "repaid"),
        ({"hours": "-1"}, "hours"),
        ({"hours": "1.5"}, "hours"),
        ({"hours": "1234567"}, "hours"),
        ({"hours": "²"}, "hours"),
        ({"hours": "twelve"}, "hours"),
        ({"more": "x" * 501}, "more"),
        ({"more": "x\u0301" * 3_000}, "more"),
        ({"more": "a\x00b"}, "more"),
        ({"more": "a\u202eb"}, "more"),
        ({"hello": "yes"}, "answers"),
        ({"phone": "canary"}, "answers"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_item_and_never_repeated(raw: dict[str, str], field: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        accept(LITTLE, raw)
    assert refusal.value.field == field
    assert refusal.value.mend
    assert not any(value in str(refusal.value) for value in raw.values() if value not in {"yes", "no", "yes no"})
    assert "phone" not in str(refusal.value)


def test_a_free_text_may_hold_what_scripts_need() -> None:
    bengali, arabic = "আমি র‌্যাব", "نص‌ها \u200f."
    assert accept(LITTLE, {"more": bengali})[1] == {"more": bengali}
    assert accept(LITTLE, {"more": arabic})[1] == {"more": arabic}
    assert len(accept(LITTLE, {"more": "ক" * 500})[1]["more"]) == 500


def test_without_its_check_an_answer_to_what_was_never_shown_gets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "_require_shown", lambda *_: None)
    assert accept(LITTLE, {"repaid": "yes"})[0] == {"repaid": "yes"}


BUNDLED = bundled_instrument()


@st.composite
def walks(draw: st.DrawFn, instrument: Instrument = BUNDLED) -> dict[str, str]:
    """Somebody who answers or skips what is asked, one item after the other."""
    answers: dict[str, str] = {}
    after: str | None = None
    while (item := next_item(instrument, answers, after)) is not None:
        after = item.name
        names = ["", *(choice.name for choice in item.choices)]
        if item.type is not ItemType.NOTE and (chosen := draw(st.sampled_from(names))):
            answers[item.name] = chosen
    return answers


@given(walks())
def test_whoever_answers_what_is_asked_is_accepted_as_it_was_said(answers: dict[str, str]) -> None:
    assert accept(BUNDLED, answers) == (answers, {})
    assert still_asked(BUNDLED, answers) == answers


@given(walks(), st.data())
def test_skipping_one_more_is_accepted_once_what_hung_on_it_is_gone(
    answers: dict[str, str], data: st.DataObject
) -> None:
    skipped = data.draw(st.sampled_from([*answers, "gender"]))
    fewer = still_asked(BUNDLED, {name: answer for name, answer in answers.items() if name != skipped})
    assert accept(BUNDLED, fewer)[0] == fewer
    assert set(names(shown(BUNDLED, fewer))) <= set(names(shown(BUNDLED, answers)))


@given(
    st.dictionaries(st.sampled_from([i.name for i in BUNDLED.items]), st.sampled_from(["yes", "no", "all", "woman"]))
)
def test_what_is_shown_is_in_order_and_settled_by_what_was_shown_before(answers: dict[str, str]) -> None:
    seen = shown(BUNDLED, answers)
    assert [item for item in BUNDLED.items if item in seen] == list(seen)
    assert shown(BUNDLED, still_asked(BUNDLED, answers)) == seen
