"""Rebuild tests/vectors/*.json from their origins; with --check compare instead, and exit 1 if one differs.

Each file names its origin, which is never the code under test: Node for canonical JSON, eth-account for typed data, the
recursive definition of RFC 9162 for trees, cryptography for commitments, cryptography and Chromium for passkeys, anvil
with our contracts for state proofs (there our own code arranges what the node answered).
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data

REPOSITORY = Path(__file__).resolve().parent.parent
VECTORS = REPOSITORY / "tests" / "vectors"
sys.path.insert(0, str(REPOSITORY))

from ledger.model.statement import Domain, Statement  # noqa: E402 (the path first, so that the script runs alone)
from ledger.proof.typed_data import typed_data_document  # noqa: E402
from scripts.passkey_vectors import passkey_vectors  # noqa: E402
from scripts.salted_vectors import salted_vectors  # noqa: E402
from scripts.vectors_on_anvil import ANVIL, chain_vectors  # noqa: E402

_CANONICAL_INPUTS = [
    '{"b":1,"a":2,"é":3,"€":4,"😀":5,"\\ufb33":6,"A":7,"":8,"1":9,"10":10}',
    '["\\u0000x\\u001f\\u007f\\u0080","\\b\\t\\n\\f\\r\\"\\\\/","\\u20ac","😀"]',
    "[0,-0,-0.0,1.0,1e0,10.50,0.1,1e-6,1e-7,123456789012,9007199254740991,-9007199254740991,0.000001234,4.5e-300]",
    '{"n":[{},[],[[]],{"x":null,"y":true,"z":false}]}',
    '  {"kg" : "12.500" , "unit":"KGM"} \n',
]
_IN_NODE = """
const sorted = v => Array.isArray(v) ? "[" + v.map(sorted).join() + "]"
  : v !== null && typeof v === "object"
    ? "{" + Object.keys(v).sort().map(k => JSON.stringify(k) + ":" + sorted(v[k])).join() + "}"
    : JSON.stringify(v);
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(t => sorted(JSON.parse(t)))));
"""
_TREE_SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 11, 16, 21)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or compare every file. A file whose tool is not installed is named and left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    is_check = parser.parse_args(arguments).check
    differing = [name for name, document in _documents().items() if not _settle(name, document, is_check=is_check)]
    for name in differing:
        print(f"differs from its origin: tests/vectors/{name}", file=sys.stderr)
    return 1 if differing else 0


def _documents() -> dict[str, Any]:
    files: dict[str, Callable[[], Any]] = {
        "canonical.json": canonical_vectors,
        "typed_data.json": typed_data_vectors,
        "merkle.json": merkle_vectors,
        "passkey.json": passkey_vectors,
        "salted.json": salted_vectors,
    }
    documents = {name: build() for name, build in files.items()}
    if not ANVIL.exists():
        print("left alone, since anvil is not installed (npm ci): state_proof.json, receipt.json", file=sys.stderr)
        return documents
    return documents | chain_vectors()


def _settle(name: str, document: Any, *, is_check: bool) -> bool:
    text = json.dumps(document, indent=1, ensure_ascii=True) + "\n"
    path = VECTORS / name
    if is_check:
        return path.exists() and path.read_text() == text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return True


def canonical_vectors() -> dict[str, Any]:
    """Inputs as text, outputs as hex of UTF-8, by ECMAScript's own number and string rules."""
    run = subprocess.run(
        ["node", "-e", _IN_NODE], input=json.dumps(_CANONICAL_INPUTS), capture_output=True, text=True, check=True
    )
    pairs = zip(_CANONICAL_INPUTS, json.loads(run.stdout), strict=True)
    return {
        "origin": "Node.js: Object.keys().sort() and JSON.stringify; scripts/make_vectors.py",
        "vectors": [{"text": text, "canonical": canonical.encode().hex()} for text, canonical in pairs],
    }


def typed_data_vectors() -> dict[str, Any]:
    """Typed-data documents with digest, signature and signer by eth-account."""
    vectors = []
    for number, secret in enumerate((b"\x01" * 32, b"\x02" * 32, b"\x03" * 32), start=1):
        account = Account.from_key(secret)
        document = typed_data_document(_statement(number, bytes.fromhex(account.address[2:])), _domain(number))
        signable = encode_typed_data(full_message=document)
        signed = account.sign_message(signable)
        vectors.append(
            {
                "document": document,
                "body": _statement(number, b"").body.decode(),
                "secret": "0x" + secret.hex(),
                "digest": "0x" + signed.message_hash.hex(),
                "signature": "0x" + signed.signature.hex(),
                "signer": account.address.lower(),
            }
        )
    return {"origin": "eth-account encode_typed_data and sign_message; scripts/make_vectors.py", "vectors": vectors}


def _domain(number: int) -> Domain:
    return Domain(chain_id=31336 + number, verifying_contract=bytes([number]) * 20, salt=bytes([16 + number]) * 32)


def _statement(number: int, signer: bytes) -> Statement:
    return Statement(
        v=1,
        kind=("attestation", "lot", "party")[number - 1],
        issuer=f"did:web:mill{number}.example",
        signer=signer,
        issued_at=1_795_251_600 + number,
        nonce=bytes([32 + number]) * 32,
        audience=("downstream", "parties:did:web:a.example,did:web:b.example", "private")[number - 1],
        lang=("en", "pt-BR", "bn")[number - 1],
        summary=("own-production", "Lote de algodão", "কারখানা 😀")[number - 1],
        body=b'{"number":"%d"}' % number,
    )


def merkle_vectors() -> dict[str, Any]:
    """Roots, inclusion and consistency paths by the recursive definition (RFC 9162 2.1.1, 2.1.3.1, 2.1.4.1)."""
    entries = [b"entry %d" % index for index in range(max(_TREE_SIZES))]
    return {
        "origin": "the recursive definition of RFC 9162 in scripts/make_vectors.py; entry i is the text 'entry i'",
        "roots": {str(size): _root(entries[:size]).hex() for size in (0, *_TREE_SIZES)},
        "inclusion": [
            {"index": index, "size": size, "path": [step.hex() for step in _path(index, entries[:size])]}
            for size in _TREE_SIZES
            for index in range(size)
        ],
        "consistency": [
            {"first": first, "second": second, "path": [s.hex() for s in _proof(first, entries[:second], whole=True)]}
            for second in _TREE_SIZES
            for first in range(1, second + 1)
        ],
    }


def _root(entries: list[bytes]) -> bytes:
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    left = _split(entries)
    return sha256(b"\x01" + _root(entries[:left]) + _root(entries[left:])).digest()


def _path(index: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    left = _split(entries)
    if index < left:
        return [*_path(index, entries[:left]), _root(entries[left:])]
    return [*_path(index - left, entries[left:]), _root(entries[:left])]


def _proof(first: int, entries: list[bytes], *, whole: bool) -> list[bytes]:
    if first == len(entries):
        return [] if whole else [_root(entries)]
    left = _split(entries)
    if first <= left:
        return [*_proof(first, entries[:left], whole=whole), _root(entries[left:])]
    return [*_proof(first - left, entries[left:], whole=False), _root(entries[:left])]


def _split(entries: list[bytes]) -> int:
    left = 1
    while left * 2 < len(entries):
        left *= 2
    return left


if __name__ == "__main__":
    sys.exit(main())
