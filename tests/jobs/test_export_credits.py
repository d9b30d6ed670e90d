"""An export with its credits refilled is not believed: rows of credits are taken as the statements give them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from builders import AUDITOR, a_certified_quantity, a_claim, a_record, a_revocation
from export_bed import NOW, changed, quietly, refusal, rows_of, with_lines
from store_seals import final_head

from ledger.jobs.export import export_ledger, import_ledger
from ledger.store.sql_store import SqlStore, open_store


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    certificate = a_record(a_certified_quantity(certificate="C-7"))
    store.add([certificate, a_record(a_claim(certificate.record_id, "80"))], [None, None])
    again = [a_revocation(certificate.record_id, signed_by=AUDITOR), a_certified_quantity(certificate="C-7")]
    store.add([a_record(each) for each in again], [None, None])
    final_head(store, anchored_at=1_800_000_000)
    made = export_ledger(store, tmp_path / "out", now=NOW, progress=quietly).folder
    target = open_store(f"sqlite:///{tmp_path / 'whole.db'}")
    import_ledger(target, made, progress=quietly)
    assert rows_of(target)["spending"] == rows_of(store)["spending"]
    store.close()
    target.close()
    return made


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("credit.jsonl", changed(1, spent="0")),
        ("credit.jsonl", changed(1, quantity="9" + "0" * 38)),
        ("credit.jsonl", changed(1, spend_until="2099-12-31")),
        ("credit.jsonl", lambda _: []),
        ("spending.jsonl", lambda _: []),
        ("spending.jsonl", changed(1, quantity="1")),
    ],
)
def test_credits_that_the_statements_do_not_give_are_refused(
    exported: Path, tmp_path: Path, name: str, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    target: SqlStore = open_store(f"sqlite:///{tmp_path / 'again.db'}")
    with_lines(exported, name, change, honest=True)
    assert refusal(target, exported).file in ("credit.jsonl", "spending.jsonl")
    target.close()
