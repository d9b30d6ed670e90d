"""A brand's own score over HTTP: for that brand and auditors, 404 for everybody else, the same as on the machine."""

from datetime import UTC, datetime
from typing import Any

import pytest
from api_town import Served
from builders import AUDITOR, BRAND, MALLORY, MILL, Party
from fastapi.testclient import TestClient

from auditor_cli.source.local import LocalSource
from auditor_cli.source.remote import RemoteSource

AS_OF = datetime.now(UTC).date()


def asked(served: Served, by: Party, did: str = BRAND.did) -> Any:
    return served.client.get(f"/v1/brands/{did}/score?as_of={AS_OF}", headers=served.as_(by))


def test_the_brand_and_an_auditor_get_one_and_the_same_score(served: Served) -> None:
    own, auditors = asked(served, BRAND), asked(served, AUDITOR)
    assert (own.status_code, auditors.status_code) == (200, 200)
    assert own.json()["schema"] == "tierlight.brand/1"
    assert own.json()["score"] == auditors.json()["score"]
    assert own.json()["band"] == "not_assessed"


@pytest.mark.parametrize("by", [MILL, MALLORY])
def test_a_supplier_gets_the_answer_that_there_is_no_such_brand(served: Served, by: Party) -> None:
    hidden, unknown = asked(served, by), asked(served, by, "did:web:no-brand.example")
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert hidden.json()["code"] == unknown.json()["code"]


def test_near_and_far_are_answered_alike(served: Served) -> None:
    client = TestClient(served.client.app, headers=served.as_(AUDITOR))
    far = RemoteSource(client, "http://tierlight.test").brand(BRAND.did, as_of=AS_OF)
    assert far == LocalSource(served.ledger).brand(BRAND.did, as_of=AS_OF)
