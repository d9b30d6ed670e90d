"""A ledger opened for `fsck`, which must work on one that nothing else can open."""

from ledger.bootstrap.opening import Ledger, SystemClock, open_ledger
from ledger.errors import LogDisagrees
from ledger.ports import World
from ledger.settings import Settings
from ledger.store.sql_store import open_store


def open_to_examine(settings: Settings) -> Ledger:
    """Open the ledger; without its chain where the kept deployment, which names it, cannot be read.

    Raises what open_ledger raises otherwise.
    """
    try:
        return open_ledger(settings)
    except LogDisagrees:
        return Ledger(World(open_store(settings.store_url), None, SystemClock()), settings, None, None)
