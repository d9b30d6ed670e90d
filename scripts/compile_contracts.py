"""Compile the contracts into the artefacts that the product ships.

Usage: python -m scripts.compile_contracts [--check]

Writes `ledger/chain/artifacts/<Contract>.json`, so that nobody needs a compiler to deploy or to verify. The same
sources and the same compiler give the same bytes. `--check` compiles again, writes nothing and exits 1 naming each
difference.
Needs what `make setup` installs.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from scripts.setup import ROOT, environment

ARTIFACTS = ROOT / "ledger" / "chain" / "artifacts"
SOLC = ROOT / "scripts" / "solc-bin" / "solc-v0.8.30"
CONTRACTS = ("PasskeyVerifier", "KeyRegistry", "AnchorLog", "AttestationRegistry", "SurveyRegistry")
SETTINGS: dict[str, Any] = {
    "evmVersion": "prague",
    "metadata": {"bytecodeHash": "none"},  # a changed comment must not change the code
    "optimizer": {"enabled": True, "runs": 200},
    "remappings": ["@openzeppelin/=node_modules/@openzeppelin/"],
}

Json = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Write the artefacts, or with --check compare them. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="compile_contracts")
    parser.add_argument("--check", action="store_true", help="compare with the committed artefacts, write nothing")
    check = parser.parse_args(arguments).check
    answer = compiled()
    artifacts = {name: rendered(artifact(name, answer)) for name in CONTRACTS}
    if not check:
        return write(artifacts)
    differences = list(differing(artifacts))
    for line in differences:
        print(line)
    if differences:
        print("mend: .venv/bin/python -m scripts.compile_contracts", file=sys.stderr)
        return 1
    print(f"artefacts match their sources: {', '.join(CONTRACTS)}")
    return 0


def sources() -> dict[str, str]:
    """Every Solidity file below contracts/, by its path from the root, in order."""
    paths = sorted((ROOT / "contracts").rglob("*.sol"))
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def source_hash(metadata: str) -> str:
    """SHA-256 over path and keccak256 of each source that the contract is made of, as its metadata names them."""
    hashes = {path: source["keccak256"] for path, source in json.loads(metadata)["sources"].items()}
    return "sha256:" + hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()


def compiled() -> Json:
    """The compiler's standard output. Ends the program with the compiler's words at any error or warning."""
    deployed = ["evm.deployedBytecode.object", "evm.deployedBytecode.immutableReferences"]
    outputs = ["abi", "evm.bytecode.object", *deployed, "metadata"]
    request = {
        "language": "Solidity",
        "sources": {path: {"content": text} for path, text in sources().items()},
        "settings": {**SETTINGS, "outputSelection": {"*": {"*": outputs, "": ["ast"]}}},
    }
    command = [str(SOLC), "--standard-json", "--base-path", str(ROOT)]
    ran = subprocess.run(
        command, input=json.dumps(request), env=environment(), capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        raise SystemExit(f"the compiler did not run (exit {ran.returncode}): {ran.stderr.strip()}")
    answer: Json = json.loads(ran.stdout)
    complaints = [error["formattedMessage"] for error in answer.get("errors", ())]
    if complaints:
        raise SystemExit("\n".join(complaints))
    return answer


def artifact(name: str, answer: Json) -> Json:
    """What the product ships of one contract."""
    contract = answer["contracts"][f"contracts/{name}.sol"][name]
    return {
        "contract": name,
        "abi": contract["abi"],
        "bytecode": "0x" + contract["evm"]["bytecode"]["object"],
        "deployedBytecode": "0x" + contract["evm"]["deployedBytecode"]["object"],
        "immutableReferences": immutable_places(contract["evm"]["deployedBytecode"], answer),
        "compiler": {"version": compiler_version(), "settings": SETTINGS},
        "sourceHash": source_hash(contract["metadata"]),
    }


def immutable_places(deployed: Json, answer: Json) -> dict[str, list[list[int]]]:
    """Where the runtime code holds each immutable, by the variable's name: [start, length] in bytes.

    Ends the program where two immutables of one contract have the same name.
    """
    names = {found["id"]: found["name"] for source in answer["sources"].values() for found in immutables(source["ast"])}
    places = {
        names[int(identifier)]: sorted([place["start"], place["length"]] for place in found)
        for identifier, found in deployed.get("immutableReferences", {}).items()
    }
    if len(places) != len(deployed.get("immutableReferences", {})):
        raise SystemExit(f"two immutables share a name: {', '.join(sorted(places))}")
    return places


def immutables(node: Any) -> Iterator[Json]:
    """Every declaration of an immutable variable in a syntax tree."""
    if isinstance(node, list):
        for part in node:
            yield from immutables(part)
    elif isinstance(node, dict):
        if node.get("nodeType") == "VariableDeclaration" and node.get("mutability") == "immutable":
            yield node
        for part in node.values():
            yield from immutables(part)


def compiler_version() -> str:
    """The compiler's version and commit, without the platform it was built for."""
    ran = subprocess.run([str(SOLC), "--version"], env=environment(), capture_output=True, text=True, check=True)
    return ran.stdout.split("Version: ")[1].strip().removesuffix(".Linux.g++")


def rendered(value: Json) -> str:
    """The artefact as text, always the same for the same value."""
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def write(artifacts: dict[str, str]) -> int:
    """Store each artefact."""
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    for name, text in artifacts.items():
        (ARTIFACTS / f"{name}.json").write_text(text, "utf-8")
        print(f"wrote ledger/chain/artifacts/{name}.json")
    return 0


def differing(artifacts: dict[str, str]) -> Iterator[str]:
    """One line for each field of a committed artefact that is not what the sources give."""
    for name, text in artifacts.items():
        path = ARTIFACTS / f"{name}.json"
        if not path.exists():
            yield f"{name}.json: missing"
            continue
        committed = path.read_text("utf-8")
        fresh, stored = json.loads(text), json.loads(committed)
        fields = sorted(key for key in fresh.keys() | stored.keys() if fresh.get(key) != stored.get(key))
        yield from (f"{name}.json: {field} differs from what the sources give" for field in fields)
        if not fields and committed != text:
            yield f"{name}.json: same values, other bytes"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
