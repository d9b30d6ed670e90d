"""A screening for people: the verdict first, then reasons, then the row of the list with its source and day."""

from collections.abc import Collection, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import short_id
from auditor_cli.render.tables import heading, indented, line, pairs, table
from ledger.report.term_words import code_words, country_words

Document = dict[str, Any]
MOST_SHOWN = 25
_WORDS = {
    "confirmed": "✗ CONFIRMED",
    "possible": "? POSSIBLE",
    "screening incomplete": "… INCOMPLETE",
    "no match": "✓ NO MATCH",
}


def draw_screening(console: Console, document: Document, *, shows_all: bool) -> None:
    """Draw the counts and the lists, then everybody with a match, or everybody."""
    _draw_counts(console, document)
    _draw_lists(console, document["lists"])
    subjects = [each for each in document["subjects"] if shows_all or _is_matched(each)]
    told = {f"{each['list']}: {each['reason']}" for each in document["lists"]}
    for each in subjects[:MOST_SHOWN]:
        _draw_subject(console, each, told)
    if len(subjects) > MOST_SHOWN:
        line(console, f"… and {len(subjects) - MOST_SHOWN} more; --json and --csv give all")
    console.print()
    line(console, safe(document["reads"]))
    if any(match["verdict"] == "possible" for each in subjects for match in each["matches"]):
        line(console, "Next: auditor screen --queue")


def draw_queue(console: Console, document: Document) -> None:
    """Draw what waits for a person, the likest first, with what to type next."""
    tasks = document["tasks"]
    line(console, f"QUEUE  {len(tasks)} matches wait for a person, as known on {document['as_of']}")
    for task in tasks[:MOST_SHOWN]:
        heading(console, f"{_WORDS[task['verdict']]}  {_named(task)}")
        rows = [*_reasons(task), *_row(task["entry"])]
        rows += [("decided", _decided(each) + "; the row says something else since") for each in task["reopened"]]
        rows.append(
            ("next", f"tierlight screening confirm|refuse {safe(task['subject'])} {safe(task['entry']['ref'])}")
        )
        indented(console, pairs(rows))
    if len(tasks) > MOST_SHOWN:
        line(console, f"… and {len(tasks) - MOST_SHOWN} more; --json and --csv give all")
    console.print()
    line(console, safe(document["reads"]))


def draw_changes(console: Console, document: Document) -> None:
    """Draw what the lists say anew, whom it touches, and the decisions that were made before."""
    old, new = document["old"]["as_of"], document["new"]["as_of"]
    counts = ", ".join(f"{len(document[name])} {name}" for name in ("added", "changed", "ended"))
    line(console, f"CHANGES  {old} to {new}: {counts} rows; {len(document['affected'])} of ours are touched")
    for each in document["affected"]:
        _draw_affected(console, each)
    if document["decisions"]:
        heading(console, "Decisions about these rows, and what was known when they were signed")
        indented(console, pairs((decided["said_on"], _told(decided)) for decided in document["decisions"]))
    for name in ("added", "changed", "ended"):
        _draw_entries(console, name, document[name])
    console.print()
    line(console, safe(document["reads"]))


def _draw_counts(console: Console, document: Document) -> None:
    counts = document["counts"]
    console.print(Text(f"{_WORDS[document['verdict']]}  as known on {document['as_of']}", style="bold"))
    told = ", ".join(f"{counts[name]} {name}" for name in _WORDS)
    line(console, f"  {told}")


def _draw_lists(console: Console, lists: Sequence[Document]) -> None:
    heading(console, "Lists")
    drawn = table("List", "Found", "Whole", "Why", right=("Found",))  # orders or parties, never rows
    for each in lists:
        drawn.add_row(
            safe(each["list"]), str(each["found"]), "yes" if each["is_complete"] else "no", safe(each["reason"])
        )
    indented(console, drawn)


