"""A node of our own whose transactions always cost the same: fixed keys, nonces, times, and one transaction a block."""

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ledger.chain.anvil_binary import find_anvil
from ledger.chain.anvil_probe import is_anvil
from ledger.chain.contract import encoded_call

START = 1_795_251_600  # 2026-11-21T09:00:00Z
STEP = 60
CHAIN_ID = 31337
_GAS = 10_000_000


@dataclass
class Node:
    """A running node; `accounts` are its unlocked ones, `now` the time of the newest block."""

    port: int
    accounts: list[bytes] = field(default_factory=list)
    now: int = START

    def ask(self, method: str, *params: object) -> Any:
        """Give the result of one JSON-RPC call."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}", body, headers)
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  as above
            parsed = json.load(answer)
        if "error" in parsed:
            raise SystemExit(f"{method}: {parsed['error']}")
        return parsed["result"]

    def create(self, code: bytes, *, by: int = 0) -> tuple[bytes, int]:
        """Deploy. Gives the address and the gas."""
        receipt = self._mined({"data": "0x" + code.hex()}, by)
        return bytes.fromhex(receipt["contractAddress"][2:]), int(receipt["gasUsed"], 16)

    def spend(self, to: bytes, signature: str, *arguments: object, by: int = 0) -> int:
        """Call a function in a transaction of its own. Gives all the gas that the sender pays for."""
        call = encoded_call(signature, *arguments)
        return int(self._mined({"to": "0x" + to.hex(), "data": "0x" + call.hex()}, by)["gasUsed"], 16)

    def wait(self, seconds: int) -> None:
        """Let the next block come so much later."""
        self.now += seconds

    def _mined(self, transaction: dict[str, str], by: int) -> dict[str, Any]:
        self.now += STEP
        self.ask("evm_setNextBlockTimestamp", self.now)
        sender = {"from": "0x" + self.accounts[by].hex(), "gas": hex(_GAS), "gasPrice": "0x0"}
        sent = self.ask("eth_sendTransaction", transaction | sender)
        self.ask("evm_mine")
        receipt: dict[str, Any] = self.ask("eth_getTransactionReceipt", sent)
        if receipt["status"] != "0x1":
            raise SystemExit(f"a transaction that should succeed reverted: {transaction['data'][:10]}")
        return receipt


@contextmanager
def node(hardfork: str) -> Iterator[Node]:
    """Run anvil with the rules of `hardfork` on a free port for as long as the block lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["--host", "127.0.0.1", "--port", str(port), "--chain-id", str(CHAIN_ID), "--hardfork", hardfork]
    quiet = ["--silent", "--no-mining", "--base-fee", "0", "--timestamp", str(START)]
    process = subprocess.Popen([find_anvil(), *words, *quiet])
    try:
        while not is_anvil(port, chain_id=CHAIN_ID):
            if process.poll() is not None:
                raise SystemExit("anvil did not start")
            time.sleep(0.02)
        running = Node(port)
        running.accounts = [bytes.fromhex(account[2:]) for account in running.ask("eth_accounts")]
        yield running
    finally:
        process.terminate()
        process.wait(10)
