"""Plant a bug in a copy of the contracts and see whether its test turns red. The tree itself is never touched."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from scripts.planted_bugs.bug import Bug, Forge, Halmos
from scripts.setup import BUILD, ROOT, VENV_SECURITY, environment

PLANTED = BUILD / "planted"
_LINKED = ("node_modules", "scripts/solc-bin", "tests/vectors")
_IMPORT = re.compile(r'^\s*(?:import|\} from)[^;]*"(\.[^"]+)";', re.MULTILINE)
_QUICK = {
    "FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT": "0",  # red is enough; the shortest way to it is not asked
    "FOUNDRY_DENY": "never",  # a bug may leave something unused
}
_SOLVER_MILLISECONDS = "120000"
_COLOUR = re.compile(r"\x1b\[\d+m")


_GREEN, _RED = ("PASS", "Success"), ("FAIL", "Failure")


class PlantingFailed(Exception):
    """The bug could not be planted, or its test did not run: neither caught nor survived."""


class Bed:
    """A copy of one test file and of all that it imports, with compiler caches of its own; so little is compiled."""

    def __init__(self, test_file: str) -> None:
        self.root = PLANTED / test_file.removesuffix(".t.sol")
        self._clean: dict[str, str] = {}
        for folder in ("contracts", "tests/contracts"):
            shutil.rmtree(self.root / folder, ignore_errors=True)
        for source in closure(ROOT / "tests" / "contracts" / test_file):
            copied = self.root / source.relative_to(ROOT)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copied)
        shutil.copy(ROOT / "foundry.toml", self.root)
        for link in _LINKED:
            place = self.root / link
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.is_symlink():
                place.symlink_to(ROOT / link)

    def catches(self, bug: Bug) -> bool:
        """Whether the named test is red with the bug in place. The copy is clean again afterwards.

        Raises PlantingFailed where the text to replace is not there once, or where the test did not run.
        """
        source = self.root / bug.source
        if not source.exists():
            raise PlantingFailed(f"{bug.caught_by.file} does not import {bug.source}")
        clean = source.read_text("utf-8")
        if clean.count(bug.old) != 1:
            raise PlantingFailed(f"{bug.source} holds `{bug.old}` {clean.count(bug.old)} times, wanted once")
        source.write_text(clean.replace(bug.old, bug.new), "utf-8")
        try:
            return self._is_red(bug.caught_by)
        finally:
            source.write_text(clean, "utf-8")

    def is_sound(self, tests: set[Forge | Halmos]) -> None:
        """Every test is green without a bug; one that is always red catches nothing. Else raises PlantingFailed."""
        verdicts = {test: self._verdicts_without_bug(test) for test in tests}
        red = sorted(test.name for test in tests if verdicts[test].get(test.test) not in _GREEN)
        if red:
            raise PlantingFailed(f"not green without any bug: {', '.join(red)}")

    def _verdicts_without_bug(self, test: Forge | Halmos) -> dict[str, str]:
        """What every test of the file says; asked once."""
        if not self._clean:
            self._clean = self.proofs() if isinstance(test, Halmos) else self._answers(test.file)
        return self._clean

    def _is_red(self, test: Forge | Halmos) -> bool:
        match test:
            case Forge():
                verdicts = self._answers(test.file, "--match-test", f"^{test.test}\\(")
            case Halmos():
                verdicts = self.proofs("--match-test", f"^{test.test}\\(", "--early-exit")
        if verdicts.get(test.test) not in _GREEN + _RED:
            raise PlantingFailed(f"{test.name} did not run: {verdicts}")
        return verdicts[test.test] in _RED

    def _answers(self, file: str, *options: str) -> dict[str, str]:
        """What forge says of each test of the file: Success or Failure. Raises PlantingFailed where it says nothing."""
        shutil.rmtree(self.root / "build" / "forge-failures", ignore_errors=True)
        ran = self._run("forge", "test", "--json", "--match-path", f"tests/contracts/{file}", *options)
        try:
            suites = json.loads(ran.stdout)
        except ValueError as error:
            raise PlantingFailed(f"forge did not answer: {(ran.stdout + ran.stderr)[-2000:]}") from error
        results = [result for suite in suites.values() for result in suite["test_results"].items()]
        return {signature.partition("(")[0]: str(result["status"]) for signature, result in results}

    def proofs(self, *options: str) -> dict[str, str]:
        """What halmos says of each check: PASS, FAIL, TIMEOUT or ERROR. Raises PlantingFailed where it says nothing."""
        narrow = ("--match-contract", "Proof$", "--no-status", "--solver-timeout-assertion", _SOLVER_MILLISECONDS)
        ran = self._run("halmos", "--root", ".", "--forge-build-out", "build/halmos", *narrow, *options)
        verdicts = re.findall(r"\[(\w+)\] (check_\w+)\(", _COLOUR.sub("", ran.stdout))
        if not verdicts:
            raise PlantingFailed(f"halmos said nothing: {(ran.stdout + ran.stderr)[-2000:]}")
        return {check: verdict for verdict, check in verdicts}

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environ = environment() | _QUICK
        environ["PATH"] = f"{environ['PATH']}:{VENV_SECURITY / 'bin'}"
        if words[0] == "halmos":
            environ |= {"FOUNDRY_OUT": "build/halmos", "FOUNDRY_CACHE_PATH": "build/halmos-cache"}
        return subprocess.run(words, cwd=self.root, env=environ, capture_output=True, text=True, check=False)


def closure(source: Path) -> set[Path]:
    """The Solidity file and every file of ours that it imports, directly or not."""
    found, pending = set[Path](), [source]
    while pending:
        path = pending.pop()
        if path in found:
            continue
        found.add(path)
        pending += [(path.parent / target).resolve() for target in _IMPORT.findall(path.read_text("utf-8"))]
    return found
