"""Fixtures of the Brownie tests. These run in `.venv-contracts`, on an anvil that Brownie starts."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from brownie import Contract, accounts, history, run, web3

ROOT = Path(__file__).resolve().parent.parent.parent
ARTIFACTS = ROOT / "ledger" / "chain" / "artifacts"
CONTRACTS = ("AnchorLog", "KeyRegistry", "AttestationRegistry", "SurveyRegistry")
GAS: dict[str, list[int]] = defaultdict(list)
NOBODY_ELSE = (b"", 0, 0, b"")  # the caller itself orders the change


def artifact(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ARTIFACTS / f"{name}.json").read_text("utf-8"))
    return loaded


def contract(deployment: dict[str, Any], name: str) -> Any:
    """The deployed contract with the interface of its artefact."""
    address = web3.to_checksum_address(deployment[name[0].lower() + name[1:]])
    return Contract.from_abi(name, address, artifact(name)["abi"], persist=False)


def party_id(did: str) -> str:
    return "0x" + bytes(web3.keccak(text=did)).hex()


def key_id(signer: bytes) -> str:
    return "0x" + bytes(web3.keccak(signer)).hex()


def octets(account: Any) -> bytes:
    """The 20 bytes of an account or an address."""
    return bytes.fromhex(str(account).removeprefix("0x"))


def functions() -> dict[bytes, str]:
    """Contract and function by selector, for all functions of all contracts that change something."""
    found = {}
    for contract_name in CONTRACTS:
        for entry in artifact(contract_name)["abi"]:
            if entry["type"] == "function" and entry["stateMutability"] != "view":
                signature = f"{entry['name']}({','.join(map(abi_type, entry['inputs']))})"
                found[bytes(web3.keccak(text=signature))[:4]] = f"{contract_name}.{entry['name']}"
    return found


def abi_type(argument: dict[str, Any]) -> str:
    """The argument's type as a selector is made of it."""
    if not argument["type"].startswith("tuple"):
        return str(argument["type"])
    return f"({','.join(map(abi_type, argument['components']))}){argument['type'].removeprefix('tuple')}"


FUNCTIONS = functions()


@pytest.fixture(autouse=True)
def isolation(fn_isolation: None) -> Iterator[None]:
    """Each test starts from the same chain, and what its calls cost is kept for the report."""
    yield
    for sent in history:
        name = FUNCTIONS.get(bytes.fromhex(sent.input.removeprefix("0x"))[:4])
        if name is not None and sent.status == 1:
            GAS[name].append(sent.gas_used)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Brownie's own gas profile knows no contract that is deployed from an artefact, so here is one."""
    terminalreporter.section("gas of whole transactions: calls, least, most")
    for name, spent in sorted(GAS.items()):
        terminalreporter.write_line(f"{name:<40} {len(spent):>5} {min(spent):>9,} {max(spent):>9,}")


@pytest.fixture(scope="module")
def first_nonce() -> int:
    """The admin's nonce before the deployment."""
    nonce: int = accounts[0].nonce
    return nonce


@pytest.fixture(scope="module")
def deployment(first_nonce: int) -> dict[str, Any]:
    """All contracts as `scripts/deploy.py` deploys them, and what it says about them."""
    deployed: dict[str, Any] = run("deploy")
    return deployed


@pytest.fixture(scope="module")
def admin() -> Any:
    return accounts[0]


@pytest.fixture(scope="module")
def writer() -> Any:
    return accounts[1]


@pytest.fixture(scope="module")
def registrar() -> Any:
    return accounts[2]
