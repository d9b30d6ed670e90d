"""A person's key file opens for that person, gains months, and loses them for good."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import BadSetting, KeyUnreadable
from ledger.vault import person_keys
from ledger.vault.person_keys import STANDING, enrol, forget_epoch, load_person, public_halves

PASSPHRASE, ROUNDS = "three words and more", 2**10


def enrolled(path: Path, epoch: str = "2026-09", **changes: Any) -> bytes:
    return enrol(path, **{"person": 1, "passphrase": PASSPHRASE, "epoch": epoch, "rounds": ROUNDS} | changes)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    enrolled(tmp_path / "people" / "person-1.json")
    return tmp_path / "people" / "person-1.json"


def test_a_file_gives_back_its_keys_to_its_owner_alone(file: Path) -> None:
    keys = load_person(file, passphrase=PASSPHRASE)
    assert (keys.person, keys.epochs) == (1, ("2026-09",))
    assert keys.public("2026-09") == public_halves(file)["2026-09"] == enrolled(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "secret" not in repr(keys).lower()
    with pytest.raises(KeyUnreadable, match="passphrase"):
        load_person(file, passphrase=PASSPHRASE + "x")


def test_a_new_month_is_added_and_the_earlier_ones_stay(file: Path) -> None:
    before = load_person(file, passphrase=PASSPHRASE)
    added = enrolled(file, "2026-10")
    after = load_person(file, passphrase=PASSPHRASE)
    assert after.epochs == ("2026-09", "2026-10")
    assert after.public("2026-10") == added
    assert [after.public(each) for each in ("2026-09", STANDING)] == [
        before.public(each) for each in ("2026-09", STANDING)
    ]


def test_a_forgotten_month_is_gone_and_the_old_file_is_overwritten(file: Path) -> None:
    enrolled(file, "2026-10")
    old = file.read_bytes()
    kept_open = os.open(file, os.O_RDONLY)  # the file's own blocks, after its name was taken away
    assert forget_epoch(file, passphrase=PASSPHRASE, epoch="2026-09")
    assert load_person(file, passphrase=PASSPHRASE).epochs == ("2026-10",)
    overwritten = os.pread(kept_open, len(old), 0)
    os.close(kept_open)
    assert len(overwritten) == len(old)
    assert not any(old[at : at + 16] in overwritten for at in range(0, len(old) - 16, 16))
    assert not forget_epoch(file, passphrase=PASSPHRASE, epoch="2026-09")
    assert not forget_epoch(file, passphrase=PASSPHRASE, epoch=STANDING)


def test_planted_replacing_a_file_without_overwriting_leaves_the_old_keys(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_keys, "overwrite", os.close)
    kept_open = os.open(file, os.O_RDONLY)
    copy = file.with_name("recovered.json")
    size = file.stat().st_size
    forget_epoch(file, passphrase=PASSPHRASE, epoch="2026-09")
    copy.write_bytes(os.pread(kept_open, size, 0))
    os.close(kept_open)
    assert load_person(copy, passphrase=PASSPHRASE).epochs == ("2026-09",)


@pytest.mark.parametrize(
    "change",
    [
        {"version": "tierlight-person-keys/2"},
        {"person": 2},
        {"public": {}},
        {"public": {"2026-09": "00" * 32, "standing": "00" * 32}},
        {"scrypt": {"n": 2**30, "r": 8, "p": 1, "salt": "00"}},
        {"aes-256-gcm": {"nonce": "00" * 12, "sealed": "00"}},
    ],
    ids=["version", "person", "no public keys", "other public keys", "rounds", "sealed"],
)
def test_a_file_that_was_changed_gives_nothing(file: Path, change: dict[str, Any]) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(KeyUnreadable):
        load_person(file, passphrase=PASSPHRASE)


def test_one_persons_file_does_not_take_the_others_key(file: Path) -> None:
    with pytest.raises(KeyUnreadable, match="person 1"):
        enrolled(file, "2026-10", person=2)


def test_a_short_passphrase_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="12 characters"):
        enrolled(tmp_path / "p.json", passphrase="short")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_of_keys_is_told_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("[]")
    for path in (tmp_path / "missing.json", tmp_path / "other.json"):
        with pytest.raises(KeyUnreadable):
            load_person(path, passphrase=PASSPHRASE)
        with pytest.raises(KeyUnreadable, match="enrol"):
            public_halves(path)
