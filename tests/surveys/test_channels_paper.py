"""Paper with double entry: only what two people typed alike goes in, and a difference tells places, never answers."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phone_line import CANARIES, a_phone_wave
from survey_builders import SITE

from ledger.errors import Malformed, Unacceptable
from ledger.model.survey.response import Channel
from ledger.surveys.channels import paper
from ledger.surveys.channels.paper import Difference, compared
from ledger.surveys.channels.rows import Placing, column_names, visit_of_row

WAVE = a_phone_wave()
COLUMNS = column_names(WAVE)
HEADER = ("form", "consent", "age_group", "purpose_aggregate_report", "bus_late", "own_words")


def a_form(number: str = "1", *, bus_late: str = "yes", words: str = "", consent: str = "yes") -> tuple[str, ...]:
    return (number, consent, "adult", "yes", bus_late, words)


def a_file(*forms: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *forms])
    return out.getvalue().encode()


def test_forms_that_agree_go_in_by_their_number() -> None:
    both = a_file(a_form("1"), a_form("2", bus_late="no"))
    found = compared(both, both, COLUMNS)
    assert found.differences == ()
    assert [row.message for row in found.rows] == ["paper:1", "paper:2"]
    visits = [visit_of_row(row, WAVE, Placing(Channel.PAPER, {"a": SITE}, site="a")) for row in found.rows]
    assert [visit.answers for visit in visits] == [{"bus_late": "yes"}, {"bus_late": "no"}]
    assert [visit.channel for visit in visits] == [Channel.PAPER] * 2


def test_a_field_that_differs_keeps_the_form_out_and_tells_both_places() -> None:
    first = a_file(a_form("1"), a_form("2"))
    second = a_file(a_form("2", bus_late="no"), a_form("1"))
    found = compared(first, second, COLUMNS)
    assert [row.message for row in found.rows] == ["paper:1"]
    assert found.differences == (Difference("2", "bus_late", 3, 2),)


def test_without_the_comparison_a_slip_would_go_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug of the test above."""
    monkeypatch.setattr(paper, "_differences", lambda *_: [])
    found = compared(a_file(a_form(bus_late="yes")), a_file(a_form(bus_late="no")), COLUMNS)
    assert len(found.rows) == 1


def test_a_difference_never_tells_what_was_typed() -> None:
    found = compared(a_file(a_form(words="Rahima-Canary")), a_file(a_form(words="Rahima Canary 15550142987")), COLUMNS)
    assert [each.column for each in found.differences] == ["own_words"]
    assert not any(canary in repr(found) for canary in CANARIES)


def test_a_form_that_only_one_person_typed_stays_out() -> None:
    found = compared(a_file(a_form("1")), a_file(a_form("2")), COLUMNS)
    assert found.rows == ()
    assert found.differences == (Difference("1", None, 2, None), Difference("2", None, None, 2))


def test_a_number_that_one_person_typed_twice_stays_out_though_both_agree() -> None:
    twice = a_file(a_form("1"), a_form("1"))
    assert compared(twice, twice, COLUMNS).rows == ()
    assert compared(twice, twice, COLUMNS).differences == (Difference("1", None, 3, 3),)


def test_columns_may_stand_in_another_order_and_spaces_do_not_count() -> None:
    first = a_file(a_form())
    second = a_file(("yes ", "1", " yes", "adult", "yes", ""), header=("bus_late", *HEADER[:4], "own_words"))
    assert len(compared(first, second, COLUMNS).rows) == 1


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (a_file(a_form(), header=("number", *HEADER[1:])), "SECOND"),
        (a_file(a_form(), header=(*HEADER[:5], "worker_name")), "SECOND"),
        (a_file(a_form(), header=(*HEADER[:5], "bus_late")), "SECOND"),
        (a_file(("", "yes", "adult", "yes", "yes", "")), "SECOND"),
        (a_file(a_form()[:3]), "SECOND"),
        (b"form\xff", "SECOND"),
        (b'form\n"1', "SECOND"),
        (b"", "SECOND"),
    ],
)
def test_a_file_that_cannot_be_compared_is_refused_by_name_and_line(raw: bytes, field: str) -> None:
    with pytest.raises((Malformed, Unacceptable)) as caught:
        compared(a_file(a_form()), raw, COLUMNS)
    assert caught.value.field == field
    assert "worker_name" not in str(caught.value.facts())


@given(st.data())
def test_whatever_two_people_type_only_equal_forms_go_in(data: st.DataObject) -> None:
    forms = st.lists(st.tuples(st.sampled_from("12345"), st.sampled_from(("yes", "no", ""))), max_size=6)
    first, second = data.draw(forms), data.draw(forms)
    typed = [a_file(*(a_form(number, bus_late=late) for number, late in each)) for each in (first, second)]
    found = compared(*typed, COLUMNS)
    went_in = {row.message.removeprefix("paper:"): row.fields["bus_late"] for row in found.rows}
    counted = [[number for number, _ in each] for each in (first, second)]
    expected = {
        number: late
        for number, late in first
        if (number, late) in second and all(numbers.count(number) == 1 for numbers in counted)
    }
    assert went_in == expected
    assert {each.form for each in found.differences} == {number for number, _ in first + second} - expected.keys()
