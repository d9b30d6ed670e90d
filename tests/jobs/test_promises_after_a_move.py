"""A promise made before the log moved is judged by the log keys of the chain that was left, retired ones included."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from api_town import running_town
from moving_ledger import another_chain, moved_to, opened
from told_records import tell_and_anchor

from auditor_cli.auditor.promises import Kept, PromiseDesk
from auditor_cli.source.local import LocalSource
from ledger.bootstrap import Ledger, move_ledger, retire_log_keys, rotate_log_keys
from ledger.jobs.readiness import readiness
from ledger.jobs.standing import deployment_of
from ledger.model.promise import Promise, SignedPromise
from ledger.proof.promise import promise_material

pytestmark = pytest.mark.chain


def a_promise_of(town: Ledger, **changed: Any) -> SignedPromise:
    """What this ledger promised for a record that it anchored in time."""
    record, signer = tell_and_anchor(town.world), town.world.log_signer
    assert signer is not None
    before = record.received_at - 1  # the block that revokes the key may be of the second in which it came
    told = {"received_at": before, "include_by": record.include_by} | changed
    promise = Promise(deployment_of(town.world).domain.salt, record.record_id, **told)
    return SignedPromise(promise, signer.promise_key, signer.sign_promise(promise_material(promise)))


def judged(ledger: Ledger, signed: SignedPromise) -> tuple[str, str | None]:
    desk = PromiseDesk(LocalSource(ledger), is_own_registry=True, now=ledger.world.clock.now())
    told = desk.result(Kept("promise", signed))
    return told["verdict"], told["code"]


def parts(ledger: Ledger) -> dict[str, str]:
    told: Any = readiness(ledger.world)["parts"]
    return {part["name"]: part["detail"] for part in told}


def test_a_promise_by_a_key_that_was_retired_before_a_move_stays_kept_and_one_after_stays_invalid(
    tmp_path: Path,
) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        early, late = a_promise_of(town), a_promise_of(town, received_at=4_000_000_000, include_by=4_000_000_600)
        rotate_log_keys(town.settings)
        retire_log_keys(town.settings)
        assert judged(town, early) == ("KEPT", None)
        move_ledger(town.settings, to_url=url)
        with opened(moved_to(town.settings, url)) as ledger:
            assert judged(ledger, early) == ("KEPT", None)
            assert judged(ledger, late) == ("INVALID", "log-key-revoked")
            require_that_readiness_names_where_it_lives(ledger)
            forget_former_log_keys(tmp_path / "home" / "ledger.db")
            assert judged(ledger, early) == ("CANNOT-VERIFY", "left-registry-not-kept")


def require_that_readiness_names_where_it_lives(ledger: Ledger) -> None:
    deployment = deployment_of(ledger.world)
    told = parts(ledger)["deployment"]
    assert told.startswith(f"log 0x{deployment.log_id.hex()} on chain {deployment.place.chain_id};")
    assert told.endswith(f"log 0x{deployment.domain.salt.hex()} on chain {deployment.domain.chain_id}")


def forget_former_log_keys(database: Path) -> None:
    """As a ledger is that moved before these were kept."""
    with closing(sqlite3.connect(database)) as opened_file, opened_file:
        assert opened_file.execute("DELETE FROM kept WHERE name LIKE 'former-log-keys-%'").rowcount == 1
