"""The supply graph over HTTP: forwards, as of an older log, and no older than the asker needs."""

from collections.abc import Iterator

import pytest
from api_town import PRODUCT, SHIRT_LOT_ID, YARN_LOT_ID, Served
from builders import AUDITOR, BRAND, MALLORY, MILL
from fastapi.testclient import TestClient

from api.app import create_app
from ledger.bootstrap import Ledger
from ledger.jobs import supply, supply_asked

PATHS = (
    *("/v1/products", f"/v1/products/{PRODUCT}/provenance", f"/v1/products/{PRODUCT}/tiers"),
    *(f"/v1/lots/{SHIRT_LOT_ID}/trace", f"/v1/lots/{SHIRT_LOT_ID}/track"),
)


@pytest.fixture
def hasty(served: Served) -> Iterator[Served]:
    """The same API, which waits for no graph."""
    ledger = served.ledger
    settings = ledger.settings.model_copy(update={"graph_wait_seconds": 0.0})
    impatient = Ledger(ledger.world, settings, ledger.custodian, ledger.custody)
    with TestClient(create_app(ledger=impatient), base_url="http://tierlight.test") as client:
        yield Served(ledger, client, served.keys)


def test_yarn_is_tracked_to_the_shirt_and_its_product(served: Served) -> None:
    found = served.get(f"/v1/lots/{YARN_LOT_ID}/track", BRAND).json()
    (shirt,) = [each for each in found["lots"] if each["lot"] == SHIRT_LOT_ID]
    assert (shirt["is_finished"], shirt["steps"]) == (True, 1)
    assert shirt["products"] == [f"https://id.gs1.org/01/{PRODUCT}"]


def test_each_edge_says_how_well_it_is_evidenced_and_how_far_it_is_proven(served: Served) -> None:
    for path in (f"/v1/lots/{SHIRT_LOT_ID}/trace", f"/v1/lots/{YARN_LOT_ID}/track"):
        (edge,) = served.get(path, AUDITOR).json()["edges"]
        assert edge["strength"] in {"custodial", "signed", "agreed"}
        assert edge["status"] == "final"


def test_a_supplier_tracks_no_lots(served: Served) -> None:
    assert served.get(f"/v1/lots/{YARN_LOT_ID}/track", MILL).status_code == 403
    assert served.get("/v1/lots/urn:none/track", AUDITOR).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_the_graph_does_not_cover_is_503_with_a_time_to_ask_again(hasty: Served, path: str) -> None:
    size = hasty.world.store.counts().sealed_size
    assert hasty.get(path, AUDITOR, params={"min_log_size": size}).status_code == 200
    refused = hasty.get(path, AUDITOR, params={"min_log_size": size + 1})
    assert (refused.status_code, refused.json()["code"]) == (503, "graph-behind")
    assert int(refused.headers["retry-after"]) > 0
    assert "min_log_size" in refused.json()["mend"]


def test_an_older_log_is_answered_as_it_was(served: Served) -> None:
    empty = served.get("/v1/products", AUDITOR, params={"as_of_log_size": 0}).json()
    assert (empty["products"], empty["log_size"]) == ([], 0)
    assert served.get("/v1/products", AUDITOR, params={"as_of": "2020-01-01"}).json() == empty
    later = served.get("/v1/products", AUDITOR, params={"as_of": "2200-01-01"}).json()
    assert [each["id"] for each in later["products"]] == [PRODUCT]


@pytest.mark.parametrize(
    "asked",
    [
        {"as_of_log_size": 10**9},
        {"as_of": "soon"},
        {"as_of_log_size": -1},
        {"min_log_size": 2**70},
        {"as_of_log_size": 1, "min_log_size": 1},
    ],
)
def test_a_state_that_is_none_is_refused_by_the_name_of_its_field(served: Served, asked: dict[str, object]) -> None:
    refused = served.get("/v1/products", AUDITOR, params=asked)
    assert refused.status_code == 422
    assert refused.json()["field"] in asked


@pytest.mark.parametrize("path", PATHS)
def test_without_a_key_no_graph_is_built_and_none_waited_for(
    served: Served, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.delattr(supply, "build_graph")  # whoever builds fails
    monkeypatch.delattr(supply_asked, "graph_of")  # and so does whoever looks for one
    for asked in ({"as_of_log_size": 1}, {"min_log_size": 10**6}, {"as_of_log_size": 10**9}):
        assert served.client.get(path, params=asked).status_code == 401
        assert served.get(path, MALLORY, params=asked).status_code == 403


def test_a_second_replay_is_503_with_a_time_to_ask_again(served: Served) -> None:
    snapshots = served.world.snapshots
    assert snapshots is not None
    with snapshots.building(waits=True, of_the_past=True):
        refused = served.get("/v1/products", AUDITOR, params={"as_of_log_size": 3})
        assert served.get("/v1/products", AUDITOR).status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (503, "replay-busy")
    assert int(refused.headers["retry-after"]) > 0
