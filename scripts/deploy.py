"""Deploy the five contracts from the committed artefacts and open a log: what `tierlight deploy` does, with Brownie.

Usage: brownie run deploy --network NETWORK [main ADMIN_ACCOUNT WRITER_ADDRESS REGISTRAR_ADDRESS]

The bytecode is that of `ledger/chain/artifacts/`, never what Brownie compiled, so that the code on chain is the code
that the product ships. On the local chain (id 31337) the admin, the writer and the registrar are anvil's first three
accounts; on any other chain all three must be named, ADMIN_ACCOUNT as the name of an account in Brownie's key store.
Writes `contracts/deployments/<chain id>.json`, for the local chain `build/deployments/31337.json`, in the form that
contracts/README.md describes. A second run deploys a second ledger and replaces that file.
"""

import json
from pathlib import Path
from typing import Any

from brownie import Contract, accounts, chain, web3  # type: ignore[import-not-found]  # lives in .venv-contracts alone
from brownie.network.account import LocalAccount  # type: ignore[import-not-found]  # as above
from eth_abi.abi import encode

ROOT = Path(__file__).resolve().parent.parent
LOCAL_CHAIN_ID = 31337
VERSION = 1

Document = dict[str, Any]


NAMES = ("PasskeyVerifier", "KeyRegistry", "AnchorLog", "AttestationRegistry", "SurveyRegistry")


def main(admin_account: str = "", writer: str = "", registrar: str = "") -> Document:
    """Deploy, open a log, write down what lies where and return it."""
    admin, writer, registrar = parties(admin_account, writer, registrar)
    begun_at = len(chain) - 1
    planned = [address_after(str(admin), admin.nonce + step) for step in range(len(NAMES))]
    verifier, key_registry, anchor_log, attestations, surveys = planned
    salt = keccak(encode(["address"] * 3, [key_registry, attestations, surveys]))
    log_id = keccak(encode(["uint256", "address", "address", "bytes32"], [chain.id, anchor_log, str(admin), salt]))
    deployed = [
        deploy(admin, "PasskeyVerifier"),
        deploy(admin, "KeyRegistry", ["address", "address"], [registrar, verifier]),
        deploy(admin, "AnchorLog"),
        deploy(admin, "AttestationRegistry", ["uint256", "address", "bytes32"], [chain.id, anchor_log, log_id]),
        deploy(admin, "SurveyRegistry"),
    ]
    opened = deployed[2].open(salt, writer, {"from": admin})
    if [each.address for each in deployed] != planned or bytes(opened.events["Opened"]["logId"]) != log_id:
        raise RuntimeError("the contracts do not lie where their nonces put them: another sender uses this account")
    document = {
        "version": VERSION,
        "chainId": chain.id,
        **{name[0].lower() + name[1:]: address.lower() for name, address in zip(NAMES, planned, strict=True)},
        "admin": str(admin).lower(),
        "writer": str(writer).lower(),
        "registrar": str(registrar).lower(),
        "genesisHash": hexed(web3.eth.get_block(0)["hash"]),
        "deployedAtBlock": begun_at,
        "salt": hexed(salt),
        "logId": hexed(log_id),
        "home": {"chainId": chain.id, "anchorLog": anchor_log.lower(), "logId": hexed(log_id)},
        "codeHashes": {address.lower(): hexed(keccak(web3.eth.get_code(address))) for address in planned},
        "former": [],
    }
    write(document)
    return document


def parties(admin_account: str, writer: str, registrar: str) -> tuple[LocalAccount, str, str]:
    """Who administers, writes and registers. Raises ValueError where a real chain is not told all three."""
    if admin_account and writer and registrar:
        return accounts.load(admin_account), writer, registrar
    if chain.id != LOCAL_CHAIN_ID:
        raise ValueError(f"chain {chain.id} is not the local one: name ADMIN_ACCOUNT WRITER_ADDRESS REGISTRAR_ADDRESS")
    return accounts[0], accounts[1].address, accounts[2].address


def artifact(name: str) -> Document:
    """The committed artefact of a contract."""
    path = ROOT / "ledger" / "chain" / "artifacts" / f"{name}.json"
    loaded: Document = json.loads(path.read_text("utf-8"))
    return loaded


def deploy(admin: LocalAccount, name: str, types: list[str] | None = None, arguments: list[Any] | None = None) -> Any:
    """The contract on chain, created by the artefact's bytecode followed by the encoded constructor arguments."""
    created = admin.transfer(data=artifact(name)["bytecode"] + encode(types or [], arguments or []).hex())
    return Contract.from_abi(name, created.contract_address, artifact(name)["abi"], persist=False)


def address_after(creator: str, nonce: int) -> str:
    """Where the contract comes to lie that `creator` makes with this nonce: keccak256(RLP(creator, nonce)), its end."""
    number = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    encoded_nonce = number if len(number) == 1 and nonce < 0x80 else bytes([0x80 + len(number)]) + number
    listed = b"\x94" + bytes.fromhex(creator.removeprefix("0x")) + encoded_nonce
    address: str = web3.to_checksum_address(keccak(bytes([0xC0 + len(listed)]) + listed)[12:])
    return address


def keccak(material: bytes) -> bytes:
    return bytes(web3.keccak(material))


def hexed(octets: bytes) -> str:
    return "0x" + bytes(octets).hex()


def write(document: Document) -> None:
    """Store the deployment under the chain's id."""
    folder = ROOT / ("build" if chain.id == LOCAL_CHAIN_ID else "contracts") / "deployments"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{chain.id}.json"
    path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    print(f"wrote {path.relative_to(ROOT)}")
