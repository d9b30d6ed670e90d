"""P32 and P34 as laws of any name: what is only alike never holds, and a short list clears nobody."""

from hypothesis import given, settings
from hypothesis import strategies as st
from screening_builders import a_row, an_order, an_origin, lists, screened

from ledger.model.screening import ScreeningVerdict
from ledger.reference.rows import Trust

QUICK = settings(max_examples=25, deadline=None)
LISTED = "Quorvane Brightwater Textile Co., Ltd."
words = st.lists(st.text("abcdefgilmnoprstuvwz", min_size=3, max_size=9), min_size=2, max_size=4).map(" ".join)


@st.composite
def misspelt(draw: st.DrawFn) -> str:
    """The listed name with one letter of a long word doubled."""
    at = draw(st.integers(1, len("Quorvane") - 1))
    return LISTED[:at] + LISTED[at] + LISTED[at:]


@given(misspelt(), st.booleans())
@QUICK
def test_p32_a_fuzzy_match_never_holds(written: str, is_order: bool) -> None:
    tables = lists(orders=[an_order()]) if is_order else lists([a_row()])
    answer = screened(written, tables)
    assert answer.verdict is not ScreeningVerdict.CONFIRMED
    assert not any(match.may_hold for match in answer.matches)


@given(st.sampled_from([LISTED, LISTED.upper(), "Quorvane Brightwater Textile"]))
@QUICK
def test_p32_a_low_trust_row_never_holds_however_exact_the_name(written: str) -> None:
    answer = screened(written, lists([a_row(origin=an_origin(trust=Trust.LOW))]))
    assert len(answer.matches) == 1
    assert not answer.matches[0].may_hold


@given(words, st.integers(1, 50))
@QUICK
def test_p34_a_list_that_is_short_never_says_clear(name: str, missing: int) -> None:
    assert screened(name, lists([a_row()], short_by=missing)).verdict is not ScreeningVerdict.NO_MATCH
