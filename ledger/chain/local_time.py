"""The time of a local chain. It may run behind the clock, so that a demo shows in a minute what takes a chain weeks.

Never ahead of it: nothing that was anchored may seem to come from the future. The distance is kept in the chain's
folder, so that a chain that is started again goes on where it was. For demonstrations and tests; no other chain has it.
"""

import time
from pathlib import Path

from ledger.chain.anvil_probe import ask
from ledger.chain.durable_file import write_durably
from ledger.errors import BadSetting, ChainAway

_FILE = "seconds-behind"


def seconds_behind(folder: Path) -> int:
    """Give how far the chain of this folder runs behind the clock; 0 for one that does not."""
    path = folder / _FILE
    return int(path.read_text()) if path.exists() else 0


def run_behind(home: Path, *, seconds: int, port: int | None = None) -> None:
    """Let the local chain of `home` run so far behind the clock from now on; `port` is where it runs, if it does.

    Raises BadSetting for a step back, which no chain takes, and for a distance from a chain that has blocks already;
    ChainAway where the running chain does not take it.
    """
    folder = home.resolve() / "chain"
    known = seconds_behind(folder)
    if seconds < 0 or (seconds > known and (folder / "state.json").exists()):
        raise BadSetting(setting="seconds behind", reason=f"the chain is {known} behind", mend="give less, down to 0")
    if seconds:
        write_durably(folder / _FILE, b"%d" % seconds)
    else:
        (folder / _FILE).unlink(missing_ok=True)
    if port is not None:
        _tell(port, seconds)


def _tell(port: int, seconds: int) -> None:
    ask(port, "anvil_setTime", hex(int(time.time()) - seconds))
    if ask(port, "evm_mine") is None:
        raise ChainAway(doing="move the local chain's time", reason="it does not answer", mend="run it again")
