"""What the operating system refuses while a ledger is opened becomes an error of the ledger's own tree."""

from pathlib import Path

import pytest

from ledger.bootstrap import open_ledger
from ledger.errors import StoreFailed
from ledger.settings import read_settings


def test_a_data_folder_that_cannot_be_made_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreFailed, match="open the data folder"):
        open_ledger(read_settings(home=tmp_path / "file" / "home"))
