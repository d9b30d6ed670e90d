"""Which line may be shown: one rule for waves, pages, messages and the custodian's own list.

A number is shown once the responder behind it confirmed number and hours, within 180 days. Worker organisations come
first, the police last. What immigration authorities run is never shown, whatever it calls itself.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.model.survey.instrument import TextState, Words
from ledger.model.survey.wave import HelpLine

KINDS = ("worker_organisation", "trade_union", "helpline", "labour_inspection", "police")
CONFIRMED_WITHIN_SECONDS = 180 * 86_400
# How such authorities name themselves, in the languages of the survey and some more. A line that hides who runs it is
# found by nobody but who confirms it.
_IMMIGRATION = (
    "immigration", "border force", "border guard", "border police", "border patrol", "deportation", "homeland security",
    "inmigración", "inmigracion", "instituto nacional de migración", "migración colombia", "policía de fronteras",
    "imigração", "service des étrangers", "ausländerbehörde", "bundespolizei", "الهجرة", "الجوازات", "حرس الحدود",
    "ইমিগ্রেশন", "অভিবাসন কর্তৃপক্ষ", "সীমান্তরক্ষী",
)  # fmt: skip

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
    if line.is_real is is_demo:
        reason = f"{line.name} is {'a real line in a demo' if is_demo else 'a line that nobody answers'}"
        return Unfit(reason, "show real lines in real waves only")
    if is_demo:
        return (
            None if is_fictional(line.number) else Unfit(f"{line.name} has a number that may be somebody's", _FICTIONAL)
        )
    if not line.operated_by:
        mend = "ask the responder who runs the line, then set operated_by"
        return Unfit(f"{line.name} does not say who runs it", mend)
    if not (line.confirmed_by and is_confirmed(line.confirmed_on, now=now)):
        reason = f"{line.name} was not confirmed by its responder within 180 days"
        return Unfit(reason, "ask the responder, then set confirmed_on and confirmed_by")
    return None


def is_run_by_immigration(line: HelpLine) -> bool:
    """Say whether the line's name or its operator is one of immigration or border authorities."""
    told = f"{line.name} {line.operated_by or ''} {line.kind}".casefold()
    return any(name in told for name in _IMMIGRATION)


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
    return tuple(sorted(lines, key=lambda line: (KINDS.index(line.kind), language not in line.languages)))


def fit_lines(
    lines: Sequence[HelpLine], *, is_demo: bool, now: int, country: str | None = None, language: str | None = None
) -> tuple[HelpLine, ...]:
    """Give what may be shown in this country, in its order; a line without countries is for all of them."""
    fit = [line for line in lines if unfit(line, is_demo=is_demo, now=now) is None]
    return ordered(
        [line for line in fit if country is None or country in line.countries or not line.countries], language
    )
