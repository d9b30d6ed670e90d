"""The laws of the brand's own score: unknown is not safe, finding beats not looking, leaving is not free."""

from dataclasses import replace
from datetime import date
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.brand import weights
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
    parts = (ChainPart("site", PartKind.NO_FINDING, 1.0),)
    return replace(BrandInputs(BRAND, suppliers, (MILL, MAKER), statements, parts), **changes)  # type: ignore[arg-type]


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


def praise_by(supplier: str) -> tuple[PracticeTold, ...]:
    return tuple(as_agreed(practice, by=by, supplier=supplier) for practice in Practice for by in (supplier, BRAND))


def test_attack_a_second_company_of_the_brand_praises_it_and_moves_nothing() -> None:
    puppet = "did:web:puppet.example"
    alone = score_brand(a_brand(*praise_by(puppet), suppliers=(puppet,)), as_of=AS_OF)
    assert alone.band is Band.NOT_ASSESSED
    assert alone.r >= weights.UNASSESSED_FLOOR
    silent, praised = a_brand(suppliers=(MILL, MAKER)), a_brand(*praise_by(puppet), suppliers=(MILL, MAKER, puppet))
    assert index(praised) >= index(silent)
    assert index(a_brand(*GOOD, *praise_by(puppet), suppliers=(MILL, MAKER, puppet))) >= index(
        a_brand(*GOOD, suppliers=(MILL, MAKER))
    )


def test_practices_that_no_linked_supplier_speaks_of_leave_a_brand_unassessed() -> None:
    others = tuple(
        told(each, by=BRAND, supplier="did:web:puppet.example", happened=30.0 if each is Practice.ORDER_CHANGE else 0.0)
        for each in (Practice.PRICE, Practice.LEAD_TIME, Practice.ORDER_CHANGE)
    )
    assert score_brand(a_brand(*others), as_of=AS_OF).band is Band.NOT_ASSESSED


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
    rest = ChainPart("rest", PartKind.NO_FINDING, 1 - share)
    hidden, seen = (
        index(a_brand(*GOOD, parts=(ChainPart("s", kind, share), rest)))
        for kind in (PartKind.UNKNOWN, PartKind.NO_FINDING)
    )
    assert hidden > seen


def test_r3_no_part_of_a_brands_chain_is_called_a_case() -> None:
    """An open case is a word of sealed assessments alone; what a brand is shown is a finding nobody answered."""
    parts = tuple(ChainPart(kind, kind, 1 / len(PartKind)) for kind in PartKind)
    chain = next(each for each in score_brand(a_brand(parts=parts), as_of=AS_OF).terms if each.name == "supply_chain")
    assert "unanswered finding 20%" in chain.detail
    assert "no finding known 20%" in chain.detail
    assert "case" not in f"{chain.detail} {chain.explanation} {sorted(weights.published())}"


LEFT = SupplierLeft(MILL, date(2025, 6, 1), date(2025, 6, 1), 0.9, True, "workers-ask", "0x01")


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


@given(st.permutations(GOOD))
def test_the_order_of_statements_changes_nothing(shuffled: list[PracticeTold]) -> None:
    assert score_brand(a_brand(*shuffled), as_of=AS_OF) == score_brand(a_brand(*GOOD), as_of=AS_OF)
