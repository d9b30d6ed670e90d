"""Signatures and trees against their nearest peers, on one core, medians of several rounds.

Both sides get the same inputs, made beforehand, and their results are compared before anything is timed. Memory is the
peak of Python allocations for our side (tracemalloc, in a run of its own) and of the whole process for Node.
"""

import json
import os
import subprocess
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

import rfc8785
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_keys import keys  # type: ignore[attr-defined]  # it exports by import only

from ledger.model.party import KeyType, SigningKey
from ledger.model.statement import Domain, SignedStatement, Statement, UnverifiedSubmission
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.merkle import Tree, check_inclusion, leaf_hash
from ledger.proof.signed import check_signature
from ledger.proof.typed_data import (
    account_of,
    body_hash,
    keccak,
    recover_signer,
    sign_digest,
    statement_digest,
    typed_data_document,
)
from ledger.proof.wire import read_submission, statement_document

STATEMENTS = 1_000
LEAVES = 100_000
ROUNDS = 5
_OZ_TREE = Path(__file__).with_name("oz_tree.mjs")
_DOMAIN = Domain(chain_id=31337, verifying_contract=b"\xaa" * 20, salt=b"\xbb" * 32)
_SECRET = b"\x11" * 32
_KEY = SigningKey(
    key_id=keccak(account_of(_SECRET)),
    party_id=bytes(32),
    signer=account_of(_SECRET),
    key_type=KeyType.EOA,
    rp_id_hash=bytes(32),
    valid_from=1,
)


@dataclass(frozen=True)
class _Case:
    """One signed statement in the shapes that the two sides take."""

    signed: SignedStatement
    hashed_body: bytes
    raw: bytes
    document: dict[str, Any]


def rows() -> list[dict[str, Any]]:
    """Give one row per measurement: name, ours, peer, peer_name, ratio, unit, peak_memory_mb, note."""
    with one_core():
        return [*_signature_rows(_cases(STATEMENTS)), *_tree_rows(LEAVES)]


def _signature_rows(cases: list[_Case]) -> list[dict[str, Any]]:
    _require_equal(cases)
    return [
        _compared(
            "EIP-712 digest and recovery, body hash given",
            lambda: [_recover(case) for case in cases],
            lambda: [_peer_recover(case) for case in cases],
            count=len(cases),
            note="peer: encode_typed_data + recover_message on the same statements, documents made beforehand",
        ),
        _compared(
            "full statement verification",
            lambda: [check_signature(read_submission(parse(case.raw)), _DOMAIN, key=_KEY) for case in cases],
            lambda: [_peer_verify(case.raw) for case in cases],
            count=len(cases),
            note="from bytes; peer: json.loads, rfc8785, encode_typed_data, recover_message, without our strict checks",
        ),
    ]


