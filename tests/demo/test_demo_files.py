"""The demo's files: whole or not at all, printed anew only where their page is."""

import os
from pathlib import Path

import pytest

from ledger.errors import BadSetting
from ledger.settings import read_settings
from scripts.demo import pdfs
from scripts.demo.interruption import Interruption
from scripts.demo.place import keep
from scripts.demo.run import run


def test_a_file_that_says_the_same_keeps_its_time(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    keep(path, b"one")
    os.utime(path, ns=(1, 1))
    keep(path, b"one")
    assert path.stat().st_mtime_ns == 1
    keep(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mtime_ns > 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_pdf_newer_than_its_page_is_left_alone_and_a_receipt_is_no_report(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("1.json", "1.html", "1.receipt.json", "1.pdf"):
        (folder / name).write_bytes(b"not a report")
    os.utime(folder / "1.html", ns=(1, 1))
    assert pdfs.main([str(tmp_path)]) == 0
    assert (folder / "1.pdf").read_bytes() == b"not a report"


def test_a_home_without_reports_has_nothing_to_print(tmp_path: Path) -> None:
    assert pdfs.main([str(tmp_path)]) == 0


def test_a_custodian_whose_ledger_is_gone_is_named_before_anything_is_made(tmp_path: Path) -> None:
    left = tmp_path / "demo-custodian"
    left.mkdir()
    with pytest.raises(BadSetting, match="move it away too") as refused:
        run(read_settings(home=tmp_path / "demo"), Interruption())
    assert refused.value.setting == str(left)
    assert list(tmp_path.iterdir()) == [left]
