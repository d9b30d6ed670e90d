"""Parties of a sanctions or watch list in the FollowTheMoney form: one JSON object a line."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from ledger.errors import LedgerError
from ledger.proof.canonical import Json, parse
from ledger.reference.loaders.cells import listed
from ledger.reference.loaders.reading import MAX_ROWS, Row, each, refuse, refuse_cell, text_of
from ledger.reference.loaders.told import LoadedTable, Told

PUBLISHER = "FollowTheMoney file"
LICENCE = "As its publisher states; lists of OpenSanctions are CC BY-NC 4.0."
PARTIES = frozenset({"Company", "LegalEntity", "Organization", "Person", "PublicBody", "Vessel"})
_OTHER_NAMES = ("alias", "previousName", "weakAlias", "abbreviation", "name")
_NUMBERS = ("registrationNumber", "leiCode", "taxNumber", "imoNumber", "idNumber", "innCode", "ogrnCode", "mmsi")
_MAX_LINE = 1_000_000  # bytes
_KEYS = ("id", "schema", "properties")

Entity = dict[str, Json]


def load_follow_the_money(raw: bytes, told: Told) -> LoadedTable:
    """Give the parties of the file; addresses and listing days come from the entities that point at them.

    Raises ListFileRefused. A party without a listing day counts from the day of the file. Relations between parties
    (owners, officers) are passed over.
    """
    lines = [(number, line) for number, line in enumerate(text_of(raw, PUBLISHER).split("\n"), start=1) if line.strip()]
    if len(lines) > MAX_ROWS:
        refuse(PUBLISHER, f"the file has more than {MAX_ROWS} lines", "load one list, not a database")
    entities: dict[str, Entity] = {}
    each(PUBLISHER, ((number, {"line": line}) for number, line in lines), lambda row: _keep(entities, row["line"]))
    days, addresses = _days(entities.values()), _addresses(entities.values())
    numbered = zip((number for number, _ in lines), entities, strict=True)  # every line was kept, in its order
    parties = [(number, {"id": key}) for number, key in numbered if _is_party(entities[key])]
    made = each(PUBLISHER, parties, lambda row: [_of(row["id"], entities[row["id"]], days, addresses, told)])
    return LoadedTable("listed_entities", made[0]["list_name"], PUBLISHER, LICENCE, tuple(made))


def _keep(entities: dict[str, Entity], line: str) -> list[Row]:
    """Keep the entity of a line; the answer only says that there was one."""
    try:
        entity = parse(line.encode(), max_bytes=_MAX_LINE, floats=True)
    except LedgerError as error:
        refuse_cell("line", f"is no JSON object that may be read: {error}", "load the publisher's own file, unchanged")
    if not isinstance(entity, dict) or not all(key in entity for key in _KEYS):
        refuse_cell("line", f"lacks one of {', '.join(_KEYS)}", "load the entities file (entities.ftm.json)")
    if not isinstance(entity["properties"], dict) or not isinstance(entity["id"], str) or not entity["id"]:
        refuse_cell("properties", "are no object, or the id is no text", "load the entities file (entities.ftm.json)")
    if entity["id"] in entities:
        refuse_cell("id", f"{entity['id'][:60]} is there twice", "load one file, not several joined")
    entities[entity["id"]] = entity
    return [{}]


def _is_party(entity: Entity) -> bool:
    return entity["schema"] in PARTIES


def _texts(entity: Entity, *names: str) -> list[str]:
    """Give the texts of properties, in their order; a nested entity is no text."""
    properties = entity["properties"]
    values = [properties.get(name) for name in names] if isinstance(properties, dict) else []
    return [
        text for found in values if isinstance(found, list) for text in found if isinstance(text, str) and text.strip()
    ]


def _of(key: str, entity: Entity, days: dict[str, str], addresses: dict[str, str], told: Told) -> Row:
    names = _texts(entity, "name")
    if not names:
        refuse_cell("name", f"{key[:60]} has none", "load the publisher's own file, unchanged")
    listed_on = min(days.get(key, ""), str(told.as_of)) or str(told.as_of)
    others = dict.fromkeys(name for name in _texts(entity, *_OTHER_NAMES) if name != names[0])
    linked = [addresses[each] for each in _texts(entity, "addressEntity") if each in addresses]
    origin = told.origin(PUBLISHER, as_of=listed_on)
    return {
        "entity_key": key,
        "name": names[0],
        "aliases": listed(*others),
        "list_name": _list_name(entity),
        "sublist": listed(*_texts(entity, "topics")),
        "effective": listed_on,
        "removed": "",
        "iso3": _country(entity, told),
        "addresses": listed(*dict.fromkeys([*_texts(entity, "address"), *linked])),
        "identifiers": listed(*dict.fromkeys(_texts(entity, *_NUMBERS))),
    } | origin


def _list_name(entity: Entity) -> str:
    datasets = entity.get("datasets")
    named = datasets[0] if isinstance(datasets, list) and datasets else "unnamed"
    return f"FollowTheMoney {str(named)[:60]}"


def _country(entity: Entity, told: Told) -> str:
    """Give the party's country where exactly one is known; several say nothing about where it is."""
    found = {told.countries.iso3(code) for code in _texts(entity, "jurisdiction", "country", "flag", "nationality")}
    known = sorted(code for code in found if code)
    return known[0] if len(known) == 1 else ""


def _days(entities: Iterable[Entity]) -> dict[str, str]:
    """Give the earliest listing day of each party that a sanction points at."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entity in entities:
        if entity["schema"] == "Sanction":
            days = [day for day in _texts(entity, "listingDate", "startDate") if _is_day(day)]
            for party in _texts(entity, "entity"):
                found[party].extend(days)
    return {party: min(days) for party, days in found.items() if days}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _addresses(entities: Iterable[Entity]) -> dict[str, str]:
    found = ((str(entity["id"]), _texts(entity, "full")) for entity in entities if entity["schema"] == "Address")
    return {key: texts[0] for key, texts in found if texts}
