"""The numbered checks of intake: each refuses what is its own, by its class and its number."""

from dataclasses import replace
from typing import Any

import pytest
from builders import (
    A_DOMAIN,
    AGENT,
    MALLORY,
    MILL,
    STRANGER,
    a_key,
    a_registry,
    a_submission_document,
    an_attestation,
    an_attestation_body,
    signed,
)

from ledger.errors import (
    LedgerError,
    Malformed,
    NotDelegated,
    SignatureMalformed,
    SignerMismatch,
    TooLarge,
    Unacceptable,
    UnknownKey,
    UnknownKind,
    UnsupportedScheme,
    WrongDomain,
    WrongSummary,
)
from ledger.intake.admit import MAX_STATEMENT_BYTES, admit, read_statement
from ledger.model.bodies import BODY_OF
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType
from ledger.model.statement import Kind, Scheme, SignedStatement, UnverifiedSubmission
from ledger.proof.canonical import canonicalise
from ledger.proof.typed_data import statement_digest

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def admitted(submission: UnverifiedSubmission, *, registry: RegistrySnapshot | None = None) -> SignedStatement:
    return admit(submission, domain=A_DOMAIN, registry=registry or a_registry())


def refusal(submission: UnverifiedSubmission, *, registry: RegistrySnapshot | None = None) -> LedgerError:
    with pytest.raises(LedgerError) as refused:
        admitted(submission, registry=registry)
    return refused.value


def read(document: Any) -> UnverifiedSubmission:
    return read_statement(canonicalise(document))


def resigned(**changes: Any) -> UnverifiedSubmission:
    """A statement whose fields were set after its summary was rendered, signed as it then stands."""
    return signed(replace(an_attestation().statement, **changes), by=MILL)


def test_a_good_statement_becomes_a_signed_one_named_by_its_digest() -> None:
    submission = an_attestation()
    found = admitted(read(a_submission_document(submission)))
    assert found.record_id == statement_digest(submission.statement, A_DOMAIN)
    assert (found.scheme, found.statement, found.domain) == (Scheme.EOA, submission.statement, A_DOMAIN)


def test_check_1_refuses_bytes_that_are_no_strict_json() -> None:
    with pytest.raises(Malformed) as refused:
        read_statement(b'{"statement": ')
    assert refused.value.check == "1 parse"


def test_check_1_refuses_what_is_over_the_limit_before_reading_it() -> None:
    with pytest.raises(TooLarge) as refused:
        read_statement(b"[" * (MAX_STATEMENT_BYTES + 1))
    assert (refused.value.check, refused.value.limit) == ("1 parse", MAX_STATEMENT_BYTES)


@pytest.mark.parametrize("place", ["statement", "submission", "domain", "body"])
def test_check_2_refuses_a_field_that_it_does_not_know_wherever_it_stands(place: str) -> None:
    document: Any = a_submission_document(an_attestation(body=an_attestation_body()))
    inside = {
        "submission": document,
        "statement": document["statement"],
        "domain": document["domain"],
        "body": document["statement"]["body"],
    }[place]
    inside["surprise"] = "x"
    with pytest.raises(Unacceptable) as refused:
        admitted(read(document))
    assert refused.value.check == "2 shape"
    assert "surprise" in refused.value.field


@pytest.mark.parametrize(
    "field", ["kind", "issuer", "signer", "nonce", "audience", "lang", "summary", "body", "issued_at"]
)
def test_check_2_names_the_missing_field(field: str) -> None:
    document: Any = a_submission_document(an_attestation())
    del document["statement"][field]
    with pytest.raises(Unacceptable) as refused:
        read(document)
    assert refused.value.field == field


def test_check_2_refuses_a_kind_and_a_version_without_a_rule() -> None:
    for field, value in (("kind", "rumour"), ("v", 2)):
        document: Any = a_submission_document(an_attestation())
        document["statement"][field] = value
        with pytest.raises(UnknownKind) as refused:
            read(document)
        assert (refused.value.check, refused.value.field, refused.value.value) == ("2 shape", field, str(value))


def test_every_known_kind_has_a_rule_for_its_body() -> None:
    assert set(BODY_OF) == set(Kind)


def test_check_2_refuses_a_body_of_another_kind_and_names_the_field() -> None:
    found = refusal(resigned(body=canonicalise({"lot": "urn:x:1"})))
    assert isinstance(found, Unacceptable)
    assert found.field.startswith("body.")
    assert found.mend


