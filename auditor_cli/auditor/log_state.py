"""The options that say which state of the log a question about the supply graph is for."""

from typing import Annotated

import typer

MinLogSize = Annotated[
    int | None,
    typer.Option("--min-log-size", min=0, metavar="N", help="Wait until the graph covers the first N entries."),
]
AsOfLogSize = Annotated[
    int | None, typer.Option("--as-of-log-size", min=0, metavar="N", help="Answer from the first N entries of the log.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="WHEN", help="Answer from what was anchored by this day or time.")
]


def state_of(min_log_size: int | None, as_of_log_size: int | None, as_of: str | None) -> dict[str, str]:
    """Give what was named, as the sources take it."""
    told = {"min_log_size": min_log_size, "as_of_log_size": as_of_log_size, "as_of": as_of}
    return {name: str(value) for name, value in told.items() if value is not None}
