"""SurveyRegistry as the deployment script puts it on a chain."""

from typing import Any

import brownie
import pytest
from brownie import accounts, chain, web3
from conftest import contract
from eth_abi.abi import encode

SLOT = 14 * 86_400
DECOY, RELEASE, ENDING = 1, 2, 3
SALT, ROOT, RECORD = b"\x01" * 32, b"\x02" * 32, b"\x03" * 32
NOTHING = b"\x00" * 32


@pytest.fixture
def registry(deployment: dict[str, Any]) -> Any:
    return contract(deployment, "SurveyRegistry")


@pytest.fixture
def surveyor() -> Any:
    return accounts[7]


@pytest.fixture
def wave(registry: Any, surveyor: Any) -> str:
    """The id of a wave announced for the next slot."""
    announced = registry.announce(SALT, RECORD, chain.time() // SLOT + 1, {"from": surveyor})
    return "0x" + bytes(announced.events["Announced"]["waveId"]).hex()


def after_the_slot() -> None:
    chain.sleep(2 * SLOT)
    chain.mine()


def test_an_announcement_tells_number_slot_and_record_and_nothing_else(registry: Any, surveyor: Any) -> None:
    slot = chain.time() // SLOT + 1
    told = registry.announce(SALT, RECORD, slot, {"from": surveyor}).events["Announced"]
    assert set(told.keys()) == {"waveId", "announcer", "slot", "recordId"}
    bound = encode(["uint256", "address", "address", "bytes32"], [chain.id, registry.address, str(surveyor), SALT])
    assert bytes(told["waveId"]) == bytes(web3.keccak(bound))


def test_a_slot_that_has_begun_is_refused(registry: Any, surveyor: Any) -> None:
    with brownie.reverts():
        registry.announce(SALT, RECORD, chain.time() // SLOT, {"from": surveyor})


def test_a_wave_is_sealed_after_its_slot_by_its_announcer_once(registry: Any, surveyor: Any, wave: str) -> None:
    with brownie.reverts():
        registry.seal(wave, ROOT, 6, {"from": surveyor})
    after_the_slot()
    with brownie.reverts():
        registry.seal(wave, ROOT, 6, {"from": accounts[8]})
    told = registry.seal(wave, ROOT, 6, {"from": surveyor}).events["Sealed"]
    assert (bytes.fromhex(str(told["commitmentRoot"])[2:]), told["sizeBucket"]) == (ROOT, 6)
    with brownie.reverts():
        registry.seal(wave, SALT, 6, {"from": surveyor})


def test_a_sealed_wave_is_opened_by_its_release(registry: Any, surveyor: Any, wave: str) -> None:
    after_the_slot()
    registry.seal(wave, ROOT, 6, {"from": surveyor})
    told = registry.open(wave, RELEASE, NOTHING, RECORD, {"from": surveyor}).events["WaveOpened"]
    assert told["kind"] == RELEASE
    with brownie.reverts():
        registry.open(wave, RELEASE, NOTHING, ROOT, {"from": surveyor})


def test_a_decoy_opens_only_as_what_it_was_sealed_as(registry: Any, surveyor: Any, wave: str) -> None:
    after_the_slot()
    hashed = web3.keccak(encode(["bytes32", "uint8", "bytes32"], [bytes.fromhex(wave[2:]), DECOY, SALT]))
    registry.seal(wave, bytes(hashed), 6, {"from": surveyor})
    with brownie.reverts():
        registry.open(wave, DECOY, ROOT, NOTHING, {"from": surveyor})
    assert registry.open(wave, DECOY, SALT, NOTHING, {"from": surveyor}).events["WaveOpened"]["kind"] == DECOY


def test_an_ended_wave_shows_its_reason_when_opened(registry: Any, surveyor: Any, wave: str) -> None:
    reason = (3).to_bytes(32, "big")
    words = [bytes.fromhex(wave[2:]), ENDING, SALT, reason]
    hashed = web3.keccak(encode(["bytes32", "uint8", "bytes32", "bytes32"], words))
    registry.end(wave, bytes(hashed), {"from": surveyor})
    after_the_slot()
    with brownie.reverts():
        registry.open(wave, ENDING, SALT, (2).to_bytes(32, "big"), {"from": surveyor})
    opened = registry.open(wave, ENDING, SALT, reason, {"from": surveyor})
    assert bytes.fromhex(str(opened.events["WaveOpened"]["revealed"])[2:]) == reason


def test_a_wave_that_is_not_opened_in_90_days_is_overdue(registry: Any, surveyor: Any, wave: str) -> None:
    after_the_slot()
    assert not registry.isOverdue(wave)
    chain.sleep(90 * 86_400)
    chain.mine()
    assert registry.isOverdue(wave)
    registry.seal(wave, ROOT, 6, {"from": surveyor})
    registry.open(wave, RELEASE, NOTHING, RECORD, {"from": surveyor})
    assert registry.wasOpenedLate(wave)
