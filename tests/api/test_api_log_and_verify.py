"""Heads, proofs, receipts and verdicts over HTTP, checked with the verifier's own mathematics."""

import json

import pytest
from api_town import MAKER_SITE_ID, Served, a_statement, anchor_all
from builders import BRAND, MALLORY, MILL

from api.schemas import VerdictDocument
from ledger.proof.merkle import check_consistency, check_inclusion, leaf_hash


def _hex(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def _a_final_record(served: Served) -> str:
    raw = json.dumps(a_statement(served.domain)).encode()
    record_id = served.post("/v1/statements", raw, MILL).json()["record_id"]
    anchor_all(served.world)
    return str(record_id)


def test_anyone_may_read_the_head_and_it_names_the_domain_to_sign_for(served: Served) -> None:
    head = served.get("/v1/log/head").json()
    assert head["size"] >= 5
    assert head["domain"]["chain_id"] == 31337
    assert "operator" in head["reads"]


def test_an_inclusion_proof_leads_to_the_root_of_its_head(served: Served) -> None:
    record_id = _a_final_record(served)
    proof = served.get("/v1/log/inclusion", MILL, params={"record_id": record_id}).json()
    path = [_hex(step) for step in proof["path"]]
    check_inclusion(leaf_hash(_hex(proof["entry"])), proof["index"], proof["size"], path, _hex(proof["root"]))
    assert _hex(proof["entry"])[1:33] == _hex(record_id)


def test_an_inclusion_proof_is_only_for_those_who_may_read_the_record(served: Served) -> None:
    record_id = _a_final_record(served)
    assert served.get("/v1/log/inclusion", MALLORY, params={"record_id": record_id}).status_code == 404
    assert served.get("/v1/log/inclusion", params={"record_id": record_id}).status_code == 401


def test_a_consistency_proof_joins_two_heads_for_anyone(served: Served) -> None:
    first = served.get("/v1/log/head").json()["size"]
    _a_final_record(served)
    second = served.get("/v1/log/head").json()["size"]
    assert second > first
    proof = served.get("/v1/log/consistency", params={"first": first, "second": second}).json()
    path = [_hex(step) for step in proof["path"]]
    check_consistency(first, _hex(proof["first"]["root"]), second, _hex(proof["second"]["root"]), path)


@pytest.mark.parametrize("query", ["first=0&second=1", "first=2&second=x", "first=1"])
def test_sizes_that_are_none_are_refused_by_name(served: Served, query: str) -> None:
    refused = served.get(f"/v1/log/consistency?{query}")
    assert refused.status_code == 422
    assert refused.json()["field"] in ("first", "second")


def test_a_receipt_verifies_for_anyone_who_holds_it(served: Served) -> None:
    record_id = _a_final_record(served)
    receipt = served.get(f"/v1/records/{record_id}/receipt", MILL)
    assert "attachment" in receipt.headers["content-disposition"]
    verdict = VerdictDocument.model_validate(served.post("/v1/verify", receipt.content).json())
    assert verdict.verdict == "VALID"
    assert verdict.reads == "signature and time check out; content not verified"
    assert verdict.record_id == record_id


def test_a_receipt_with_one_bit_changed_does_not_verify(served: Served) -> None:
    record_id = _a_final_record(served)
    receipt = served.get(f"/v1/records/{record_id}/receipt", MILL).json()
    flipped = int(receipt["inclusion_path"][0][2:4], 16) ^ 1
    receipt["inclusion_path"][0] = f"0x{flipped:02x}" + receipt["inclusion_path"][0][4:]
    verdict = served.post("/v1/verify", json.dumps(receipt).encode()).json()
    assert verdict["verdict"] == "INVALID"


def test_a_receipt_that_is_not_there_yet_says_when_to_ask_again(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    record_id = served.post("/v1/statements", raw, MILL).json()["record_id"]
    early = served.get(f"/v1/records/{record_id}/receipt", MILL)
    assert (early.status_code, early.json()["code"]) == (409, "receipt-not-ready")
    assert early.headers["retry-after"]


def test_a_statement_of_another_ledger_is_invalid_here(served: Served) -> None:
    document = a_statement(served.domain)
    document["domain"]["salt"] = "0x" + "11" * 32
    verdict = served.post("/v1/verify", json.dumps(document).encode()).json()
    assert (verdict["verdict"], verdict["code"]) == ("INVALID", "wrong-log")


def test_a_bare_record_id_is_verified_only_for_its_audience(served: Served) -> None:
    record_id = _a_final_record(served)
    raw = json.dumps({"record_id": record_id}).encode()
    assert served.post("/v1/verify", raw, MILL).json()["verdict"] == "VALID"
    assert served.post("/v1/verify", raw).status_code == 401
    assert served.post("/v1/verify", raw, MALLORY).status_code == 404


def test_what_is_sent_to_verify_is_not_kept(served: Served) -> None:
    before = served.rows()
    assert served.post("/v1/verify", json.dumps(a_statement(served.domain)).encode()).status_code == 200
    assert served.rows() == before


def test_nonsense_sent_to_verify_is_a_problem(served: Served) -> None:
    for raw in (b"[]", b"{}", b'{"version": 99}', b'{"record_id": 1}', b'{"record_id": "0x00", "more": 1}', b"{"):
        assert 400 <= served.post("/v1/verify", raw, MILL).status_code < 500, raw


def test_a_brand_reads_the_records_of_the_sites_in_its_products(served: Served) -> None:
    found = served.get("/v1/products/09506000120607/provenance", BRAND).json()
    records = {site["site"]: site["records"] for tier in found["tiers"] for site in tier["sites"]}
    for record_id in records[MAKER_SITE_ID]:
        assert served.get(f"/v1/records/{record_id}", BRAND).status_code == 200
