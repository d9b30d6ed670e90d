"""The supervised local chain: what a kill, a cut-off file, a second start or Ctrl-C leaves behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from chain_builders import a_ledger, anchored, eventually, the_chain, told

from ledger.chain.answers import hexed
from ledger.chain.anvil import LocalChain, running_chain, start
from ledger.chain.anvil_binary import find_anvil
from ledger.errors import BadSetting, ChainAway, HomeInUse

pytestmark = pytest.mark.chain

OWNER = Path(__file__).with_name("anvil_owner.py")


def paid(url: str) -> str:
    """A mined transaction on the chain; gives its hash."""
    sender = told(url, "eth_accounts")[0]
    transaction = told(url, "eth_sendTransaction", {"from": sender, "to": "0x" + "11" * 20, "value": "0x1"})
    eventually(lambda: told(url, "eth_getTransactionReceipt", transaction) is not None, what="it is mined")
    return str(transaction)


def is_alive(process_id: int) -> bool:
    try:
        return b" Z " not in Path(f"/proc/{process_id}/stat").read_bytes()
    except OSError:
        return False


def state_of(home: Path) -> Path:
    return home / "chain" / "state.json"


def test_a_killed_anvil_is_back_with_everything_older_than_two_seconds(own_chain: LocalChain, tmp_path: Path) -> None:
    transaction, killed = paid(own_chain.url), own_chain.process_id
    assert killed is not None
    eventually(lambda: transaction in state_of(tmp_path).read_text(), what="it is on disk", within_seconds=2.0)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: own_chain.process_id not in (None, killed), what="another process")
    eventually(lambda: told(own_chain.url, "eth_chainId") == "0x7a69", what="it answers")
    assert told(own_chain.url, "eth_getTransactionReceipt", transaction)["status"] == "0x1"
    assert "code -9" in (tmp_path / "chain" / "anvil.log").read_text()


def test_a_new_chain_killed_at_once_keeps_its_genesis(own_chain: LocalChain) -> None:
    killed, genesis = own_chain.process_id, told(own_chain.url, "eth_getBlockByNumber", "0x0", False)["hash"]
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: own_chain.process_id not in (None, killed), what="another process")
    eventually(lambda: told(own_chain.url, "eth_chainId") == "0x7a69", what="it answers")
    assert told(own_chain.url, "eth_getBlockByNumber", "0x0", False)["hash"] == genesis


def test_heads_anchored_before_a_restart_are_found_after_it(tmp_path: Path) -> None:
    with running_chain(tmp_path) as url:
        ledger = a_ledger(url, of="restarted")
        before = [
            anchored(the_chain(ledger), ledger, size=3),
            anchored(the_chain(ledger), ledger, size=7, previous_size=3),
        ]
    with running_chain(tmp_path) as url:  # its node no longer has the state of old blocks
        chain = the_chain(ledger, url=url)
        chain.check(ledger.deployment)
        assert [chain.find_anchor(ledger.log_id, size) for size in (3, 7)] == before
        assert chain.head(ledger.log_id, block=chain.latest_block())[1] == 2


def test_a_chain_keeps_its_genesis_over_many_restarts(tmp_path: Path) -> None:
    found = set()
    for _ in range(4):
        with running_chain(tmp_path) as url:
            found.add(told(url, "eth_getBlockByNumber", "0x0", False)["hash"])
        add_later_genesis(state_of(tmp_path))
    assert len(found) == 1


def add_later_genesis(state: Path) -> None:
    """Let the file look as if anvil had been started a second later than it was: another block 0 beside the first."""
    content = json.loads(state.read_text())
    genesis = min((block for block in content["blocks"] if block["header"]["number"] == "0x0"), key=block_time)
    later = {**genesis["header"], "timestamp": hex(int(genesis["header"]["timestamp"], 16) + 1)}
    content["blocks"].append({**genesis, "header": later})
    state.write_text(json.dumps(content))


def block_time(block: dict[str, dict[str, str]]) -> int:
    return int(block["header"]["timestamp"], 16)


def test_a_chain_comes_back_whole_after_a_stop(tmp_path: Path) -> None:
    with running_chain(tmp_path) as url:
        ledger = a_ledger(url, of="stopped")
        genesis = told(url, "eth_getBlockByNumber", "0x0", False)["hash"]
    with running_chain(tmp_path) as url:
        assert told(url, "eth_getCode", hexed(ledger.deployment.place.key_registry), "latest") != "0x"
        assert told(url, "eth_getBlockByNumber", "0x0", False)["hash"] == genesis


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_cut_off_state_file_falls_back_to_the_previous_copy(tmp_path: Path, kept: int) -> None:
    with running_chain(tmp_path) as url:
        transaction = paid(url)
    whole = state_of(tmp_path).read_bytes()
    state_of(tmp_path).write_bytes(whole[: len(whole) * kept // 3])
    with running_chain(tmp_path) as url:
        assert told(url, "eth_getTransactionReceipt", transaction)["status"] == "0x1"


def test_a_state_file_that_anvil_refuses_falls_back_too(tmp_path: Path) -> None:
    with running_chain(tmp_path) as url:
        transaction = paid(url)
    state_of(tmp_path).write_text('{"accounts": 7, "best_block_number": "x", "blocks": []}')
    with running_chain(tmp_path) as url:
        assert told(url, "eth_getTransactionReceipt", transaction)["status"] == "0x1"
    assert state_of(tmp_path).with_name("state.broken.json").exists()


def test_a_broken_state_without_a_copy_is_said_and_kept(tmp_path: Path) -> None:
    with running_chain(tmp_path):
        pass
    state_of(tmp_path).write_bytes(b"{")
    state_of(tmp_path).with_name("state.previous.json").unlink()
    with pytest.raises(ChainAway, match="backup"):
        start(tmp_path)
    assert state_of(tmp_path).read_bytes() == b"{"


def test_while_it_runs_a_whole_copy_of_the_state_is_kept(tmp_path: Path) -> None:
    copy = tmp_path / "chain" / "state.previous.json"
    with running_chain(tmp_path, block_seconds=0.1) as url:
        transaction = paid(url)
        eventually(lambda: copy.exists() and transaction in copy.read_text(), what="it is in the copy")
        json.loads(copy.read_text())


def test_an_idle_chain_mines_nothing_and_an_active_one_becomes_final(tmp_path: Path) -> None:
    with running_chain(tmp_path, block_seconds=0.05) as url:
        paid(url)
        eventually(lambda: told(url, "eth_getBlockByNumber", "finalized", False)["number"] == "0x1", what="final")
        seen = state_of(tmp_path).stat().st_mtime_ns if state_of(tmp_path).exists() else 0
        eventually(lambda: state_of(tmp_path).exists() and state_of(tmp_path).stat().st_mtime_ns > seen, what="a tick")
        assert told(url, "eth_blockNumber") == "0x3"


def test_a_second_start_is_a_guest_whose_stop_stops_nothing(own_chain: LocalChain, tmp_path: Path) -> None:
    with start(tmp_path) as guest:
        assert (guest.url, guest.is_guest, guest.process_id) == (own_chain.url, True, None)
    assert told(own_chain.url, "eth_chainId") == "0x7a69"


def test_a_second_start_at_another_port_is_refused(own_chain: LocalChain, tmp_path: Path) -> None:
    with pytest.raises(HomeInUse, match=str(own_chain.port)):
        start(tmp_path, port=own_chain.port + 1)


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(HomeInUse, match=f"port {port}"):
            start(tmp_path, port=port)
    with running_chain(tmp_path):  # and the folder is free again
        pass


def test_ctrl_c_leaves_a_state_file_that_loads_and_no_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, str(OWNER), str(tmp_path)], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as owner:
        assert owner.stdout is not None
        port, anvil = (int(word) for word in owner.stdout.readline().split())
        transaction = paid(f"http://127.0.0.1:{port}")
        os.killpg(owner.pid, signal.SIGINT)
        assert owner.stdout.read() == "interrupted\n"
    assert not is_alive(anvil)
    with running_chain(tmp_path) as url:
        assert told(url, "eth_getTransactionReceipt", transaction)["status"] == "0x1"


def test_an_anvil_whose_supervisor_was_killed_is_ended_and_its_chain_goes_on(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, str(OWNER), str(tmp_path)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        port, orphan = (int(word) for word in owner.stdout.readline().split())
        transaction = paid(f"http://127.0.0.1:{port}")
        owner.kill()
    assert is_alive(orphan)
    with running_chain(tmp_path) as url:
        assert not is_alive(orphan)
        assert told(url, "eth_getTransactionReceipt", transaction)["status"] == "0x1"


@pytest.mark.parametrize("cut_off", [signal.SIGKILL, signal.SIGTERM])
def test_a_test_run_that_is_cut_off_leaves_no_anvil(tmp_path: Path, cut_off: signal.Signals) -> None:
    command = [sys.executable, str(OWNER), str(tmp_path), "reaped"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        anvil = int(owner.stdout.readline().split()[1])
        assert is_alive(anvil)
        owner.send_signal(cut_off)
    eventually(lambda: not is_alive(anvil), what="the anvil ended")


def test_it_listens_on_this_machine_only(own_chain: LocalChain) -> None:
    listening = [line.split()[1:4] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    hosts = {local.split(":")[0] for local, _, state in listening if int(local.split(":")[1], 16) == own_chain.port}
    assert hosts == {"0100007F"}


def test_its_log_holds_no_secret_of_anvils_accounts(own_chain: LocalChain, tmp_path: Path) -> None:
    assert "0xac0974bec39a17e3" not in (tmp_path / "chain" / "anvil.log").read_text()


def test_without_the_program_the_error_names_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadSetting, match="npm ci"):
        find_anvil(roots=[tmp_path])


def test_using_eth_account_leaves_the_recursion_limit_as_it_was() -> None:
    use = "from ledger.proof.accounts import accounts; accounts(); import sys; sys.exit(sys.getrecursionlimit())"
    assert subprocess.run([sys.executable, "-c", use], check=False).returncode == 1000 % 256


def test_asking_the_chain_imports_neither_web3_nor_a_key_library() -> None:
    ask = "import contextlib, sys; from ledger.chain import evm, registrar, deploy, anvil, finality; "
    ask += "from ledger.chain.rpc import Rpc; from ledger.errors import ChainAway\n"
    ask += "with contextlib.suppress(ChainAway): Rpc('http://127.0.0.1:1').call('eth_chainId')\n"
    ask += "sys.exit('web3' in sys.modules or 'eth_account' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], check=False).returncode == 0
