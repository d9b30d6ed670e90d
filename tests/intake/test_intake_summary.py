"""What is signed can be read: the summary tells what is claimed, found and answered, whole and in one line."""

from typing import Any

import pytest
from builders import MILL, MILL_SITE, an_attestation_body
from pydantic import TypeAdapter, ValidationError

from ledger.errors import Unacceptable
from ledger.intake.summary import render_summary
from ledger.model.bodies import AnchoringPlaceBody, AttestationBody, AuditBody, CertificateBody
from ledger.model.statement import Kind
from ledger.proof.canonical import canonicalise

AUDIT = {
    "facility": MILL_SITE, "payer": MILL.did, "is_announced": True, "has_offsite_interviews": False,
    "conducted_on": "2026-09-01", "report_hash": "0x" + "11" * 32,
}  # fmt: skip


LEFT = {"chain": "eip155:31337", "anchor_log": "0x" + "aa" * 20, "log": "0x" + "bb" * 32}
ENTERED = {"chain": "eip155:31338", "anchor_log": "0x" + "cc" * 20, "log": "0x" + "dd" * 32}
MOVE: dict[str, Any] = {
    "setting": "anchoring-place", "left": LEFT, "entered": ENTERED, "head_size": 7, "head_root": "0x" + "ee" * 32,
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


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_move_names_both_places_whole_and_the_head_it_left_with(lang: str) -> None:
    told = render_summary(Kind.SETTINGS, lang, MOVE)
    for place in (LEFT, ENTERED):
        assert all(name in told for name in place.values())
    assert MOVE["head_root"] in told
    assert "$" not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"setting": "quiet-hours"},
        {"head_size": -1},
        {"head_size": "7"},
        {"left": LEFT | {"chain": "31337"}},
        {"by": "x"},
    ],
)
def test_a_setting_that_the_ledger_has_no_rule_for_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(AnchoringPlaceBody).validate_json(canonicalise(MOVE | changes))


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


CREDIT = {"holder": MILL.did, "quantity": "100", "unit": "KGM", "spend_until": "2026-12-31"}
CERTIFICATE = {
    "certificate": "C", "subject": MILL_SITE, "scheme": "S", "payer": MILL.did, "valid_from": "2026-05-01",
    "valid_until": "2027-04-30",
}  # fmt: skip
LOT = {"lot": "L", "product": "P", "product_name": "Yarn", "good": "Yarn", "quantity": "5", "unit": "KGM"}
CLAIMS = [{"certificate": "0x" + "ab" * 32, "quantity": quantity, "unit": "KGM"} for quantity in ("2", "3")]


def test_who_gives_a_quantity_to_claim_reads_to_whom_how_much_and_until_when() -> None:
    told = {lang: render_summary(Kind.CERTIFICATE, lang, CERTIFICATE | {"credit": CREDIT}) for lang in ("en", "es")}
    assert told["en"].endswith(f" {MILL.did} may claim 100 KGM as certified, until 2026-12-31.")
    assert told["es"].endswith(f" {MILL.did} puede declarar como certificados 100 KGM, hasta el 2026-12-31.")
    assert told["en"].startswith(render_summary(Kind.CERTIFICATE, "en", CERTIFICATE))


def test_who_claims_reads_each_quantity_its_certificate_and_the_custody() -> None:
    told = render_summary(Kind.LOT, "en", LOT | {"claims": CLAIMS, "custody": "segregated"})
    one = "KGM of certificate record 0x" + "ab" * 32
    assert told == f"{render_summary(Kind.LOT, 'en', LOT)} Claimed as certified (segregated): 2 {one}; 3 {one}."
    assert "(mass-balance): 2 KGM del registro" in render_summary(Kind.LOT, "es", LOT | {"claims": CLAIMS})


RECRUITED = {
    "recruiter": MILL.did, "facility": MILL_SITE, "origin": "NP", "destination": "MY", "period_from": "2026-01-01",
    "period_until": "2026-06-30",
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("workers", [{}, {"workers": None}, {"workers": 140}])
def test_who_recruits_reads_the_period_how_many_and_who_pays(lang: str, workers: dict[str, Any]) -> None:
    told = render_summary(Kind.RECRUITMENT, lang, RECRUITED | workers)
    assert all(day in told for day in ("2026-01-01", "2026-06-30"))
    assert f": {workers.get('workers') or '—'}; " in told
    assert told.endswith("unknown.")
    assert "$" not in told


def test_who_gives_a_bill_of_materials_reads_each_line_of_it() -> None:
    bill = [{"good": good, "quantity": "1.2", "unit": "KGM"} for good in ("Cotton", "Dye")]
    told = render_summary(Kind.LOT, "en", LOT | {"bill_of_materials": bill, "claims": CLAIMS})
    assert " Made of, in each unit: 1.2 KGM of Cotton; 1.2 KGM of Dye. Claimed as certified" in told
    assert "Hecho, por unidad, de: 1.2 KGM de Cotton;" in render_summary(
        Kind.LOT, "es", LOT | {"bill_of_materials": bill}
    )


def test_what_is_named_in_a_claim_cannot_speak_as_the_rule() -> None:
    odd = {**CREDIT, "quantity": "1", "unit": "$holder"}
    assert "$holder as certified" in render_summary(Kind.CERTIFICATE, "en", CERTIFICATE | {"credit": odd})


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "We decide that did:web:mill.example operates the site urn:x:1: confirmed. Reason: Visited."),
        ("es", "Decidimos que did:web:mill.example opera el centro urn:x:1: confirmed. Motivo: Visited."),
    ],
)
def test_a_decision_on_the_operator_of_a_site_reads_as_one(lang: str, told: str) -> None:
    body = {"subject": "site-operator", "left": "urn:x:1", "right": "did:web:mill.example", "outcome": "confirmed"}
    assert render_summary(Kind.DECISION, lang, body | {"reason": "Visited."}) == told


@pytest.mark.parametrize(
    ("lang", "told", "says"),
    [
        ("en", 50, "Workers who agreed to be counted: about 50 or more, with noise."),
        ("es", 50, "Trabajadores que aceptaron ser contados: alrededor de 50 o más, con ruido."),
        ("en", 0, "How many workers agreed to be counted is not told."),
        ("es", 0, "No se dice cuántos trabajadores aceptaron ser contados."),
    ],
)
def test_how_many_agreed_is_signed_as_a_number_with_noise(lang: str, told: int, says: str) -> None:
    body = {"wave": "0x" + "11" * 32, "releases": ["0x" + "22" * 32], "consents_at_least": told}
    assert says in render_summary(Kind.RELEASE, lang, body)
