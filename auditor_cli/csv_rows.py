"""Tables for a spreadsheet: CSV (RFC 4180) of which no cell is evaluated as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer

from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

Csv = Annotated[bool, typer.Option("--csv", help="Print the table for a spreadsheet; no cell acts as a formula.")]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def formula_safe(cell: str) -> str:
    """Give a cell that no spreadsheet evaluates: an apostrophe before what starts like a formula (ASVS 1.2.10)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give the table as text with a heading; None is an empty cell."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(columns)
    table.writerows(["" if cell is None else formula_safe(str(cell)) for cell in row] for row in rows)
    return written.getvalue()


def require_one_form(place: Place, *, as_csv: bool) -> None:
    """Return where one form of answer was asked for. Raises WrongUsage for --csv with --json."""
    if as_csv and place.as_json is not None:
        raise WrongUsage(field="--csv", reason="is asked for together with --json", mend="leave one of them out")


def score_rows(document: Mapping[str, Any]) -> Iterable[Sequence[object]]:
    """Give a row for each tier, then for each of its sites; see SCORE_COLUMNS."""
    for tier in document["tiers"]:
        yield (tier["tier"], None, None, None, None, None, *_judged(tier))
        for site in tier["sites"]:
            named = (site["site"], site["name"], site["country"], site["operator"], site["share"])
            yield (tier["tier"], *named, *_judged(site))


SCORE_COLUMNS = (
    *("tier", "site", "name", "country", "operator", "share"),
    *("score", "low", "high", "band", "completeness", "action"),
)


def tier_rows(document: Mapping[str, Any]) -> Iterable[Sequence[object]]:
    """Give a row for each site of each tier, and one for what nobody discloses; see TIER_COLUMNS."""
    for tier in document["tiers"]:
        for site in tier["sites"]:
            told = (site["site"], site["name"], site["country"], site["operator"], site["share"])
            yield (tier["tier"], *told, len(site["lots"]), len(site["records"]))
        yield (tier["tier"], "unknown", "not disclosed", None, None, tier["unknown_share"], None, None)


TIER_COLUMNS = ("tier", "site", "name", "country", "operator", "share", "lots", "records")


def what_if_rows(document: Mapping[str, Any]) -> Iterable[Sequence[object]]:
    """Give the ranked options with the range of the scope now and then; see WHAT_IF_COLUMNS."""
    for asked in ("narrowing", "lowering"):
        for rank, option in enumerate(document[asked], start=1):
            named = (option["site"], option["name"], option["operator"], option["means"], option["who"])
            ends = (_ends(option[where][when]) for where in ("in_scope", "at_site") for when in ("now", "then"))
            yield (asked, rank, *named, option["sentence"], *(end for three in ends for end in three))


WHAT_IF_COLUMNS = (
    *("list", "rank", "site", "name", "operator", "means", "who", "sentence"),
    *(
        f"{where}_{end}_{when}"
        for where in ("scope", "site")
        for when in ("now", "then")
        for end in ("low", "score", "high")
    ),
)


def _judged(scored: Mapping[str, Any]) -> tuple[object, ...]:
    low, high = scored["interval"]
    return scored["score"], low, high, scored["band_text"], scored["completeness"], scored["action_text"]


def _ends(reading: Mapping[str, Any]) -> tuple[object, object, object]:
    low, high = reading["interval"]
    return low, reading["score"], high
