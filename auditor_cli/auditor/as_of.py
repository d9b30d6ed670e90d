"""The option --as-of, for every command that judges as known on a day."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from auditor_cli.refusals import WrongUsage

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Judge as known on this day.")]


def day_of(text: str | None) -> date:
    """Give the day that was named, today in UTC for none. Raises WrongUsage, also for a day to come."""
    today = datetime.now(UTC).date()
    if (day := read_day(text) if text is not None else today) > today:
        raise WrongUsage(field="--as-of", reason=f"{day} is after today", mend=f"name {today} or a day before it")
    return day


def read_day(text: str) -> date:
    """Give the day that is written there. Raises WrongUsage."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(field="--as-of", reason=f"{text!r} is no day", mend="write it as 2026-11-21") from error
