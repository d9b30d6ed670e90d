"""Which line may be shown: one rule for waves, pages, messages and the custodian's own list.

A number is shown once the responder behind it confirmed number and hours, within 180 days. Worker organisations come
first, the police last. What is known to be run by immigration authorities is never shown; a list of words cannot find
everything (`authorities`), so the custodian attests who operates each line.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.model.survey.instrument import TextState, Words
from ledger.model.survey.wave import HelpLine
from ledger.reference.folded import folded
from ledger.surveys.authorities import names_immigration, names_police

KINDS = ("worker_organisation", "trade_union", "helpline", "labour_inspection", "police")
_POLICE = "police"
CONFIRMED_WITHIN_SECONDS = 180 * 86_400
# Numbers that nobody has: all zeros first, or the ranges that regulators set aside for drama.
_NOBODYS = re.compile(r"000\d{4,}|1?\d{3}55501\d\d|(44|0)(1632960|7700900|2079460)\d{3}")
_FICTIONAL = "begin a demo's number with 000, or use a range set aside for fiction"


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """Somebody who answers, as a custodian writes it in TOML; `hours` by language."""

    name: str
    number: str
    kind: str
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    hours: Mapping[str, str]
    confirmed_on: str | None = None
    confirmed_by: str | None = None
    operated_by: str | None = None


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a line is not shown, and what to do."""

    reason: str
    mend: str


def line_of(entry: HelpEntry, *, is_real: bool) -> HelpLine:
    """Give the line that an entry describes."""
    return HelpLine(
        name=entry.name,
        number=entry.number,
        kind=entry.kind,
        countries=entry.countries,
        languages=entry.languages,
        hours={language: Words(text, TextState.REVIEWED) for language, text in entry.hours.items()},
        confirmed_on=entry.confirmed_on,
        confirmed_by=entry.confirmed_by,
        is_real=is_real,
        operated_by=entry.operated_by,
    )


def unfit(line: HelpLine, *, is_demo: bool, now: int) -> Unfit | None:
    """Give why the line may not be shown; None where it may."""
    if line.kind not in KINDS:
        mend = f"use {', '.join(KINDS)}; a line run by immigration authorities is never shown"
        return Unfit(f"{line.name} is of the kind {line.kind!r}", mend)
    if is_run_by_immigration(line):
        mend = "name a worker organisation instead; migrants do not call where they may be handed over"
        return Unfit(f"{line.name} is run by immigration authorities", mend)
    if is_police(line) and line.kind != _POLICE:
        mend = 'set kind = "police": it is shown last, and labelled; or name a worker organisation instead'
        return Unfit(f"{line.name} is the police, and is of the kind {line.kind!r}", mend)
    if line.is_real is is_demo:
        reason = f"{line.name} is {'a real line in a demo' if is_demo else 'a line that nobody answers'}"
        return Unfit(reason, "show real lines in real waves only")
    if is_demo:
        return (
            None if is_fictional(line.number) else Unfit(f"{line.name} has a number that may be somebody's", _FICTIONAL)
        )
    if not folded(line.operated_by or ""):
        mend = "ask the responder who runs the line, then set operated_by"
        return Unfit(f"{line.name} does not say who runs it", mend)
    if not (line.confirmed_by and is_confirmed(line.confirmed_on, now=now)):
        reason = f"{line.name} was not confirmed by its responder within 180 days"
        return Unfit(reason, "ask the responder, then set confirmed_on and confirmed_by")
    return None


def is_run_by_immigration(line: HelpLine) -> bool:
    """Say whether its name, operator or confirmer names one of immigration or border authorities: see `authorities`."""
    return names_immigration(*_who(line))


def is_police(line: HelpLine) -> bool:
    """Say whether a line is of the police, by its kind or by what it, its operator or its confirmer is called."""
    return line.kind == _POLICE or names_police(*_who(line))


def _who(line: HelpLine) -> tuple[str, ...]:
    return line.name, line.operated_by or "", line.confirmed_by or ""


def is_fictional(number: str) -> bool:
    """Say whether nobody can be reached under this number: a demo shows no other."""
    return _NOBODYS.fullmatch(re.sub(r"\D", "", number)) is not None


def is_confirmed(day: str | None, *, now: int) -> bool:
    """Say whether this ISO day lies within the last 180 days."""
    if day is None:
        return False
    try:
        since = int(datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return False
    return 0 <= now - since <= CONFIRMED_WITHIN_SECONDS


def ordered(lines: Collection[HelpLine], language: str | None) -> tuple[HelpLine, ...]:
    """Give lines by kind, the police last; of one kind those first that speak the language."""
    return tuple(
        sorted(lines, key=lambda line: (is_police(line), KINDS.index(line.kind), language not in line.languages))
    )


def fit_lines(
    lines: Sequence[HelpLine], *, is_demo: bool, now: int, country: str | None = None, language: str | None = None
) -> tuple[HelpLine, ...]:
    """Give what may be shown in this country, in its order; a line without countries is for all of them."""
    fit = [line for line in lines if unfit(line, is_demo=is_demo, now=now) is None]
    return ordered(
        [line for line in fit if country is None or country in line.countries or not line.countries], language
    )
