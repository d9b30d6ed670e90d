"""Say whether a deployment made with Brownie is the one that `tierlight deploy` would have made.

Usage: python -m scripts.compare_deployment URL FILE FIRST_NONCE

FILE is a deployment file (contracts/README.md), FIRST_NONCE the admin's nonce before its first transaction. Reads it as
the product does, checks it against the chain, and compares the place, the log id, the home domain and the code with the
product's plan for the same accounts and nonce. Exit code 1 and one line for each difference.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from ledger.chain.deploy_plan import DeployedBy, Plan
from ledger.chain.deploy_steps import code_hashes
from ledger.chain.deployments import check_deployment, read_deployment
from ledger.errors import BadSetting, ChainAway, WrongChain
from ledger.model.deployment import Deployment


def main(arguments: list[str]) -> int:
    """Compare. Returns the exit code."""
    url, file, first_nonce = arguments
    try:
        deployment = read_deployment(Path(file))
        check_deployment(url, deployment)
    except (BadSetting, WrongChain, ChainAway) as refusal:
        print(refusal)
        return 1
    found = list(differences(deployment, first_nonce=int(first_nonce)))
    for line in found:
        print(line)
    return 1 if found else 0


def differences(deployment: Deployment, *, first_nonce: int) -> Iterator[str]:
    """One line for each thing that the product would have made otherwise."""
    by = DeployedBy(admin=deployment.place.admin, registrar=deployment.registrar, writer=deployment.writer)
    plan = Plan(
        chain_id=deployment.place.chain_id,
        genesis_hash=deployment.genesis_hash,
        by=by,
        first_nonce=first_nonce,
        first_block=deployment.deployed_at_block,
    )
    pairs = {
        "contracts": (deployment.place, plan.place),
        "passkey verifier": (deployment.passkey_verifier, plan.passkey_verifier),
        "log id": (deployment.log_id, plan.log_id),
        "home domain": (deployment.domain, plan.domain),
        "code": (list(deployment.code_hashes.items()), list(code_hashes(plan).items())),
    }
    yield from (f"{name}: {here} instead of {there}" for name, (here, there) in pairs.items() if here != there)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
