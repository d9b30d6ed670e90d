"""The laws of the brand's own score: unknown is not safe, finding beats not looking, leaving is not free."""

from dataclasses import replace
from datetime import date, timedelta
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.brand import weights
from ledger.brand.exits import Exit, suppliers_left
from ledger.brand.practices import shortfall
from ledger.brand.score import score_brand
from ledger.model.brand import BrandInputs, ChainPart, PartKind, Practice, PracticeTold, SupplierLeft
from ledger.model.risk import Band

BRAND, MILL, MAKER = "did:web:brand.example", "did:web:mill.example", "did:web:maker.example"
AS_OF, DAY = date(2026, 11, 21), date(2026, 10, 1)
_FRACTIONS = st.floats(0, 1)


def told(
    practice: Practice = Practice.PAYMENT, *, by: str = MILL, happened: float = 30.0, **changes: object
) -> PracticeTold:
    made = PracticeTold(practice, by, MILL, "PO-1", 30.0, happened, DAY, "0x" + by.encode().hex()[:8])
    return replace(made, **changes)  # type: ignore[arg-type]


def as_agreed(practice: Practice, *, by: str = MILL, supplier: str = MILL) -> PracticeTold:
    """Everything happened as it was due; of an order nothing was changed."""
    happened = 0.0 if practice is Practice.ORDER_CHANGE else 30.0
    return told(practice, by=by, happened=happened, supplier=supplier)


def a_brand(*statements: PracticeTold, suppliers: tuple[str, ...] = (MILL,), **changes: object) -> BrandInputs:
    parts = (ChainPart("site", PartKind.NO_CASE, 1.0),)
    return replace(BrandInputs(BRAND, suppliers, statements, parts), **changes)  # type: ignore[arg-type]


GOOD = tuple(as_agreed(practice, by=by) for practice in Practice for by in (MILL, BRAND))


def index(inputs: BrandInputs, *, as_of: date = AS_OF) -> float:
    return score_brand(inputs, as_of=as_of).r


def test_a_brand_of_which_nobody_said_anything_is_not_assessed_and_never_good() -> None:
    silent = score_brand(a_brand(), as_of=AS_OF)
    assert silent.band is Band.NOT_ASSESSED
    assert silent.r >= weights.UNASSESSED_FLOOR > index(a_brand(*GOOD))
    assert set(silent.unsaid) == set(Practice)


def test_the_terms_add_up_to_eta_and_the_range_holds_the_index() -> None:
    score = score_brand(a_brand(*GOOD, told(happened=75.0)), as_of=AS_OF)
    assert fsum(term.value for term in score.terms) == score.eta
    assert 0 <= score.r_lo <= score.r <= score.r_hi <= 1
    assert all(term.explanation for term in score.terms)


def test_praise_of_oneself_counts_nothing_and_a_confession_counts() -> None:
    own = tuple(as_agreed(practice, by=BRAND) for practice in Practice)
    assert index(a_brand(*own)) == index(a_brand())
    late = told(by=BRAND, happened=90.0)
    assert (
        fsum(t.value for t in score_brand(a_brand(late), as_of=AS_OF).terms) > score_brand(a_brand(), as_of=AS_OF).eta
    )


def test_where_both_sides_differ_the_worse_number_counts() -> None:
    rest = tuple(each for each in GOOD if each.practice is not Practice.PAYMENT)
    disagreed = index(a_brand(*rest, told(happened=80.0), told(by=BRAND, happened=30.0)))
    assert disagreed >= index(a_brand(*rest, told(happened=80.0)))


def test_what_both_sides_state_alike_narrows_the_range() -> None:
    alone = tuple(each for each in GOOD if each.issuer == MILL)
    both, one = score_brand(a_brand(*GOOD), as_of=AS_OF), score_brand(a_brand(*alone), as_of=AS_OF)
    assert both.r_hi - both.r_lo < one.r_hi - one.r_lo


def test_the_silence_of_other_suppliers_is_not_read_as_their_content() -> None:
    assert index(a_brand(*GOOD, suppliers=(MILL, MAKER))) > index(a_brand(*GOOD))


def test_a_statement_signed_later_is_not_known_and_an_overturned_one_weighs_nothing() -> None:
    bad = told(happened=90.0)
    assert index(a_brand(*GOOD, replace(bad, order="PO-2", told_on=date(2026, 12, 1)))) == index(a_brand(*GOOD))
    assert index(a_brand(*GOOD, replace(bad, order="PO-2", is_overturned=True))) == index(a_brand(*GOOD))


@given(before=_FRACTIONS, after=_FRACTIONS, practice=st.sampled_from(Practice))
def test_a_larger_shortfall_never_scores_better(before: float, after: float, practice: Practice) -> None:
    low, high = sorted((before, after))
    scored = [index(a_brand(_short(practice, x))) for x in (low, high)]
    assert scored[0] <= scored[1] + 1e-12


def _short(practice: Practice, by: float) -> PracticeTold:
    """A statement with this shortfall."""
    late = {Practice.PAYMENT: weights.PAYMENT_FULL_DAYS, Practice.REMEDY: weights.REMEDY_FULL_DAYS}
    if practice in late:
        made = told(practice, happened=30 + by * late[practice])
    else:
        made = told(practice, happened=30 * by if practice is Practice.ORDER_CHANGE else 30 * (1 - by))
    assert shortfall(made) == pytest.approx(by)
    return made


