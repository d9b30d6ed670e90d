"""One real ledger on one real chain, with its API over ASGI, for all tests of this folder."""

import json
import socket
from collections.abc import Iterator

import pytest
from api_builders import (
    BRAND,
    HOSTILE_NAME,
    MAKER,
    MAKER_SITE,
    MILL,
    MILL_SITE,
    TOWN,
    Party,
    Served,
    a_document,
    a_facility_body,
    a_lot_body,
    a_sewing,
    a_statement,
    an_event,
    anchor_all,
    signed_capture,
)
from fastapi.testclient import TestClient

from api.app import create_app
from ledger.bootstrap import OPERATOR_DID, Ledger, deploy_ledger, initialise, open_ledger, registrar
from ledger.chain.anvil import running_chain
from ledger.jobs.sign_in import issue_api_key
from ledger.jobs.sync_registry import sync_registry
from ledger.proof.typed_data import party_id
from ledger.settings import Settings, read_settings


@pytest.fixture(scope="session")
def town_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    home = tmp_path_factory.mktemp("town")
    with running_chain(home, block_seconds=0.2) as url:
        yield read_settings(home=home, chain_url=url)


@pytest.fixture(scope="session")
def town(town_settings: Settings) -> Iterator[Ledger]:
    """A deployed ledger with six parties; the mill and the brand let the operator sign for them."""
    initialise(town_settings)
    deploy_ledger(town_settings)
    ledger = open_ledger(town_settings)
    writer = registrar(town_settings)
    writer.register([(party.did, party.signer, party.role) for party in TOWN])
    writer.add_keys([(party.did, party.secret, party.signer) for party in TOWN])
    writer.delegate([(party.did, party.secret, OPERATOR_DID) for party in (MILL, BRAND)])
    for party in TOWN:
        ledger.world.store.name_party(party.did, party_id(party.did))
    sync_registry(ledger.world)
    yield ledger
    ledger.close()


@pytest.fixture(scope="session")
def served(town: Ledger) -> Iterator[Served]:
    """The API on a ledger where a shirt has two tiers, all of it final."""
    keys = {party.did: issue_api_key(town.world, party.reader) for party in TOWN}
    with TestClient(create_app(ledger=town), base_url="http://tierlight.test", follow_redirects=False) as client:
        running = Served(town, client, keys)
        _tell(running)
        anchor_all(town.world)
        yield running


def _tell(served: Served) -> None:
    _say(served, MILL, "facility", a_facility_body(MILL_SITE, MILL, name=HOSTILE_NAME, country="IN"))
    _say(served, MAKER, "facility", a_facility_body(MAKER_SITE, MAKER, name="Maker Ltd", country="VN"))
    _say(served, BRAND, "lot", a_lot_body())
    for party, event in ((MILL, an_event()), (MAKER, a_sewing())):
        sent = served.post("/epcis/capture", signed_capture(served.domain, a_document(event), by=party), party)
        assert sent.status_code == 202, sent.text


def _say(served: Served, party: Party, kind: str, body: dict[str, object]) -> None:
    raw = json.dumps(a_statement(served.domain, by=party, kind=kind, body=body)).encode()
    sent = served.post("/v1/statements", raw, party)
    assert sent.status_code == 201, sent.text


@pytest.fixture
def unused_port_url() -> str:
    """Where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
