"""The contracts on a node: ours in the order of a deployment, EAS from its package, and a contract wallet."""

import json
import subprocess
from dataclasses import dataclass

from ledger.chain.contract import artifact, encoded
from ledger.model.deployment import Place
from ledger.model.statement import Domain
from ledger.proof.places import log_id_of, place_salt
from ledger.proof.typed_data import keccak
from scripts.compile_contracts import SETTINGS, SOLC
from scripts.gas_table.node import CHAIN_ID, Node
from scripts.setup import ROOT, environment

EAS = ROOT / "node_modules" / "@ethereum-attestation-service" / "eas-contracts"
WALLET = "tests/contracts/OwnedWallet.sol"
REGISTRAR, WRITER = 1, 2  # the places of these accounts on the node; the admin is 0


@dataclass(frozen=True, slots=True)
class Deployed:
    """Our contracts, and what each of them cost to deploy, by name."""

    place: Place
    passkey_verifier: bytes
    costs: dict[str, int]

    @property
    def log_id(self) -> bytes:
        return log_id_of(self.place)

    @property
    def domain(self) -> Domain:
        return Domain(CHAIN_ID, self.place.anchor_log, self.log_id)


def deployed(node: Node) -> Deployed:
    """Deploy the five contracts and open a log."""
    costs: dict[str, int] = {}

    def create(name: str, types: tuple[str, ...] = (), *arguments: object) -> bytes:
        address, costs[name] = node.create(artifact(name).creation_code + encoded(types, arguments))
        return address

    verifier = create("PasskeyVerifier")
    registry = create("KeyRegistry", ("address", "address"), node.accounts[REGISTRAR], verifier)
    anchor_log = create("AnchorLog")
    # The home domain is an immutable; which it is changes no cost.
    attestations = create(
        "AttestationRegistry", ("uint256", "address", "bytes32"), CHAIN_ID, anchor_log, keccak(b"home")
    )
    surveys = create("SurveyRegistry")
    place = Place(CHAIN_ID, anchor_log, node.accounts[0], registry, attestations, surveys)
    salt = place_salt(place)
    costs["AnchorLog.open"] = node.spend(anchor_log, "open(bytes32,address)", salt, node.accounts[WRITER])
    return Deployed(place, verifier, costs)


def eas(node: Node) -> bytes:
    """Deploy EAS with its schema registry from the bytecode that its authors ship. Gives the address of EAS."""
    registry, _ = node.create(_shipped("SchemaRegistry"))
    address, _ = node.create(_shipped("EAS") + encoded(("address",), (registry,)))
    node.spend(registry, "register(string,address,bool)", "bytes32 root,uint40 size", bytes(20), True)
    return address


def eas_version() -> str:
    """The version of the package."""
    version: str = json.loads((EAS / "package.json").read_text("utf-8"))["version"]
    return version


def schema_id() -> bytes:
    """What EAS calls the schema that `eas` registers."""
    return keccak(b"bytes32 root,uint40 size" + bytes(20) + b"\x01")


def wallet(node: Node, owner: bytes) -> bytes:
    """Deploy a contract wallet of this owner."""
    request = {
        "language": "Solidity",
        "sources": {WALLET: {"content": (ROOT / WALLET).read_text("utf-8")}},
        "settings": {**SETTINGS, "outputSelection": {WALLET: {"OwnedWallet": ["evm.bytecode.object"]}}},
    }
    command = [str(SOLC), "--standard-json", "--base-path", str(ROOT)]
    ran = subprocess.run(
        command, input=json.dumps(request), env=environment(), capture_output=True, text=True, check=True
    )
    code = json.loads(ran.stdout)["contracts"][WALLET]["OwnedWallet"]["evm"]["bytecode"]["object"]
    address, _ = node.create(bytes.fromhex(code) + encoded(("address",), (owner,)))
    return address


def _shipped(name: str) -> bytes:
    found = json.loads((EAS / "artifacts" / "contracts" / f"{name}.sol" / f"{name}.json").read_text("utf-8"))
    return bytes.fromhex(found["bytecode"][2:])
