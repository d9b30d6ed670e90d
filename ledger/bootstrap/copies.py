"""Copies of a ledger, opened beside it, to be compared with the chain."""

from pathlib import Path

from ledger.bootstrap.opening import open_chain
from ledger.errors import BadSetting
from ledger.jobs.backup import unpacked
from ledger.jobs.backup_age import Comparison, compare_with_chain
from ledger.settings import Settings
from ledger.store.sql_store import open_store


def compare_backup(settings: Settings, archive: Path) -> Comparison:
    """Unpack the archive beside itself and say how it stands to the chain of these settings."""
    with unpacked(archive, within=archive.parent) as (folder, _):
        return _compared(settings, f"sqlite:///{folder.resolve() / 'ledger.db'}")


def compare_database(settings: Settings) -> Comparison:
    """Say how the database of these settings stands to the chain, of whatever kind it is and wherever it came from.

    An older copy is brought to this program's schema first. No key is needed. Raises BadSetting, StoreFailed.
    """
    if settings.database_url is None and not (settings.home / "ledger.db").exists():
        reason = f"{settings.home} holds no ledger"
        raise BadSetting(setting="--home", reason=reason, mend="name a data folder, or set TIERLIGHT_DATABASE_URL")
    return _compared(settings, settings.store_url)


def _compared(settings: Settings, url: str) -> Comparison:
    store = open_store(url)
    try:
        deployment = store.deployment()
        return compare_with_chain(store, open_chain(settings, deployment, None) if deployment else None)
    finally:
        store.close()
