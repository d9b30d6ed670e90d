"""What is committed pins every version by hash and names no place to download from."""

import json
import re
from pathlib import Path

import pytest

from scripts.lock import SOURCES

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_requirement_lock_names_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^--?(index|extra-index|find-links|i |f )", text, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_locked_package_has_one_version_and_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    packages = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert packages
    for package in packages:
        assert re.match(r"[\w.\[\]-]+==\S+", package), package.splitlines()[0]
        assert "--hash=sha256:" in package, package.splitlines()[0]


def test_the_node_lock_pins_by_hash_and_names_no_download() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    installed = {path: package for path, package in packages.items() if path}
    assert len(installed) > 40
    assert all("integrity" in package and "resolved" not in package for package in installed.values())
