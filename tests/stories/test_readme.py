"""The README's commands do what it says: each is run as it stands, in order."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```bash\n(.*?)```", TEXT, flags=re.DOTALL)
COMMANDS = [line.partition("#")[0].strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
COMMANDS += re.findall(r"\| `(\.venv/bin/[^`]+)` \|$", TEXT, flags=re.MULTILINE)  # a table says what each is for
SELF = "make test"  # this very run


def run(command: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    words = ["bash", "-c", command]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TIERLIGHT_")}
    return subprocess.run(words, cwd=ROOT, env={**clean, **environ}, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def demo() -> "subprocess.CompletedProcess[str]":
    assert COMMANDS[:2] == ["make demo", SELF], "the README starts with its two commands"
    return run("make demo")


def test_make_demo_builds_verifies_and_explains(demo: "subprocess.CompletedProcess[str]") -> None:
    assert demo.returncode == 0, demo.stderr
    for said in ("Severe", "Not assessed", "signer-mismatch", "wrong-domain", "unknown-key", "key-revoked", "EXPIRED"):
        assert said in demo.stdout, said
    for finding in ("lot-claimed-twice", "mass-balance", "undisclosed-tier"):
        assert finding in demo.stdout, finding
    assert "Traceback" not in demo.stderr
    reports = {path.name for path in (ROOT / "var/demo/reports").iterdir() if ".receipt." not in path.name}
    products = {name.partition(".")[0] for name in reports}
    kinds = ("json", "html") if "no PDF: " in demo.stderr else ("json", "html", "pdf")
    assert len(products) == 3
    assert reports == {f"{product}.{kind}" for product in products for kind in kinds}


def test_the_demos_wave_moves_tiers_notices_odd_answers_and_tells_a_case_to_the_custodian_alone(
    demo: "subprocess.CompletedProcess[str]",
) -> None:
    told = " ".join(demo.stdout.split())
    assert "1860 visits in 4 languages" in told
    for pattern, test in (("coached", "G1"), ("copied", "G2"), ("rushed", "G4")):
        assert re.search(rf", {pattern} noticed by [G0-9, ]*{test}\b", told), pattern
    moved = [(float(old), float(new)) for old, new in re.findall(r"tier \d+ (\d\.\d\d) -> (\d\.\d\d)", told)]
    assert len(moved) >= 2
    assert all(new > old for old, new in moved)  # no release of an unremedied site lowers anything
    assert "r = 0.85: the floor of an open case, at once" in told
    assert re.search(r"shared r = [01]\.\d\d, confidential evidence: (none|low|medium|high); no case", told)


@pytest.mark.parametrize("command", COMMANDS[2:])
def test_the_commands_after_the_demo_answer(demo: "subprocess.CompletedProcess[str]", command: str) -> None:
    assert demo.returncode == 0, demo.stderr
    ran = run(command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.strip()


def test_the_receipt_verifies_without_a_network(demo: "subprocess.CompletedProcess[str]") -> None:
    assert demo.returncode == 0, demo.stderr
    if os.geteuid() != 0:
        pytest.skip("only root may take the network away")
    ran = run("unshare -n .venv/bin/auditor verify var/demo/receipt.json")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("VALID")


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", TEXT)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
