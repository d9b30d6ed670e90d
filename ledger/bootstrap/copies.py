"""Copies of a ledger, opened beside it, to be compared with the chain."""

from pathlib import Path

from ledger.bootstrap.opening import open_chain, open_ledger
from ledger.jobs.backup import unpacked
from ledger.jobs.backup_age import Comparison, compare_with_chain
from ledger.settings import Settings
from ledger.store.sql_store import open_store


def compare_backup(settings: Settings, archive: Path) -> Comparison:
    """Unpack the archive beside itself and say how it stands to the chain of these settings."""
    with unpacked(archive, within=archive.parent) as (folder, _):
        store = open_store(f"sqlite:///{folder.resolve() / 'ledger.db'}")
        try:
            deployment = store.deployment()
            return compare_with_chain(store, open_chain(settings, deployment, None) if deployment else None)
        finally:
            store.close()


def compare_restored(settings: Settings) -> Comparison:
    """Say how the ledger of this data folder stands to the chain."""
    ledger = open_ledger(settings)
    try:
        return compare_with_chain(ledger.world.store, ledger.world.chain)
    finally:
        ledger.close()
