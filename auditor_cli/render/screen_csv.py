"""Screening as lines of a table: one for each match, and one for each subject without any."""

from collections.abc import Iterator, Mapping
from typing import Any

SCREEN_COLUMNS = (
    *("subject", "kind", "name", "country", "subject_verdict", "match_verdict", "score", "list", "row", "listed_name"),
    *("standing", "effective", "as_of", "publisher", "source", "reasons", "notes"),
)


def screen_rows(document: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Give the lines of a screening, or of a queue, in its order; see SCREEN_COLUMNS."""
    for task in document.get("tasks", ()):
        yield (*_subject(task), None, *_match(task, task["verdict"]), None)
    for each in document.get("subjects", ()):
        notes = " ".join(each["notes"])
        matches = [(match, match["verdict"]) for match in each["matches"]]
        matches += [(match, name) for name in ("ended", "refused") for match in each[name]]  # as the table calls them
        for match, verdict in matches:
            yield (*_subject(each), each["verdict"], *_match(match, verdict), notes)
        if not matches:
            yield (*_subject(each), each["verdict"], *(None,) * 11, notes)


def _subject(each: Mapping[str, Any]) -> tuple[object, ...]:
    return each["subject"], each["kind"], "; ".join(each["names"]), each["country"]


def _match(match: Mapping[str, Any], verdict: str) -> tuple[object, ...]:
    entry = match["entry"]
    reasons = " ".join(reason["sentence"] for reason in match["reasons"])
    row = (
        entry["list"],
        entry["ref"],
        "; ".join(entry["names"]),
        entry["standing"],
        entry["effective"],
        entry["as_of"],
    )
    return verdict, match["score"], *row, entry["publisher"], entry["source"], reasons
