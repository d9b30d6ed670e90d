"""Why a number is what it is, and what may change it, over HTTP: who may ask, and what they may be told."""

from collections.abc import Iterator
from typing import Any

import pytest
from api_town import MAKER_SITE_ID, PRODUCT, SURVEYOR, Served
from builders import AUDITOR, BRAND, MILL, Party

from ledger.jobs.readable_parts import only_readable

QUESTIONS = ("explain", "what-if", "compare?as_of=2026-10-20")


def at(question: str, product: str = PRODUCT) -> str:
    return f"/v1/products/{product}/{question}"


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("party", [BRAND, AUDITOR])
def test_the_brand_and_auditors_may_ask(served: Served, question: str, party: Party) -> None:
    assert served.get(at(question), party).status_code == 200


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("party", [MILL, SURVEYOR])
def test_other_roles_may_not(served: Served, question: str, party: Party) -> None:
    assert served.get(at(question), party).status_code == 403


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_product_that_is_not_there_is_not_found(served: Served, question: str) -> None:
    assert served.get(at(question, "00000000000000"), AUDITOR).status_code == 404


def test_asked_about_a_site_no_other_is_told(served: Served) -> None:
    found = served.get(at(f"explain?site={MAKER_SITE_ID}"), BRAND).json()
    assert {site["site"] for tier in found["tiers"] for site in tier["sites"]} == {MAKER_SITE_ID}
    assert {row["site"] for row in found["ilo_grid"]} == {MAKER_SITE_ID}
    options = served.get(at(f"what-if?site={MAKER_SITE_ID}"), BRAND).json()
    assert {option["site"] for option in options["narrowing"]} == {MAKER_SITE_ID}


@pytest.mark.parametrize("asked", ["?tier=0", "?tier=x", "?as_of=yesterday", "?as_of=2999-01-01", "?site="])
def test_a_scope_that_is_none_is_refused_by_name(served: Served, asked: str) -> None:
    refused = served.get(at(f"what-if{asked}"), BRAND)
    assert (refused.status_code, refused.json()["field"]) == (422, asked[1:].partition("=")[0])


def test_a_tier_that_the_product_has_not_is_not_found(served: Served) -> None:
    assert served.get(at("explain?tier=9"), BRAND).status_code == 404


@pytest.mark.parametrize("asked", ["", "?as_of=2026-10-20&as_of=2026-10-21&as_of=2026-10-22"])
def test_two_and_only_two_are_compared(served: Served, asked: str) -> None:
    assert served.get(at(f"compare{asked}"), BRAND).status_code == 422


def named(document: dict[str, Any]) -> Iterator[str]:
    sites = [site for tier in document["tiers"] for site in tier["sites"]]
    yield from (each["record_id"] for site in sites for term in site["terms"] for each in term["evidence"])
    yield from (source for site in sites for term in site["terms"] for source in term["sources"] if source[:2] == "0x")
    yield from (record for row in document["ilo_grid"] for record in (*row["found"], *row["looked_for"]))


@pytest.mark.parametrize("party", [BRAND, AUDITOR])
def test_every_record_that_is_named_may_be_read_by_who_asked(served: Served, party: Party) -> None:
    records = set(named(served.get(at("explain"), party).json()))
    assert records
    assert {served.get(f"/v1/records/{record}", party).status_code for record in records} == {200}


HIDDEN = "0x" + "ab" * 32


def a_document(strength: str) -> dict[str, Any]:
    evidence = [{"record_id": HIDDEN, "strength": strength}]
    site = {"site": "s", "terms": [{"evidence": evidence, "sources": [HIDDEN, "a row"]}]}
    row = {"found": [HIDDEN], "looked_for": [HIDDEN], "state": "found"}
    return {"tiers": [{"sites": [site]}], "ilo_grid": [row], "narrowing": [], "lowering": [{"records": [HIDDEN]}]}


def test_a_record_that_the_brand_may_not_read_is_named_nowhere(served: Served) -> None:
    told = only_readable(served.world, BRAND.reader, a_document("self"))
    assert HIDDEN not in repr(told)
    assert "found" in repr(told["ilo_grid"])


@pytest.mark.parametrize(("strength", "is_named"), [("self", True), ("worker_confirmed", False)])
def test_an_auditor_reads_all_but_what_a_custodian_told_to_others(
    served: Served, strength: str, is_named: bool
) -> None:
    told: Any = only_readable(served.world, AUDITOR.reader, a_document(strength))
    assert (HIDDEN in repr(told["tiers"])) is is_named
