"""Whoever signs can ask what a body may say before it is refused."""

import pytest
from api_town import Served

from ledger.model.statement import Kind


@pytest.mark.parametrize("kind", list(Kind))
def test_the_body_of_every_kind_is_described_without_a_key(served: Served, kind: Kind) -> None:
    answer = served.client.get(f"/v1/bodies/{kind}")
    assert answer.status_code == 200
    assert answer.json().keys() & {"properties", "oneOf"}


def test_a_kind_that_is_none_is_refused_by_name(served: Served) -> None:
    answer = served.client.get("/v1/bodies/gossip")
    assert (400 <= answer.status_code < 500, "kind" in answer.text) == (True, True)


def test_a_finding_is_described_without_any_source(served: Served) -> None:
    described = served.client.get("/v1/bodies/finding").json()["$defs"]["FindingBody"]
    assert described["additionalProperties"] is False
    assert "source" not in described["properties"]
