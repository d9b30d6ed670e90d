"""Strict readers of JSON-RPC answers: bytes and integers out of JSON, or ChainAway; no shape is believed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.errors import ChainAway
from ledger.model.log import BlockRef

_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
_OCTETS = re.compile(r"0x(?:[0-9a-fA-F]{2})*")


@dataclass(frozen=True, slots=True)
class EventLog:
    """One event as `eth_getLogs` gave it. Topics are 32 bytes each; nothing but the shape is checked."""

    address: bytes
    topics: tuple[bytes, ...]
    payload: bytes
    block_number: int
    block_hash: bytes
    position: int  # in its block


def hexed(octets: bytes) -> str:
    """Give bytes as JSON-RPC wants them."""
    return "0x" + octets.hex()


def quantity(value: object, what: str) -> int:
    """Give the unsigned integer of at most 256 bits. Raises ChainAway."""
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise unusable(what, "is not a hexadecimal quantity")
    return int(value, 16)


def octets(value: object, what: str, *, length: int | None = None) -> bytes:
    """Give the bytes, exactly `length` of them where that is given. Raises ChainAway."""
    if not isinstance(value, str) or not _OCTETS.fullmatch(value):
        raise unusable(what, "is not hexadecimal bytes")
    found = bytes.fromhex(value[2:])
    if length is not None and len(found) != length:
        raise unusable(what, f"has {len(found)} bytes instead of {length}")
    return found


def members(value: object, what: str) -> Mapping[str, object]:
    """Give the JSON object. Raises ChainAway."""
    if not isinstance(value, dict):
        raise unusable(what, "is not an object")
    return value


def items(value: object, what: str) -> Sequence[object]:
    """Give the JSON array. Raises ChainAway."""
    if not isinstance(value, list):
        raise unusable(what, "is not an array")
    return value


def block_ref(value: object, what: str) -> BlockRef:
    """Give number, hash and time of a block object. Raises ChainAway."""
    block = members(value, what)
    return BlockRef(
        number=quantity(block.get("number"), f"{what}: number"),
        block_hash=octets(block.get("hash"), f"{what}: hash", length=32),
        timestamp=quantity(block.get("timestamp"), f"{what}: timestamp"),
    )


def event_log(value: object) -> EventLog:
    """Give one entry of an `eth_getLogs` answer. Raises ChainAway, also for a log that a reorganisation removed."""
    log = members(value, "log")
    if log.get("removed") is True:
        raise unusable("log", "was removed by a reorganisation")
    address, topics, payload = event_parts(log)
    return EventLog(
        address=address,
        topics=tuple(topics),
        payload=payload,
        block_number=quantity(log.get("blockNumber"), "log: blockNumber"),
        block_hash=octets(log.get("blockHash"), "log: blockHash", length=32),
        position=quantity(log.get("logIndex"), "log: logIndex"),
    )


def event_parts(value: object) -> tuple[bytes, list[bytes], bytes]:
    """Give address (20 bytes), topics (32 each) and payload of one event, wherever it stands. Raises ChainAway."""
    log = members(value, "log")
    return (
        octets(log.get("address"), "log: address", length=20),
        [octets(topic, "log: topic", length=32) for topic in items(log.get("topics"), "log: topics")],
        octets(log.get("data"), "log: data"),
    )


def unusable(what: str, fault: str) -> ChainAway:
    """Build the error for an answer that came and is not what it must be."""
    return ChainAway(doing="read the chain's answer", reason=f"{what} {fault}")
