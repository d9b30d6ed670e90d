"""What scripts/deploy.py puts on a chain is what `tierlight deploy` would have put there."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from brownie import chain, web3
from eth_abi.abi import encode

ROOT = Path(__file__).resolve().parent.parent.parent
WRITTEN = ROOT / "build" / "deployments"
PRODUCT = ROOT / ".venv" / "bin" / "python"


def compared(file: Path, first_nonce: int) -> "subprocess.CompletedProcess[str]":
    """The product's own word about a deployment file; it lives in another environment."""
    command = [PRODUCT, "-m", "scripts.compare_deployment", web3.provider.endpoint_uri, file, str(first_nonce)]
    return subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, check=False)


def test_code_addresses_log_id_and_domain_are_those_of_the_product(
    deployment: dict[str, Any], first_nonce: int
) -> None:
    answer = compared(WRITTEN / f"{chain.id}.json", first_nonce)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_another_order_of_transactions_would_be_noticed(deployment: dict[str, Any], first_nonce: int) -> None:
    answer = compared(WRITTEN / f"{chain.id}.json", first_nonce + 1)
    assert answer.returncode == 1
    assert "contracts:" in answer.stdout


@pytest.mark.parametrize("field", ["genesisHash", "surveyRegistry", "logId", "registrar", "codeHashes"])
def test_a_deployment_file_that_was_changed_is_refused(
    deployment: dict[str, Any], first_nonce: int, field: str, tmp_path: Path
) -> None:
    changed = json.loads(json.dumps(deployment))
    if field == "codeHashes":
        address = deployment["anchorLog"]
        changed[field][address] = deployment[field][deployment["surveyRegistry"]]
    else:
        changed[field] = changed[field][:-1] + ("0" if changed[field][-1] != "0" else "1")
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(changed), "utf-8")
    answer = compared(file, first_nonce)
    assert answer.returncode == 1
    assert answer.stdout


def test_the_deployment_file_says_what_was_deployed(deployment: dict[str, Any]) -> None:
    assert json.loads((WRITTEN / f"{chain.id}.json").read_text("utf-8")) == deployment


def test_the_log_id_binds_chain_contracts_and_opener(deployment: dict[str, Any]) -> None:
    beside = [deployment[name] for name in ("keyRegistry", "attestationRegistry", "surveyRegistry")]
    salt = web3.keccak(encode(["address"] * 3, beside))
    types = ["uint256", "address", "address", "bytes32"]
    bound = encode(types, [chain.id, deployment["anchorLog"], deployment["admin"], bytes(salt)])
    assert deployment["logId"] == "0x" + bytes(web3.keccak(bound)).hex()
