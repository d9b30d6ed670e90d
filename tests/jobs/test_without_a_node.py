"""A receipt is one file: it verifies with the node switched off, the database closed and the network forbidden."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from api_town import running_town
from builders import MAKER, NOW
from told_records import receipt_file, tell_and_anchor

pytestmark = pytest.mark.chain

VERIFIER = Path(__file__).with_name("offline_verifier.py")


def verified(*files: Path | str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    words = [*before, sys.executable, str(VERIFIER), str(NOW), *(str(file) for file in files)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TIERLIGHT_")}
    return subprocess.run(words, capture_output=True, text=True, env=clean, check=False, timeout=60)


@pytest.fixture(scope="module")
def receipts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two receipt files of a ledger whose node is switched off and whose data is gone."""
    folder = tmp_path_factory.mktemp("files")
    files = (folder / "first.json", folder / "second.json")
    home = tmp_path_factory.mktemp("home")
    with running_town(home) as town:
        for file, by in zip(files, (MAKER, MAKER), strict=True):
            file.write_bytes(receipt_file(town.world, tell_and_anchor(town.world, by=by).record_id))
    shutil.rmtree(home)
    return files


def test_a_receipt_verifies_with_the_node_switched_off_and_sockets_forbidden(receipts: tuple[Path, Path]) -> None:
    answer = verified(*receipts)
    assert answer.returncode == 0, answer.stderr
    assert [line.split()[0] for line in answer.stdout.splitlines()] == ["VALID", "VALID"]


def test_the_forbidden_socket_is_really_forbidden() -> None:
    answer = verified("--try-a-socket")
    assert answer.returncode == 66
    assert "caught socket." in answer.stderr


def test_a_receipt_verifies_where_there_is_no_network_at_all(receipts: tuple[Path, Path]) -> None:
    """In a network namespace of its own where this machine grants one; the audit hook holds either way."""
    cut_off = ("unshare", "--net", "--map-root-user")
    has_namespaces = shutil.which("unshare") and not subprocess.run([*cut_off, "true"], check=False).returncode
    assert verified(receipts[0], before=cut_off if has_namespaces else ()).stdout.startswith("VALID")


def test_an_altered_receipt_is_invalid_offline_too(receipts: tuple[Path, Path], tmp_path: Path) -> None:
    raw = receipts[1].read_bytes()
    at = raw.index(b'"signature":"0x') + 40
    altered = tmp_path / "altered.json"
    other_digit = b"%x" % (int(raw[at : at + 1], 16) ^ 1)
    altered.write_bytes(raw[:at] + other_digit + raw[at + 1 :])
    answer = verified(altered)
    assert answer.stdout.startswith("INVALID bad-signature"), answer.stdout + answer.stderr
