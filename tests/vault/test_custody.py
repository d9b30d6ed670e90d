"""One place holds the anchoring key, and which one is never a guess."""

from pathlib import Path
from typing import Any

import pytest

from ledger.errors import BadSetting, KeyUnreadable
from ledger.proof.typed_data import account_of
from ledger.vault.custody import KEY_SETTING, URL_SETTING, Custody, custody_of, require_sole
from ledger.vault.keyfile import save_key

SECRET, OTHER = b"\x11" * 32, b"\x22" * 32
ACCOUNT, OTHER_ACCOUNT = account_of(SECRET), account_of(OTHER)
KEY = "0x" + SECRET.hex()
URL = "http://127.0.0.1:9000/tOken"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    save_key(tmp_path / "writer.json", SECRET, password="pass", is_generated_password=True)
    return tmp_path / "writer.json"


def chosen(
    key_file: Path, *, key: str | None = None, signer_url: str | None = None, writer: bytes | None = None
) -> Custody | None:
    return custody_of(key_file, password=lambda: "pass", key=key, signer_url=signer_url, writer=writer)


def test_without_a_setting_the_key_file_counts(key_file: Path) -> None:
    assert chosen(key_file) == Custody("key file", ACCOUNT, secret=SECRET)


def test_without_a_key_anywhere_there_is_no_custody(tmp_path: Path) -> None:
    assert chosen(tmp_path / "writer.json") is None


def test_the_key_of_the_environment_needs_no_file(tmp_path: Path) -> None:
    assert chosen(tmp_path / "writer.json", key=KEY) == Custody("environment", ACCOUNT, secret=SECRET)


def test_a_remote_signer_is_asked_for_the_account_behind_the_hash(tmp_path: Path) -> None:
    found = chosen(tmp_path / "writer.json", signer_url=f"{URL}#0x{ACCOUNT.hex()}")
    assert found == Custody("remote signer", ACCOUNT, url=URL)


def test_a_remote_signer_without_a_named_account_has_that_of_the_log(tmp_path: Path) -> None:
    assert chosen(tmp_path / "writer.json", signer_url=URL, writer=ACCOUNT) == Custody(
        "remote signer", ACCOUNT, url=URL
    )


def test_two_settings_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=URL_SETTING) as refused:
        chosen(tmp_path / "writer.json", key=KEY, signer_url=URL)
    assert refused.value.setting == KEY_SETTING


@pytest.mark.parametrize("given", [{"key": "0x" + OTHER.hex()}, {"signer_url": f"{URL}#0x{OTHER_ACCOUNT.hex()}"}])
def test_a_setting_beside_the_key_file_of_another_account_is_refused(key_file: Path, given: dict[str, Any]) -> None:
    with pytest.raises(BadSetting, match=r"writer\.json"):
        chosen(key_file, **given)


def test_a_setting_beside_the_key_file_of_the_same_account_counts(key_file: Path) -> None:
    found = chosen(key_file, key=KEY)
    assert found is not None
    assert found.kind == "environment"


def test_an_unreadable_key_file_beside_a_setting_is_refused(tmp_path: Path) -> None:
    (tmp_path / "writer.json").write_text("{}")
    with pytest.raises(BadSetting):
        chosen(tmp_path / "writer.json", key=KEY)


@pytest.mark.parametrize("given", [{}, {"key": KEY}, {"signer_url": f"{URL}#0x{ACCOUNT.hex()}"}])
def test_a_key_of_another_account_than_the_log_has_is_refused(key_file: Path, given: dict[str, Any]) -> None:
    """Its transactions would revert, or wait for ever behind the nonces of the real writer."""
    with pytest.raises(BadSetting, match=f"0x{OTHER_ACCOUNT.hex()}"):
        chosen(key_file, writer=OTHER_ACCOUNT, **given)


def test_an_account_that_the_signer_names_must_fit_the_key_file(key_file: Path) -> None:
    nameless = Custody("remote signer", None, url=URL)
    assert require_sole(key_file, nameless, ACCOUNT).account == ACCOUNT
    with pytest.raises(BadSetting):
        require_sole(key_file, nameless, OTHER_ACCOUNT)


@pytest.mark.parametrize(
    "key", ["", "0x", "0x12", SECRET.hex(), KEY + "00", "0x" + "zz" * 32, "0x" + "00" * 32, "0x" + "ff" * 32]
)
def test_what_is_no_secret_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    with pytest.raises(BadSetting, match=KEY_SETTING) as refused:
        chosen(tmp_path / "writer.json", key=key)
    assert len(key) < 4 or key not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("named", ["0x12", "mill", "0x" + "zz" * 20, ACCOUNT.hex()])
def test_what_is_no_account_behind_the_hash_is_refused(tmp_path: Path, named: str) -> None:
    with pytest.raises(BadSetting, match="account") as refused:
        chosen(tmp_path / "writer.json", signer_url=f"{URL}#{named}")
    assert "tOken" not in str(refused.value)


def test_a_wrong_passphrase_is_told(key_file: Path) -> None:
    with pytest.raises(KeyUnreadable):
        custody_of(key_file, password=lambda: "wrong", key=None, signer_url=None, writer=None)


def test_a_custody_shows_neither_secret_nor_url(key_file: Path) -> None:
    told = repr(chosen(key_file)) + repr(chosen(key_file, signer_url=f"{URL}#0x{ACCOUNT.hex()}"))
    assert SECRET.hex() not in told
    assert repr(SECRET) not in told
    assert "tOken" not in told
