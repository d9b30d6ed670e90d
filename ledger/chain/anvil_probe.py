"""A plain JSON-RPC question to the local anvil, without web3, so that starting a chain stays quick."""

import json
import secrets
import socket
from http.client import HTTPConnection, HTTPException
from typing import cast

_TIMEOUT_SECONDS = 2.0
_KEPT_PORTS = range(20_000, 32_000)
_BLOCKS_TO_FINAL = 3  # with one slot an epoch, `finalized` is two blocks below the newest


def ask(port: int, method: str, *params: object) -> object | None:
    """Give the result, or None when nothing on this machine's port gives one."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
    try:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        connection.request("POST", "/", body, {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return cast(object, answer["result"]) if isinstance(answer, dict) and "result" in answer else None


def is_anvil(port: int, *, chain_id: int) -> bool:
    """Say whether an anvil with this chain id answers."""
    version = ask(port, "web3_clientVersion")
    return isinstance(version, str) and version.startswith("anvil/") and ask(port, "eth_chainId") == hex(chain_id)


def settle(port: int) -> None:
    """Mine one empty block if either of the newest two holds a transaction, so that finality follows activity.

    Blocks on a timer would do the same, and fill the state file with 150 MB of empty blocks a day.
    """
    newest = ask(port, "eth_blockNumber")
    if not isinstance(newest, str):
        return
    number = int(newest, 16)
    blocks = [ask(port, "eth_getBlockByNumber", hex(height), False) for height in (number, number - 1) if height > 0]
    if any(isinstance(block, dict) and block.get("transactions") for block in blocks):
        ask(port, "evm_mine")


def renew(port: int) -> bool:
    """Mine empty blocks until the final one is of this run; say whether it was done.

    A restarted anvil has its old blocks and not their state: nothing can be proven at a final block from before.
    """
    return all(ask(port, "evm_mine") is not None for _ in range(_BLOCKS_TO_FINAL))


def free_port() -> int:
    """Give a port of this machine that nothing listens on right now.

    Below those that the kernel hands out for a moment (from 32768 on Linux): a port that is kept for later would
    otherwise be taken by whatever connection comes along.
    """
    while not is_free(port := secrets.choice(_KEPT_PORTS)):
        pass
    return port


def is_free(port: int) -> bool:
    """Say whether the port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
