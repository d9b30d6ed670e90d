"""The file in which a custodian plans a wave: TOML, read strictly, every entry explained in the template."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from auditor_cli.refusals import WrongUsage
from ledger.errors import Unacceptable
from ledger.jobs.survey.plan import SiteAsked, WaveAsked
from ledger.model.survey.instrument import Instrument
from ledger.model.survey.wave import Panel, Roster, SampleBucket
from ledger.proof.frozen_form import read_form
from ledger.surveys.help_book import plain
from ledger.surveys.help_lines import HelpEntry, line_of

_MOST_BYTES = 5_000_000
_BUNDLED = "bundled"
_MEND = "see `tierlight survey plan --template`"


@dataclass(frozen=True, slots=True)
class PanelEntry:
    """The panel that signed, and the record in which it did."""

    name: str
    record: bytes


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """One site."""

    site: str
    country: str
    workers: int
    sample: SampleBucket
    region: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    migrant: float | None = None
    night_shift: float | None = None
    agency_hired: float | None = None
    women: float | None = None
    readers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """The whole file. `closes_on` is the last day on which answers are taken; days are of UTC."""

    opens_on: str
    closes_on: str
    languages: tuple[str, ...]
    site: tuple[SiteEntry, ...]
    instrument: str = _BUNDLED
    least_age: int = 18
    demo: bool = False
    panel: PanelEntry | None = None
    help: tuple[HelpEntry, ...] = ()


def plan_in(path: Path) -> WaveAsked:
    """Give what a plan file asks for. Raises WrongUsage naming the entry, InstrumentRefused."""
    try:
        raw = path.read_bytes()[:_MOST_BYTES]
        told: Any = tomllib.loads(raw.decode("utf-8"))
        entry = read_form(PlanEntry, plain(told))
    except OSError as error:
        reason = f"{path}: {error.strerror or 'cannot be read'}"
        raise WrongUsage(field="FILE", reason=reason, mend="name a file that you can read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUsage(field="FILE", reason=f"{path} is no TOML: {error}", mend=_MEND) from error
    except Unacceptable as error:
        raise WrongUsage(field=f"FILE: {error.field}", reason=error.reason, mend=_MEND) from error
    return _asked(entry, path.parent)


def _asked(entry: PlanEntry, folder: Path) -> WaveAsked:
    from ledger.reference.survey_words import bundled_consents

    opens, closes = (_day(getattr(entry, name), name) for name in ("opens_on", "closes_on"))
    return WaveAsked(
        sites=tuple(_site(each) for each in entry.site),
        instrument=instrument_in(entry.instrument, folder),
        consents=bundled_consents(),
        languages=entry.languages,
        help_lines=tuple(line_of(each, is_real=not entry.demo) for each in entry.help),
        opens_at=opens,
        closes_at=closes + int(timedelta(days=1).total_seconds()),
        least_age=entry.least_age,
        is_demo=entry.demo,
        panel=Panel(entry.panel.name, entry.panel.record) if entry.panel else None,
    )


def _site(each: SiteEntry) -> SiteAsked:
    roster = Roster(each.workers, each.migrant, each.night_shift, each.agency_hired, each.women)
    return SiteAsked(
        site=each.site,
        country=each.country,
        roster=roster,
        sample=each.sample,
        region=each.region,
        latitude=each.latitude,
        longitude=each.longitude,
        readers=each.readers,
        codes=each.codes,
    )


def instrument_in(name: str, folder: Path) -> Instrument:
    """Give the bundled questionnaire, or an XLSForm file's. Raises InstrumentRefused, WrongUsage."""
    from ledger.surveys.instrument.bundled import bundled_instrument
    from ledger.surveys.instrument.xlsform import read_xlsform

    if name == _BUNDLED:
        return bundled_instrument()
    try:
        return read_xlsform((folder / name).read_bytes()[: _MOST_BYTES + 1])
    except OSError as error:
        mend = f"write {_BUNDLED!r}, or the name of an XLSForm file"
        raise WrongUsage(field="instrument", reason=f"{name} cannot be read", mend=mend) from error


def _day(text: str, name: str) -> int:
    try:
        return int(datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC).timestamp())
    except ValueError as error:
        raise WrongUsage(field=f"FILE: {name}", reason=f"{text!r} is no day", mend="write it as 2026-12-01") from error
