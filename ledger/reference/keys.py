"""What names a row of each list that can be imported: two rows of one key speak of the same thing."""

from collections.abc import Mapping

KEYS: Mapping[str, tuple[str, ...]] = {
    "listed_entities": ("entity_key", "sublist"),
    "trade_orders": ("order_key", "entity"),
    "goods_list_2024": ("iso3", "good"),
    "tip_2025": ("iso3",),
    "rule_of_law_2024": ("iso3",),
    "hub_sites": ("os_id",),
    "tied_visa": ("iso3",),
    "entity_counts": ("list_name", "as_of"),
    "priority_sectors": ("sector", "good"),
    "ilo_ratifications": ("iso3", "convention"),
}
OF_THE_EDITION = ("as_of", "basis", "source", "trust")  # change with every edition, whatever the row says


def key_of(table: str, row: Mapping[str, str]) -> tuple[str, ...]:
    """Give the key of a row, whatever the case of its letters."""
    return tuple(row[column].casefold() for column in KEYS[table])