@pytest.mark.parametrize("value", [5, 1.5, True, None, ["x"], {"a": 1}])
def test_check_2_refuses_a_body_field_of_another_type(value: object) -> None:
    document: Any = a_submission_document(an_attestation())
    document["statement"]["body"]["text"] = value
    with pytest.raises((Unacceptable, Malformed)):
        admitted(read(document))


def test_check_2_refuses_an_audience_that_this_ledger_cannot_honour() -> None:
    found = refusal(an_attestation(audience="authority:did:web:counsel.example"))
    assert (type(found), getattr(found, "field", None)) == (Unacceptable, "audience")


def test_check_3_refuses_a_summary_that_the_body_does_not_give_and_shows_the_right_one() -> None:
    found = refusal(an_attestation(summary="We attest nothing of importance."))
    assert isinstance(found, WrongSummary)
    assert found.check == "3 summary"
    assert "No worker here paid a fee" in found.expected
    assert refusal(an_attestation(summary=found.expected + " ")).check == "3 summary"
    assert admitted(an_attestation(summary=found.expected))


def test_check_3_renders_in_the_signers_language_and_refuses_one_without_a_rule() -> None:
    about = "Declaramos sobre urn:epc:id:sgln:9506000.00101.0 (no-recruitment-fees, hasta —)"
    spanish = f"{about}: No worker here paid a fee for the job."
    assert admitted(an_attestation(lang="es-MX", summary=spanish))
    assert isinstance(refusal(an_attestation(lang="es")), WrongSummary)
    assert getattr(refusal(an_attestation(lang="km")), "field", None) == "lang"


def test_a_template_mark_in_a_body_is_text_not_a_second_template() -> None:
    body = an_attestation_body(text="$subject ${claim} $$ %s {text}")
    assert admitted(an_attestation(body=body)).statement.summary.endswith("$subject ${claim} $$ %s {text}")


@pytest.mark.parametrize("event", ["not json", "[]", '"text"', "7", '{"bizLocation":"x"}', '{"bizLocation":[1]}', "{}"])
def test_an_event_body_that_holds_no_event_is_refused_not_a_crash(event: str) -> None:
    body = {"event": event, "context": '"x"', "event_hash": "ni:///sha-256;" + "0" * 64 + "?ver=CBV2.0"}
    submission = an_attestation(kind="event", body=body | {"document_hash": "0x" + "00" * 32}, summary="x")
    assert refusal(submission).check in ("1 parse", "2 shape", "3 summary")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("chain_id", 1),
        ("verifying_contract", b"\x01" * 20),
        ("salt", b"\x01" * 32),
        ("name", "Tierl1ght"),
        ("version", "2"),
    ],
)
def test_check_4_refuses_a_statement_signed_for_another_domain_by_field(field: str, value: Any) -> None:
    found = refusal(an_attestation(domain=replace(A_DOMAIN, **{field: value})))
    assert isinstance(found, WrongDomain)
    assert (found.check, found.field) == ("4 domain", f"domain.{field}")


def test_check_5_catches_a_statement_of_another_ledger_that_hides_its_domain() -> None:
    elsewhere = an_attestation(domain=replace(A_DOMAIN, salt=b"\x01" * 32))
    for hidden in (replace(elsewhere, domain=None), replace(elsewhere, domain=A_DOMAIN)):
        found = refusal(hidden)
        assert isinstance(found, SignerMismatch)
        assert found.check == "5 signature"


def test_a_statement_without_a_stated_domain_is_taken_when_it_was_signed_for_us() -> None:
    assert admitted(replace(an_attestation(), domain=None))


def test_check_5_refuses_a_signature_by_another_key_than_the_one_named() -> None:
    statement = an_attestation().statement
    found = refusal(signed(statement, by=MALLORY))
    assert isinstance(found, SignerMismatch)
    assert (found.claimed, found.recovered) == (MILL.signer, MALLORY.signer)


