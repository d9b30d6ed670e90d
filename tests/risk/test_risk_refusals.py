"""What is out of range, not a number, or not known on the date is refused by name, never clamped."""

from dataclasses import replace
from datetime import timedelta
from math import inf, nan

import pytest
from risk_builders import AS_OF, a_site, an_item, answered

from ledger.errors import RiskInputError
from ledger.model.risk import (
    AnswerStatus,
    EvidenceStep,
    EvidenceType,
    MassBalance,
    RemedyState,
    ShareAnswer,
    WorkerEvidence,
    Workforce,
)
from ledger.risk.inherent import workforce_value
from ledger.risk.method_v1 import score_site
from ledger.risk.opacity import mass_balance_opacity


@pytest.mark.parametrize("bad", [nan, inf, -inf, -0.01, 1.01])
@pytest.mark.parametrize("field", ["C", "G", "L"])
def test_a_part_out_of_range_is_refused_by_name(field: str, bad: float) -> None:
    with pytest.raises(RiskInputError) as refused:
        score_site(a_site(**{field.lower(): bad}), as_of=AS_OF)
    assert refused.value.field == field


def test_a_share_out_of_range_is_refused_by_name() -> None:
    with pytest.raises(RiskInputError) as refused:
        score_site(a_site(workforce=Workforce(fees=answered(1.2))), as_of=AS_OF)
    assert refused.value.field == "workforce.fees"


def test_an_answer_without_a_share_is_refused() -> None:
    with pytest.raises(RiskInputError, match="fees"):
        workforce_value(Workforce(fees=ShareAnswer(AnswerStatus.ANSWERED)))


def test_a_step_of_evidence_without_a_release_is_refused() -> None:
    with pytest.raises(RiskInputError, match=r"worker_evidence\.step"):
        score_site(a_site(worker_evidence=WorkerEvidence(EvidenceStep.LOW)), as_of=AS_OF)


def test_a_reference_row_from_the_future_is_refused() -> None:
    site = a_site()
    later = replace(site.country_part, dates=(AS_OF + timedelta(days=1),))
    with pytest.raises(RiskInputError) as refused:
        score_site(replace(site, country_part=later), as_of=AS_OF)
    assert refused.value.field == "C"


@pytest.mark.parametrize("quantity", [inf, nan, -1.0])
def test_a_quantity_that_is_none_is_refused_by_name(quantity: float) -> None:
    with pytest.raises(RiskInputError) as refused:
        mass_balance_opacity(MassBalance(quantity, 1.0, 1.0))
    assert refused.value.field == "mass_balance.quantity_in"


def test_a_remedy_verified_without_a_date_is_refused() -> None:
    item = an_item(EvidenceType.AUDIT_MAJOR, remedy_state=RemedyState.VERIFIED)
    with pytest.raises(RiskInputError, match="remedy_verified_at"):
        score_site(a_site(evidence=(item,)), as_of=AS_OF)
