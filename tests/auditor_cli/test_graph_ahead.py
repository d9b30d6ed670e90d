"""The worker leaves the graph's snapshot behind, so that whoever answers first has only to map it."""

from pathlib import Path

import pytest
from cli_builders import MILL, PASSPHRASE, a_facility, called, written

from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import local_chain
from ledger.jobs import supply
from ledger.settings import read_settings

pytestmark = pytest.mark.chain


@pytest.fixture
def settled(tmp_path: Path) -> Path:
    """A ledger of one statement, which the worker alone has looked at since."""
    home, password = tmp_path / "home", tmp_path / "passphrase"
    password.write_text(PASSPHRASE)
    body = written(tmp_path / "facility.json", a_facility())
    with_key = ("--password-file", password)
    signed = ("--kind", "facility", "--issuer", MILL, "--key", home / "keys" / "mill.example.json")
    assert called(tierlight, "init", "--home", home).code == 0
    with local_chain(read_settings(home=home)):
        for args in (
            ("deploy",),
            ("keys", "new", "--did", MILL, "--role", "supplier", "--register", *with_key),
            ("attest", body, *signed, *with_key, "--yes"),
            ("worker", "--until-settled", "--every", "0.1"),
        ):
            found = called(tierlight, *args, "--home", home)
            assert found.code == 0, found.err
    return home


def test_a_worker_leaves_the_graph_of_the_whole_log_behind_and_the_first_answer_maps_it(
    settled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(list((settled / "graphs").glob("*.graph"))) == 1
    monkeypatch.delattr(supply, "build_graph_at")  # whoever builds again fails
    found = called(auditor, "products", "--home", settled, "--json")
    assert found.code == 0, found.err
    assert found.document["log_size"] == 1
