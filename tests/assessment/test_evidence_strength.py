"""Who stands behind a record: an axis of its own, by what the registry knows, that never moves a number."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import AGENT, AUDITOR, BRAND, MALLORY, MILL, MILL_SITE, Party, a_record, an_attestation
from line_bed import FEES, SITE, a_remedy, an_audit, judged, said

from ledger.assessment.strength import Registered, strength_of
from ledger.model.record import Record
from ledger.model.risk import EvidenceStrength, EvidenceType, TermEvidence
from ledger.model.statement import Scheme

KNOWN = Registered(operator=MILL.did, auditors={AUDITOR.did}, brands={BRAND.did})
STRENGTH = EvidenceStrength


def by(party: Party) -> Record:
    return a_record(an_attestation(signed_by=party))


def custodial(record: Record) -> Record:
    return replace(record, signed=replace(record.signed, scheme=Scheme.CUSTODIAL))


@pytest.mark.parametrize(
    ("party", "taken_as", "payer", "expected"),
    [
        (MILL, EvidenceType.ATTESTATION, None, STRENGTH.SELF),
        (BRAND, EvidenceType.ATTESTATION, None, STRENGTH.BUYER),
        (MALLORY, EvidenceType.ATTESTATION, None, STRENGTH.SECOND_PARTY),
        (AUDITOR, EvidenceType.AUDIT_ANNOUNCED, BRAND.did, STRENGTH.ACCREDITED_THIRD_PARTY),
        (AUDITOR, EvidenceType.AUDIT_ANNOUNCED, MILL.did, STRENGTH.SECOND_PARTY),
        (AUDITOR, EvidenceType.AUDIT_MAJOR, AUDITOR.did, STRENGTH.SECOND_PARTY),
        (AUDITOR, EvidenceType.AUDIT_MAJOR, None, STRENGTH.SECOND_PARTY),
        (MALLORY, EvidenceType.AUDIT_ANNOUNCED, BRAND.did, STRENGTH.SECOND_PARTY),
        (AUDITOR, EvidenceType.WORKER_DRIVEN_PROGRAMME, MILL.did, STRENGTH.WORKER_CONFIRMED),
        (AGENT, EvidenceType.SUBSTANTIATED_GRIEVANCE, None, STRENGTH.WORKER_CONFIRMED),
        (MALLORY, EvidenceType.REGULATOR_FINDING, None, STRENGTH.GOVERNMENT),
    ],
)
def test_the_registry_decides_who_speaks(
    party: Party, taken_as: EvidenceType, payer: str | None, expected: EvidenceStrength
) -> None:
    assert strength_of(by(party), taken_as, KNOWN, payer=payer) is expected


@pytest.mark.parametrize("taken_as", [*EvidenceType, None])
@pytest.mark.parametrize("party", [MILL, BRAND, AUDITOR, AGENT])
def test_what_somebody_else_signed_is_custodial_whatever_it_says(party: Party, taken_as: EvidenceType | None) -> None:
    assert strength_of(custodial(by(party)), taken_as, KNOWN, payer=BRAND.did) is STRENGTH.CUSTODIAL


def evidence(of: str, *records: Record, **more: Any) -> list[TermEvidence]:
    terms = judged(*records, **more).score.terms
    return [each for term in terms if term.name == of for each in term.evidence]


def test_a_finding_names_its_record_its_day_and_what_it_adds() -> None:
    found = an_audit(FEES)
    (told,) = evidence("adverse_evidence", found)
    # the bed knows no brand, but this audit's payer is neither the site nor the auditor
    expected = TermEvidence("0x" + found.record_id.hex(), STRENGTH.ACCREDITED_THIRD_PARTY, date(2026, 3, 10), 0.5)
    assert told == expected


def test_a_verified_remedy_stands_beside_its_finding_as_confirmed_by_workers() -> None:
    found = an_audit(FEES)
    remedy = a_remedy(found)
    _, told = evidence("adverse_evidence", found, remedy)
    expected = TermEvidence("0x" + remedy.record_id.hex(), STRENGTH.WORKER_CONFIRMED, date(2026, 8, 1), -0.25)
    assert told == expected


def test_a_remedy_that_the_site_claims_itself_confirms_nothing() -> None:
    found = an_audit(FEES)
    claimed = a_remedy(found, by=MILL, state="claimed")
    assert [each.record_id for each in evidence("adverse_evidence", found, claimed)] == ["0x" + found.record_id.hex()]


ANSWERS = {"fees": {"status": "answered", "share": "0"}}


def a_facility(**changes: Any) -> Record:
    told = {"facility": MILL_SITE, "operator": MILL.did, "country": "IN", "name": "A mill", "goods": ["Thread/Yarn"]}
    return said("facility", told | changes, by=MILL, on="2026-02-01")


def test_workforce_answers_are_the_sites_own_word_and_say_what_they_move() -> None:
    described = a_facility(workforce=ANSWERS)
    (told,) = evidence("workforce", described)
    assert (told.strength, told.day) == (STRENGTH.SELF, date(2026, 2, 1))
    nobody_asked, asked = (term_value("workforce", each) for each in (a_facility(), described))
    assert told.weight == pytest.approx(asked - nobody_asked)


def term_value(name: str, *records: Record) -> float:
    return judged(*records).term(name)


def test_what_shows_a_site_is_named_and_adds_nothing_by_itself() -> None:
    described, visit = a_facility(), an_audit()
    told = evidence("opacity", described, visit)
    assert {each.record_id for each in told} == {"0x" + each.record_id.hex() for each in (described, visit)}
    assert {each.weight for each in told} == {0.0}


def test_confidential_evidence_names_no_record() -> None:
    from line_bed import a_release

    assert evidence("confidential_evidence", a_release()) == []
    assert judged(a_release()).inputs.site == SITE
