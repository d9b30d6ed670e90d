"""The order list of US Customs and Border Protection: withhold release orders and findings, as CSV (method D2, D4)."""

from ledger.reference.completeness import ORDERS
from ledger.reference.loaders.cells import day_of, filled, name_and_aliases
from ledger.reference.loaders.order_rows import OrderEntry, order_rows
from ledger.reference.loaders.reading import Row, csv_rows, each, refuse_cell
from ledger.reference.loaders.told import LoadedTable, Told

PUBLISHER = "US Customs and Border Protection"
LICENCE = "US government work, public domain."
COLUMNS = (
    "Calendar Year",
    "Effective Date",
    "Entity",
    "Country",
    "Country Code",
    "Industry",
    "Merchandise",
    "WRO/Finding",
    "Status",
    "Remarks",
    "Press Release",
)
ACTIONS = {"wro": "WRO", "finding": "Finding"}
STATUS = {
    "active": "active",
    "partially active": "modified",
    "partially modified": "modified",
    "modified": "modified",
    "inactive-pending litigation": "modified",
    "inactive": "revoked",
    "revoked": "revoked",
}


def load_cbp(raw: bytes, told: Told) -> LoadedTable:
    """Give the orders of the agency's own file, one row a party. Raises ListFileRefused.

    The file says no announcement days: a row is usable from its effective day, up to three weeks early. It says no day
    of an end either: who is revoked in it had ended by the day of the file.
    """
    rows = csv_rows(raw, PUBLISHER, required=COLUMNS)
    made = each(PUBLISHER, rows, lambda row: _of(row, told), table="trade_orders")
    return LoadedTable("trade_orders", ORDERS, PUBLISHER, LICENCE, tuple(made))


def _of(row: Row, told: Told) -> list[Row]:
    name, aliases = name_and_aliases(filled("Entity", row["Entity"]))
    effective = day_of("Effective Date", row["Effective Date"], not_after=told.as_of)
    if row["Calendar Year"] != str(effective.year):
        refuse_cell("Calendar Year", f"{row['Calendar Year'][:20]!r} is not the year of {effective}", "correct it")
    status = _one_of("Status", row["Status"], STATUS)
    entry = OrderEntry(
        entity=name,
        aliases=aliases,
        iso3=_country(row, told),
        action=_one_of("WRO/Finding", row["WRO/Finding"], ACTIONS),
        merchandise=filled("Merchandise", row["Merchandise"]),
        status=status,
        effective=effective,
        remaining=row["Remarks"][:1000] if status == "modified" else "",
    )
    released = f"; {row['Press Release']}" if row["Press Release"] else ""
    origin = told.origin(PUBLISHER)
    return [origin | made | {"source": f"{told.source}{released}"} for made in order_rows(entry)]


def _country(row: Row, told: Told) -> str:
    """Give the country, empty for a vessel whose country the list does not say."""
    named = [cell for cell in (row["Country Code"], row["Country"]) if cell]
    found = {told.countries.iso3(cell) for cell in named}
    if not named:
        return ""
    if len(found) != 1 or None in found:
        reason = f"{row['Country'][:60]!r} and {row['Country Code'][:10]!r} are not one known country"
        refuse_cell("Country", reason, "compare the row with the agency's own release")
    return str(*found)


def _one_of(field: str, cell: str, known: dict[str, str]) -> str:
    found = known.get(" ".join(cell.casefold().split()))
    return found or refuse_cell(field, f"{cell[:40]!r} is not known here", f"expected is one of {', '.join(known)}")
