"""Where the anvil program is, and what it is told."""

import platform
import shutil
from collections.abc import Sequence
from pathlib import Path

from ledger.chain.published_keys import LOCAL_CHAIN_ID
from ledger.errors import BadSetting

_REPOSITORY = Path(__file__).resolve().parents[2]
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def find_anvil(*, roots: Sequence[Path] | None = None) -> Path:
    """Give the anvil on PATH, else the one that npm put below a root (the repository, then the current folder).

    Raises BadSetting naming the mend where there is none.
    """
    on_path = shutil.which("anvil")
    if on_path:
        return Path(on_path)
    package = f"anvil-{platform.system().lower()}-{_MACHINES.get(platform.machine().lower(), platform.machine())}"
    for root in (_REPOSITORY, Path.cwd()) if roots is None else roots:
        candidate = root / "node_modules" / "@foundry-rs" / package / "bin" / "anvil"
        if candidate.is_file():
            return candidate
    raise BadSetting(
        setting="anvil",
        reason=f"the program is neither on PATH nor in node_modules/@foundry-rs/{package}/bin",
        mend="run `npm ci` in the repository, or put the folder of an installed anvil on PATH",
    )


def anvil_command(
    binary: Path, *, state_file: Path, port: int, chain_id: int = LOCAL_CHAIN_ID, begins_at: int | None = None
) -> list[str]:
    """Give the command line of a local chain that keeps its state; loopback only. `begins_at` is its time now.

    One slot an epoch makes `finalized` two blocks below the newest; osaka has the passkey precompile; quiet, because
    the log would else hold the secrets of anvil's accounts and a line for every question.
    """
    return [
        str(binary),
        *("--host", "127.0.0.1", "--port", str(port), "--chain-id", str(chain_id), "--hardfork", "osaka"),
        *("--state", str(state_file), "--state-interval", "1", "--slots-in-an-epoch", "1"),
        *("--cache-path", str(state_file.parent / "cache"), "--quiet"),
        *(("--timestamp", str(begins_at)) if begins_at is not None else ()),
    ]
