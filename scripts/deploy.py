"""Deploy both contracts from the committed artefacts and open a log.

Usage: brownie run deploy --network NETWORK [main ADMIN_ACCOUNT WRITER_ADDRESS REGISTRAR_ADDRESS]

The bytecode is that of `ledger/chain/artifacts/`, never what Brownie compiled, so that the code on chain is the code
that the product ships. On the local chain (id 31337) the admin, the writer and the registrar are anvil's first three
accounts; on any other chain all three must be named, ADMIN_ACCOUNT as the name of an account in Brownie's key store.
Writes `build/deployments/<chain id>.json`: keyRegistry, anchorLog, logId, admin, writer, registrar. A second run
deploys a second ledger and replaces that file.
"""

import json
from pathlib import Path
from typing import Any

from brownie import Contract, accounts, chain  # type: ignore[import-not-found]  # lives in .venv-contracts alone
from brownie.network.account import LocalAccount  # type: ignore[import-not-found]  # as above

ROOT = Path(__file__).resolve().parent.parent
LOCAL_CHAIN_ID = 31337


def main(admin_account: str = "", writer: str = "", registrar: str = "") -> dict[str, str]:
    """Deploy, open a log, write the addresses down and return them."""
    admin, writer, registrar = parties(admin_account, writer, registrar)
    key_registry = deploy(admin, "KeyRegistry", encoded_address(registrar))
    anchor_log = deploy(admin, "AnchorLog")
    salt = bytes.fromhex(key_registry.address.removeprefix("0x")).rjust(32, b"\0")  # the log id commits to the registry
    opened = anchor_log.open(salt, writer, {"from": admin})
    deployment = {
        "keyRegistry": key_registry.address,
        "anchorLog": anchor_log.address,
        "logId": "0x" + bytes(opened.events["Opened"]["logId"]).hex(),
        "admin": str(admin),
        "writer": str(writer),
        "registrar": str(registrar),
    }
    write(deployment)
    return deployment


def parties(admin_account: str, writer: str, registrar: str) -> tuple[LocalAccount, str, str]:
    """Who administers, writes and registers. Raises ValueError where a real chain is not told all three."""
    if admin_account and writer and registrar:
        return accounts.load(admin_account), writer, registrar
    if chain.id != LOCAL_CHAIN_ID:
        raise ValueError(f"chain {chain.id} is not the local one: name ADMIN_ACCOUNT WRITER_ADDRESS REGISTRAR_ADDRESS")
    return accounts[0], accounts[1].address, accounts[2].address


def artifact(name: str) -> dict[str, Any]:
    """The committed artefact of a contract."""
    path = ROOT / "ledger" / "chain" / "artifacts" / f"{name}.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def deploy(admin: LocalAccount, name: str, arguments: str = "") -> Any:
    """The contract on chain, created by the artefact's bytecode followed by the encoded constructor arguments (hex)."""
    created = admin.transfer(data=artifact(name)["bytecode"] + arguments)
    return Contract.from_abi(name, created.contract_address, artifact(name)["abi"], persist=False)


def encoded_address(address: str) -> str:
    """The address as one ABI word, hex without prefix."""
    return str(address).removeprefix("0x").lower().rjust(64, "0")


def write(deployment: dict[str, str]) -> None:
    """Store the addresses under the chain's id."""
    folder = ROOT / "build" / "deployments"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{chain.id}.json"
    path.write_text(json.dumps(deployment, indent=2) + "\n", "utf-8")
    print(f"wrote {path.relative_to(ROOT)}")
