"""Each kind of bad input gets a problem that names the failing check, and leaves nothing behind."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from api_town import Served, a_document, a_statement, an_event, signed_capture
from builders import MAKER, MALLORY, MILL, Party

from api.schemas import ProblemDocument
from ledger.model.statement import Domain

STRANGER = Party("did:web:stranger.example", MILL.role)
GROUP_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


Make = Callable[[Domain], bytes]
MALFORMED = (400, "malformed", "1 parse")
TOO_LARGE = (413, "too-large", "1 parse")
SHAPE = (422, "unacceptable", "2 shape")
KIND = (422, "unknown-kind", "2 shape")
SUMMARY = (422, "wrong-summary", "3 summary")
NO_SIGNATURE = (422, "signature-malformed", "5 signature")
MISMATCH = (422, "signer-mismatch", "5 signature")
UNKNOWN_KEY = (403, "unknown-key", "6 key")


def _bytes(raw: bytes) -> Make:
    return lambda _: raw


def _edited(old: str, new: str) -> Make:
    """A good statement whose text was changed in one place."""

    def make(domain: Domain) -> bytes:
        text = json.dumps(a_statement(domain))
        assert old in text
        return text.replace(old, new, 1).encode()

    return make


def _made(**given: Any) -> Make:
    """A statement that is well signed and wrong in what it says."""
    return lambda domain: json.dumps(a_statement(domain, **given)).encode()


def _outer(**changes: Any) -> Make:
    return lambda domain: json.dumps({**a_statement(domain), **changes}).encode()


def _inner(**changes: Any) -> Make:
    """A statement that was changed after it was signed."""

    def make(domain: Domain) -> bytes:
        good = a_statement(domain)
        return json.dumps({**good, "statement": {**good["statement"], **changes}}).encode()

    return make


def _unsigned(domain: Domain) -> bytes:
    return json.dumps({"statement": a_statement(domain)["statement"]}).encode()


def _another_signature(domain: Domain) -> bytes:
    return json.dumps({**a_statement(domain), "signature": a_statement(domain)["signature"]}).encode()


def _another_chain(domain: Domain) -> bytes:
    good = a_statement(domain)
    return json.dumps({**good, "domain": {**good["domain"], "chain_id": 1}}).encode()


def _high_s(domain: Domain) -> bytes:
    good = a_statement(domain)
    raw = bytes.fromhex(good["signature"][2:])
    high = GROUP_ORDER - int.from_bytes(raw[32:64], "big")
    turned = raw[:32] + high.to_bytes(32, "big") + bytes([55 - raw[64]])
    return json.dumps({**good, "signature": "0x" + turned.hex()}).encode()


CASES = {
    "not JSON": (_bytes(b'{"statement": '), MALFORMED),
    "not UTF-8": (_bytes(b'{"statement": "\xff"}'), MALFORMED),
    "empty": (_bytes(b""), MALFORMED),
    "a list": (_bytes(b"[]"), SHAPE),
    "NaN": (_edited('"v": 1', '"v": NaN'), MALFORMED),
    "1e400": (_edited('"v": 1', '"v": 1e400'), MALFORMED),
    "-0.0": (_edited('"v": 1', '"v": -0.0'), MALFORMED),
    "2^53 + 1": (_edited('"v": 1', '"v": 9007199254740993'), MALFORMED),
    "5000 digits": (_edited('"v": 1', '"v": 1' + "0" * 5000), MALFORMED),
    "float in the body": (_edited('"no-recruitment-fees"', "1.5"), MALFORMED),
    "lone surrogate": (_edited("No worker", "\\ud800 worker"), MALFORMED),
    "NUL": (_edited("No worker", "\\u0000 worker"), MALFORMED),
    "duplicate key": (_edited('"v": 1', '"v": 1, "v": 1'), MALFORMED),
    "escaped duplicate key": (_edited('"v": 1', '"v": 1, "\\u0076": 1'), MALFORMED),
    "depth bomb": (_bytes(b'{"statement":' + b"[" * 200_000), TOO_LARGE),
    "over 500 kB": (_edited("No worker", "x" * 500_000), TOO_LARGE),
    "true for 1": (_edited('"v": 1', '"v": true'), SHAPE),
    "unknown field": (_edited('"v": 1', '"v": 1, "extra": 1'), SHAPE),
    "unknown outer field": (_outer(extra=1), SHAPE),
    "unknown field in the body": (_edited('"claim":', '"extra": "1", "claim":'), SHAPE),
    "unsigned": (_unsigned, SHAPE),
    "unknown kind": (_edited('"attestation"', '"rumour"'), KIND),
    "another version": (_edited('"v": 1', '"v": 2'), KIND),
    "summary that was not rendered": (_made(summary="All is well."), SUMMARY),
    "text changed after signing": (_edited('for the job."}', 'for any job."}'), SUMMARY),
    "signed for another chain": (_another_chain, (422, "wrong-domain", "4 domain")),
    "empty signature": (_outer(signature="0x"), NO_SIGNATURE),
    "high s": (_high_s, NO_SIGNATURE),
    "another's signature": (_another_signature, MISMATCH),
    "nonce changed after signing": (_inner(nonce="0x" + "ab" * 32), MISMATCH),
    "unknown party": (_made(by=STRANGER), UNKNOWN_KEY),
    "another party's key": (_made(by=MILL, signed_by=MALLORY), UNKNOWN_KEY),
}


@pytest.mark.parametrize(("make", "expected"), CASES.values(), ids=CASES.keys())
def test_bad_input_is_refused_by_the_named_check_and_leaves_nothing(
    served: Served, make: Make, expected: tuple[int, str, str]
) -> None:
    before = served.rows()
    refused = served.post("/v1/statements", make(served.domain), MILL)
    problem = ProblemDocument.model_validate(refused.json())
    assert (refused.status_code, problem.code, problem.check) == expected, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert problem.status == refused.status_code
    assert problem.mend
    assert problem.errors
    assert served.rows() == before


def test_the_statement_that_the_cases_start_from_is_taken(served: Served) -> None:
    assert served.post("/v1/statements", _made()(served.domain), MILL).status_code == 201


def test_a_nonce_used_for_another_statement_is_refused(served: Served) -> None:
    nonce = b"\x17" * 32
    first = a_statement(served.domain, nonce=nonce)
    second = a_statement(served.domain, nonce=nonce, issued_at=1_790_000_001)
    assert served.post("/v1/statements", json.dumps(first).encode(), MILL).status_code == 201
    before = served.rows()
    refused = served.post("/v1/statements", json.dumps(second).encode(), MILL)
    assert (refused.status_code, refused.json()["check"]) == (409, "7 nonce")
    assert served.rows() == before


def test_one_bad_event_refuses_its_whole_document_and_names_its_place(served: Served) -> None:
    raw = a_document(an_event(), an_event(eventTime="yesterday"))
    before = served.rows()
    refused = served.post("/epcis/capture", raw, MILL)
    assert (refused.status_code, refused.json()["code"]) == (422, "unacceptable")
    assert refused.json()["field"].startswith("/epcisBody/eventList/1")
    assert served.rows() == before


def test_events_signed_by_another_than_their_issuer_are_refused(served: Served) -> None:
    document = json.loads(signed_capture(served.domain, a_document(an_event(), an_event(action="OBSERVE")), by=MILL))
    document["signatures"][1]["issuer"] = MAKER.did
    before = served.rows()
    refused = served.post("/epcis/capture", json.dumps(document).encode(), MILL)
    assert (refused.status_code, refused.json()["check"]) == (422, "5 signature")
    assert served.rows() == before


def test_signatures_for_fewer_events_than_there_are_refuse_the_document(served: Served) -> None:
    document = json.loads(signed_capture(served.domain, a_document(an_event(), an_event(action="OBSERVE"))))
    document["signatures"].pop()
    before = served.rows()
    assert served.post("/epcis/capture", json.dumps(document).encode(), MILL).json()["field"] == "signatures"
    assert served.rows() == before


def test_unsigned_events_of_a_party_that_did_not_delegate_are_refused(served: Served) -> None:
    before = served.rows()
    refused = served.post("/epcis/capture", a_document(an_event()), MALLORY)
    assert (refused.status_code, refused.json()["check"]) == (403, "6 key")
    assert served.rows() == before
