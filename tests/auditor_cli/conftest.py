"""One ledger for the folder, made by the command lines themselves on a real chain and a real database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from chain.anvil_reaper import reaping
from cli_builders import (
    BRAND,
    MILL,
    PASSPHRASE,
    Ran,
    Story,
    a_certificate,
    a_claim,
    a_facility,
    a_lot,
    a_purchase,
    called,
    epcis_document,
    written,
)

from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import local_chain
from ledger.settings import read_settings


@pytest.fixture(scope="session", autouse=True)
def _no_anvil_outlives_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with reaping(tmp_path_factory.getbasetemp().resolve()):
        yield


def _done(*args: object) -> Ran:
    """A command of the story, which must succeed."""
    ran = called(tierlight, *args, "--json")
    assert ran.code == 0, ran.err
    return ran


def _kept(home: Path, file: Path, kind: str, issuer: str, password: Path) -> str:
    key = home / "keys" / f"{issuer.removeprefix('did:web:')}.json"
    given = _done(
        *("attest", file, "--kind", kind, "--issuer", issuer, "--key", key, "--home", home),
        *("--password-file", password, "--yes"),
    )
    return str(given.document["record_id"])


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """One ledger for all files: what is pending in it stays pending, so nobody runs a worker on it."""
    with a_story(tmp_path_factory.mktemp("cli")) as told:
        yield told


@pytest.fixture(scope="module")
def own_story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The same, for a file that anchors more."""
    with a_story(tmp_path_factory.mktemp("own")) as told:
        yield told


@contextmanager
def a_story(scratch: Path) -> Iterator[Story]:
    home, password = scratch / "home", scratch / "passphrase"
    password.write_text(PASSPHRASE + "\n")
    _done("init", "--home", home)
    with local_chain(read_settings(home=home)) as chain_url:
        yield _told(home, scratch, password, chain_url)


def _told(home: Path, scratch: Path, password: Path, chain_url: str) -> Story:
    at_home = ("--home", home)
    _done("deploy", *at_home)
    for did, role in ((BRAND, "brand"), (MILL, "supplier")):
        _done("keys", "new", "--did", did, "--role", role, "--register", "--password-file", password, *at_home)
    _kept(home, written(scratch / "lot.json", a_lot()), "lot", BRAND, password)
    final = _kept(home, written(scratch / "facility.json", a_facility()), "facility", MILL, password)
    _kept(home, written(scratch / "purchase.json", a_purchase()), "purchase", MILL, password)
    expired = written(scratch / "certificate.json", a_certificate(until="2020-12-31"))
    expired_record = _kept(home, expired, "certificate", MILL, password)
    events = written(scratch / "events.json", epcis_document())
    key = home / "keys" / "mill.example.json"
    _done("capture", events, "--issuer", MILL, "--key", key, "--password-file", password, *at_home)
    _done("worker", "--until-settled", "--every", "0.1", *at_home)
    pending = _kept(home, written(scratch / "claim.json", a_claim()), "attestation", MILL, password)
    saved = called(auditor, "verify", final, "--save", scratch, *at_home)
    assert saved.code == 0, saved.err
    return Story(home, scratch, chain_url, final, expired_record, pending, scratch / f"{final}.json")