def test_check_5_refuses_every_second_form_of_a_signature() -> None:
    good = an_attestation()
    r, s, v = good.signature[:32], int.from_bytes(good.signature[32:64], "big"), good.signature[64]
    high = (ORDER - s).to_bytes(32, "big")
    low = good.signature[32:64]
    zero = bytes(32)
    forms = {
        "high s": r + high + bytes([55 - v]),
        "v of 0": r + low + bytes([v - 27]),
        "v of 29": r + low + bytes([29]),
        "compact": good.signature[:64],
        "one byte more": good.signature + b"\x00",
        "nothing": b"",
        "zero r": zero + low + bytes([v]),
        "zero s": r + zero + bytes([v]),
        "r over the field": b"\xff" * 32 + low + bytes([v]),
    }
    for name, signature in forms.items():
        found = refusal(replace(good, signature=signature))
        assert isinstance(found, SignatureMalformed), name
        assert found.check == "5 signature"


def test_check_5_refuses_the_zero_account_as_a_signer() -> None:
    statement, registry = replace(an_attestation().statement, signer=bytes(20)), a_registry()
    nobody = a_key(bytes(20), held_by=MILL.did)
    registry.keys[nobody.key_id] = nobody
    assert isinstance(refusal(signed(statement, by=MILL), registry=registry), SignerMismatch)


@pytest.mark.parametrize("key_type", [KeyType.LOG_ES256, KeyType.LOG_ED25519])
def test_check_5_refuses_a_log_key_as_a_signer_of_statements(key_type: KeyType) -> None:
    assert isinstance(refusal(an_attestation(), registry=a_registry(key_type=key_type)), UnsupportedScheme)


def test_check_6_refuses_a_key_that_the_registry_does_not_know() -> None:
    found = refusal(an_attestation(signed_by=STRANGER))
    assert isinstance(found, UnknownKey)
    assert found.check == "6 key"


def test_check_6_refuses_a_known_key_that_speaks_for_an_unknown_party() -> None:
    assert isinstance(refusal(an_attestation(signed_by=MILL, on_behalf_of=STRANGER)), UnknownKey)


def test_check_6_refuses_a_custodian_who_speaks_for_an_unknown_party() -> None:
    registry = a_registry(delegations=[(MALLORY, AGENT)])
    found = refusal(an_attestation(signed_by=AGENT, on_behalf_of=STRANGER), registry=registry)
    assert isinstance(found, UnknownKey)


def test_check_6_refuses_a_known_partys_key_under_another_partys_name() -> None:
    assert isinstance(refusal(an_attestation(signed_by=MALLORY, on_behalf_of=MILL)), UnknownKey)


def test_a_custodian_signs_for_who_delegated_and_the_scheme_says_so() -> None:
    registry = a_registry(delegations=[(MILL, AGENT)])
    found = admitted(an_attestation(signed_by=AGENT, on_behalf_of=MILL), registry=registry)
    assert (found.scheme, found.statement.issuer) == (Scheme.CUSTODIAL, MILL.did)


def test_check_6_refuses_a_custodian_without_this_issuers_mandate() -> None:
    registry = a_registry(delegations=[(MALLORY, AGENT)])
    found = refusal(an_attestation(signed_by=AGENT, on_behalf_of=MILL), registry=registry)
    assert isinstance(found, NotDelegated)
    assert found.check == "6 key"


def test_a_mandate_does_not_work_backwards() -> None:
    registry = a_registry(delegations=[(MILL, AGENT)])
    assert isinstance(refusal(an_attestation(signed_by=MILL, on_behalf_of=AGENT), registry=registry), UnknownKey)


def test_a_revoked_key_is_taken_so_that_its_anchor_judges_it() -> None:
    assert admitted(an_attestation(), registry=a_registry(revoked_at=1))


def test_the_first_failing_check_speaks_when_several_fail() -> None:
    """A wrong summary, a foreign domain, a bad signature and a stranger's key at once; mended one by one."""
    elsewhere = replace(A_DOMAIN, chain_id=1)
    everything = an_attestation(signed_by=STRANGER, domain=elsewhere, summary="x")
    numbers = [refusal(replace(everything, signature=bytes(65))).check]
    rendered = an_attestation(signed_by=STRANGER, domain=elsewhere)
    numbers.append(refusal(replace(rendered, signature=bytes(65))).check)
    numbers.append(refusal(replace(rendered, domain=A_DOMAIN, signature=bytes(65))).check)
    numbers.append(refusal(replace(an_attestation(), signature=bytes(65))).check)
    assert numbers == ["3 summary", "4 domain", "6 key", "5 signature"], "the key names the rule of its signatures"
