"""Raw lists of hotlines become drafts for a custodian to check, call by call: never a line that anybody is shown.

A list that somebody collected may be old, wrong, or lead to whom a worker must not reach. So nobody is `confirmed_by`,
nobody says who runs the line, and further numbers of a row are left out.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import Unacceptable
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.surveys.authorities import names_police
from ledger.surveys.help_lines import HelpEntry, is_run_by_immigration, line_of

_NEEDED = ("iso3", "number", "service")
_MOST_LETTERS = 1_000_000
_INSPECTION = ("ministry of labor", "ministry of labour", "labour inspection", "labor inspection")


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts, and what was left out with why: (line of the file, reason)."""

    entries: tuple[HelpEntry, ...]
    left_out: tuple[tuple[int, str], ...]


def drafts_in(text: str, snapshot: ReferenceSnapshot) -> Drafts:
    """Give drafts from a CSV with the columns iso3, number, service. Raises Unacceptable for another file."""
    if len(text) > _MOST_LETTERS:
        raise Unacceptable(field="FILE", reason="is over 1 MB", mend="split it")
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise Unacceptable(field="FILE", reason=f"has no column {missing[0]}", mend=f"use {', '.join(_NEEDED)}")
    codes = {row.iso3: row.iso2 for row in snapshot.countries}
    entries, left_out = [], []
    for row in rows:
        country, number = codes.get((row["iso3"] or "").strip().upper()), (row["number"] or "").strip()
        name = " ".join((row["service"] or "").split())
        if country is None or not number or not name:
            left_out.append((rows.line_num, "country, number or service is missing"))
            continue
        entry = HelpEntry(name, number, _kind(f"{name} {row.get('scope') or ''}"), (country,), (), {})
        if is_run_by_immigration(line_of(entry, is_real=True)):
            left_out.append((rows.line_num, "is run by immigration authorities"))
            continue
        entries.append(entry)
    return Drafts(tuple(entries), tuple(left_out))


def drafts_as_toml(entries: Sequence[HelpEntry]) -> str:
    """Give the drafts as a custodian's file to go on with."""
    return _HEAD + "\n".join(_entry(each) for each in entries)


_HEAD = """# DRAFTS: nobody confirmed these numbers, and none of them is shown to anybody.
# For each line that you want to use: call it yourself, from a phone that is safe. Ask who answers, who runs it, when,
# in which languages, what happens after a call, and whether anything is passed to immigration authorities or employers.
# Then set operated_by, languages, hours, confirmed_on and confirmed_by. Take out every other line.

"""


def _entry(each: HelpEntry) -> str:
    told = {"name": each.name, "number": each.number, "kind": each.kind}
    lines = [f"{name} = {_quoted(value)}" for name, value in told.items()]
    countries = ", ".join(_quoted(country) for country in each.countries)
    return "\n".join(["[[help]]", *lines, f"countries = [{countries}]", "languages = []", "hours = {}", ""])


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's form of a text without control letters is one."""
    return json.dumps("".join(letter for letter in text if letter.isprintable()), ensure_ascii=False)


def _kind(told: str) -> str:
    words = told.casefold()
    if names_police(told) or "tip line" in words:
        return "police"
    return "labour_inspection" if any(name in words for name in _INSPECTION) else "helpline"
