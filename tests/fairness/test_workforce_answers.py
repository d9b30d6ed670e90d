"""What becomes of an answer that a site takes back, or says that law forbids (method 3.4, rule R7, P11)."""

from typing import Any

import pytest
from builders import MAKER, MALLORY, MILL, MILL_SITE, Party
from fairness_bed import SITE, judged, said
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Unacceptable
from ledger.intake.bodies import read_body
from ledger.intake.summary import render_summary
from ledger.model.record import Record
from ledger.model.risk import AnswerStatus, ShareAnswer
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind

LAW = "Demo Privacy Act, section 9"
DAYS = ("2026-08-01", "2026-09-01", "2026-10-01")


def described(on: str, fees: dict[str, str] | None, *, by: Party = MILL) -> Record:
    body: dict[str, Any] = {"facility": MILL_SITE, "operator": by.did, "country": "IN"}
    return said("facility", body | ({"workforce": {"fees": fees}} if fees else {}), by=by, on=on)


def answered(share: str) -> dict[str, str]:
    return {"status": "answered", "share": share}


def unlawful(citation: str = LAW) -> dict[str, str]:
    return {"status": "unlawful_to_answer", "citation": citation}


def fees_after(*told: dict[str, str] | None) -> ShareAnswer:
    return judged(*(described(on, fees) for on, fees in zip(DAYS, told, strict=False))).inputs.workforce.fees


@pytest.mark.parametrize("blank", [None, {"status": "not_asked"}, {"status": "withheld"}])
def test_an_answer_that_is_left_out_later_is_withheld(blank: dict[str, str] | None) -> None:
    assert fees_after(answered("0.9"), blank).status is AnswerStatus.WITHHELD
    assert fees_after(answered("0.1"), blank, None).status is AnswerStatus.WITHHELD


def test_an_answer_that_was_never_given_is_not_asked_and_a_new_one_counts() -> None:
    assert fees_after(None, None).status is AnswerStatus.NOT_ASKED
    assert fees_after({"status": "not_asked"}, None).status is AnswerStatus.NOT_ASKED
    assert fees_after(answered("0.9"), None, answered("0.2")).share == 0.2


@pytest.mark.parametrize(("last", "share"), [("0.9", 0.9), ("0.26", 0.26)])
def test_an_answer_that_law_forbids_counts_as_the_last_one(last: str, share: float) -> None:
    assert fees_after(answered(last), unlawful()).share == share


@pytest.mark.parametrize("told", [(unlawful(),), (answered("0.1"), unlawful()), ({"status": "withheld"}, unlawful())])
def test_an_answer_that_law_forbids_counts_one_in_four_at_least(told: tuple[dict[str, str], ...]) -> None:
    assert fees_after(*told).status is AnswerStatus.NOT_ASKED


def test_a_new_operator_of_a_site_starts_with_what_was_answered_before() -> None:
    told = described(DAYS[0], answered("0.9")), described(DAYS[1], None, by=MAKER)
    bought = {"operator": MAKER, "decided": {(SITE, MAKER.did): True}}
    assert judged(*told, **bought).inputs.workforce.fees.status is AnswerStatus.WITHHELD
    taken_back = {told[0].record_id: VerdictKind.REVOKED}
    assert judged(*told, **bought, verdicts=taken_back).inputs.workforce.fees.status is AnswerStatus.WITHHELD
    anew = described(DAYS[2], answered("0.2"), by=MAKER)
    assert judged(*told, anew, **bought).inputs.workforce.fees.share == 0.2


def test_attack_an_operator_takes_its_word_back_and_an_accomplice_describes_the_site() -> None:
    told = described(DAYS[0], answered("0.9")), described(DAYS[1], None, by=MALLORY)
    taken_back = {told[0].record_id: VerdictKind.REVOKED}
    fees = judged(*told, operator=MALLORY, verdicts=taken_back).inputs.workforce.fees
    assert fees.status is AnswerStatus.WITHHELD
    proven = judged(*told, operator=MALLORY, verdicts=taken_back, decided={(SITE, MILL.did): False})
    assert proven.inputs.workforce.fees.status is AnswerStatus.NOT_ASKED


def test_attack_a_refusal_that_is_not_anchored_takes_no_answer_away() -> None:
    told = described(DAYS[0], answered("0.9")), described(DAYS[1], None, by=MALLORY)
    after = judged(*told, operator=MALLORY, doubted={(SITE, MILL.did)})
    assert after.inputs.workforce.fees.status is AnswerStatus.WITHHELD


def test_who_never_called_the_site_its_own_withholds_nothing_by_taking_its_description_back() -> None:
    body = {"facility": MILL_SITE, "operator": MILL.did, "country": "IN", "workforce": {"fees": answered("0.9")}}
    named = said("facility", body, by=MALLORY, on=DAYS[0])
    after = judged(named, described(DAYS[1], None), verdicts={named.record_id: VerdictKind.SUPERSEDED})
    assert after.inputs.workforce.fees.status is AnswerStatus.NOT_ASKED


def test_a_stranger_that_described_the_site_first_answers_nothing_for_it() -> None:
    told = described(DAYS[0], answered("0.9"), by=MALLORY), described(DAYS[1], None)
    assert judged(*told).inputs.workforce.fees.status is AnswerStatus.NOT_ASKED
    refused = {(SITE, MILL.did): True, (SITE, MALLORY.did): False}
    assert judged(*told, decided=refused).inputs.workforce.fees.status is AnswerStatus.NOT_ASKED


@given(
    st.integers(0, 100).map(lambda n: f"{n / 100:.2f}"), st.sampled_from([None, {"status": "not_asked"}, unlawful()])
)
def test_taking_an_answer_back_never_scores_better(share: str, blank: dict[str, str] | None) -> None:
    before = judged(described(DAYS[0], answered(share))).score.r
    after = judged(described(DAYS[0], answered(share)), described(DAYS[1], blank)).score.r
    assert after >= before


def test_the_law_is_named_and_stands_in_what_is_signed() -> None:
    record = described(DAYS[0], unlawful())
    assert LAW in record.signed.statement.summary
    body = {"facility": MILL_SITE, "operator": MILL.did, "country": "IN"}
    for wrong in ({"status": "unlawful_to_answer"}, answered("0.1") | {"citation": LAW}):
        unnamed = said("facility", body | {"workforce": {"fees": wrong}}, by=MILL, on=DAYS[0])
        with pytest.raises(Unacceptable, match="citation"):
            read_body(unnamed.signed.statement)
    assert render_summary(Kind.FACILITY, "es", body | {"workforce": {"fees": unlawful()}}).count(LAW) == 1
