"""The wheel holds what a user without a compiler and without this repository needs."""

import subprocess
import zipfile
from pathlib import Path

from scripts.setup import BUILD, ROOT

_SHIPPED = (
    "ledger/chain/artifacts/AnchorLog.json",
    "ledger/chain/artifacts/KeyRegistry.json",
    "ledger/reference/tables/manifest.json",
    "ledger/store/migrations/versions/0001_first_schema.py",
    "api/web/templates/product.html",
    "auditor_cli/operator/mappings/invoice.toml",
)


def test_the_wheel_ships_artefacts_tables_migrations_and_pages(tmp_path: Path) -> None:
    uv = BUILD / "tools" / "bin" / "uv"
    subprocess.run(
        [str(uv), "build", "--wheel", "--out-dir", str(tmp_path), str(ROOT)], check=True, capture_output=True
    )
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    assert set(_SHIPPED) <= names
    assert not [name for name in names if name.startswith(("tests/", "scripts/", "contracts/", "var/"))]
