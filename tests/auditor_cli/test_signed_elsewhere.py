"""A statement whose key is no key file: drafted here, signed elsewhere, handed in; and one recorded on chain."""

import json
from pathlib import Path

import pytest
from cli_builders import MILL, PASSPHRASE, Story, a_claim, called, written

from auditor_cli.operator.app import main as tierlight
from auditor_cli.operator.statements import signer_in
from ledger.proof.typed_data import sign_digest
from ledger.vault.keyfile import load_key

pytestmark = pytest.mark.chain


def drafted(story: Story, folder: Path, *more: object, signer: bytes | None = None) -> Path:
    key = story.home / "keys" / "mill.example.json"
    named = "0x" + (signer or signer_in(key)).hex()
    claim = written(folder / "claim.json", a_claim())
    asked = ("attest", claim, "--kind", "attestation", "--issuer", MILL, "--signer", named, "--home", story.home)
    found = called(tierlight, *asked, "--json", *more)
    assert found.code == 0, found.err
    assert found.document["is_sent"] is False
    return written(folder / "draft.json", found.document)


def test_a_draft_that_was_signed_elsewhere_is_handed_in(story: Story, tmp_path: Path) -> None:
    draft = drafted(story, tmp_path)
    record_id = json.loads(draft.read_text())["record_id"]
    secret = load_key(story.home / "keys" / "mill.example.json", password=PASSPHRASE)
    signature = "0x" + sign_digest(bytes.fromhex(record_id[2:]), secret).hex()
    found = called(tierlight, "hand-in", draft, "--signature", signature, "--home", story.home, "--json")
    assert found.code == 0, found.err
    assert (found.document["record_id"], found.document["is_new"]) == (record_id, True)


def test_a_signature_over_something_else_is_refused(story: Story, tmp_path: Path) -> None:
    draft = drafted(story, tmp_path)
    found = called(tierlight, "hand-in", draft, "--signature", "0x" + "11" * 65, "--home", story.home)
    assert (found.code, found.out) == (3, "")


def test_a_passkey_signer_of_84_bytes_can_be_drafted_for(story: Story, tmp_path: Path) -> None:
    draft = drafted(story, tmp_path, signer=b"\x07" * 84)
    assert json.loads(draft.read_text())["statement"]["signer"] == "0x" + "07" * 84


@pytest.mark.parametrize("named", [(), ("--key", "k.json", "--signer", "0x" + "07" * 20), ("--signer", "0x07")])
def test_the_one_who_signs_is_named_once_and_whole(story: Story, tmp_path: Path, named: tuple[str, ...]) -> None:
    claim = written(tmp_path / "claim.json", a_claim())
    asked = ("attest", claim, "--kind", "attestation", "--issuer", MILL, "--home", story.home)
    assert called(tierlight, *asked, *named).code == 2


def test_a_file_that_is_no_draft_is_wrong_usage(story: Story, tmp_path: Path) -> None:
    for document in ([], {}, {"statement": {}}):
        file = written(tmp_path / "x.json", document)
        assert called(tierlight, "hand-in", file, "--signature", "0x11", "--home", story.home).code == 2


def test_a_record_is_recorded_on_chain_by_consent_only_and_only_if_it_is_public(story: Story) -> None:
    at_home = ("--home", story.home, "--json")
    assert called(tierlight, "chain", "record", story.final_record, *at_home).code == 2, "nobody can say yes here"
    refused = called(tierlight, "chain", "record", story.final_record, "--yes", *at_home)
    assert refused.code == 2
    assert "audience" in refused.err
    assert called(tierlight, "chain", "record", "0x" + "11" * 32, "--yes", *at_home).code == 2
