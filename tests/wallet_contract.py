"""A contract wallet on a chain: compiled here, deployed and handed on by accounts that anvil keeps unlocked."""

import json
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode

from ledger.chain.anvil_probe import ask
from ledger.proof.typed_data import account_of, keccak
from scripts.compile_contracts import SETTINGS, SOLC
from scripts.setup import ROOT, environment

SOURCE = Path(__file__).with_name("contracts") / "HandedOnWallet.sol"


@cache
def wallet_code() -> bytes:
    """The creation code of HandedOnWallet."""
    if not SOLC.exists():
        pytest.skip("no compiler: `make setup` installs it")
    wanted = {"*": {"HandedOnWallet": ["evm.bytecode.object"]}}
    request = {
        "language": "Solidity",
        "sources": {"HandedOnWallet.sol": {"content": SOURCE.read_text()}},
        "settings": {**SETTINGS, "outputSelection": wanted},
    }
    command = [str(SOLC), "--standard-json", "--base-path", str(ROOT)]
    ran = subprocess.run(
        command, input=json.dumps(request), env=environment(), capture_output=True, text=True, check=True
    )
    answer = json.loads(ran.stdout)
    assert "errors" not in answer, answer["errors"]
    return bytes.fromhex(answer["contracts"]["HandedOnWallet.sol"]["HandedOnWallet"]["evm"]["bytecode"]["object"])


@dataclass(frozen=True)
class HandedOnWallet:
    """A deployed wallet; `port` is its anvil's."""

    port: int
    address: bytes

    def hand_to(self, owner_secret: bytes, *, by: bytes) -> None:
        """Make another account the owner; `by` is the present owner's secret."""
        call = keccak(b"handTo(address)")[:4] + encode(["address"], [account_of(owner_secret)])
        send(self.port, call, by=account_of(by), to=self.address)


def a_wallet(port: int, *, owner_secret: bytes) -> HandedOnWallet:
    """A new wallet that this account owns."""
    owner = account_of(owner_secret)
    created = send(port, wallet_code() + encode(["address"], [owner]), by=owner)
    return HandedOnWallet(port, bytes.fromhex(created["contractAddress"][2:]))


def send(port: int, call: bytes, *, by: bytes, to: bytes | None = None) -> dict[str, Any]:
    """Have anvil send this from any account, and give the receipt once it is mined."""
    sender = "0x" + by.hex()
    ask(port, "anvil_impersonateAccount", sender)
    ask(port, "anvil_setBalance", sender, hex(10**18))
    transaction = {"from": sender, "data": "0x" + call.hex(), "gas": hex(3_000_000)}
    named = ask(port, "eth_sendTransaction", transaction | ({"to": "0x" + to.hex()} if to else {}))
    ask(port, "evm_mine")
    receipt = ask(port, "eth_getTransactionReceipt", named)
    assert isinstance(receipt, dict)
    assert receipt["status"] == "0x1"
    return receipt
