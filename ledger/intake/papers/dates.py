"""Days and times of a sheet as ISO text. The order of day and month is never guessed."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from ledger.errors import Unacceptable
from ledger.intake.papers.sheet import Cell

NOON = "12:00:00"  # of a day without a time: nearest to any time that day
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d\d)", "M": r"(?P<month>\d\d?)", "DD": r"(?P<day>\d\d)",
    "D": r"(?P<day>\d\d?)", "HH": r"(?P<hour>\d\d)", "mm": r"(?P<minute>\d\d)", "ss": r"(?P<second>\d\d)",
}  # fmt: skip
_TOKEN = re.compile("|".join(_TOKENS))
_YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class DayFormat:
    """How a date is written: YYYY, MM or M, DD or D, and HH, mm, ss for a time, with what stands between them.

    Raises ValueError for a format without year, month and day, with one of them twice, or with a letter that is none
    of these.
    """

    text: str
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        between = _TOKEN.sub("", self.text).replace("T", "")
        if any(letter.isalnum() for letter in between):
            raise ValueError(f"{self.text!r} holds more than YYYY MM M DD D HH mm ss; a year has four digits")
        written = "".join(_TOKENS.get(part, re.escape(part)) for part in re.split(f"({_TOKEN.pattern})", self.text))
        try:
            pattern = re.compile(written, re.ASCII)
        except re.error as error:
            raise ValueError(f"{self.text!r} names a part twice") from error
        if not {"year", "month", "day"} <= pattern.groupindex.keys():
            raise ValueError(f"{self.text!r} lacks year, month or day")
        if not {"hour", "minute"} <= pattern.groupindex.keys() and {"hour", "minute", "second"} & set(
            pattern.groupindex
        ):
            raise ValueError(f"{self.text!r} has half a time; name hours and minutes")
        object.__setattr__(self, "pattern", pattern)

    @property
    def has_time(self) -> bool:
        return "hour" in self.pattern.groupindex


def read_day(cell: Cell, written: DayFormat) -> str:
    """Give the ISO day of a cell; a time beside it is passed over. Raises Unacceptable."""
    return _instant(cell, written)[0].date().isoformat()


def read_moment(cell: Cell, written: DayFormat, offset: str) -> str:
    """Give the ISO date and time of a cell at this offset; a day without a time is told as noon. Raises Unacceptable.

    A spreadsheet stores a day as its midnight, so midnight there counts as a day without a time.
    """
    instant, has_time = _instant(cell, written)
    clock = instant.time().isoformat() if has_time else NOON
    return f"{instant.date().isoformat()}T{clock}{offset}"


def _instant(cell: Cell, written: DayFormat) -> tuple[datetime, bool]:
    if isinstance(cell, datetime):
        return _in_our_time(cell), cell.time() != datetime.min.time()
    if not isinstance(cell, str):
        raise Unacceptable(
            field="", reason="is a number, not a date", mend="format the column as a date, or write it as text"
        )
    found = written.pattern.fullmatch(cell)
    if found is None:
        raise Unacceptable(
            field="",
            reason=f"is not a date written as {written.text}",
            mend="correct it, or dates.format in the mapping: DD and MM need two digits, D and M take one as well",
        )
    parts = {name: int(digits) for name, digits in found.groupdict().items()}
    try:
        return _in_our_time(datetime(**parts)), written.has_time  # type: ignore[arg-type]  # noqa: DTZ001 - see offset
    except ValueError as error:
        raise Unacceptable(field="", reason=f"is no day that exists: {error}", mend="correct the date") from error


def _in_our_time(instant: datetime) -> datetime:
    if instant.year not in _YEARS:
        reason = f"is outside the years {_YEARS[0]} to {_YEARS[-1]}"
        raise Unacceptable(field="", reason=reason, mend="check the year")
    return instant
