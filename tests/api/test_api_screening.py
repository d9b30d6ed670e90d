"""Screening over HTTP: who is answered, about whom, and the same as the command line."""

import pytest
from api_town import MAKER_SITE_ID, SURVEYOR, Served
from builders import AUDITOR, BRAND, MILL, Party

PATHS = ("/v1/screening", "/v1/screening/queue", "/v1/screening/changes?old=2026-01-01&new=2026-02-01")


@pytest.mark.parametrize("path", PATHS)
def test_a_brand_and_an_auditor_are_answered_and_nobody_else(served: Served, path: str) -> None:
    told = {party.did: served.get(path, party).status_code for party in (BRAND, AUDITOR, MILL, SURVEYOR)}
    assert list(told.values()) == [200, 200, 403, 403]
    assert served.get(path).status_code == 401


@pytest.mark.parametrize("party", [BRAND, AUDITOR])
def test_a_site_of_ones_chain_is_screened_against_lists_that_name_their_state(served: Served, party: Party) -> None:
    found = served.get(f"/v1/screening?subject={MAKER_SITE_ID}&as_of=2026-11-21", party).json()
    assert [each["subject"] for each in found["subjects"]] == [MAKER_SITE_ID]
    assert found["subjects"][0]["verdict"] in ("screening incomplete", "possible", "no match", "confirmed")
    assert {each["list"] for each in found["lists"]} == {"CBP orders and findings", "UFLPA Entity List"}


def test_the_verdict_and_the_counts_are_of_whom_one_asks_about(served: Served) -> None:
    found = served.get(f"/v1/screening?subject={MAKER_SITE_ID}&as_of=2026-11-21", AUDITOR).json()
    assert found["verdict"] == found["subjects"][0]["verdict"]
    assert sum(found["counts"].values()) == 1


def test_a_filter_by_verdict_clears_nobody(served: Served) -> None:
    found = served.get("/v1/screening?as_of=2026-11-21", AUDITOR).json()
    kept = served.get("/v1/screening?verdict=no+match&as_of=2026-11-21", AUDITOR).json()
    assert (kept["verdict"], kept["counts"], kept["subjects"]) == (found["verdict"], found["counts"], [])


def test_nobody_is_cleared_by_a_list_that_is_not_whole(served: Served) -> None:
    found = served.get("/v1/screening?as_of=2026-11-21", AUDITOR).json()
    assert any(not each["is_complete"] for each in found["lists"])
    assert found["counts"]["no match"] == 0


def test_only_the_verdicts_asked_for_are_told(served: Served) -> None:
    found = served.get("/v1/screening?verdict=confirmed&as_of=2026-11-21", AUDITOR).json()
    assert {each["verdict"] for each in found["subjects"]} <= {"confirmed"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?subject=urn:example:nobody", 404),
        ("?verdict=perhaps", 422),
        ("?as_of=soon", 422),
        ("/changes?old=2026-02-01&new=2026-01-01", 422),
        ("/changes?old=2026-02-01", 422),
        ("/changes?old=2026-02-01&new=2999-01-01", 422),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(served: Served, query: str, status: int) -> None:
    answer = served.get(f"/v1/screening{query}", AUDITOR)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
