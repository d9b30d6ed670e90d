"""AnchorLog as the deployment script puts it on a chain."""

import json
from pathlib import Path
from typing import Any

import brownie
import pytest
from brownie import Contract, accounts, chain, web3
from eth_abi import encode

ROOT = Path(__file__).resolve().parent.parent.parent
ARTIFACTS = ROOT / "ledger" / "chain" / "artifacts"
ROOT_ONE, ROOT_TWO = "0x" + "11" * 32, "0x" + "22" * 32


def artifact(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ARTIFACTS / f"{name}.json").read_text("utf-8"))
    return loaded


@pytest.fixture
def anchor_log(deployment: dict[str, str]) -> Any:
    return Contract.from_abi("AnchorLog", deployment["anchorLog"], artifact("AnchorLog")["abi"], persist=False)


@pytest.fixture
def log_id(deployment: dict[str, str]) -> str:
    return deployment["logId"]


@pytest.mark.parametrize(("name", "field"), [("AnchorLog", "anchorLog"), ("KeyRegistry", "keyRegistry")])
def test_the_code_on_chain_is_the_code_of_the_artefact(deployment: dict[str, str], name: str, field: str) -> None:
    on_chain = web3.eth.get_code(deployment[field])
    assert bytes(on_chain) == bytes.fromhex(artifact(name)["deployedBytecode"][2:])


def test_the_deployment_file_says_what_was_deployed(deployment: dict[str, str]) -> None:
    written = json.loads((ROOT / "build" / "deployments" / f"{chain.id}.json").read_text("utf-8"))
    assert written == deployment
    assert set(written) == {"keyRegistry", "anchorLog", "logId", "admin", "writer", "registrar"}


def test_the_log_id_binds_chain_contract_opener_and_key_registry(deployment: dict[str, str]) -> None:
    types = ["uint256", "address", "address", "bytes32"]
    registry = bytes.fromhex(deployment["keyRegistry"].removeprefix("0x")).rjust(32, b"\0")
    bound = encode(types, [chain.id, deployment["anchorLog"], deployment["admin"], registry])
    assert deployment["logId"] == "0x" + web3.keccak(bound).hex().removeprefix("0x")


def test_the_deployed_log_has_the_named_admin_and_writer(anchor_log: Any, deployment: dict[str, str]) -> None:
    assert anchor_log.adminOf(deployment["logId"]) == deployment["admin"]
    assert anchor_log.writerOf(deployment["logId"]) == deployment["writer"]


def test_an_anchored_head_is_stored_and_told(anchor_log: Any, log_id: str, writer: Any) -> None:
    anchored = anchor_log.anchor(log_id, 0, ROOT_ONE, 5, {"from": writer})
    told = anchored.events["Anchored"]
    assert (told["count"], told["size"], str(told["root"])) == (1, 5, ROOT_ONE)
    root, size, anchored_at, count = anchor_log.head(log_id)
    assert (str(root), size, anchored_at, count) == (ROOT_ONE, 5, anchored.timestamp, 1)


def test_a_head_broadcast_twice_changes_the_log_once(anchor_log: Any, log_id: str, writer: Any) -> None:
    anchor_log.anchor(log_id, 0, ROOT_ONE, 5, {"from": writer})
    with brownie.reverts():
        anchor_log.anchor(log_id, 0, ROOT_ONE, 5, {"from": writer})
    assert anchor_log.head(log_id)[3] == 1


def test_a_smaller_head_is_refused(anchor_log: Any, log_id: str, writer: Any) -> None:
    anchor_log.anchor(log_id, 0, ROOT_ONE, 5, {"from": writer})
    with brownie.reverts():
        anchor_log.anchor(log_id, 5, ROOT_TWO, 4, {"from": writer})


def test_a_stranger_cannot_anchor(anchor_log: Any, log_id: str) -> None:
    with brownie.reverts():
        anchor_log.anchor(log_id, 0, ROOT_ONE, 5, {"from": accounts[9]})


def test_a_steady_head_costs_at_most_36500_gas(anchor_log: Any, log_id: str, writer: Any) -> None:
    anchor_log.anchor(log_id, 0, ROOT_ONE, 1_000_000_000, {"from": writer})
    steady = anchor_log.anchor(log_id, 1_000_000_000, ROOT_TWO, 1_000_001_000, {"from": writer})
    assert steady.gas_used <= 36_500


def test_the_packed_slot_reads_as_the_interface_says(anchor_log: Any, log_id: str, writer: Any) -> None:
    anchored = anchor_log.anchor(log_id, 0, ROOT_ONE, 5, {"from": writer})
    base = int.from_bytes(web3.keccak(encode(["bytes32", "uint256"], [bytes.fromhex(log_id[2:]), 0])), "big")
    packed = bytes(web3.eth.get_storage_at(anchor_log.address, base + 1)).rjust(32, b"\0")
    fields = [packed[:3], packed[3:7], packed[7:12]]
    assert [int.from_bytes(field, "big") for field in fields] == [1, anchored.timestamp, 5]
    assert "0x" + packed[12:].hex() == str(writer).lower()
