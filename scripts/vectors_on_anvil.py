"""One real chain for the vectors: deploy both contracts on anvil, anchor two heads, take every proof, build a receipt.

Accounts, times and order are fixed, so that the same anvil and artefacts give the same chain.
"""

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_abi.abi import encode

from ledger.model.log import SlotProof, StateProof, TreeHead
from ledger.model.receipt import HeadEvidence, KeyEvidence, Receipt
from ledger.model.record import Entry
from ledger.model.statement import Domain, Kind, Scheme, SignedStatement, Statement
from ledger.proof.canonical import canonicalise
from ledger.proof.merkle import EMPTY_FRONTIER, consistency_path, extend, inclusion_path, leaf_hash, root_of
from ledger.proof.receipt import receipt_document
from ledger.proof.state_proof import delegation_slot, head_slots, header_rlp, key_slots, party_slot
from ledger.proof.typed_data import account_of, body_hash, keccak, party_id, sign_digest, statement_digest

REPOSITORY = Path(__file__).resolve().parent.parent
ANVIL = REPOSITORY / "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"
START = 1_795_251_600  # 2026-11-21T09:00:00Z
STEP = 60
CHAIN_ID = 31337
MILL, AGENT = "did:web:mill.example", "did:web:agent.example"
MILL_SECRET, SPENT_SECRET = b"\x11" * 32, b"\x22" * 32
FIRST_SIZE, SECOND_SIZE = 3, 5


@dataclass
class Anvil:
    """A node on a free local port; `blocks` counts what we mined."""

    url: str
    blocks: int = 0
    sender: str = ""

    def ask(self, method: str, *params: object) -> Any:
        """Give the result of one JSON-RPC call."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, body, {"content-type": "application/json"})  # noqa: S310 (local node)
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            parsed = json.load(answer)
        if "error" in parsed:
            raise SystemExit(f"{method}: {parsed['error']}")
        return parsed["result"]

    def send(self, code: bytes, *, to: bytes | None = None) -> dict[str, Any]:
        """Mine one transaction in a block of its own, one STEP after the last."""
        self.blocks += 1
        self.ask("evm_setNextBlockTimestamp", START + self.blocks * STEP)
        call = {"from": self.sender, "data": "0x" + code.hex(), "gas": hex(5_000_000), "gasPrice": "0x0"}
        transaction = self.ask("eth_sendTransaction", call | ({"to": "0x" + to.hex()} if to else {}))
        self.ask("evm_mine")
        receipt: dict[str, Any] = self.ask("eth_getTransactionReceipt", transaction)
        if receipt["status"] != "0x1":
            raise SystemExit(f"transaction {self.blocks} reverted")
        return receipt

    def call(self, to: bytes, signature: str, *arguments: object) -> dict[str, Any]:
        """Send a call to a contract by its Solidity signature."""
        types = signature[signature.index("(") + 1 : -1].split(",")
        return self.send(keccak(signature.encode())[:4] + encode(types, arguments), to=to)

    def state(self, address: bytes, slots: list[bytes], block: str) -> StateProof:
        """Take eth_getProof and the header at a block."""
        answer = self.ask("eth_getProof", "0x" + address.hex(), ["0x" + slot.hex() for slot in slots], block)
        return StateProof(
            header=header_rlp(self.ask("eth_getBlockByNumber", block, False)),
            address=address,
            account_nodes=_nodes(answer["accountProof"]),
            slots=tuple(
                SlotProof(slot=slot, nodes=_nodes(proof["proof"]))
                for slot, proof in zip(slots, answer["storageProof"], strict=True)
            ),
        )


@contextmanager
def anvil() -> Iterator[Anvil]:
    """Run anvil on a free port for as long as the block lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--chain-id",
        str(CHAIN_ID),
        "--hardfork",
        "osaka",
        "--silent",
        "--no-mining",
        "--base-fee",
        "0",
    ]
    node = subprocess.Popen([ANVIL, *flags, "--timestamp", str(START)])
    try:
        chain = Anvil(f"http://127.0.0.1:{port}")
        _await_port(port, node)
        chain.sender = chain.ask("eth_accounts")[0]
        yield chain
    finally:
        node.terminate()
        node.wait(10)