def _draw_subject(console: Console, each: Document, told: Collection[str]) -> None:
    heading(console, f"{_WORDS[each['verdict']]}  {_named(each)}")
    rows: list[tuple[str, str]] = []
    for match in each["matches"]:
        held = "holds" if match["may_hold"] else "holds nothing here" if "owner_of" in each else "holds nothing yet"
        how = f" by {match['confirmed_by']}" if match["confirmed_by"] else ""
        rows += [(match["verdict"], f"{safe(match['entry']['title'])}{how}; {held}"), *_reasons(match)]
        rows += _row(match["entry"])
    rows += [("ended", f"{_day_of(match['entry'], 'ended')}: {_entry(match['entry'])}") for match in each["ended"]]
    rows += [
        ("refused", f"{safe(match['entry']['ref'])} by {short_id(match['decision'])}") for match in each["refused"]
    ]
    rows += [("decided", _decided(said) + "; the row says something else since") for said in each["reopened"]]
    rows += [("unknown", safe(note)) for note in each["notes"] if note not in told]
    indented(console, pairs(rows))


def _is_matched(each: Document) -> bool:
    return bool(each["matches"] or each["ended"] or each["reopened"])


def _named(each: Document) -> str:
    name = f" {safe(each['names'][0])}" if each["names"] else " (nobody tells its name)"
    of = f" of {safe(each['owner_of'])} ({each['share'] or 'share not told'})" if "owner_of" in each else ""
    where = safe(country_words(each["country"])) if each["country"] else "country not told"
    return f"{each['kind']}{of}{name}, {where}: {safe(each['subject'])}"


def _reasons(match: Document) -> list[tuple[str, str]]:
    told = [f"{safe(each['sentence'])} {safe(code_words(each['detail']))}".strip() for each in match["reasons"]]
    return [("why" if at == 0 else "", each) for at, each in enumerate(told)]


def _row(entry: Document) -> list[tuple[str, str]]:
    names = "; ".join(map(safe, entry["names"][:3]))
    rest = f" What remains: {safe(entry['remaining_scope'])}." if entry["remaining_scope"] else ""
    trust = " Low trust: it holds nothing." if entry["is_low_trust"] else ""
    return [
        ("row", f"{names} ({safe(entry['list'])}, {entry['standing']}).{rest}{trust}"),
        (
            "source",
            f"{safe(entry['publisher'])}, from {entry['effective']}, as of {entry['as_of']}: {safe(entry['source'])}",
        ),
    ]


def _draw_entries(console: Console, title: str, entries: Sequence[Document]) -> None:
    if entries:
        heading(console, f"Rows {title}")
        indented(console, pairs((_day_of(each, title), _entry(each)) for each in entries[:MOST_SHOWN]))
    if len(entries) > MOST_SHOWN:
        line(console, f"  … and {len(entries) - MOST_SHOWN} more; --json gives all")


def _day_of(entry: Document, title: str) -> str:
    """Give the day of a row's end among those that ended, of the others the day from which they count."""
    if title != "ended":
        return str(entry["effective"])
    return str(entry["ended_on"] or (f"by {entry['ended_by']}" if entry["ended_by"] else "day unknown"))


def _entry(entry: Document) -> str:
    return f"{safe(entry['names'][0])} ({safe(entry['title'])})"


def _draw_affected(console: Console, each: Document) -> None:
    heading(console, f"{_WORDS[each['verdict']]}  {_named(each)}")
    then, known = each["verdict_then"] or "not screened", each["known_then"]
    lots, products = each["lots"], each["products"]
    rows = [
        ("then", then),
        ("touched", f"{len(products)} products, {len(lots)} lots; known then: {len(known['lots'])} lots"),
        *(("product", f"{safe(product['name'])} {safe(product['id'])}") for product in products[:MOST_SHOWN]),
    ]
    indented(console, pairs(rows))


def _decided(said: Document) -> str:
    return f"{said['outcome']} on {said['said_on']} ({short_id(said['record_id'])})"


def _told(decided: Document) -> str:
    row = decided["row_on_that_day"]
    known = f"the row then: {safe(row['title'])}, {row['standing']}" if row else "no such row was known then"
    stands = "it stands" if decided["stands"] else "the row says something else since: decide again"
    return f"{decided['outcome']}: {safe(decided['subject'])} and {safe(decided['ref'])}; {known}; {stands}"
