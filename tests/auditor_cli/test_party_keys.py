"""tierlight keys list, add, revoke, suspect, admins, recover, sign, send: a party rotates, loses, regains its keys."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cli_builders import PASSPHRASE, a_facility, called, written
from passkeys import Passkey

from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from auditor_cli.operator.keys_send import read_order_file
from ledger.bootstrap import local_chain
from ledger.bootstrap.keys import OPERATOR_KEYS
from ledger.chain.anvil_probe import ask
from ledger.proof.orders import Registry
from ledger.settings import read_settings
from ledger.vault import keyfile

OPERATORS = (*OPERATOR_KEYS, "log")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A deployed ledger without parties. Stretching the passphrases is not what is tested: it would take seconds."""
    home = tmp_path_factory.mktemp("keys") / "home"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyfile, "CHOSEN_ROUNDS", keyfile.GENERATED_ROUNDS)
        assert called(tierlight, "init", "--home", home).code == 0
        patched.setenv("TIERLIGHT_KEY_PASSWORD", PASSPHRASE)
        with local_chain(read_settings(home=home)):
            assert called(tierlight, "deploy", "--home", home).code == 0
            yield home


def keys(home: Path, *args: object, code: int = 0) -> dict[str, Any]:
    """Give what a verb of `tierlight keys` answered, which must exit with this code and tell no secret."""
    ran = called(tierlight, "keys", *args, "--home", home, "--json")
    assert ran.code == code, ran.out + ran.err
    for secret in filter(None, map(secret_of, (home / "keys").glob("*.json"))):
        assert secret.hex() not in (ran.out + ran.err).lower()
        assert str(int.from_bytes(secret, "big")) not in ran.out + ran.err
    return ran.document


@cache
def secret_of(path: Path) -> bytes | None:
    """The secret of a party's key file; None for the operator's own, which are under another passphrase."""
    return keyfile.load_key(path, password=PASSPHRASE) if path.stem not in OPERATORS else None


def refusal(home: Path, *args: object) -> str:
    """Give the sentence and the mend of a refusal for wrong usage."""
    error = keys(home, *args, code=2)["error"]
    assert error["mend"], error
    return f"{error['sentence']} | {error['mend']}"


def a_party(home: Path, name: str) -> tuple[str, str]:
    """A new party with one key, which administers it: its DID and the signer."""
    did = f"did:web:{name}.example"
    return did, str(keys(home, "new", "--did", did, "--role", "supplier", "--register")["signer"])


def kept(home: Path, did: str, *names: str) -> list[str]:
    """Give the record ids of a statement by each of these keys, once the ledger has all in a final head."""
    body = written(home.parent / "facility.json", a_facility() | {"operator": did})
    given = [
        called(
            *(tierlight, "attest", body, "--kind", "facility", "--issuer", did, "--yes", "--home", home, "--json"),
            *("--key", home / "keys" / f"{name}.json"),
        )
        for name in names
    ]
    assert called(tierlight, "worker", "--until-settled", "--every", "0.05", "--home", home).code == 0
    return [each.document["record_id"] for each in given]


def verdict(home: Path, record_id: str) -> str:
    """Give the verdict of a record, with its code, in a chain whose newest changes are final."""
    for _ in range(3):
        ask(int((home / "chain" / "port").read_text()), "evm_mine")
    told = called(auditor, "verify", record_id, "--home", home).out
    return told.partition("  ")[0]


def test_a_supplier_rotates_its_key_and_later_calls_the_old_one_stolen(home: Path) -> None:
    did, old = a_party(home, "weaver")
    (before,) = kept(home, did, "weaver.example")
    fresh = keys(home, "add", did, "--new", "--by", "weaver.example")["signer"]
    keys(home, "admins", did, "--add", fresh, "--remove", old, "--by", "weaver.example", "--yes")
    assert "is no admin key" in refusal(home, "revoke", did, fresh, "--by", "weaver.example", "--yes")
    rotated = keys(home, "revoke", did, old, "--by", "weaver.example-2", "--yes")
    assert (rotated["state"], rotated["suspect_from"]) == ("revoked", None)
    assert verdict(home, before) == "VALID"
    by_old, by_fresh = kept(home, did, "weaver.example", "weaver.example-2")
    assert (verdict(home, by_old), verdict(home, by_fresh)) == ("INVALID(key-revoked)", "VALID")
    keys(home, "suspect", did, old, "--from", "2026-01-02", "--by", "weaver.example-2", "--yes")
    assert verdict(home, before) == "DISPUTED(key-suspect)"
    listed = keys(home, "list", did)
    assert [(key["signer"], key["state"], key["suspect_from"]) for key in listed["keys"]] == [
        (old, "revoked", "2026-01-02T00:00:00Z"),
        (fresh, "good", None),
    ]
    assert listed["admins"] == [fresh]
    told = called(tierlight, "keys", "list", did, "--home", home).out.splitlines()
    assert f"  {old}" in told
    assert max(map(len, told)) <= 80


