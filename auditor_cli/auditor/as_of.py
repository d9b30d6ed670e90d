"""The option --as-of, for every command that judges as known on a day."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from auditor_cli.refusals import WrongUsage

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Judge as known on this day.")]


def day_of(text: str | None) -> date:
    """Give the day that was named, today in UTC for none. Raises WrongUsage."""
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(field="--as-of", reason=f"{text!r} is no day", mend="write it as 2026-11-21") from error