def chain_vectors() -> dict[str, Any]:
    """Give the documents of state_proof.json and receipt.json."""
    with anvil() as chain:
        version = chain.ask("web3_clientVersion")
        log, registry = _deploy(chain, "AnchorLog"), _deploy(chain, "KeyRegistry", chain.sender)
        log_id = _open_log(chain, log, registry)
        _register(chain, registry)
        signed = _statements(Domain(chain_id=CHAIN_ID, verifying_contract=log, salt=log_id))
        leaves = [leaf_hash(_entry(index, statement)) for index, statement in enumerate(signed)]
        heads = [_anchor(chain, log, log_id, leaves[:size], before) for size, before in ((3, 0), (5, FIRST_SIZE))]
        key = chain.state(registry, _registry_slots(), heads[1].anchored_in)
        chain.call(registry, "undelegate(bytes32,bytes32)", party_id(MILL), party_id(AGENT))
        issue = chain.state(registry, _registry_slots(), "latest")
    evidence = [head.evidence for head in heads]
    receipt = _receipt(signed, leaves, evidence, KeyEvidence(at_anchor=key, at_issue=issue), _octets(chain.sender))
    origin = f"{version.split('-')[0]}, osaka, contracts of ledger/chain/artifacts; scripts/vectors_on_anvil.py"
    return {
        "state_proof.json": {
            "origin": origin,
            "log_id": _hex(log_id),
            "mill": MILL,
            "agent": AGENT,
            "mill_signer": _hex(account_of(MILL_SECRET)),
            "spent_signer": _hex(account_of(SPENT_SECRET)),
            "writer": chain.sender,
            "start": START,
            "step": STEP,
            "head_block": heads[1].block,
            "anchor_log": _state_json(heads[1].evidence.state),
            "key_registry": _state_json(key),
            "key_registry_later": _state_json(issue),
        },
        "receipt.json": {"origin": origin, "receipt": receipt_document(receipt)},
    }


@dataclass
class _Head:
    evidence: HeadEvidence
    block: dict[str, Any]
    anchored_in: str


def _deploy(chain: Anvil, name: str, *addresses: str) -> bytes:
    artefact = json.loads((REPOSITORY / f"ledger/chain/artifacts/{name}.json").read_text())
    code = bytes.fromhex(artefact["bytecode"].removeprefix("0x")) + encode(["address"] * len(addresses), addresses)
    return bytes.fromhex(chain.send(code)["contractAddress"][2:])


def _open_log(chain: Anvil, log: bytes, registry: bytes) -> bytes:
    salt = registry.rjust(32, b"\x00")  # so that the log id, and with it every signature, names the key registry
    chain.call(log, "open(bytes32,address)", salt, chain.sender)
    opened = encode(["uint256", "address", "address", "bytes32"], [CHAIN_ID, log, chain.sender, salt])
    return keccak(opened)


def _register(chain: Anvil, registry: bytes) -> None:
    mill, agent, spent = party_id(MILL), party_id(AGENT), account_of(SPENT_SECRET)
    add = "addKey(bytes32,bytes,uint8,bytes32,uint40)"
    chain.call(registry, "registerParty(bytes32,address,uint16)", mill, chain.sender, 1)
    chain.call(registry, "registerParty(bytes32,address,uint16)", agent, chain.sender, 32)
    chain.call(registry, add, mill, account_of(MILL_SECRET), 1, bytes(32), 0)
    chain.call(registry, add, mill, spent, 1, bytes(32), 0)
    suspect_from = START + chain.blocks * STEP
    chain.call(registry, "revokeKey(bytes32,bytes32,uint40)", mill, keccak(spent), suspect_from)
    chain.call(registry, "delegate(bytes32,bytes32)", mill, agent)


