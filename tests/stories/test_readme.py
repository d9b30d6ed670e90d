"""The README's commands do what it says: each is run as it stands, in order."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from ledger.bootstrap import open_ledger
from ledger.jobs.access import visible_products
from ledger.jobs.documents import product_id
from ledger.jobs.sign_in import issue_link
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.proof.event_hash import canonical_uri
from ledger.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```bash\n(.*?)```", TEXT, flags=re.DOTALL)
COMMANDS = [line.partition("#")[0].strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
COMMANDS += re.findall(r"\| `(\.venv/bin/[^`]+)` \|$", TEXT, flags=re.MULTILINE)  # a table says what each is for
SELF = "make test"  # this very run
# What the demo plants, by the code of its finding: words of the explanation, and how many records it names.
PLANTED = {
    "lot-claimed-twice": (r"was used at .+ and .+ kg in all, while there were .+ The same goods are claimed twice", 3),
    "mass-balance": (r"kg came out of \d+ kg: .+ No more than .+ kg could, with 5 % for weighing", 1),
}


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


@pytest.fixture(scope="module")
def product_page(demo: "subprocess.CompletedProcess[str]", tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo's first product as its brand sees it, over a copy: the demo itself stays as it was."""
    assert demo.returncode == 0, demo.stderr
    home = shutil.copytree(ROOT / "var/demo", tmp_path_factory.mktemp("demo") / "home")
    ledger = open_ledger(read_settings(home=home))
    product = visible_products(ledger.world, None)[0]
    with TestClient(create_app(ledger=ledger), base_url="http://testserver.test", follow_redirects=False) as client:
        link = issue_link(ledger.world, Reader(product.brand, Role.BRAND))
        assert client.post(f"/sign-in/{link}").status_code == 303
        page = client.get(f"/products/{product_id(product.product)}")
        record = re.search(r'/records/0x[0-9a-f]{64}(?=")', page.text.partition('id="findings"')[2])
        assert record is not None
        assert client.get(record[0]).status_code == 200
    return page.text


@pytest.mark.parametrize("code", PLANTED)
def test_auditor_trace_finds_and_explains_what_the_demo_planted(
    demo: "subprocess.CompletedProcess[str]", code: str
) -> None:
    lot, (sentence, _) = planted_at(demo, code), PLANTED[code]
    shown = run(f".venv/bin/auditor trace {lot} --home var/demo")
    assert shown.returncode == 0, shown.stderr
    told = " ".join(shown.stdout.partition("Contradictions that people should look at: 1")[2].split())
    assert re.search(rf"^{code} .*{sentence}.*\[0x[0-9a-f]{{8}}", told)


@pytest.mark.parametrize("code", PLANTED)
def test_the_product_page_explains_what_the_demo_planted_and_links_its_records(
    demo: "subprocess.CompletedProcess[str]", product_page: str, code: str
) -> None:
    lot, (sentence, records) = planted_at(demo, code), PLANTED[code]
    items = re.findall(r"<li><strong>(.*?)</li>", product_page.partition('id="findings"')[2], flags=re.DOTALL)
    [item] = [each for each in items if each.startswith(code.replace("-", " ") + "<") and lot in each]
    assert re.search(sentence, " ".join(re.sub(r"<[^>]+>", " ", item).split()))
    assert len(set(re.findall(r'href="/records/(0x[0-9a-f]{64})"', item))) == records


def planted_at(demo: "subprocess.CompletedProcess[str]", code: str) -> str:
    """The lot at which the demo says that it planted this, as pages write it."""
    planted = demo.stdout.partition("Planted, and found in the tables above")[2]
    found = re.search(rf"{code}\s+(\S+):\s", planted)
    assert found is not None, planted
    return canonical_uri(found[1])


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
