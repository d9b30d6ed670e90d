"""Sizes, decay, independence, findings, caps and the reset of section 4, with the method's check values."""

from dataclasses import replace
from datetime import timedelta

import pytest
from risk_builders import AS_OF, a_site, an_item

from ledger.model.risk import EvidenceItem, EvidenceType, RemedyState, SealedEvidence, SurveyCounts
from ledger.risk.evidence import favourable_decay, remedied_weight, weigh
from ledger.risk.independence import independence_groups
from ledger.risk.method_v1 import evidence_terms

ANSWERED = RemedyState.ANSWERED
UNANNOUNCED, ANNOUNCED = EvidenceType.AUDIT_UNANNOUNCED_OFFSITE, EvidenceType.AUDIT_ANNOUNCED
ATTESTATION, MAJOR = EvidenceType.ATTESTATION, EvidenceType.AUDIT_MAJOR


def favourable(*items: EvidenceItem) -> float:
    return weigh(items, as_of=AS_OF).favourable


def adverse(*items: EvidenceItem) -> float:
    return weigh(items, as_of=AS_OF).adverse


def test_the_check_values_of_decay_hold() -> None:
    assert -0.90 * favourable_decay(6) == pytest.approx(-0.636396, abs=1e-6)
    assert 1.5 * remedied_weight(24) == pytest.approx(0.595275, abs=1e-6)
    assert 4.0 * remedied_weight(48) == pytest.approx(1.0, abs=1e-6)


def test_an_audit_loses_half_its_credit_in_a_year() -> None:
    year_old = an_item(UNANNOUNCED, days_old=365, payer="a")
    assert favourable(year_old) == pytest.approx(-0.45, abs=1e-3)


def test_credit_ends_after_the_last_valid_day() -> None:
    last_day = an_item(ANNOUNCED, payer="a", valid_until=AS_OF)
    assert favourable(last_day) == pytest.approx(-0.4)
    assert favourable(replace(last_day, event_date=AS_OF - timedelta(9), valid_until=AS_OF - timedelta(1))) == 0


def test_two_audits_of_one_payer_count_once_and_a_quarter() -> None:
    two = [an_item(ANNOUNCED, content=c, payer="brand", assessor=c) for c in "ab"]
    assert favourable(*two) == pytest.approx(-0.5)


def test_a_shared_assessor_links_the_groups_of_two_payers() -> None:
    chain = [
        an_item(ANNOUNCED, content="1", payer="p", assessor="x"),
        an_item(ANNOUNCED, content="2", payer="q", assessor="x"),
        an_item(ANNOUNCED, content="3", payer="q", assessor="y"),
        an_item(ANNOUNCED, content="4", payer="z", assessor="z"),
    ]
    assert sorted(map(len, independence_groups(chain))) == [1, 3]


def test_audits_of_nobody_knows_whom_are_one_group() -> None:
    nameless = [an_item(ANNOUNCED, content=c) for c in "abcd"]
    assert favourable(*nameless) == pytest.approx(-0.4 - 3 * 0.1)


def test_fifty_attestations_move_the_score_by_a_fifth_at_most() -> None:
    stuffed = [an_item(ATTESTATION, content=str(n), payer=str(n)) for n in range(50)]
    assert favourable(*stuffed) == pytest.approx(-0.20)


def test_fifty_programmes_stop_at_the_cap() -> None:
    stuffed = [an_item(EvidenceType.WORKER_DRIVEN_PROGRAMME, content=str(n), payer=str(n)) for n in range(50)]
    assert favourable(*stuffed) == -2.0


def test_one_finding_reported_thrice_counts_once_at_its_largest() -> None:
    same = [
        an_item(MAJOR, content="1", finding_id="f", remedy_state=ANSWERED),
        an_item(EvidenceType.REGULATOR_FINDING, content="2", finding_id="f", remedy_state=ANSWERED),
        an_item(EvidenceType.DOCUMENTED_REPORT, content="3", finding_id="f", remedy_state=ANSWERED),
    ]
    assert adverse(*same) == 4.0


def test_different_findings_of_one_auditor_count_in_full() -> None:
    two = [an_item(MAJOR, content=c, finding_id=c, assessor="x", payer="p") for c in "ab"]
    assert adverse(*two) == 3.0


def test_a_claimed_remedy_weighs_as_much_as_none() -> None:
    old = an_item(MAJOR, days_old=1500)
    assert adverse(old) == adverse(replace(old, remedy_state=RemedyState.CLAIMED)) == 1.5


def test_a_remedy_verified_later_than_the_date_is_not_known_yet() -> None:
    tomorrow = AS_OF + timedelta(days=1)
    item = an_item(MAJOR, days_old=30, remedy_state=RemedyState.VERIFIED, remedy_verified_at=tomorrow)
    assert adverse(item) == 1.5
    assert weigh([item], as_of=AS_OF).has_open_adverse
    assert weigh([item], as_of=tomorrow).adverse == 0.75


def test_an_unanswered_finding_pauses_all_credit() -> None:
    audit = an_item(UNANNOUNCED, content="audit", payer="a")
    finding = an_item(EvidenceType.AUDIT_MINOR, content="finding", days_old=600)
    assert favourable(audit, finding) == 0
    assert favourable(audit, replace(finding, remedy_state=ANSWERED)) == pytest.approx(-0.9)
    assert favourable(audit, replace(finding, event_date=AS_OF - timedelta(days=731))) == pytest.approx(-0.9)


def test_an_unanswered_finding_pauses_the_credit_of_a_sealed_survey_but_not_its_alarm() -> None:
    finding = an_item(EvidenceType.AUDIT_MINOR)

    def survey_term_of(affected: int) -> float:
        counts = SealedEvidence((SurveyCounts(40, affected, AS_OF),))
        return evidence_terms(a_site(evidence=(finding,), worker_evidence=counts), as_of=AS_OF)[2].value

    assert (survey_term_of(0), round(survey_term_of(2), 6)) == (0.0, 2.311689)


def test_state_imposed_labour_leaves_no_credit() -> None:
    audit = an_item(UNANNOUNCED, payer="a")
    credit = SealedEvidence((SurveyCounts(60, 0, AS_OF),))
    site = a_site(evidence=(audit,), worker_evidence=credit, has_state_imposed_labour=True)
    assert [term.value for term in evidence_terms(site, as_of=AS_OF)] == [0.0, 0.0, 0.0]


def test_an_audit_that_reports_a_major_finding_gives_no_credit() -> None:
    audit = an_item(UNANNOUNCED, content="clean part", payer="a", record_id="0x01")
    major = an_item(MAJOR, content="finding", record_id="0x01", remedy_state=ANSWERED)
    assert favourable(audit, major) == 0
    assert favourable(replace(audit, record_id="0x02"), major) == pytest.approx(-0.9)


def test_of_two_readings_of_one_document_the_graver_stands() -> None:
    lenient = an_item(MAJOR, days_old=400, remedy_state=RemedyState.VERIFIED, remedy_verified_at=AS_OF)
    grave = replace(lenient, remedy_state=RemedyState.OPEN, remedy_verified_at=None)
    assert adverse(lenient, grave) == adverse(grave, lenient) == 1.5


def test_the_terms_name_their_records_and_dates() -> None:
    item = an_item(MAJOR, days_old=10, record_id="0xabc")
    term = evidence_terms(a_site(evidence=(item,)), as_of=AS_OF)[0]
    assert (term.sources, term.dates) == (("0xabc",), (item.event_date,))
    assert "audit major of 2026-11-11: +1.5000" in term.detail