def _tree_rows(leaves: int) -> list[dict[str, Any]]:
    entries = [b"\x01" + index.to_bytes(64, "big") for index in range(leaves)]
    peer = _openzeppelin(leaves)
    proven = _median_seconds(lambda: _prove_all(entries), rounds=ROUNDS)
    verified = _median_seconds(lambda: _verify_all(entries), rounds=3)
    tenth = _median_seconds(lambda: _prove_all(entries[: leaves // 10]), rounds=ROUNDS)
    peer_seconds = float(peer["build_seconds"] + peer["prove_seconds"])
    shared = {
        "peer": peer_seconds,
        "peer_name": "@openzeppelin/merkle-tree 1.0.8 on Node",
        "unit": "s",
    }
    growth = f"growth: ten times the leaves take {proven / tenth:.1f} times as long"
    parts = f"{peer['build_seconds']:.1f} s build, {peer['prove_seconds']:.1f} s getProof"
    steps = f"peer: {parts}, process of {peer['peak_memory_mb']:.0f} MB"
    return [
        {
            "name": f"{leaves:,}-leaf tree built, every leaf proven",
            "ours": proven,
            "ratio": peer_seconds / proven,
            "peak_memory_mb": peak_megabytes(lambda: _prove_all(entries)),
            "note": f"{growth}. {steps}. Its getProof also verifies; it hashes keccak in JavaScript, we SHA-256 in C",
            **shared,
        },
        {
            "name": f"{leaves:,}-leaf tree built, every leaf proven and every proof verified",
            "ours": verified,
            "ratio": peer_seconds / verified,
            "peak_memory_mb": None,
            "note": "the like-for-like row: both sides verify each proof that they make",
            **shared,
        },
    ]


def _prove_all(entries: list[bytes]) -> tuple[Tree, list[tuple[bytes, ...]]]:
    tree = Tree.of([leaf_hash(entry) for entry in entries])
    return tree, tree.every_inclusion_path()


def _verify_all(entries: list[bytes]) -> None:
    tree, paths = _prove_all(entries)
    for index, path in enumerate(paths):
        check_inclusion(tree.levels[0][index], index, len(entries), path, tree.root)


def _recover(case: _Case) -> bytes:
    return recover_signer(
        statement_digest(case.signed.statement, _DOMAIN, hashed_body=case.hashed_body), case.signed.signature
    )


def _peer_recover(case: _Case) -> str:
    signable = encode_typed_data(full_message=case.document)
    return str(Account.recover_message(signable, signature=case.signed.signature))


def _peer_verify(raw: bytes) -> str:
    document = json.loads(raw)
    fields = document["statement"]
    message = {
        **{name: fields[name] for name in ("v", "kind", "issuer", "signer", "audience", "lang", "summary", "nonce")},
        "bodyHash": sha256(rfc8785.dumps(fields["body"])).digest(),
        "issuedAt": 1_795_251_600,
    }
    shape = typed_data_document(_a_statement(0), _DOMAIN)
    signable = encode_typed_data(full_message={**shape, "message": message})
    return str(Account.recover_message(signable, signature=document["signature"]))


def _cases(count: int) -> list[_Case]:
    return [_case(_a_statement(number)) for number in range(count)]


def _case(statement: Statement) -> _Case:
    signature = sign_digest(statement_digest(statement, _DOMAIN), _SECRET)
    signed = check_signature(UnverifiedSubmission(statement, signature, None), _DOMAIN, key=_KEY)
    document = typed_data_document(statement, _DOMAIN)
    return _Case(signed, body_hash(statement.body), canonicalise(statement_document(signed)), document)


def _a_statement(number: int) -> Statement:
    lot = f"https://id.example/01/09521234543213/10/LOT-{number:06}"
    text = "Spun and woven at our own mill. " * 8
    return Statement(
        v=1,
        kind="attestation",
        issuer="did:web:mill.example",
        signer=account_of(_SECRET),
        issued_at=1_795_251_600,
        nonce=keccak(b"bench %d" % number),
        audience="downstream",
        lang="en",
        summary=f"own-production: {lot}",
        body=canonicalise({"subject": lot, "claim": "own-production", "text": text}),
    )


def _require_equal(cases: list[_Case]) -> None:
    backend = type(keys.PrivateKey(_SECRET).public_key.backend).__name__
    if backend != "CoinCurveECCBackend":
        raise SystemExit(f"eth-account runs on {backend}: the comparison asks for coincurve on both sides")
    for case in cases[:50]:
        ours = "0x" + _recover(case).hex()
        if not ours == _peer_recover(case).lower() == _peer_verify(case.raw).lower():
            raise SystemExit("the two sides do not recover the same signer")


def _compared(
    name: str, ours: Callable[[], object], peer: Callable[[], object], *, count: int, note: str
) -> dict[str, Any]:
    """Rounds alternate, so that a slow moment of the machine meets both sides."""
    pairs = [(_seconds(ours), _seconds(peer)) for _ in range(ROUNDS)]
    our_rate, peer_rate = (count / median(side) for side in zip(*pairs, strict=True))
    return {
        "name": name,
        "ours": our_rate,
        "peer": peer_rate,
        "peer_name": "eth-account with coincurve",
        "ratio": our_rate / peer_rate,
        "unit": "statements/s",
        "peak_memory_mb": peak_megabytes(ours),
        "note": note,
    }


def _openzeppelin(leaves: int) -> dict[str, float]:
    run = subprocess.run(["node", str(_OZ_TREE), str(leaves)], capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(run.stdout)
    return answer


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _median_seconds(work: Callable[[], object], *, rounds: int) -> float:
    return median(_seconds(work) for _ in range(rounds))


def peak_megabytes(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process and what it starts on one core, where the system can (Linux)."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
