"""Which loader reads whose file."""

from collections.abc import Callable, Mapping

from ledger.errors import ReferenceTableError, Unacceptable
from ledger.reference.combined import read_table
from ledger.reference.editions import table_bytes
from ledger.reference.loaders.cbp import load_cbp
from ledger.reference.loaders.dhs import load_dhs
from ledger.reference.loaders.dol import load_dol
from ledger.reference.loaders.follow_the_money import load_follow_the_money
from ledger.reference.loaders.own import TABLES, own_loader
from ledger.reference.loaders.reading import refuse
from ledger.reference.loaders.supply_hub import load_supply_hub
from ledger.reference.loaders.tip import load_tip
from ledger.reference.loaders.told import LoadedTable, Told
from ledger.reference.loaders.world_bank import load_world_bank

LOADERS: Mapping[str, Callable[[bytes, Told], LoadedTable]] = {
    "dol": load_dol,
    "cbp": load_cbp,
    "dhs": load_dhs,
    "world-bank": load_world_bank,
    "tip": load_tip,
    "open-supply-hub": load_supply_hub,
    "follow-the-money": load_follow_the_money,
    **{table.replace("_", "-"): own_loader(table) for table in TABLES},
}


def load_file(raw: bytes, publisher: str, told: Told) -> LoadedTable:
    """Give the table that a publisher's file holds. Raises Unacceptable for no such publisher, ListFileRefused."""
    if publisher not in LOADERS:
        mend = f"name one of {', '.join(LOADERS)}"
        raise Unacceptable(field="publisher", reason=f"{publisher[:40]!r} has no loader", mend=mend)
    loaded = LOADERS[publisher](raw, told)
    try:
        read_table(loaded.table, table_bytes(loaded).decode())
    except ReferenceTableError as error:
        refuse(
            loaded.publisher, f"{error.field}: {error.reason}", "report the file: its loader passed what no table takes"
        )
    return loaded
