"""`auditor verify`: the right verdict and code for a good, altered, foreign, unanchored or unreadable thing."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_builders import Story, called, written

from auditor_cli.auditor.app import main as auditor

NO_SOCKET = """
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(f"a socket was touched: {event}")
sys.addaudithook(refuse)
from auditor_cli.auditor.app import main
sys.exit(main(sys.argv[1:]))
"""


def _receipt(story: Story) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(story.receipt.read_bytes())
    return found


def _with_bit_flipped(text: str) -> str:
    """Hex with the lowest bit of its last digit turned."""
    return text[:-1] + f"{int(text[-1], 16) ^ 1:x}"


def _in_signature(receipt: dict[str, Any]) -> None:
    receipt["signed"]["signature"] = _with_bit_flipped(receipt["signed"]["signature"][:-2]) + "1b"


def _in_body(receipt: dict[str, Any]) -> None:
    receipt["signed"]["statement"]["body"]["name"] = "Mill Onf"


def _in_root(receipt: dict[str, Any]) -> None:
    receipt["head"]["root"] = _with_bit_flipped(receipt["head"]["root"])


def _in_path(receipt: dict[str, Any]) -> None:
    receipt["inclusion_path"][0] = _with_bit_flipped(receipt["inclusion_path"][0])


def _in_header(receipt: dict[str, Any]) -> None:
    receipt["head"]["state"]["header"] = _with_bit_flipped(receipt["head"]["state"]["header"])


def _in_key_proof(receipt: dict[str, Any]) -> None:
    place = receipt["key"]["at_anchor"]["slots"][0]["nodes"][-1]
    receipt["trie_nodes"][place] = _with_bit_flipped(receipt["trie_nodes"][place])


def test_a_good_receipt_is_valid_and_says_what_it_is_relative_to(story: Story) -> None:
    found = called(auditor, "verify", story.receipt)
    assert found.code == 0
    assert found.out.startswith("VALID")
    assert "0x" in found.out.partition("Shown in these blocks")[2]
    assert "relative to these block hashes" in found.out
    assert "not prove" in found.out


def test_a_verdict_is_one_document_with_its_checks(story: Story) -> None:
    found = called(auditor, "verify", story.receipt, "--json").document
    assert (found["verdict"], found["exit_code"]) == ("VALID", 0)
    assert [check["number"] for check in found["results"][0]["checks"]] == list(range(1, 12))
    assert found["results"][0]["block_hash"].startswith("0x")


@pytest.mark.parametrize("alter", [_in_signature, _in_body, _in_root, _in_path, _in_header, _in_key_proof])
def test_a_receipt_altered_by_one_bit_is_invalid(
    story: Story, tmp_path: Path, alter: Callable[[dict[str, Any]], None]
) -> None:
    receipt = _receipt(story)
    alter(receipt)
    found = called(auditor, "verify", written(tmp_path / "altered.json", receipt))
    assert found.code == 3
    assert found.out.startswith("INVALID")


def test_a_receipt_is_judged_without_any_socket_or_data_folder(story: Story) -> None:
    args = ["verify", str(story.receipt), "--json"]
    done = subprocess.run([sys.executable, "-c", NO_SOCKET, *args], capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (0, "VALID")


def test_the_audit_hook_of_the_test_above_sees_a_socket(story: Story) -> None:
    args = ["verify", story.final_record, "--server", "http://127.0.0.1:9"]
    done = subprocess.run([sys.executable, "-c", NO_SOCKET, *args], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "RuntimeError" in done.stderr


def test_a_block_hash_from_elsewhere_is_compared(story: Story) -> None:
    blocks = called(auditor, "verify", story.receipt, "--json").document["results"][0]["blocks"]
    known = [option for block in blocks for option in ("--block-hash", block["hash"])]
    same = called(auditor, "verify", story.receipt, *known)
    assert same.code == 0
    assert "which you gave" in same.out
    other = _with_bit_flipped(blocks[0]["hash"])
    assert called(auditor, "verify", story.receipt, "--block-hash", other).code == 8


def test_the_block_that_is_named_has_the_hash_that_stands_beside_it(story: Story) -> None:
    result = called(auditor, "verify", story.receipt, "--json").document["results"][0]
    shown = {block["shows"]: block for block in result["blocks"]}
    assert (result["block_number"], result["block_hash"]) == (shown["head"]["number"], shown["head"]["hash"])


def test_a_receipt_is_asked_of_the_ledger_that_is_named(story: Story) -> None:
    assert called(auditor, "verify", story.receipt, "--home", story.home).code == 0
    assert called(auditor, "verify", story.receipt, "--server", "http://127.0.0.1:9").code == 7


def test_a_receipt_of_another_log_than_the_one_meant_is_invalid(story: Story) -> None:
    salt = _receipt(story)["signed"]["domain"]["salt"]
    assert called(auditor, "verify", story.receipt, "--log", salt).code == 0
    assert called(auditor, "verify", story.receipt, "--log", _with_bit_flipped(salt)).code == 3


@pytest.mark.parametrize(
    "content", [b"", b"not json", b"[]", b"{}", b'{"version": "tierlight-receipt/9"}', b"\xff\xfe"]
)
def test_garbage_cannot_be_verified(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "garbage"
    file.write_bytes(content)
    found = called(auditor, "verify", file, "--home", tmp_path / "none", "--json")
    assert (found.code, found.document["verdict"]) == (8, "CANNOT-VERIFY")


def test_garbage_does_not_hide_an_invalid_receipt_beside_it(story: Story, tmp_path: Path) -> None:
    receipt = _receipt(story)
    _in_signature(receipt)
    altered, garbage = written(tmp_path / "altered.json", receipt), written(tmp_path / "garbage.json", [])
    found = called(auditor, "verify", story.receipt, garbage, altered, "--json")
    assert (found.code, found.document["verdict"]) == (3, "INVALID")
    assert [result["exit_code"] for result in found.document["results"]] == [0, 8, 3]


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert called(auditor, "verify", tmp_path / "none.json").code == 2


def test_a_hash_that_is_none_is_wrong_usage(story: Story) -> None:
    assert called(auditor, "verify", story.receipt, "--block-hash", "0x12").code == 2


def test_a_pending_record_is_unanchored(story: Story) -> None:
    found = called(auditor, "verify", story.pending_record, "--home", story.home)
    assert found.code == 6
    assert found.out.startswith("UNANCHORED")


def test_a_pending_record_has_no_receipt_to_save(story: Story, tmp_path: Path) -> None:
    found = called(auditor, "verify", story.pending_record, "--home", story.home, "--save", tmp_path)
    assert (found.code, list(tmp_path.iterdir())) == (6, [])


def test_a_record_past_its_own_last_day_is_expired(story: Story) -> None:
    found = called(auditor, "verify", story.expired_record, "--home", story.home, "--json")
    assert (found.code, found.document["verdict"]) == (3, "EXPIRED")


def test_a_signed_statement_alone_cannot_be_verified_and_in_its_ledger_is_valid(story: Story, tmp_path: Path) -> None:
    statement = written(tmp_path / "statement.json", _receipt(story)["signed"])
    assert called(auditor, "verify", statement, "--offline").code == 8
    assert called(auditor, "verify", statement, "--home", story.home).code == 0


def test_an_unknown_record_cannot_be_verified(story: Story) -> None:
    assert called(auditor, "verify", "0x" + "ab" * 32, "--home", story.home).code == 8


def test_a_record_id_says_nothing_offline(story: Story) -> None:
    assert called(auditor, "verify", story.final_record, "--offline").code == 2