def _statements(domain: Domain) -> list[SignedStatement]:
    return [_signed(index, domain) for index in range(SECOND_SIZE)]


def _signed(index: int, domain: Domain) -> SignedStatement:
    subject, text = f"urn:example:lot:{index}", "Made at our own site."
    body = canonicalise({"subject": subject, "claim": "own-production", "text": text})
    statement = Statement(
        v=1,
        kind=Kind.ATTESTATION,
        issuer=MILL,
        signer=account_of(MILL_SECRET),
        issued_at=START,
        nonce=keccak(b"nonce %d" % index),
        audience="downstream",
        lang="en",
        summary=f"own-production: {subject}",
        body=body,
    )
    digest = statement_digest(statement, domain)
    return SignedStatement(statement, sign_digest(digest, MILL_SECRET), domain, digest, Scheme.EOA)


def _entry(index: int, signed: SignedStatement) -> bytes:
    return Entry(index=index, record_id=signed.record_id, signature_hash=body_hash(signed.signature)).to_bytes()


def _anchor(chain: Anvil, log: bytes, log_id: bytes, leaves: list[bytes], before: int) -> _Head:
    head = TreeHead(size=len(leaves), root=root_of(leaves))
    mined = chain.call(log, "anchor(bytes32,uint40,bytes32,uint40)", log_id, before, head.root, head.size)
    number = mined["blockNumber"]
    state = chain.state(log, list(head_slots(log_id)), number)
    block = chain.ask("eth_getBlockByNumber", number, False)
    return _Head(HeadEvidence(head=head, count=1 if before == 0 else 2, state=state), block, number)


def _registry_slots() -> list[bytes]:
    mill, agent = party_id(MILL), party_id(AGENT)
    signers = (account_of(MILL_SECRET), account_of(SPENT_SECRET), b"\x99" * 20)  # the last is not registered
    keys = [slot for signer in signers for slot in key_slots(keccak(signer))]
    return [*keys, delegation_slot(mill, agent), delegation_slot(agent, mill), party_slot(mill)]


def _receipt(
    signed: list[SignedStatement],
    leaves: list[bytes],
    heads: list[HeadEvidence],
    registry: KeyEvidence,
    admin: bytes,
) -> Receipt:
    complete = {(level, index): found for level, index, found in extend(EMPTY_FRONTIER, leaves)[1]}
    complete |= {(0, index): leaf for index, leaf in enumerate(leaves)}
    index = SECOND_SIZE - 1
    narrow = KeyEvidence(at_anchor=_own_key(registry.at_anchor), at_issue=_own_key(registry.at_issue))
    return Receipt(
        signed=signed[index],
        key_registry=registry.at_anchor.address,
        log_admin=admin,
        index=index,
        inclusion_path=inclusion_path(index, SECOND_SIZE, lambda *place: complete[place]),
        head=heads[1],
        previous=heads[0],
        consistency_path=consistency_path(FIRST_SIZE, SECOND_SIZE, lambda *place: complete[place]),
        key=narrow,
    )


def _own_key(state: StateProof) -> StateProof:
    return StateProof(state.header, state.address, state.account_nodes, state.slots[:3])


def _state_json(state: StateProof) -> dict[str, Any]:
    return {
        "header": _hex(state.header),
        "address": _hex(state.address),
        "account_nodes": [_hex(node) for node in state.account_nodes],
        "slots": [{"slot": _hex(proof.slot), "nodes": [_hex(node) for node in proof.nodes]} for proof in state.slots],
    }


def _nodes(texts: list[str]) -> tuple[bytes, ...]:
    return tuple(map(_octets, texts))


def _octets(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _hex(octets: bytes) -> str:
    return "0x" + octets.hex()


def _await_port(port: int, node: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        if node.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("anvil did not start")
