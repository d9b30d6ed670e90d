"""The words in which the collected tables state a day and a degree of trust, as our schema writes them."""

import calendar
import re


def trust_of(words: str) -> str:
    """Give the one word that our schema has; a mixed grade counts as its lower half."""
    first = re.split(r"[:( ]", words.lower(), maxsplit=1)[0]
    return {"medium-high": "medium"}.get(first, first)


def last_day(words: str) -> str:
    """Give the full date from which a row may be used: a month or a year stands for its last day."""
    full = re.findall(r"\d{4}-\d{2}-\d{2}", words)
    if full:
        return str(full[-1]) if "still listed" in words else str(full[0])
    year, month = re.findall(r"(\d{4})(?:-(\d{2}))?", words)[-1]  # of two dates the later: when both were known
    number = int(month or 12)
    return f"{year}-{number:02}-{calendar.monthrange(int(year), number)[1]:02}"