@given(share=_FRACTIONS, said=st.booleans(), others=st.sampled_from(PartKind))
def test_s13_a_disclosed_case_in_remedy_never_scores_worse_than_an_unknown_of_the_same_share(
    share: float, said: bool, others: PartKind
) -> None:
    def with_part(kind: PartKind) -> BrandInputs:
        parts = (ChainPart("site", kind, share), ChainPart("rest", others, 1 - share))
        return a_brand(*(GOOD if said else ()), parts=parts)

    disclosed, hidden = (score_brand(with_part(kind), as_of=AS_OF) for kind in (PartKind.IN_REMEDY, PartKind.UNKNOWN))
    assert disclosed.r <= hidden.r
    assert disclosed.r_hi <= hidden.r_hi


@given(share=st.floats(0.01, 1))
def test_hiding_a_part_of_the_chain_never_scores_better_than_a_part_without_a_case(share: float) -> None:
    rest = ChainPart("rest", PartKind.NO_CASE, 1 - share)
    hidden, seen = (
        index(a_brand(*GOOD, parts=(ChainPart("s", kind, share), rest)))
        for kind in (PartKind.UNKNOWN, PartKind.NO_CASE)
    )
    assert hidden > seen


LEFT = SupplierLeft(MILL, date(2025, 6, 1), 0.9, True, "workers-ask", None)


@pytest.mark.parametrize(("as_of", "stays"), [("2027-05-31", True), ("2027-06-05", False), ("2025-05-31", False)])
def test_s11_a_supplier_that_was_left_stays_24_months_with_its_last_score(as_of: str, stays: bool) -> None:
    score = score_brand(a_brand(*GOOD, left=(LEFT,)), as_of=date.fromisoformat(as_of))
    term = next(each for each in score.terms if each.name == "suppliers_left")
    assert (term.value > 0) is stays
    assert (score.left == (LEFT,)) is stays


@given(last=st.one_of(st.none(), _FRACTIONS), well=st.booleans())
def test_s11_leaving_a_supplier_never_makes_a_score_better(last: float | None, well: bool) -> None:
    left = replace(LEFT, last_score=last, has_left_well=well)
    assert index(a_brand(*GOOD, left=(left,))) >= index(a_brand(*GOOD))


def an_exit(**changes: object) -> Exit:
    """The brand's own statement, 120 days ahead and with an impact assessment."""
    left_on = date(2026, 6, 1)
    made = Exit(MILL, left_on, left_on - timedelta(days=120), False, 120, True, None, "0x01")
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "is_well"),
    [
        ({}, True),
        ({"has_assessment": False}, False),
        ({"notice_days": 30}, False),
        ({"told_on": date(2026, 5, 31)}, False),
        ({"has_assessment": False, "notice_days": 0, "exception": "workers-ask"}, True),
        ({"has_assessment": False, "notice_days": 0, "exception": "law-forbids"}, True),
    ],
)
def test_s14_leaving_needs_an_assessment_and_notice_unless_law_or_workers_ask(
    changes: dict[str, object], is_well: bool
) -> None:
    (left,) = suppliers_left([an_exit(**changes)], {}, as_of=AS_OF)
    assert left.has_left_well is is_well
    worse = index(a_brand(*GOOD, left=(replace(left, has_left_well=False),)))
    assert (index(a_brand(*GOOD, left=(left,))) < worse) is is_well


@pytest.mark.parametrize(("notice", "is_well"), [(100, True), (5, False)])
def test_s14_the_suppliers_word_on_the_notice_counts_and_the_assessment_is_the_brands(
    notice: int, is_well: bool
) -> None:
    late = an_exit(told_on=date(2026, 6, 1))
    by_supplier = an_exit(by_supplier=True, notice_days=notice, has_assessment=False, record_id="0x02")
    (left,) = suppliers_left([late, by_supplier], {}, as_of=AS_OF)
    assert left.has_left_well is is_well
    (alone,) = suppliers_left([replace(by_supplier, has_assessment=True)], {}, as_of=AS_OF)
    assert alone.how == "no impact assessment"


def test_s14_an_exception_says_whose_word_it_is() -> None:
    own = an_exit(exception="workers-ask")
    told = [suppliers_left([replace(own, by_supplier=each)], {}, as_of=AS_OF)[0].how for each in (False, True)]
    assert told == ["workers-ask, by the brand's own word", "workers-ask, by the supplier's word"]


def test_who_is_ordered_from_again_was_not_left_and_who_is_forgotten_for_a_year_was() -> None:
    assert suppliers_left([an_exit()], {MILL: date(2026, 9, 1)}, as_of=AS_OF) == ()
    (left,) = suppliers_left([], {MILL: date(2025, 9, 1)}, as_of=AS_OF)
    assert (left.left_on, left.has_left_well) == (date(2025, 9, 1), False)
    assert suppliers_left([], {MILL: date(2026, 1, 1)}, as_of=AS_OF) == ()


@given(st.permutations(GOOD))
def test_the_order_of_statements_changes_nothing(shuffled: list[PracticeTold]) -> None:
    assert score_brand(a_brand(*shuffled), as_of=AS_OF) == score_brand(a_brand(*GOOD), as_of=AS_OF)
