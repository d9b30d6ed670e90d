"""Heads, and what the same root costs in EAS."""

from ledger.proof.typed_data import keccak
from scripts.gas_table.contracts import WRITER, Deployed, eas, schema_id
from scripts.gas_table.node import Node

STEADY = "anchor, steady state"
STAMP, ATTEST = "EAS timestamp, one root", "EAS attest, one root and size"
_ANCHOR = "anchor(bytes32,uint40,bytes32,uint40)"
_ATTEST = "attest((bytes32,(address,uint64,bool,bytes32,bytes,uint256)))"
_MILLION = 1_000_000


def anchor_costs(node: Node, ours: Deployed) -> dict[str, int]:
    """The first head, a later one, and the administration of a log."""
    log, log_id = ours.place.anchor_log, ours.log_id
    first = node.spend(log, _ANCHOR, log_id, 0, keccak(b"first"), _MILLION, by=WRITER)
    steady = node.spend(log, _ANCHOR, log_id, _MILLION, keccak(b"second"), _MILLION + 1_000, by=WRITER)
    return {
        "open a log": ours.costs["AnchorLog.open"],
        "anchor, first head of a log": first,
        STEADY: steady,
        "setWriter": node.spend(log, "setWriter(bytes32,address)", log_id, node.accounts[3]),
        "close": node.spend(log, "close(bytes32,bytes32)", log_id, keccak(b"successor")),
    }


def eas_costs(node: Node) -> dict[str, int]:
    """One root in EAS, by its two ways. The second of each is measured, as a service in use would pay."""
    service = eas(node)
    stamped = [node.spend(service, "timestamp(bytes32)", keccak(b"root %d" % number)) for number in range(2)]
    attested = [node.spend(service, _ATTEST, _attestation(number)) for number in range(2)]
    return {STAMP: stamped[-1], ATTEST: attested[-1]}


def _attestation(number: int) -> tuple[object, ...]:
    root = keccak(b"root %d" % number)
    said = root + (_MILLION + number * 1_000).to_bytes(32, "big")
    return schema_id(), (bytes(20), 0, True, bytes(32), said, 0)
