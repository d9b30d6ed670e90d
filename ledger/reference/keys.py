"""What names a row of each list that can be imported, and who reads it: rows of one key speak of the same thing."""

from collections.abc import Mapping

KEYS: Mapping[str, tuple[str, ...]] = {
    "listed_entities": ("entity_key", "sublist"),
    "trade_orders": ("order_key", "entity"),
    "goods_list_2024": ("iso3", "good"),
    "tip_2025": ("iso3",),
    "rule_of_law_2024": ("iso3",),
    "hub_sites": ("os_id",),
    "tied_visa": ("iso3",),
    "producers": ("iso3", "good"),
    "entity_counts": ("list_name", "as_of"),
    "priority_sectors": ("sector", "good"),
    "ilo_ratifications": ("iso3", "convention"),
}
READ_BY: Mapping[str, str] = {
    "listed_entities": "screening; a confirmed match with a trusted row holds a site",
    "trade_orders": "screening; a confirmed match with a trusted row holds a site",
    "goods_list_2024": "scores: the parts of the good and of its listing",
    "tip_2025": "scores: the part of the country",
    "rule_of_law_2024": "scores: the part of the country",
    "tied_visa": "scores: the part of the country, where it is coded",
    "producers": "scores: the part of the good (more producers lower it) and the origins of an undisclosed share",
    "priority_sectors": "scores: the part of the listing",
    "entity_counts": "how complete each list is",
    "ilo_ratifications": "`auditor explain --site`, as context; no number reads it",
    "hub_sites": "nobody yet: no score and no screening; it is kept, compared and verified",
}
OF_THE_EDITION = ("as_of", "basis", "source", "trust")  # change with every edition, whatever the row says


def key_of(table: str, row: Mapping[str, str]) -> tuple[str, ...]:
    """Give the key of a row, whatever the case of its letters."""
    return tuple(row[column].casefold() for column in KEYS[table])
