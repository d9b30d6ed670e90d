"""What a lying node says: each forgery takes the true answer and changes what matters."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ledger.chain.contract import topic
from ledger.proof.typed_data import keccak

if TYPE_CHECKING:
    from faults.liar import Liar

Answer = dict[str, Any]
Forgery = Callable[["Liar", bytes, Answer], Answer]
_ANCHOR = keccak(b"anchor(bytes32,uint40,bytes32,uint40)")[:4]
_ANCHORED = "0x" + topic("Anchored(bytes32,uint24,uint40,bytes32)").hex()
_MOST_BLOCKS_BACK = 12
_NOT_INTERNAL = -32000


def _result(value: object) -> Answer:
    return {"jsonrpc": "2.0", "id": 1, "result": value}


def _error(message: str) -> Answer:
    return {"jsonrpc": "2.0", "id": 1, "error": {"code": _NOT_INTERNAL, "message": message}}


def _duplicate(liar: "Liar", body: bytes, request: Answer) -> Answer:
    """Something on the way delivers twice; the second answer is the one that arrives."""
    liar.truth(body)
    return liar.truth(body)


def _accepted(liar: "Liar", body: bytes, request: Answer) -> Answer:
    """The hash of a transaction that was thrown away; from now on events speak of it."""
    liar.swallowed = bytes.fromhex(request["params"][0][2:])
    return _result("0x" + keccak(liar.swallowed).hex())


def _event_of_swallowed(liar: "Liar", body: bytes, request: Answer) -> Answer:
    """An `Anchored` event, complete and fitting, of a head that no block holds."""
    raw = liar.swallowed or b""
    at = raw.find(_ANCHOR)
    told = liar.truth(body)
    wanted = request["params"][0]
    if at < 0 or wanted.get("topics", [])[:1] != [_ANCHORED]:
        return told
    words = [raw[at + 4 + 32 * n : at + 36 + 32 * n] for n in range(4)]
    newest = liar.truth(json.dumps({**request, "method": "eth_getBlockByNumber", "params": ["latest", False]}).encode())
    block = newest["result"]
    count = int.from_bytes(words[3], "big")
    event = {
        "address": wanted["address"],
        "topics": [_ANCHORED, "0x" + words[0].hex(), hex_word(count)],
        "data": "0x" + words[3].hex() + words[2].hex(),
        "blockNumber": block["number"],
        "blockHash": block["hash"],
        "transactionHash": "0x" + keccak(raw).hex(),
        "transactionIndex": "0x0",
        "logIndex": "0x0",
        "removed": False,
    }
    return _result([*(told.get("result") or []), event])


def hex_word(value: int) -> str:
    return "0x" + value.to_bytes(32, "big").hex()


def _stale(liar: "Liar", body: bytes, request: Answer) -> Answer:
    """The answer of some blocks ago: a node that lags, or a block number that goes backwards."""
    ask = {**request, "method": "eth_blockNumber", "params": []}
    newest = int(liar.truth(json.dumps(ask).encode())["result"], 16)
    older = hex(max(0, newest - liar.random.randint(1, _MOST_BLOCKS_BACK)))
    if request["method"] == "eth_blockNumber":
        return _result(older)
    params = [older if part in ("latest", "pending", "safe", "finalized") else part for part in request["params"]]
    return liar.truth(json.dumps({**request, "params": params}).encode())


def _forged_root(liar: "Liar", body: bytes, request: Answer) -> Answer:
    told = liar.truth(body)
    for event in told.get("result") or []:
        where = "data" if len(event["data"]) > 2 else "blockHash"
        event[where] = flipped_hex(event[where], liar)
    return told


def _forged_proof(liar: "Liar", body: bytes, request: Answer) -> Answer:
    """One bit of one node, or the last node of a path left out."""
    told = liar.truth(body)
    proof = told.get("result")
    if not isinstance(proof, dict):
        return told
    paths = [proof["accountProof"], *(entry["proof"] for entry in proof["storageProof"])]
    path = liar.random.choice([path for path in paths if path])
    if liar.random.random() < 0.5:
        del path[-1]
    else:
        at = liar.random.randrange(len(path))
        path[at] = flipped_hex(path[at], liar)
    return told


def _forged_header(liar: "Liar", body: bytes, request: Answer) -> Answer:
    """A block with another state, time, parent or number, under its true hash; or the true block under another hash."""
    told = liar.truth(body)
    block = told.get("result")
    if isinstance(block, dict):
        name = liar.random.choice(("stateRoot", "parentHash", "receiptsRoot", "hash", "timestamp", "number"))
        is_number = name in ("timestamp", "number")
        block[name] = hex(int(block[name], 16) ^ 1) if is_number else flipped_hex(block[name], liar)
    return told


def _nonce_from_the_future(liar: "Liar", body: bytes, request: Answer) -> Answer:
    return _result(hex(int(liar.truth(body)["result"], 16) + liar.random.randint(1, 3)))


def flipped_hex(text: str, liar: "Liar") -> str:
    at = liar.random.randrange(2, len(text))
    return text[:at] + format(int(text[at], 16) ^ (1 << liar.random.randrange(4)), "x") + text[at + 1 :]


FORGERIES: dict[str, Forgery] = {
    "duplicate delivery": _duplicate,
    "already known, though dropped": lambda *_: _error("already known"),
    "accepted, though dropped, and a forged event": _accepted,
    "event of a swallowed send": _event_of_swallowed,
    "stale head": _stale,
    "wrong chain id": lambda *_: _result("0x1"),
    "forged event root": _forged_root,
    "events left out": lambda *_: _result([]),
    "forged proof": _forged_proof,
    "forged header": _forged_header,
    "nonce from the future": _nonce_from_the_future,
    "error object": lambda *_: _error("internal error"),
    "null result": lambda *_: _result(None),
}
