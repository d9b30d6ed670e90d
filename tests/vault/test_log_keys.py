"""The log keys' file gives its keys to whoever has the passphrase, and to nobody in a changed form."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import HomeInUse, KeyUnreadable
from ledger.vault.log_keys import LogKeys, load_log_keys, new_log_keys

PASSWORD = "correct horse battery"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    new_log_keys(tmp_path / "keys" / "log.json", password=PASSWORD, is_generated_password=True)
    return tmp_path / "keys" / "log.json"


def changed(file: Path, *path: str, to: Any) -> Path:
    document = json.loads(file.read_text())
    inner = document
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = to
    file.write_text(json.dumps(document))
    return file


def test_a_file_gives_back_the_keys_that_were_made(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    made = new_log_keys(path, password=PASSWORD, is_generated_password=True)
    found = load_log_keys(path, password=PASSWORD)
    assert (found.promise_key, found.checkpoint_key) == (made.promise_key, made.checkpoint_key)
    assert found.sign_promise(b"x") == made.sign_promise(b"x")
    assert found.sign_checkpoint(b"x") == made.sign_checkpoint(b"x")


def test_only_its_owner_reads_the_file(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["log.json"]


def test_two_files_hold_different_keys(tmp_path: Path, file: Path) -> None:
    other = new_log_keys(tmp_path / "other.json", password=PASSWORD, is_generated_password=True)
    found = load_log_keys(file, password=PASSWORD)
    assert other.promise_key != found.promise_key
    assert other.checkpoint_key != found.checkpoint_key


def test_a_key_file_is_never_overwritten(file: Path) -> None:
    with pytest.raises(HomeInUse):
        new_log_keys(file, password=PASSWORD, is_generated_password=True)


def test_a_wrong_passphrase_opens_nothing(file: Path) -> None:
    with pytest.raises(KeyUnreadable, match="passphrase"):
        load_log_keys(file, password="correct horse batterz")


@pytest.mark.parametrize("name", ["es256", "ed25519"])
def test_public_keys_cannot_be_exchanged(file: Path, name: str, tmp_path: Path) -> None:
    """Else a file would vouch for keys that it does not hold, and they would be registered."""
    other = tmp_path / "other.json"
    new_log_keys(other, password=PASSWORD, is_generated_password=True)
    foreign = json.loads(other.read_text())["public"][name]
    with pytest.raises(KeyUnreadable):
        load_log_keys(changed(file, "public", name, to=foreign), password=PASSWORD)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("version",), "tierlight-log-keys/2"),
        (("scrypt", "n"), 2**40),
        (("scrypt", "n"), 3),
        (("scrypt", "n"), -1),
        (("scrypt", "salt"), "zz"),
        (("scrypt", "salt"), ""),
        (("aes-256-gcm", "nonce"), ""),
        (("aes-256-gcm", "sealed"), "00" * 80),
        (("aes-256-gcm", "sealed"), ""),
        (("public",), None),
        (("scrypt",), []),
    ],
)
def test_a_changed_file_is_refused(file: Path, path: tuple[str, ...], to: Any) -> None:
    with pytest.raises(KeyUnreadable, match=r"log\.json"):
        load_log_keys(changed(file, *path, to=to), password=PASSWORD)


def test_a_file_cannot_make_us_take_gigabytes(file: Path) -> None:
    with pytest.raises(KeyUnreadable) as refused:
        load_log_keys(changed(file, "scrypt", "n", to=2**21), password=PASSWORD)
    assert str(refused.value.__cause__) == "too many rounds"


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", "{", "\x00"])
def test_what_is_no_key_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "log.json"
    path.write_text(content)
    with pytest.raises(KeyUnreadable):
        load_log_keys(path, password=PASSWORD)


def test_a_file_that_is_not_there_names_the_mend(tmp_path: Path) -> None:
    with pytest.raises(KeyUnreadable, match="tierlight init"):
        load_log_keys(tmp_path / "log.json", password=PASSWORD)


def test_secrets_show_in_no_text_of_the_keys() -> None:
    keys = LogKeys(b"\x05" * 32, b"\x06" * 32)
    assert "0505" not in repr(keys) + str(keys)
    assert not hasattr(keys, "__dict__")


def test_neither_secret_lies_in_the_file(tmp_path: Path) -> None:
    made = new_log_keys(tmp_path / "log.json", password=PASSWORD, is_generated_password=True)
    scalar = made._promise_secret.private_numbers().private_value.to_bytes(32, "big")
    told = (tmp_path / "log.json").read_text().lower()
    assert scalar.hex() not in told
    assert made._checkpoint_secret.private_bytes_raw().hex() not in told