def test_a_party_that_is_registered_gets_no_second_registration_and_no_stray_key_file(home: Path) -> None:
    did, _ = a_party(home, "dyer")
    before = sorted((home / "keys").iterdir())
    told = refusal(home, "new", "--did", did, "--role", "supplier", "--register", "--name", "second")
    assert "registered already" in told
    assert f"tierlight keys add {did} --new --by" in told
    assert sorted((home / "keys").iterdir()) == before


def test_an_order_that_could_not_be_signed_leaves_no_new_key_file(home: Path, tmp_path: Path) -> None:
    did, _ = a_party(home, "cutter")
    before = sorted((home / "keys").iterdir())
    wrong, good = tmp_path / "wrong", tmp_path / "good"
    wrong.write_text("not the passphrase")
    good.write_text(PASSPHRASE)
    files = ("--password-file", wrong, "--new-password-file", good)
    assert (
        keys(home, "add", did, "--new", "--by", "cutter.example", *files, code=2)["error"]["code"] == "key-unreadable"
    )
    assert sorted((home / "keys").iterdir()) == before


def test_a_passkey_is_added_and_orders_by_its_answer_alone(home: Path, tmp_path: Path) -> None:
    """It becomes an admin, then revokes the account's key by an order that it signs on the phone."""
    did, account = a_party(home, "knitter")
    phone, point = Passkey(b"knitter phone"), "0x" + Passkey(b"knitter phone").point.hex()
    added = keys(
        *(home, "add", did, "--signer", point, "--type", "passkey", "--rp-id", "mill.example"),
        *("--by", "knitter.example"),
    )
    assert added["type"] == "passkey"
    keys(home, "admins", did, "--add", point, "--by", "knitter.example", "--yes")
    order = tmp_path / "order.json"
    prepared = keys(home, "revoke", did, account, "--by", point, "--prepare", order)
    assert prepared["is_sent"] is False
    answer = phone.answer(bytes.fromhex(prepared["digest"][2:]))
    assert "is not by the named signer" in refusal(home, "send", order, "--signature", "0x" + bytes(65).hex())
    assert keys(home, "send", order, "--signature", "0x" + answer.hex())["verb"] == "revokeKey"
    states = {key["type"]: key["state"] for key in keys(home, "list", did)["keys"]}
    assert states == {"eoa": "revoked", "passkey": "good"}
    assert "was sent before" in refusal(home, "send", order, "--signature", "0x" + answer.hex())


def test_a_lost_admin_key_is_recovered_by_the_partys_second_key_after_seven_days(home: Path, tmp_path: Path) -> None:
    did, lost = a_party(home, "spinner")
    second = keys(home, "add", did, "--new", "--name", "spare", "--by", "spinner.example")["signer"]
    keys(home, "recover", did, "propose", "--admin", second, "--by", "spare")
    assert keys(home, "list", did)["recovery"]["ready_at"] > "2026"
    assert keys(home, "recover", did, "propose", "--admin", second, "--by", "spare")["was_proposed_before"]
    assert "seven days" in refusal(home, "recover", did, "complete", "--admin", second)
    keys(home, "recover", did, "cancel", "--by", "spinner.example")
    assert keys(home, "list", did)["recovery"] is None
    keys(home, "recover", did, "propose", "--admin", second, "--by", "spare")
    stale = tmp_path / "stale.json"
    keys(home, "recover", did, "cancel", "--by", lost, "--prepare", stale)
    signature = keys(home, "sign", stale, "--by", "spinner.example")["signature"]
    port = int((home / "chain" / "port").read_text())
    ask(port, "evm_increaseTime", 7 * 86_400)
    ask(port, "evm_mine")
    assert "deadline has passed" in refusal(home, "send", stale, "--signature", signature)
    assert "is not the one that was proposed" in refusal(home, "recover", did, "complete", "--admin", lost)
    assert keys(home, "recover", did, "complete", "--admin", second)["admins"] == [second]


def test_two_admins_on_two_machines_order_together_and_neither_alone(home: Path, tmp_path: Path) -> None:
    did, first = a_party(home, "tailor")
    second = keys(home, "new", "--did", did, "--name", "partner")["signer"]
    change = ("admins", did, "--quorum", 2, "--add", second, "--yes")
    assert keys(home, *change, "--by", "tailor.example")["quorum"] == 2
    lowered = ("admins", did, "--quorum", 1, "--yes")
    assert "2 are asked for" in refusal(home, *lowered, "--by", "partner")
    orders, signatures = [], []
    for name, signer in (("tailor.example", first), ("partner", second)):
        order = tmp_path / f"{name}.json"
        keys(home, *lowered, "--by", signer, "--prepare", order)
        signatures += ["--signature", keys(home, "sign", order, "--by", name)["signature"]]
        orders.append(order)
    elsewhere = tmp_path / "elsewhere.json"
    foreign = replace(read_order_file(orders[0]), registry=Registry(1, bytes(20))).document()
    assert "of chain 1" in refusal(home, "send", written(elsewhere, {"typed_data": foreign}), *signatures[:2])
    assert "not exactly the present quorum" in refusal(home, "send", orders[0], *signatures[:2])
    keys(home, "send", *orders, *signatures)
    assert keys(home, "list", did)["quorum"] == 1
