"""AnchorLog as the deployment script puts it on a chain."""

from typing import Any

import brownie
import pytest
from brownie import accounts, web3
from conftest import contract
from eth_abi.abi import encode

ROOT_ONE, ROOT_TWO = "0x" + "11" * 32, "0x" + "22" * 32


@pytest.fixture
def anchor_log(deployment: dict[str, Any]) -> Any:
    return contract(deployment, "AnchorLog")


@pytest.fixture
def log_id(deployment: dict[str, Any]) -> str:
    found: str = deployment["logId"]
    return found


def test_the_deployed_log_has_the_named_admin_and_writer(anchor_log: Any, log_id: str, admin: Any, writer: Any) -> None:
    assert anchor_log.adminOf(log_id) == admin
    assert anchor_log.writerOf(log_id) == writer


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


def test_a_replaced_writer_is_told_and_the_old_one_locked_out(
    anchor_log: Any, log_id: str, admin: Any, writer: Any
) -> None:
    told = anchor_log.setWriter(log_id, accounts[5], {"from": admin}).events["WriterSet"]
    assert told["writer"] == accounts[5]
    with brownie.reverts():
        anchor_log.anchor(log_id, 0, ROOT_ONE, 5, {"from": writer})


def test_a_closed_log_names_its_successor(anchor_log: Any, log_id: str, admin: Any, writer: Any) -> None:
    told = anchor_log.close(log_id, ROOT_TWO, {"from": admin}).events["Closed"]
    assert str(told["successor"]) == ROOT_TWO == str(anchor_log.successorOf(log_id))
    with brownie.reverts():
        anchor_log.anchor(log_id, 0, ROOT_ONE, 5, {"from": writer})


def test_the_packed_slot_reads_as_the_interface_says(anchor_log: Any, log_id: str, writer: Any) -> None:
    anchored = anchor_log.anchor(log_id, 0, ROOT_ONE, 5, {"from": writer})
    base = int.from_bytes(web3.keccak(encode(["bytes32", "uint256"], [bytes.fromhex(log_id[2:]), 0])), "big")
    packed = bytes(web3.eth.get_storage_at(anchor_log.address, base + 1)).rjust(32, b"\0")
    fields = [packed[:3], packed[3:7], packed[7:12]]
    assert [int.from_bytes(field, "big") for field in fields] == [1, anchored.timestamp, 5]
    assert "0x" + packed[12:].hex() == str(writer).lower()
