"""What is signed can be read: the summary tells what is claimed, found and answered, whole and in one line."""

from typing import Any

import pytest
from builders import MILL, MILL_SITE, an_attestation_body
from pydantic import TypeAdapter, ValidationError

from ledger.errors import Unacceptable
from ledger.intake.summary import render_summary
from ledger.model.bodies import AttestationBody, AuditBody, CertificateBody
from ledger.model.statement import Kind
from ledger.proof.canonical import canonicalise

AUDIT = {
    "facility": MILL_SITE, "payer": MILL.did, "is_announced": True, "has_offsite_interviews": False,
    "conducted_on": "2026-09-01", "report_hash": "0x" + "11" * 32,
}  # fmt: skip


VERIFIED_BY_THE_AUDITOR = {"finding_id": "1", "grade": "minor", "topic": "fees", "remedy": "verified"}


def test_an_attestation_names_its_claim_and_its_last_day() -> None:
    told = render_summary(Kind.ATTESTATION, "en", an_attestation_body(valid_until="2027-12-31"))
    assert "no-recruitment-fees" in told
    assert "2027-12-31" in told


def test_an_audit_names_each_finding() -> None:
    found = [{"finding_id": "1", "grade": "major", "topic": "fees"}]
    assert "major fees (open)" in render_summary(Kind.AUDIT, "en", AUDIT | {"findings": found})


def test_a_facility_tells_its_workforce_answers() -> None:
    body = {"facility": MILL_SITE, "country": "IN", "operator": MILL.did}
    answers = {"workforce": {"fees": {"status": "answered", "share": "0.2"}, "migrant": {"status": "withheld"}}}
    told = render_summary(Kind.FACILITY, "en", body | answers)
    assert "fees 0.2" in told
    assert "migrant withheld" in told


def test_a_summary_is_refused_rather_than_cut() -> None:
    with pytest.raises(Unacceptable):
        render_summary(Kind.ATTESTATION, "en", an_attestation_body(text="x" * 2_000))


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\u2028b", "a\x85b", ""])
def test_a_text_is_one_line(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(AttestationBody).validate_json(canonicalise(an_attestation_body(text=text)))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (AuditBody, AUDIT | {"conducted_on": "2026-02-31"}),
        (AuditBody, AUDIT | {"findings": [VERIFIED_BY_THE_AUDITOR]}),
        (AttestationBody, an_attestation_body(valid_until="2999-02-30")),
        (
            CertificateBody,
            {
                "certificate": "C", "subject": MILL_SITE, "scheme": "S", "payer": MILL.did,
                "valid_from": "2026-05-01", "valid_until": "2026-04-30",
            },
        ),
    ],
)  # fmt: skip
def test_a_body_that_could_not_be_scored_is_refused_at_the_door(kind: Any, body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_json(canonicalise(body))
