"""Bytes made to be read two ways, or to bring the reader down: refused by the one parser, memory and stack unharmed."""

import json
import tracemalloc
from typing import Any

import pytest
from builders import A_DOMAIN, a_registry, a_submission_document, an_attestation
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import LedgerError, Malformed, TooLarge, Unacceptable
from ledger.intake.admit import MAX_STATEMENT_BYTES, admit, read_statement
from ledger.proof.canonical import canonicalise

GOOD: dict[str, Any] = a_submission_document(an_attestation())
RAW = canonicalise(GOOD).decode()


def refusal(raw: str | bytes) -> LedgerError:
    with pytest.raises(LedgerError) as refused:
        read_statement(raw.encode() if isinstance(raw, str) else raw)
    return refused.value


@pytest.mark.parametrize(
    ("place", "twin"),
    [
        ('"kind":', '"kind":"lot",'),
        ('"kind":', '"\\u006bind":"lot",'),
        ('"signature":', '"signature":"0x",'),
        ('"claim":', '"cl\\u0061im":"origin",'),
        ('"issuer":', '"issuer":"did:web:mill.example",'),
    ],
)
def test_a_key_written_twice_is_refused_at_every_depth(place: str, twin: str) -> None:
    raw = RAW.replace(place, twin + place, 1)
    assert raw != RAW
    found = refusal(raw)
    assert isinstance(found, Malformed)
    assert "duplicate" in found.reason or "twice" in found.reason


@pytest.mark.parametrize(
    "number", ["1.5", "12.0", "1e3", "-0.0", "9007199254740993", "NaN", "Infinity", "-Infinity", "1E400"]
)
def test_a_number_that_two_readers_read_differently_is_refused(number: str) -> None:
    raw = RAW.replace('"claim":', f'"share":{number},"claim":', 1)
    assert isinstance(refusal(raw), Malformed)


def test_a_float_cannot_stand_in_a_signed_body() -> None:
    document = json.loads(RAW)
    document["statement"]["body"]["headcount"] = 0.5
    assert isinstance(refusal(json.dumps(document)), Malformed | Unacceptable)


@pytest.mark.parametrize("text", ["\\ud800", "\\udc00\\ud800", "\\u0000", "x\\u0000y"])
def test_text_that_is_no_unicode_or_holds_nul_is_refused(text: str) -> None:
    raw = RAW.replace("No worker here", f"No worker here{text}", 1)
    assert raw != RAW
    assert isinstance(refusal(raw), Malformed)


@pytest.mark.parametrize(
    "raw", [b"", b" ", b"\xff\xfe{}", b"\xef\xbb\xbf" + RAW.encode(), b"\x80", b"null", b"[]", b"7", b'"x"']
)
def test_what_is_no_submission_is_refused_whatever_it_is(raw: bytes) -> None:
    assert refusal(raw).check in ("1 parse", "2 shape")


@pytest.mark.parametrize("bomb", ["[" * 200_000, '{"a":' * 150_000, "[" * 64 + "[[]]" + "]" * 64, '[{"a":' * 40_000])
def test_a_depth_bomb_is_refused_by_its_depth(bomb: str) -> None:
    raw = bomb[:MAX_STATEMENT_BYTES]
    assert isinstance(refusal(raw), TooLarge | Malformed)


def test_a_deep_body_inside_a_good_envelope_is_refused() -> None:
    deep = "[" * 100 + "]" * 100
    assert isinstance(refusal(RAW.replace('"claim":', f'"x":{deep},"claim":', 1)), TooLarge)


def test_a_number_of_a_hundred_thousand_digits_is_refused_without_being_computed() -> None:
    assert isinstance(refusal(RAW.replace('"v":1', '"v":' + "9" * 100_000, 1)), Malformed)


def test_sixty_megabytes_are_refused_without_being_copied() -> None:
    bomb = b'{"statement":"' + b"a" * 60_000_000 + b'"}'
    refusal(bomb)  # what is imported at its first use is no copy
    tracemalloc.start()
    found = refusal(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(found, TooLarge)
    assert peak < 1_000_000


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
                    max_leaves=8), st.sampled_from(sorted({*GOOD["statement"], "signature", "domain"})))  # fmt: skip
def test_any_json_in_any_place_is_taken_or_refused_never_a_crash(value: Any, field: str) -> None:
    document = json.loads(RAW)
    inside = document if field in ("signature", "domain") else document["statement"]
    inside[field] = value
    refused = refusal_of(json.dumps(document).encode())
    # What is not refused is the very statement that was signed.
    assert document == json.loads(RAW) if refused is None else refused.check is not None


def refusal_of(raw: bytes) -> LedgerError | None:
    try:
        admit(read_statement(raw), domain=A_DOMAIN, registry=a_registry())
    except LedgerError as error:
        return error
    return None


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=6), st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=6), max_size=5
    )
)
def test_any_body_of_any_kind_is_refused_with_a_field_never_a_crash(body: dict[str, Any]) -> None:
    for kind in ("attestation", "event", "lot", "facility", "revocation"):
        submission = an_attestation(kind=kind, body=body, summary="x")
        with pytest.raises(LedgerError) as refused:
            admit(submission, domain=A_DOMAIN, registry=a_registry())
        assert refused.value.check is not None
