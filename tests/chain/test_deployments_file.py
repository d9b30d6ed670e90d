"""deployments/<chainId>.json: read back as written, bound to its own ids, and checked on the chain before use."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chain_builders import Ledger, a_secret, told

from ledger.bootstrap import adopt_deployment, deploy_ledger, initialise, operator_secret
from ledger.chain.answers import hexed
from ledger.chain.deploy import DeployerSecrets, deploy
from ledger.chain.deployments import check_deployment, read_deployment, write_deployment
from ledger.errors import BadSetting, ChainAway, WrongChain
from ledger.model.deployment import Deployment, FormerPlace, Migration
from ledger.proof.places import log_id_of, migration_digest
from ledger.proof.typed_data import sign_digest
from ledger.settings import Settings, read_settings

pytestmark = pytest.mark.chain


def a_moved(ledger: Ledger, *, signed_by: bytes | None = None) -> Deployment:
    """The same ledger as if it had moved here from a place with other registries."""
    now = ledger.deployment
    place = replace(now.place, chain_id=5, key_registry=b"\x05" * 20)
    digest = migration_digest(place, successor=now.log_id, head_size=7, head_root=b"\x07" * 32)
    signature = sign_digest(digest, signed_by or ledger.secrets.admin)
    link = Migration(log_id_of(place), now.log_id, 7, b"\x07" * 32, signature)
    home = replace(now.domain, chain_id=5, verifying_contract=place.anchor_log, salt=log_id_of(place))
    return replace(now, domain=home, former=(FormerPlace(place, link),))


def test_a_deployment_is_read_back_as_it_was_written(ledger: Ledger, tmp_path: Path) -> None:
    for deployment in (ledger.deployment, a_moved(ledger)):
        path = write_deployment(tmp_path, deployment)
        assert path == tmp_path / "31337.json"
        assert read_deployment(path) == deployment


def test_a_move_that_the_admin_did_not_sign_is_not_read(ledger: Ledger, tmp_path: Path) -> None:
    path = write_deployment(tmp_path, a_moved(ledger, signed_by=a_secret("thief")))
    with pytest.raises(BadSetting, match="not signed by the admin"):
        read_deployment(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found | {"keyRegistry": "0x" + "11" * 20},
        lambda found: found | {"surveyRegistry": "0x" + "11" * 20},
        lambda found: found | {"admin": "0x" + "11" * 20},
        lambda found: found | {"chainId": 1},
        lambda found: found | {"salt": "0x" + "11" * 32},
        lambda found: found | {"home": found["home"] | {"logId": "0x" + "11" * 32}},
        lambda found: found | {"note": "hello"},
        lambda found: found | {"version": 2},
        lambda found: found | {"writer": "0x11"},
        lambda found: found | {"deployedAtBlock": "0"},
        lambda found: {name: value for name, value in found.items() if name != "registrar"},
        lambda found: [found],
    ],
)
def test_a_changed_deployment_file_is_refused_by_name(
    ledger: Ledger, tmp_path: Path, change: Callable[[Any], Any]
) -> None:
    path = write_deployment(tmp_path, ledger.deployment)
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(BadSetting, match=r"31337\.json"):
        read_deployment(path)


def test_a_deployment_is_checked_on_its_chain(ledger: Ledger, foreign_url: str) -> None:
    check_deployment(ledger.url, ledger.deployment)
    with pytest.raises(WrongChain, match="chain id"):
        check_deployment(foreign_url, ledger.deployment)
    with pytest.raises(ChainAway):
        check_deployment("http://127.0.0.1:1", ledger.deployment)


@pytest.mark.parametrize(
    "changed",
    [
        {"genesis_hash": bytes(32)},
        {"writer": b"\x11" * 20},
        {"registrar": b"\x11" * 20},
        {"code_hashes": {}},
    ],
)
def test_a_deployment_that_says_something_else_than_the_chain_is_refused(
    ledger: Ledger, changed: dict[str, Any]
) -> None:
    with pytest.raises(WrongChain):
        check_deployment(ledger.url, replace(ledger.deployment, **changed))


def a_home(tmp_path: Path, url: str, name: str) -> Settings:
    settings = read_settings(home=tmp_path / name, chain_url=url)
    initialise(settings)
    return settings


def deployed_elsewhere(settings: Settings, url: str, folder: Path) -> Path:
    """As Brownie's script does it, with the keys of this home."""
    secrets = DeployerSecrets(*(operator_secret(settings, name) for name in ("admin", "registrar", "writer")))
    return write_deployment(folder, deploy(url, secrets=secrets, home_file=None))


def test_contracts_deployed_elsewhere_are_taken_over(chain_url: str, tmp_path: Path) -> None:
    settings = a_home(tmp_path, chain_url, "home")
    file = deployed_elsewhere(settings, chain_url, tmp_path)
    deployment = adopt_deployment(settings, file)
    assert (
        deployment == read_deployment(settings.home / "chain" / "deployments" / "31337.json") == read_deployment(file)
    )
    assert adopt_deployment(settings, file) == deployment


def test_contracts_of_other_keys_or_beside_another_ledger_are_not_taken_over(chain_url: str, tmp_path: Path) -> None:
    settings, other = a_home(tmp_path, chain_url, "home"), a_home(tmp_path, chain_url, "other")
    file = deployed_elsewhere(settings, chain_url, tmp_path)
    with pytest.raises(BadSetting, match="other keys"):
        adopt_deployment(other, file)
    deploy_ledger(settings)
    with pytest.raises(BadSetting, match="another ledger"):
        adopt_deployment(settings, file)


def test_deploying_writes_the_file_for_everyone_to_read(chain_url: str, tmp_path: Path) -> None:
    settings = a_home(tmp_path, chain_url, "home")
    deployment = deploy_ledger(settings)
    path = settings.home / "chain" / "deployments" / "31337.json"
    assert read_deployment(path) == deployment
    assert told(chain_url, "eth_getCode", hexed(deployment.place.survey_registry), "latest") != "0x"
