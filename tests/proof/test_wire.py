import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_builders import a_signed_statement, an_attestation

from ledger.errors import LedgerError, Unacceptable, UnknownKind
from ledger.model.statement import Kind
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.wire import (
    envelope_document,
    instant_text,
    read_envelope,
    read_instant,
    read_submission,
    statement_document,
)


def a_document(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(statement_document(a_signed_statement())))
    document["statement"] |= changes
    return document


def an_envelope(**changes: Any) -> dict[str, Any]:
    signed = a_signed_statement()
    return {**envelope_document(signed.statement), "signature": "0x" + signed.signature.hex(), **changes}


def test_a_document_reads_back_to_the_same_statement_signature_and_domain() -> None:
    signed = a_signed_statement()
    read = read_submission(parse(canonicalise(statement_document(signed))))
    assert (read.statement, read.signature, read.domain) == (signed.statement, signed.signature, signed.domain)


def test_the_domain_may_be_left_out() -> None:
    document = a_document()
    del document["domain"]
    assert read_submission(document).domain is None


def test_the_body_is_kept_in_canonical_form_whatever_order_it_came_in() -> None:
    assert read_submission(a_document(body={"b": "2", "a": "1"})).statement.body == b'{"a":"1","b":"2"}'


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_the_design_is_read(kind: Kind) -> None:
    assert read_submission(a_document(kind=kind.value)).statement.kind == kind


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"kind": "rumour"}, "kind"), ({"v": 2}, "v"), ({"v": 0}, "v"), ({"v": 2, "new_field": 1}, "v")],
)
def test_another_kind_or_version_is_unknown_not_malformed(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UnknownKind) as caught:
        read_submission(a_document(**changes))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", "1"),
        ("v", True),
        ("kind", 1),
        ("issuer", "mill.example"),
        ("issuer", "did:web:" + "a" * 260),
        ("issuer", "did:web:mill.example\n"),
        ("signer", "0x" + "AB" * 20),
        ("signer", "0x" + "ab" * 19),
        ("signer", "ab" * 20),
        ("signer", "0xabc"),
        ("signer", "0x" + "ab" * 2000),
        ("issued_at", "2026-11-21T09:00:00.000Z"),
        ("issued_at", "2026-11-21T09:00:00+00:00"),
        ("issued_at", "2026-11-21 09:00:00Z"),
        ("issued_at", "2026-02-30T09:00:00Z"),
        ("issued_at", "2026-11-21T24:00:01Z"),
        ("issued_at", "1969-12-31T23:59:59Z"),
        ("issued_at", "２026-11-21T09:00:00Z"),
        ("issued_at", 1_795_251_600),
        ("nonce", "0x" + "05" * 31),
        ("nonce", "0x" + "05" * 33),
        ("nonce", None),
        ("lang", "english language"),
        ("lang", "en-" + "x" * 40),
        ("lang", "e"),
        ("summary", "x" * 2001),
        ("summary", ["x"]),
        ("audience", "everyone"),
        ("audience", "public:"),
        ("audience", "parties:"),
        ("audience", "parties:did:web:b.example,did:web:a.example"),
        ("audience", "parties:did:web:a.example,did:web:a.example"),
        ("audience", "parties:did:web:a.example, did:web:b.example"),
        ("audience", "authority:"),
        ("audience", "authority:did:web:a.example,did:web:b.example"),
        ("audience", "parties:" + ",".join(f"did:web:{n:04}.example" for n in range(300))),
        ("body", []),
        ("body", None),
        ("body", {"kg": 1.5}),
    ],
)
def test_a_field_with_another_form_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(Unacceptable) as caught:
        read_submission(a_document(**{field: value}))
    assert caught.value.field == field
    assert caught.value.mend


@pytest.mark.parametrize(
    "audience",
    [
        "downstream",
        "private",
        "public",
        "parties:did:web:a.example",
        "parties:did:web:a.example,did:web:b.example",
        "authority:did:web:court.example",
    ],
)
def test_each_audience_of_the_grammar_is_read(audience: str) -> None:
    assert read_submission(a_document(audience=audience)).statement.audience == audience


@pytest.mark.parametrize("field", sorted(envelope_document(an_attestation())))
def test_no_field_may_be_missing(field: str) -> None:
    document = a_document()
    del document["statement"][field]
    with pytest.raises(Unacceptable) as caught:
        read_submission(document)
    assert caught.value.field == field


@pytest.mark.parametrize("where", ["", "statement", "domain"])
def test_no_unknown_field_is_dropped_in_silence(where: str) -> None:
    document = a_document()
    (document[where] if where else document)["note"] = "x"
    with pytest.raises(Unacceptable) as caught:
        read_submission(document)
    assert caught.value.field == "note"


@pytest.mark.parametrize("signature", ["0x" + "AB" * 65, "ab" * 65, None, "0x" + "ab" * 5000])
def test_a_signature_that_is_not_hex_is_refused_by_name(signature: Any) -> None:
    with pytest.raises(Unacceptable) as caught:
        read_submission(a_document() | {"signature": signature})
    assert caught.value.field == "signature"


@pytest.mark.parametrize(
    ("field", "value"), [("chain_id", "1"), ("chain_id", -1), ("chain_id", True), ("salt", "0x"), ("name", 1)]
)
def test_a_domain_with_another_form_is_refused_by_name(field: str, value: Any) -> None:
    document = a_document()
    document["domain"][field] = value
    with pytest.raises(Unacceptable) as caught:
        read_submission(document)
    assert caught.value.field == f"domain.{field}"


@pytest.mark.parametrize("value", [None, [], "x", 1, {}, {"statement": None, "signature": "0x"}])
def test_what_is_no_submission_is_refused(value: Any) -> None:
    with pytest.raises(Unacceptable):
        read_submission(value)


def test_an_envelope_takes_the_body_that_the_server_rebuilt() -> None:
    read = read_envelope(an_envelope(), kind="attestation", body=b'{"own":"body"}')
    assert read.statement == an_attestation(body=b'{"own":"body"}')
    assert read.domain is None


def test_an_envelope_of_another_kind_or_with_a_body_of_its_own_is_refused() -> None:
    with pytest.raises(Unacceptable) as caught:
        read_envelope(an_envelope(), kind="event", body=b"{}")
    assert caught.value.field == "kind"
    with pytest.raises(Unacceptable) as caught:
        read_envelope(an_envelope(body={}), kind="attestation", body=b"{}")
    assert caught.value.field == "body"


@given(st.integers(min_value=0, max_value=253_402_300_799))
def test_a_time_has_one_text(seconds: int) -> None:
    text = instant_text(seconds)
    assert len(text) == 20
    assert read_instant(text, field="issued_at") == seconds


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@settings(deadline=None)  # a busy machine is no fault of the reader
@given(st.sampled_from(sorted(envelope_document(an_attestation()))), JSON_VALUES)
def test_any_value_in_any_field_is_read_or_refused_with_a_reason(field: str, value: Any) -> None:
    try:
        read_submission(a_document(**{field: value}))
    except LedgerError:
        return
