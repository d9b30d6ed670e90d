"""Inherent risk, opacity, completeness, V, bands and rounding, each against the method's own check values."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from math import fsum

import pytest
from risk_builders import AS_OF, SHOWN, a_site, an_item

from ledger.errors import RiskInputError
from ledger.model.risk import (
    AnswerStatus,
    EvidenceStep,
    EvidenceType,
    MassBalance,
    OpacityInputs,
    ShareAnswer,
    Term,
    WorkerEvidence,
    Workforce,
)
from ledger.risk.completeness import REQUIRED_FIELDS, completeness, unanswered_fields
from ledger.risk.inherent import commodity_value, country_term, listing_value, rule_of_law_value, workforce_value
from ledger.risk.method_v1 import published_weights, score_site, site_parts
from ledger.risk.opacity import expired_certificate_opacity, mass_balance_opacity, opacity_components, opacity_value
from ledger.risk.rounding import nine_places, printed_ledger
from ledger.risk.weights import WORKFORCE_FIELDS

WITHHELD = ShareAnswer(AnswerStatus.WITHHELD)


def test_a_workforce_nobody_asked_about_weighs_as_the_method_prints() -> None:
    assert workforce_value(Workforce()) == pytest.approx(0.577794, abs=1e-6)


def test_a_workforce_that_is_withheld_weighs_as_the_method_prints() -> None:
    assert workforce_value(Workforce(**dict.fromkeys(WORKFORCE_FIELDS, WITHHELD))) == pytest.approx(0.992832, abs=1e-6)


def test_rule_of_law_beyond_the_scale_is_clipped() -> None:
    assert [rule_of_law_value(x) for x in (3.0, 2.5, 0.0, -2.5, -3.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_the_highest_listing_wins() -> None:
    assert listing_value(has_forced_labour_row=True, is_made_with_listed_input=True, has_child_labour_row=True) == 1
    assert listing_value(has_forced_labour_row=False, is_made_with_listed_input=True, has_child_labour_row=True) == 0.8


def test_two_pseudo_counts_pull_a_good_to_its_sector() -> None:
    assert commodity_value(forced_labour_countries=3, producers=8, sector_mean=0.25) == pytest.approx(0.35)
    with pytest.raises(RiskInputError, match="producers"):
        commodity_value(forced_labour_countries=3, producers=2, sector_mean=0.25)


def test_state_imposed_labour_raises_the_country_and_says_so() -> None:
    told = country_term(a_site(c=0.4, has_state_imposed_labour=True))
    assert told.value == pytest.approx(1.2 * 0.9)
    assert "imposed by the state" in told.detail


def test_the_check_value_of_the_mass_balance_holds() -> None:
    assert mass_balance_opacity(MassBalance(100, 120, 0.95)) == pytest.approx(0.985922, abs=1e-6)


@pytest.mark.parametrize(
    ("balance", "opacity"),
    [
        (MassBalance(0, 0, 1), 0.0),
        (MassBalance(0, 5, 1), 1.0),
        (MassBalance(9, 5, 0), 1.0),
        (MassBalance(9, 9, 1), 0.0),
    ],
)
def test_output_from_nothing_is_wholly_opaque(balance: MassBalance, opacity: float) -> None:
    assert mass_balance_opacity(balance) == opacity


@pytest.mark.parametrize(
    ("days_after", "opacity"), [(0, 0.0), (1, 0.3), (30, 0.3), (31, 0.4), (61, 0.5), (92, 0.6), (900, 0.6)]
)
def test_an_expired_certificate_grows_opaque_by_the_month(days_after: int, opacity: float) -> None:
    last_valid = AS_OF - timedelta(days=days_after)
    assert expired_certificate_opacity([last_valid], as_of=AS_OF) == pytest.approx(opacity)


def test_what_nobody_has_shown_counts_as_hidden() -> None:
    assert opacity_value(opacity_components(OpacityInputs(), as_of=AS_OF)) == 1.0
    assert opacity_value(opacity_components(SHOWN, as_of=AS_OF)) == 0.0


def test_evidence_that_ran_out_adds_opacity_until_it_is_renewed() -> None:
    old = an_item(EvidenceType.AUDIT_ANNOUNCED, days_old=500, content="old", valid_until=AS_OF - timedelta(days=100))
    renewed = an_item(EvidenceType.AUDIT_ANNOUNCED, days_old=90, content="new", valid_until=AS_OF + timedelta(days=90))
    assert site_parts(a_site(evidence=(old,)), as_of=AS_OF).opacity == pytest.approx(0.6)
    assert site_parts(a_site(evidence=(old, renewed)), as_of=AS_OF).opacity == 0.0


def test_no_survey_was_refused_where_labour_is_imposed_by_the_state() -> None:
    refused = replace(SHOWN, survey_refused_by_management=True)
    assert opacity_value(opacity_components(refused, as_of=AS_OF)) == pytest.approx(0.4)
    assert opacity_value(opacity_components(refused, as_of=AS_OF, has_state_imposed_labour=True)) == 0.0


def test_there_are_sixteen_required_fields_and_withheld_is_no_answer() -> None:
    site = a_site(workforce=replace(a_site().workforce, fees=WITHHELD), answered=frozenset({"identity"}))
    assert len(set(REQUIRED_FIELDS)) == 16
    assert completeness(site) == 7 / 16
    assert "fees" in unanswered_fields(site)


def test_an_unknown_required_field_is_refused_by_name() -> None:
    with pytest.raises(RiskInputError, match="identiy"):
        completeness(a_site(answered=frozenset({"identiy"})))


def test_extra_variance_counts_open_fields_surveys_and_pseudo_sites() -> None:
    silent = a_site(workforce=Workforce(), is_pseudo_site=True)
    assert site_parts(silent, as_of=AS_OF).extra_variance == pytest.approx(0.75)
    released = a_site(worker_evidence=WorkerEvidence(released_on=AS_OF))
    assert site_parts(released, as_of=AS_OF).extra_variance == pytest.approx(0.05)


def test_a_release_dated_later_does_not_count_yet() -> None:
    later = WorkerEvidence(EvidenceStep.HIGH, released_on=AS_OF + timedelta(days=1))
    assert site_parts(a_site(worker_evidence=later), as_of=AS_OF).extra_variance == pytest.approx(0.20)
    assert score_site(a_site(worker_evidence=later), as_of=AS_OF).r == score_site(a_site(), as_of=AS_OF).r


def test_credit_is_set_aside_below_two_fifths_of_the_answers() -> None:
    silent = a_site(answered=frozenset(), workforce=Workforce(), worker_evidence=WorkerEvidence(released_on=AS_OF))
    praised = replace(silent, evidence=(an_item(EvidenceType.AUDIT_UNANNOUNCED_OFFSITE, payer="a"),))
    adjustment = score_site(praised, as_of=AS_OF).terms[-1]
    assert adjustment.name == "completeness_adjustment"
    assert adjustment.value == pytest.approx(0.9)
    assert score_site(praised, as_of=AS_OF).eta == pytest.approx(score_site(silent, as_of=AS_OF).eta)


def test_an_unassessed_site_stands_at_a_fifth_at_least() -> None:
    calm = a_site(c=0.0, g=0.0, l=0.0, answered=frozenset(), workforce=replace(a_site().workforce, fees=WITHHELD))
    score = score_site(calm, as_of=AS_OF)
    assert (score.completeness, score.r) == (6 / 16, 0.20)
    assert score.r_lo < 0.20


def test_nine_places_round_half_to_even_and_never_print_a_negative_zero() -> None:
    assert [nine_places(x) for x in (0.1, -1e-12, 2.0**-10 * 0.5, 1e300 / 1e290)] == [
        "0.100000000",
        "0.000000000",
        "0.000488281",
        "10000000000.000000000",
    ]


def test_a_printed_ledger_adds_up_to_printed_eta() -> None:
    terms = tuple(Term(f"t{i}", 1 / 3, "") for i in range(7))
    lines = printed_ledger(terms)
    printed_eta = nine_places(fsum(t.value for t in terms))
    assert lines[-1].name == "rounding"
    assert sum(Decimal(line.value) for line in lines) == Decimal(printed_eta)
    assert Decimal(lines[-1].value) != 0


def test_every_term_speaks_to_the_supplier() -> None:
    low = a_site(answered=frozenset(), workforce=Workforce())
    terms = score_site(low, as_of=AS_OF).terms
    assert [term.name for term in terms] == [
        "baseline",
        "country",
        "commodity",
        "listing",
        "workforce",
        "adverse_evidence",
        "favourable_evidence",
        "confidential_evidence",
        "opacity",
        "completeness_adjustment",
    ]
    assert all(len(term.explanation) > 40 and "Raises" not in term.explanation for term in terms)


def test_every_weight_is_published() -> None:
    published = dict(published_weights())
    assert published["intercept"] == "-3.400000000"
    assert published["adverse.audit_major"] == "1.500000000"
    assert published["workforce.fees"] == "0.800000000"


def test_a_site_as_of_an_earlier_day_does_not_know_later_evidence() -> None:
    item = an_item(EvidenceType.REGULATOR_FINDING)
    before = date.fromordinal(AS_OF.toordinal() - 1)
    assert score_site(a_site(evidence=(item,)), as_of=before) == score_site(a_site(), as_of=before)
