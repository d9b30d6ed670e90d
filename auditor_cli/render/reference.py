"""The public lists: what is in force, what an import changes, and whether what is kept is what it was."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import short_id
from auditor_cli.render.tables import MOST_LISTED, heading, indented, line, pairs, table
from ledger.reference.snapshot import ALWAYS_KNOWN

_SHOWN = 10  # letters of a hash
_LONGEST = 60  # characters of a changed cell
_NOBODY_ASKED = "not asked"
_NOT_YET = "not yet known"
_TABLE_NAME = 20  # characters of the longest name of a table that ships


def draw_list(console: Console, document: dict[str, Any]) -> None:
    """Draw each table, its warnings and terms of reuse, then the completeness of each list."""
    is_asked = any(each["signed"] != _NOBODY_ASKED for each in document["tables"])
    drawn = table("Table", "As of", "Rows", "Trust", "SHA-256", *(["Signed"] if is_asked else []), right=("Rows",))
    drawn.columns[0].min_width, drawn.columns[-1].min_width = _TABLE_NAME, _SHOWN
    for each in document["tables"]:
        tail = [_trust(each), f"{each['sha256'][:_SHOWN]}{'' if each['ships'] else ' *'}"]
        tail += [safe(each["signed"])] if is_asked else []
        day = each["as_of"] if each.get("is_known", True) else _NOT_YET
        drawn.add_row(Text(safe(each["table"])), Text(day), str(each["rows"]), *map(Text, tail))
    console.print(drawn)
    if not all(each["ships"] for each in document["tables"]):
        line(console, "* imported here")
    _records(console, [(each["table"], each) for each in document["tables"]])
    _not_yet(console, document)
    _warnings(console, document["tables"])
    draw_states(console, document["lists"])
    heading(console, "Publishers, and terms of reuse")
    terms = [
        (safe(each["table"]), f"{safe(each['publisher'])}. {safe(each['licence'])}") for each in document["tables"]
    ]
    indented(console, pairs(terms))
    told = f"Scores name snapshot {document['snapshot_hash'][:_SHOWN]}, screening {document['lists_hash'][:_SHOWN]}."
    console.print()
    line(console, f"{told} Next: auditor reference import FILE --publisher X --dry-run")


def _trust(each: dict[str, Any]) -> str:
    return ", ".join(f"{count} {trust}" for trust, count in each["trust"].items())


def _records(console: Console, signed: list[tuple[str, dict[str, Any]]]) -> None:
    """Say which `snapshot` record signed each table, by whom and when; or that none was looked for."""
    if all(each["signed"] == _NOBODY_ASKED for _, each in signed):
        line(console, "Signed: not asked, since no ledger is here to ask for records.")
        return
    told = [(safe(name), _record(each["snapshots"])) for name, each in signed if each["snapshots"]]
    if not told:
        line(console, "Signed: no `snapshot` record names any of these hashes.")
        return
    heading(console, "Signed as a `snapshot` record. It proves who used which edition and when.")
    indented(console, pairs(told))


def _record(found: list[dict[str, Any]]) -> str:
    first, when = found[0], str(found[0]["anchored_at"] or "")[:10]
    more = f"; {len(found) - 1} more, --json gives all" if len(found) > 1 else ""
    anchored = f"anchored {when}" if when else "not anchored yet"
    return f"{first['verdict']}  {short_id(first['record_id'])} by {safe(first['issuer'])}, {anchored}{more}"


def _not_yet(console: Console, document: dict[str, Any]) -> None:
    """Say of each table that is later than the day asked about what a question of that day reads of it."""
    later = [each for each in document["tables"] if not each.get("is_known", True)]
    if not later:
        return
    heading(console, f"Not yet known on {document['as_of']}: {len(later)} tables")
    indented(console, pairs((safe(each["table"]), _known_of(each)) for each in later))


def _known_of(each: dict[str, Any]) -> str:
    first, count = f"this edition is of {each['as_of']}", each["rows_known"]
    if each["table"] in ALWAYS_KNOWN:
        return f"{first}; it holds names, which are used whatever the day"
    if not count:
        return f"{first}; no row of it is dated by then: a score that needs one is refused"
    return f"{first}; {count} of its {each['rows']} rows were known by then and count; who had left is not in it"


def _warnings(console: Console, tables: list[dict[str, Any]]) -> None:
    old = [(safe(each["table"]), each["age_warning"]) for each in tables if each["age_warning"]]
    if old:
        heading(console, f"Old tables: {len(old)}")
        indented(console, pairs(old))


def draw_states(console: Console, lists: list[dict[str, Any]]) -> None:
    """Draw how complete each list is; what nobody counts is incomplete too."""
    heading(console, "How complete each list is. An incomplete list clears nobody.")
    drawn = table("List", "State", "Found", "Wanted", "Why", right=("Found", "Wanted"))
    for each in lists:
        wanted = "?" if each["wanted"] is None else str(each["wanted"])
        told = (safe(each["list"]), each["state"])
        drawn.add_row(*map(Text, told), str(each["found"]), wanted, Text(safe(each["reason"])))
    console.print(drawn)


def draw_import(console: Console, document: dict[str, Any]) -> None:
    """Say first whether the edition was kept, then what it changes."""
    edition = document["edition"]
    verdict = "KEPT" if document["kept"] else "WOULD BE KEPT"
    if document["drop"] and not document["kept"]:
        verdict = "WAITS FOR A PERSON"
    if document["kept_already"]:
        verdict = "THERE ALREADY"
    line(console, f"{verdict}  {safe(edition['list_name'])} of {edition['as_of']}, {edition['rows']} rows")
    if document["drop"]:
        told = "confirmed by you" if document["kept"] else "confirm with --confirm-drop"
        line(console, f"  {safe(document['drop'])}: {told}")
    facts = [
        ("publisher", safe(edition["publisher"])),
        ("table", edition["sha256"][:_SHOWN]),
        ("file", f"{safe(edition['source_name'])}  {edition['source_sha256'][:_SHOWN]}"),
        ("licence", safe(edition["licence"])),
        ("read by", document["read_by"]),
        ("compared with", _before(document["compared_with"])),
    ]
    indented(console, pairs(facts))
    if document["completeness"]:
        draw_states(console, [document["completeness"]])
    _difference(console, document["difference"])


def _before(sha256: str | None) -> str:
    return sha256[:_SHOWN] if sha256 else "nothing: the first edition of this list here"


def draw_diff(console: Console, document: dict[str, Any]) -> None:
    """Say of which table, then the differences."""
    before = str(document["before"] or "nothing")[:_SHOWN]
    line(console, f"{document['table']}: from {before} to {str(document['after'])[:_SHOWN]}")
    _difference(console, document)


def _difference(console: Console, found: dict[str, Any]) -> None:
    counts = found["counts"]
    told = ", ".join(f"{counts[name]} {name}" for name in ("added", "removed", "changed", "unchanged"))
    heading(console, f"All rows, those of ended orders too: {told}")
    for name, mark in (("added", "+"), ("removed", "-")):
        rows = [(mark, " · ".join(map(safe, key))) for key in found[name][:MOST_LISTED]]
        indented(console, pairs(rows))
        _more(console, len(found[name]))
    rows = [
        ("~", f"{' · '.join(map(safe, each['key']))}: {safe(column)} {_cell(before)} -> {_cell(after)}")
        for each in found["changed"][:MOST_LISTED]
        for column, before, after in each["changes"]
    ]
    indented(console, pairs(rows))
    _more(console, len(found["changed"]))


def _cell(text: str) -> str:
    shown = safe(text) or "(empty)"
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _more(console: Console, count: int) -> None:
    if count > MOST_LISTED:
        line(console, f"  … and {count - MOST_LISTED} more; --json gives all")


def draw_verify(console: Console, document: dict[str, Any]) -> None:
    """Say the verdict, then each table that does not hold, then completeness."""
    checks = document["checks"]
    faults = [each for each in checks if not each["holds"]]
    line(console, f"{'HOLDS' if document['holds'] else 'CHANGED'}  {len(checks) - len(faults)} of {len(checks)} tables")
    rows = [(safe(each["name"]), f"{each['sha256'][:_SHOWN]}  {safe(each['fault'] or 'unchanged')}") for each in checks]
    indented(console, pairs(rows))
    _records(console, [(each["name"], each) for each in checks])
    if document["lists"]:
        draw_states(console, document["lists"])
    else:
        line(console, "How complete the lists are cannot be said before every table holds.")
