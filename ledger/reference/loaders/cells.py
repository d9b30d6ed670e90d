"""The cells of publishers' files: days as they write them, countries as they name them, numbers, names with aliases."""

import re
from datetime import date, datetime

from ledger.reference.cells import number
from ledger.reference.country_names import NameIndex
from ledger.reference.loaders.reading import refuse_cell

_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y", "%b %d, %Y", "%m/%d/%y")
_ALIASES = re.compile(
    r"\s*\((?:including|and|also known as|formerly known as|a\.?k\.?a\.?|f\.?k\.?a\.?)\b"
    r"(?:\s+\w+\s+alias(?:es)?:?)?\s*(?P<names>[^()]*(?:\([^()]*\)[^()]*)*)\)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?<=\.) and (?=[A-Z]|formerly known as )")
_BEYOND = re.compile(r",? and ((its|their) )?(subsidiaries|subordinates|subordinate and affiliated entities)$", re.I)
_LEAD = re.compile(r"^(and )?((also|formerly) known as )?(and )?", re.IGNORECASE)
_ACRONYM = re.compile(r"\s*\([A-Z]{2,8}\)")


def filled(field: str, cell: str) -> str:
    """Give a cell that must not be empty."""
    return cell or refuse_cell(field, "is empty", "fill it")


def day_of(field: str, cell: str, *, not_after: date) -> date:
    """Give a day. Raises for one that is no day, and for one after the day of the file."""
    for form in _DAYS:
        try:
            found = datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if found > not_after:
            refuse_cell(field, f"{found} is after the day of the file, {not_after}", "give the file's day with --as-of")
        return found
    return refuse_cell(field, f"{cell[:40]!r} is no day", "write it as 2026-06-23")


def country_of(field: str, cell: str, countries: NameIndex) -> str:
    """Give the alpha-3 code of a name or code of a country."""
    found = countries.iso3(cell)
    mend = "name the country as ISO 3166-1 does, or report the name so that it is added"
    return found or refuse_cell(field, f"{cell[:60]!r} is no country known here", mend)


def number_of(field: str, cell: str, *, least: float, most: float) -> float:
    """Give a finite number within a range."""
    try:
        found = number(cell)
    except ValueError:
        refuse_cell(field, f"{cell[:40]!r} is no number", "write a decimal number")
    if not least <= found <= most:
        refuse_cell(field, f"{cell[:40]} is not within {least:g} to {most:g}", "correct it")
    return found


def name_and_aliases(published: str) -> tuple[str, tuple[str, ...]]:
    """Give a party's published name without its aliases, and these: other names, former names, the name without the
    words that reach beyond the party."""
    spaced = " ".join(published.split())  # long runs of spaces would take the square of their length
    told = [match["names"] for match in _ALIASES.finditer(spaced)]
    name = " ".join(_ALIASES.sub("", spaced).split())
    parts = (_LEAD.sub("", part.strip()).strip() for names in told for cell in names.split(";") for part in split(cell))
    others = dict.fromkeys([bare(name), *(part for part in parts if part)])
    return name, tuple(other for other in others if other != name)


def split(cell: str) -> list[str]:
    """Give the names of a cell in which `and` joins two of them behind a legal form."""
    return _JOINED.split(cell)


def bare(name: str) -> str:
    """Give a party's name without the words that reach beyond it."""
    return _BEYOND.sub("", name)


def entity_key(name: str) -> str:
    """Give the key by which one party on two sublists is one: letters and digits, without acronyms in brackets."""
    return "".join(letter for letter in _ACRONYM.sub("", bare(name)).casefold() if letter.isalnum())


def listed(*names: str) -> str:
    """Give several values as one cell of our schema. A semicolon inside a value would make two of it."""
    return ";".join(" ".join(name.replace(";", ",").split()) for name in names)
