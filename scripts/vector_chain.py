"""A node of our own for the vectors: fixed keys, times and order, so that the same anvil gives the same chain.

Transactions are sent by anvil's first account, one in a block of its own, each one STEP after the last.
"""

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rlp
from eth_abi.abi import encode

from ledger.model.log import SlotProof, StateProof
from ledger.proof.state_proof import header_rlp
from ledger.proof.typed_data import keccak

REPOSITORY = Path(__file__).resolve().parent.parent
ANVIL = REPOSITORY / "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"
START = 1_795_251_600  # 2026-11-21T09:00:00Z
STEP = 60
CHAIN_ID = 31337


@dataclass
class Anvil:
    """A node on a free local port; `blocks` counts what we mined."""

    url: str
    blocks: int = 0
    sender: str = ""

    def ask(self, method: str, *params: object) -> Any:
        """Give the result of one JSON-RPC call."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, body, {"content-type": "application/json"})  # noqa: S310 (local node)
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            parsed = json.load(answer)
        if "error" in parsed:
            raise SystemExit(f"{method}: {parsed['error']}")
        return parsed["result"]

    def send(self, code: bytes, *, to: bytes | None = None) -> dict[str, Any]:
        """Mine one transaction in a block of its own, one STEP after the last."""
        self.blocks += 1
        self.ask("evm_setNextBlockTimestamp", START + self.blocks * STEP)
        call = {"from": self.sender, "data": "0x" + code.hex(), "gas": hex(5_000_000), "gasPrice": "0x0"}
        transaction = self.ask("eth_sendTransaction", call | ({"to": "0x" + to.hex()} if to else {}))
        self.ask("evm_mine")
        receipt: dict[str, Any] = self.ask("eth_getTransactionReceipt", transaction)
        if receipt["status"] != "0x1":
            raise SystemExit(f"transaction {self.blocks} reverted")
        return receipt

    def call(self, to: bytes, signature: str, *arguments: object) -> dict[str, Any]:
        """Send a call to a contract by its Solidity signature."""
        types = argument_types(signature)
        return self.send(keccak(signature.encode())[:4] + encode(types, arguments), to=to)

    def deploy(self, name: str, types: list[str], *arguments: object) -> bytes:
        """Deploy a compiled contract of ledger/chain/artifacts and give its address."""
        artefact = json.loads((REPOSITORY / f"ledger/chain/artifacts/{name}.json").read_text())
        code = octets(artefact["bytecode"]) + encode(types, arguments)
        return octets(self.send(code)["contractAddress"])

    def address_after(self, deployments: int) -> bytes:
        """Give the address of the contract that the sender deploys after so many more transactions."""
        nonce = self.blocks + deployments  # every block holds one transaction of the sender
        return keccak(rlp.encode([octets(self.sender), nonce]))[-20:]

    def state(self, address: bytes, slots: list[bytes], block: str) -> StateProof:
        """Take eth_getProof and the header at a block."""
        answer = self.ask("eth_getProof", "0x" + address.hex(), ["0x" + slot.hex() for slot in slots], block)
        return StateProof(
            header=header_rlp(self.ask("eth_getBlockByNumber", block, False)),
            address=address,
            account_nodes=_nodes(answer["accountProof"]),
            slots=tuple(
                SlotProof(slot=slot, nodes=_nodes(proof["proof"]))
                for slot, proof in zip(slots, answer["storageProof"], strict=True)
            ),
        )


@contextmanager
def anvil() -> Iterator[Anvil]:
    """Run anvil on a free port for as long as the block lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--chain-id",
        str(CHAIN_ID),
        "--hardfork",
        "osaka",
        "--silent",
        "--no-mining",
        "--base-fee",
        "0",
    ]
    node = subprocess.Popen([ANVIL, *flags, "--timestamp", str(START)])
    try:
        chain = Anvil(f"http://127.0.0.1:{port}")
        _await_port(port, node)
        chain.sender = chain.ask("eth_accounts")[0]
        yield chain
    finally:
        node.terminate()
        node.wait(10)


def _await_port(port: int, node: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        if node.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("anvil did not start")


def argument_types(signature: str) -> list[str]:
    """Give the types of a Solidity signature's arguments; a struct is one of them."""
    found, depth = [""], 0
    for letter in signature[signature.index("(") + 1 : -1]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found


def octets(text: str) -> bytes:
    """Give the bytes of 0x text."""
    return bytes.fromhex(text.removeprefix("0x"))


def _nodes(texts: list[str]) -> tuple[bytes, ...]:
    return tuple(map(octets, texts))
