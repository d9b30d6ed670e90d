"""A data folder with its keys in each custody, on a real chain: who anchors, who promises, how keys are replaced."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chain_signing import honest, signing_server
from log_promises import a_promise

from ledger.bootstrap import (
    deploy_ledger,
    examine_custody,
    initialise,
    local_chain,
    open_ledger,
    retire_log_keys,
    rotate_log_keys,
)
from ledger.bootstrap.keys import NEXT_LOG_KEYS, new_log_signer
from ledger.chain.answers import hexed
from ledger.errors import BadSetting
from ledger.jobs.doctor import doctor
from ledger.jobs.promise_verdict import LogKeyTimes, key_verdict
from ledger.jobs.promises import log_keys
from ledger.model.party import KeyType
from ledger.proof.canonical import Json
from ledger.proof.typed_data import account_of
from ledger.settings import Settings, read_settings

WRITER = b"\x51" * 32
ACCOUNT = account_of(WRITER)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A deployed home whose keys are all files."""
    made = tmp_path_factory.mktemp("custody") / "home"
    settings = read_settings(home=made)
    initialise(settings)
    with local_chain(settings):
        deploy_ledger(settings)
        yield made


def promise_keys(settings: Settings) -> dict[bytes, LogKeyTimes]:
    ledger = open_ledger(settings)
    try:
        return {
            key.signer: LogKeyTimes(key.revoked_at, key.suspect_from)
            for key in log_keys(ledger.world)
            if key.key_type is KeyType.LOG_ES256
        }
    finally:
        ledger.close()


def part(settings: Settings, name: str) -> dict[str, Json]:
    ledger = open_ledger(settings)
    try:
        custody = examine_custody(ledger.custody)
        told = doctor(ledger.world, home=settings.home, keys_folder=settings.keys_folder, custody=custody)
    finally:
        ledger.close()
    parts: Any = told["parts"]
    (found,) = [each for each in parts if each["name"] == name]
    return dict(found)


def test_every_key_file_is_its_owners_alone(home: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (home / "keys").iterdir()}
    assert "log.json" in modes
    assert set(modes.values()) == {0o600}


def test_doctor_tells_custody_and_account_and_never_the_key(home: Path) -> None:
    settings = read_settings(home=home)
    ledger = open_ledger(settings)
    deployment = ledger.world.store.deployment()
    ledger.close()
    assert deployment is not None
    assert part(settings, "anchoring key")["detail"] == f"key file, account {hexed(deployment.writer)}"
    assert part(settings, "log keys")["status"] == "ready"


def test_a_writer_key_of_another_account_than_the_log_has_does_not_start(home: Path) -> None:
    with pytest.raises(BadSetting, match="WRITER_KEY"):
        open_ledger(read_settings(home=home, writer_key=hexed(WRITER)))


def test_what_old_log_keys_promised_stays_good_after_they_are_retired(home: Path) -> None:
    settings = read_settings(home=home)
    ledger = open_ledger(settings)
    signer = ledger.world.log_signer
    ledger.close()
    assert signer is not None
    fresh = rotate_log_keys(settings)
    assert {signer.promise_key, fresh.promise_key} <= promise_keys(settings).keys()
    assert set(retire_log_keys(settings)) == {signer.promise_key, signer.checkpoint_key}
    keys = promise_keys(settings)
    revoked_at = keys[signer.promise_key].revoked_at
    assert revoked_at is not None
    assert keys[fresh.promise_key].revoked_at is None
    for received_at, expected in ((revoked_at - 1, None), (revoked_at, "log-key-revoked")):
        made = a_promise(received_at=received_at, include_by=received_at + 600)
        known = LogKeyTimes(revoked_at, None)
        found = key_verdict(made, log_id=made.promise.log_id, key=known, is_own_registry=True)
        assert (found.code if found else None) == expected
    assert retire_log_keys(settings) == ()


def test_an_interrupted_rotation_goes_on_with_the_keys_it_had_made(home: Path) -> None:
    settings = read_settings(home=home)
    made = new_log_signer(settings, name=NEXT_LOG_KEYS)
    assert part(settings, "log keys")["status"] == "ready"  # the old ones still sign
    assert rotate_log_keys(settings).promise_key == made.promise_key
    assert not (home / "keys" / f"{NEXT_LOG_KEYS}.json").exists()
    assert part(settings, "log keys")["status"] == "ready"


def test_doctor_tells_a_log_key_that_nobody_can_check(home: Path, tmp_path: Path) -> None:
    settings = read_settings(home=home)
    ledger = open_ledger(settings)
    stranger = new_log_signer(read_settings(home=tmp_path))
    world = replace(ledger.world, log_signer=stranger)
    told: Any = doctor(world, home=home, keys_folder=settings.keys_folder)["parts"]
    ledger.close()
    (found,) = [each for each in told if each["name"] == "log keys"]
    assert (found["status"], found["mend"]) == ("degraded", "run `tierlight deploy` again")


def test_a_key_of_the_environment_opens_the_log_and_no_file_is_made(tmp_path: Path) -> None:
    settings = read_settings(home=tmp_path / "home", writer_key=hexed(WRITER))
    assert initialise(settings)["writer"] == hexed(ACCOUNT)
    assert not (settings.keys_folder / "writer.json").exists()
    with local_chain(settings):
        assert deploy_ledger(settings).writer == ACCOUNT
    assert part(settings, "anchoring key")["detail"] == f"environment, account {hexed(ACCOUNT)}"


def test_a_remote_signer_with_several_accounts_must_be_told_which(tmp_path: Path) -> None:
    other = account_of(b"\x52" * 32)

    def two(question: dict[str, Any]) -> object:
        return [hexed(other), hexed(ACCOUNT)] if question["method"] == "eth_accounts" else honest(WRITER)(question)

    with signing_server(two) as server:
        settings = read_settings(home=tmp_path / "home", writer_signer_url=server.url)
        assert initialise(settings)["writer"] == "held by the remote signer"
        with local_chain(settings):
            with pytest.raises(BadSetting, match="2 accounts"):
                deploy_ledger(settings)
            named = read_settings(home=tmp_path / "home", writer_signer_url=f"{server.url}#{hexed(ACCOUNT)}")
            assert deploy_ledger(named).writer == ACCOUNT
        found = part(named, "anchoring key")
    assert (found["detail"], found["mend"]) == (f"remote signer, account {hexed(ACCOUNT)}", None)


def test_doctor_tells_a_remote_signer_that_lost_the_account(tmp_path: Path) -> None:
    with signing_server(honest(b"\x52" * 32)) as server:
        settings = read_settings(home=tmp_path / "home", writer_signer_url=f"{server.url}#{hexed(ACCOUNT)}")
        initialise(settings)
        found = part(settings, "anchoring key")
    assert found["status"] == "degraded"
    assert "does not have that account" in str(found["detail"])


def test_a_local_key_file_beside_a_remote_signer_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    settings = read_settings(home=tmp_path / "home")
    initialise(settings)
    with signing_server(honest(WRITER)) as server:
        both = read_settings(home=tmp_path / "home", writer_signer_url=server.url)
        with local_chain(settings), pytest.raises(BadSetting, match=r"writer\.json"):
            deploy_ledger(both)
        assert {question["method"] for question in server.asked} == {"eth_accounts"}
