"""Run every check of the repository, one after the other, and stop at the first that fails.

Usage: python -m scripts.checks [contracts]

`contracts` runs all that proves the contracts, and nothing else: longer campaigns than the full run, and every planted
bug instead of one an invariant. stderr names each step with its duration. In CI (CI=true or TIERLIGHT_CI=1) a
skipped test is a failure, unless its reason is that `../shared`, which is no part of the repository, is not there.
"""

import os
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.setup import BUILD, ROOT, VENV_CONTRACTS, SetupFailed, environment, say, set_up_contracts
from scripts.setup_system import in_ci

JUNIT = BUILD / "junit.xml"
BROWNIE_HOME = BUILD / "brownie-home"
# In the order of tests/conftest.py, the longest files first: else two of them are left for one worker at the end.
PYTEST = ["pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", f"--junitxml={JUNIT}"]


class CheckFailed(Exception):
    """A check said no."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    run: Callable[[], None]


def main(arguments: list[str]) -> int:
    """Run the checks. Returns the exit code."""
    checks = contract_campaign() if "contracts" in arguments else every_check()
    began = time.monotonic()
    for number, check in enumerate(checks, 1):
        say(f"[{number}/{len(checks)}] {check.name} ...")
        started = time.monotonic()
        try:
            check.run()
        except (CheckFailed, SetupFailed) as failure:
            say(f"[{number}/{len(checks)}] {check.name} FAILED after {time.monotonic() - started:.1f} s: {failure}")
            return 1
        say(f"[{number}/{len(checks)}] {check.name} ok, {time.monotonic() - started:.1f} s")
    say(f"all {len(checks)} checks passed in {time.monotonic() - began:.0f} s")
    return 0


def every_check() -> list[Check]:
    """In order of cost: what fails fastest comes first."""
    return [
        command("ruff check", ["ruff", "check", "."]),
        command("ruff format", ["ruff", "format", "--check", "."]),
        command("forge fmt", ["forge", "fmt", "--check"]),
        command("import layers", ["lint-imports"]),
        command("mypy", ["mypy"]),
        command("mypy scripts", ["mypy", "-p", "scripts"]),
        command("contract artefacts", ["python", "-m", "scripts.compile_contracts", "--check"]),
        command("requirement locks", ["python", "-m", "scripts.lock", "--check"]),
        command("bundled questionnaire", ["python", "-m", "scripts.compile_instrument", "--check"]),
        command("outlines of the map", ["python", "-m", "scripts.compile_outlines", "--check"]),
        command("forge test", ["forge", "test"]),
        *contract_checks(),
        command("planted bugs, one an invariant", ["python", "-m", "scripts.planted_bugs", "--short"]),
        Check("tests", run_tests),
    ]


def contract_campaign() -> list[Check]:
    """Everything about the contracts, as long as it takes."""
    campaign = environment() | {"FOUNDRY_PROFILE": "long"}
    return [
        command("forge fmt", ["forge", "fmt", "--check"]),
        command("contract artefacts", ["python", "-m", "scripts.compile_contracts", "--check"]),
        Check("forge test, long", lambda: run(["forge", "test"], campaign)),
        *contract_checks(),
        command("planted bugs", ["python", "-m", "scripts.planted_bugs"]),
    ]


def contract_checks() -> list[Check]:
    """What both runs have in common."""
    return [
        command("slither", ["python", "-m", "scripts.slither_findings"]),
        command("halmos", ["python", "-m", "scripts.symbolic_proofs"]),
        command("gas table", ["python", "-m", "scripts.gas_table", "--check"]),
        Check("brownie tests", run_brownie_tests),
    ]


def command(name: str, words: Sequence[str]) -> Check:
    return Check(name, lambda: run(words))


def run(words: Sequence[str], environ: dict[str, str] | None = None) -> None:
    """The command succeeded."""
    ran = subprocess.run(words, cwd=ROOT, env=environ or environment(), stdin=subprocess.DEVNULL, check=False)
    if ran.returncode != 0:
        raise CheckFailed(f"`{' '.join(words)}` ended with {ran.returncode}")


def run_brownie_tests() -> None:
    """Brownie's tests pass on an anvil of their own. Brownie's settings stay inside build/."""
    set_up_contracts()
    BROWNIE_HOME.mkdir(parents=True, exist_ok=True)
    environ = {**environment(), "HOME": str(BROWNIE_HOME)}
    brownie = str(VENV_CONTRACTS / "bin" / "brownie")
    (BROWNIE_HOME / ".brownie" / "network-config.yaml").unlink(missing_ok=True)
    local = ["name=local", "cmd=anvil", "host=http://127.0.0.1", f"port={free_port()}", "accounts=10"]
    chain = ["evm_version=prague", "gas_limit=30000000"]
    quiet(brownie, ["networks", "add", "development", "local", *local, *chain], environ)
    quiet(brownie, ["networks", "modify", "local", "base_fee=0"], environ)
    run([brownie, "test", "--network", "local"], environ)


def quiet(brownie: str, words: Sequence[str], environ: dict[str, str]) -> None:
    """The brownie command succeeded; only a failure is shown."""
    ran = subprocess.run([brownie, *words], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    if ran.returncode != 0 or "ERROR" in ran.stdout:
        raise CheckFailed(f"brownie {' '.join(words)}: {ran.stdout}{ran.stderr}")


def free_port() -> int:
    """A port on which nothing listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run_tests() -> None:
    """The main suite passes, and in CI skips nothing that the repository could have run."""
    run(PYTEST)
    skipped = unexcused_skips(JUNIT) if in_ci(os.environ) else []
    if skipped:
        raise CheckFailed("skipped, which CI must not: " + "; ".join(skipped))


def unexcused_skips(report: Path) -> list[str]:
    """Name and reason of each skipped test whose reason is not an absent ../shared."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314  our own pytest wrote it
    skips = ((case.get("name", "?"), skip.get("message", "")) for case in cases for skip in case.findall("skipped"))
    return [f"{name}: {reason}" for name, reason in skips if "shared" not in reason]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
