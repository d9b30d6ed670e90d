"""A second chain to move to, and what must hold of a ledger that moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from builders import MILL, NOW
from told_records import receipt_of, tell_and_anchor, verdict_on

from ledger.bootstrap import (
    Ledger,
    new_key,
    open_ledger,
    operator_secret,
)
from ledger.chain.anvil import start
from ledger.chain.anvil_probe import ask
from ledger.jobs.fsck import fsck
from ledger.jobs.standing import deployment_of
from ledger.jobs.verify import verify_receipt
from ledger.model.finding import FindingKind
from ledger.model.record import RecordStatus
from ledger.model.verdict import VerdictKind
from ledger.proof.typed_data import account_of
from ledger.settings import Settings

THERE = 31338
_MONEY = hex(10**20)


@contextmanager
def another_chain(folder: Path, settings: Settings, *, chain_id: int = THERE) -> Iterator[str]:
    """A chain that the operator's accounts have gas money on."""
    with start(folder, chain_id=chain_id, block_seconds=0.2) as chain:
        for name in ("admin", "registrar", "writer"):
            account = "0x" + account_of(operator_secret(settings, name)).hex()
            told(chain.url, "anvil_setBalance", account, _MONEY)
        yield chain.url


def told(url: str, method: str, *params: object) -> Any:
    return ask(int(url.rpartition(":")[2]), method, *params)


def moved_to(settings: Settings, url: str) -> Settings:
    return settings.model_copy(update={"chain_url": url})


def mill_is_held_here(settings: Settings) -> None:
    """The mill's key lies in this home, as `tierlight keys new` leaves it."""
    new_key(settings, name="mill", secret=MILL.secret)


@contextmanager
def opened(settings: Settings) -> Iterator[Ledger]:
    ledger = open_ledger(settings)
    yield ledger
    ledger.close()


def require_that_all_is_well_there(ledger: Ledger, old_receipt: Any, old: list[bytes]) -> None:
    world, number = ledger.world, len(deployment_of(ledger.world).former)
    assert verify_receipt(old_receipt, now=NOW).kind is VerdictKind.VALID
    fresh = tell_and_anchor(world)
    assert fresh.status is RecordStatus.FINAL
    for record_id in (*old, fresh.record_id):
        assert verdict_on(world, record_id).kind is VerdictKind.VALID
        assert verify_receipt(receipt_of(world, record_id), now=NOW).kind is VerdictKind.VALID
    receipt = receipt_of(world, fresh.record_id)
    assert (len(receipt.places), len(receipt.migrations)) == (number + 1, number)
    second = tell_and_anchor(world).record_id
    assert verify_receipt(receipt_of(world, second), now=NOW).kind is VerdictKind.VALID
    assert [found for found in fsck(world) if found.kind is not FindingKind.TOLD] == []
