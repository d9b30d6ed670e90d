"""`tierlight chain migrate` and `tierlight deploy --from`: asked first, told whole, and safe to repeat."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cli_builders import called

from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import local_chain, operator_secret
from ledger.chain.anvil import start
from ledger.chain.anvil_probe import ask
from ledger.proof.typed_data import account_of
from ledger.settings import read_settings

pytestmark = pytest.mark.chain


@dataclass(frozen=True)
class Two:
    """A deployed ledger's folder, and another chain that its accounts have gas money on."""

    home: Path
    there: str

    def sent(self, name: str) -> str:
        return str(_ask(self.there, "eth_getTransactionCount", _account(self.home, name), "latest"))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    home = tmp_path_factory.mktemp("moving") / "home"
    assert called(tierlight, "init", "--home", home).code == 0
    with local_chain(read_settings(home=home)), start(tmp_path_factory.mktemp("there"), chain_id=31338) as there:
        assert called(tierlight, "deploy", "--home", home).code == 0
        for name in ("admin", "registrar", "writer"):
            _ask(there.url, "anvil_setBalance", _account(home, name), hex(10**20))
        yield Two(home, there.url)


def _account(home: Path, name: str) -> str:
    return "0x" + account_of(operator_secret(read_settings(home=home), name)).hex()


def _ask(url: str, method: str, *params: object) -> object:
    return ask(int(url.rpartition(":")[2]), method, *params)


def test_a_move_is_planned_asked_for_made_and_told(two: Two) -> None:
    move = ("chain", "migrate", "--to-url", two.there, "--to-finality", "depth:0", "--home", two.home, "--json")
    planned = called(tierlight, *move, "--dry-run")
    assert planned.code == 0
    plan = json.loads(planned.out)
    assert (plan["from_chain_id"], plan["to_chain_id"], plan["records_waiting"]) == (31337, 31338, 0)
    refused = called(tierlight, *move)
    assert (refused.code, "--yes" in refused.err) == (2, True)
    assert two.sent("admin") == "0x0"
    made = called(tierlight, *move, "--yes")
    assert made.code == 0, made.err
    told = json.loads(made.out)
    assert {name: told[name] for name in ("chain_id", "log_id")} == {"chain_id": 31338, "log_id": plan["to_log_id"]}
    assert (told["parties_entered"], told["left"]) == (1, [])
    assert told["was_there_before"] is False
    assert told["first_head_size"] == 1, "the operator's statement that it moved"
    block = _ask(two.there, "eth_getBlockByNumber", hex(told["first_head_block"]), False)
    assert isinstance(block, dict)
    assert block["hash"] == told["first_head_block_hash"]
    finalized = _ask(two.there, "eth_getBlockByNumber", "finalized", False)
    assert isinstance(finalized, dict)
    assert int(finalized["number"], 16) < told["first_head_block"], "it waited by the new chain's own rule"
    assert json.loads(called(tierlight, *move, "--yes").out) == told | {"was_there_before": True}
    for_people = called(tierlight, *move[:-1], "--yes").out
    assert for_people.startswith("ALREADY THERE")
    assert f"TIERLIGHT_CHAIN_URL={two.there} TIERLIGHT_FINALITY=depth:0" in " ".join(for_people.split())
    assert "MOVED" not in for_people
    assert (two.home / "chain" / "deployments" / "31338.json").exists()


def test_a_new_writer_is_asked_for_made_and_told(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    assert called(tierlight, "chain", "migrate", "--to-url", two.there, "--home", two.home, "--yes").code == 0
    monkeypatch.setenv("TIERLIGHT_CHAIN_URL", two.there)
    change = ("chain", "writer", "--home", two.home, "--json")
    before = _account(two.home, "writer")
    refused = called(tierlight, *change)
    assert (refused.code, "--yes" in refused.err, _account(two.home, "writer")) == (2, True, before)
    made = called(tierlight, *change, "--yes")
    assert made.code == 0, made.err
    assert json.loads(made.out)["writer"] == _account(two.home, "writer") != before


def test_a_chain_to_move_to_that_is_away_is_mended_by_the_option_that_named_it(two: Two) -> None:
    refused = called(tierlight, "chain", "migrate", "--to-url", "http://127.0.0.1:1", "--home", two.home, "--yes")
    assert (refused.code, "--to-url" in refused.err, "--chain-url" in refused.err) == (7, True, False)


def test_a_rule_of_finality_that_is_none_is_named(two: Two) -> None:
    move = ("chain", "migrate", "--to-url", two.there, "--home", two.home, "--yes", "--to-finality", "depth:few")
    refused = called(tierlight, *move)
    assert (refused.code, "--to-finality" in refused.err, "depth:N" in refused.err) == (2, True, True)


def test_a_chain_is_not_both_gone_and_halted(two: Two) -> None:
    both = ("--chain-is-gone", "--chain-is-halted")
    refused = called(tierlight, "chain", "migrate", "--to-url", two.there, "--home", two.home, "--yes", *both)
    assert (refused.code, "contradicts" in refused.err) == (2, True)


def test_a_deployment_file_that_is_none_is_named(two: Two, tmp_path: Path) -> None:
    (tmp_path / "5.json").write_text("{}")
    refused = called(tierlight, "deploy", "--from", tmp_path / "5.json", "--home", two.home, "--json")
    assert refused.code == 2
    assert "5.json" in refused.out
