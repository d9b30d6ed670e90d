"""Numbers and days are read by the marks that the mapping names, exactly, or not at all."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.errors import Unacceptable
from ledger.intake.papers.amounts import read_amount
from ledger.intake.papers.dates import DayFormat, read_day, read_moment

AMOUNTS = st.decimals(min_value=0, max_value=10**17, places=4, allow_nan=False, allow_infinity=False)
MARKS = st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'"), (".", None), (",", None)])
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def _written(amount: Decimal, decimal: str, thousands: str | None) -> str:
    """The oracle: Python writes the number, and the marks are put in the place of its own."""
    text = f"{amount:,.4f}" if thousands else f"{amount:.4f}"
    return text.translate(str.maketrans({",": thousands or "", ".": decimal}))


@given(AMOUNTS, MARKS)
def test_an_amount_reads_back_whatever_its_marks(amount: Decimal, marks: tuple[str, str | None]) -> None:
    decimal, thousands = marks
    assert Decimal(read_amount(_written(amount, *marks), decimal=decimal, thousands=thousands)) == amount


@given(AMOUNTS, MARKS)
def test_a_sheets_number_and_the_same_number_as_text_are_one_amount(
    amount: Decimal, marks: tuple[str, str | None]
) -> None:
    decimal, thousands = marks
    as_text = read_amount(_written(amount, *marks), decimal=decimal, thousands=thousands)
    assert read_amount(amount, decimal=None, thousands=None) == as_text


@given(st.text(alphabet="0123456789.,' ", max_size=14), MARKS)
def test_what_is_read_is_never_another_number_than_the_marks_say(text: str, marks: tuple[str, str | None]) -> None:
    decimal, thousands = marks
    try:
        read = read_amount(text, decimal=decimal, thousands=thousands)
    except Unacceptable:
        return
    whole, mark, places = text.partition(decimal)
    assert not mark or places.isdigit()
    if thousands and thousands in whole:
        first, *groups = whole.split(thousands)
        assert 1 <= len(first) <= 3
        assert all(len(group) == 3 for group in groups)
        whole = whole.replace(thousands, "")
    assert whole.isdigit()
    assert Decimal(read) == Decimal(f"{whole}.{places or 0}")


@pytest.mark.parametrize("text", ["1,234", "1.234", "1.5", "1 234", "1'234"])
def test_a_mark_that_the_mapping_does_not_explain_is_refused(text: str) -> None:
    with pytest.raises(Unacceptable, match="two ways"):
        read_amount(text, decimal=None, thousands=None)


@pytest.mark.parametrize("text", ["1,23", "1,2345", "12,34,567", ",5", "5.", "1.2.3", "1,234,56", "1e5", "1E+5", "٣"])
def test_a_number_that_the_marks_do_not_make_is_refused(text: str) -> None:
    with pytest.raises(Unacceptable):
        read_amount(text, decimal=".", thousands=",")


@pytest.mark.parametrize("text", ["-1", "(5)", "5-", "−3"])
def test_a_negative_amount_is_refused_as_such(text: str) -> None:
    with pytest.raises(Unacceptable, match="negative"):
        read_amount(text, decimal=".", thousands=",")


@pytest.mark.parametrize("amount", [Decimal("1E+30"), Decimal("1E-30"), Decimal("NaN"), Decimal("12.3456789012")])
def test_an_amount_that_a_body_cannot_hold_is_refused(amount: Decimal) -> None:
    with pytest.raises(Unacceptable):
        read_amount(amount, decimal=None, thousands=None)


@given(DAYS, st.sampled_from([("YYYY-MM-DD", "%Y-%m-%d"), ("DD.MM.YYYY", "%d.%m.%Y"), ("MM/DD/YYYY", "%m/%d/%Y")]))
def test_a_day_reads_back_in_every_order(day: date, forms: tuple[str, str]) -> None:
    ours, pythons = forms
    assert read_day(day.strftime(pythons), DayFormat(ours)) == day.isoformat()


@given(DAYS)
def test_day_and_month_are_never_swapped_silently(day: date) -> None:
    assume(day.day > 12)
    with pytest.raises(Unacceptable):
        read_day(day.strftime("%d/%m/%Y"), DayFormat("MM/DD/YYYY"))


@given(DAYS)
def test_a_day_without_leading_zeros_is_read_where_the_format_says_so(day: date) -> None:
    assert read_day(f"{day.day}.{day.month}.{day.year}", DayFormat("D.M.YYYY")) == day.isoformat()


@pytest.mark.parametrize("text", ["DD.MM.YY", "DD.MM", "YYYY-MM-DD YYYY", "YYYY-MM-DD HH", "Day DD.MM.YYYY", ""])
def test_a_format_that_leaves_something_open_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        DayFormat(text)


@pytest.mark.parametrize("text", ["31.02.2026", "00.01.2026", "3.5.2026", "03.05.26", "2026-05-03", "01.01.1025"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unacceptable):
        read_day(text, DayFormat("DD.MM.YYYY"))


def test_a_day_without_a_time_is_told_as_noon_and_a_time_is_kept() -> None:
    written = DayFormat("YYYY-MM-DD HH:mm")
    assert read_moment("2026-05-03 08:30", written, "+07:00") == "2026-05-03T08:30:00+07:00"
    assert read_moment("2026-05-03", DayFormat("YYYY-MM-DD"), "+07:00") == "2026-05-03T12:00:00+07:00"
    assert read_moment(datetime(2026, 5, 3), written, "+07:00") == "2026-05-03T12:00:00+07:00"  # noqa: DTZ001
    assert read_moment(datetime(2026, 5, 3, 8, 30), written, "+07:00") == "2026-05-03T08:30:00+07:00"  # noqa: DTZ001


def test_a_number_in_the_place_of_a_day_is_refused() -> None:
    with pytest.raises(Unacceptable, match="not a date"):
        read_day(Decimal(46_145), DayFormat("YYYY-MM-DD"))
