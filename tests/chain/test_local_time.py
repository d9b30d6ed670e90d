"""A local chain may run behind the clock, never ahead, and goes on where it was when it is started again."""

import time
from pathlib import Path

import pytest

from ledger.chain.anvil import start
from ledger.chain.anvil_probe import ask
from ledger.chain.local_time import run_behind, seconds_behind
from ledger.errors import BadSetting

pytestmark = pytest.mark.chain
_DAY = 86_400
_NEAR = 30


def _block_time(port: int) -> int:
    ask(port, "evm_mine")
    block = ask(port, "eth_getBlockByNumber", "latest", False)
    assert isinstance(block, dict)
    return int(block["timestamp"], 16)


def test_a_chain_begins_behind_the_clock_and_catches_up(tmp_path: Path) -> None:
    run_behind(tmp_path, seconds=40 * _DAY)
    with start(tmp_path) as chain:
        assert abs(_block_time(chain.port) - (time.time() - 40 * _DAY)) < _NEAR
        run_behind(tmp_path, seconds=20 * _DAY, port=chain.port)
        assert abs(_block_time(chain.port) - (time.time() - 20 * _DAY)) < _NEAR
        run_behind(tmp_path, seconds=0, port=chain.port)
        assert abs(_block_time(chain.port) - time.time()) < _NEAR


def test_a_chain_that_is_started_again_is_as_far_behind_as_it_was(tmp_path: Path) -> None:
    run_behind(tmp_path, seconds=40 * _DAY)
    with start(tmp_path) as chain:
        run_behind(tmp_path, seconds=20 * _DAY, port=chain.port)
        before = _block_time(chain.port)
    with start(tmp_path) as chain:
        assert 0 <= _block_time(chain.port) - before < _NEAR
    assert seconds_behind(tmp_path.resolve() / "chain") == 20 * _DAY


def test_time_is_never_moved_back_nor_ahead(tmp_path: Path) -> None:
    with start(tmp_path) as chain:
        before = _block_time(chain.port)
        for seconds in (1, -1):
            with pytest.raises(BadSetting):
                run_behind(tmp_path, seconds=seconds, port=chain.port)
        assert _block_time(chain.port) - before < _NEAR
