"""auditor backtest."""

from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

PLOTS = (".svg", ".png")
_From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="DIR",
        help="A folder with your corruption index (cpi*.csv: iso3, year, cpi_0_100) and, if you have one, your "
        "production table (production*.csv: iso3, good).",
    ),
]
_Plot = Annotated[
    Path | None, typer.Option("--plot", metavar="FILE", help="Draw the rankings into a new .svg or .png file.")
]


def backtest(place: Place, folder: _From = None, plot: _Plot = None) -> int:
    """\b
    Example:
      auditor backtest --from tables/ --plot backtest.svg

    Test on past editions of public lists whether the method ranks later listings better than a country index. Features
    are what was known on the cut-off, labels what came later. Without a corruption index, which is not ours to give
    away, the rows that need it are named as missing.
    """
    from auditor_cli.render.backtest import draw_backtest
    from ledger.errors import ReferenceTableError
    from ledger.jobs.backtest import back_test

    _check(folder, plot)
    tell("computing the studies; this takes some seconds")
    try:
        document = back_test(folder)
    except ReferenceTableError as refused:
        if folder is None:
            raise
        reason = f"{refused.table}: {refused.field}: {refused.reason}"
        raise WrongUsage(field="--from", reason=reason, mend=refused.mend) from refused
    if plot is not None:
        _put_plot(document, plot)
    answer(document, as_json=place.as_json, render=lambda console: draw_backtest(console, document))
    return ExitCode.OK


def _check(folder: Path | None, plot: Path | None) -> None:
    """Refuse what cannot end well before the work begins."""
    if folder is not None and not folder.is_dir():
        raise WrongUsage(field="--from", reason=f"{folder} is no folder", mend="give a folder that is there")
    if plot is None:
        return
    if plot.suffix not in PLOTS:
        raise WrongUsage(field="--plot", reason=f"{plot.name} ends in neither", mend=f"end it in {' or '.join(PLOTS)}")
    if plot.exists():
        raise WrongUsage(field="--plot", reason=f"{plot} is there already", mend="name a new file, or move it away")
    if not plot.parent.is_dir():
        raise WrongUsage(field="--plot", reason=f"{plot.parent} is no folder", mend="make it first")


def _put_plot(document: dict[str, Any], plot: Path) -> None:
    """Draw whole, then write: nothing half-written stays."""
    from auditor_cli.render.backtest_plot import plotted

    drawn = plotted(document, kind=plot.suffix.removeprefix("."))
    try:
        plot.write_bytes(drawn)
    except OSError as reason:
        told = f"{plot} cannot be written: {reason.strerror}"
        raise WrongUsage(field="--plot", reason=told, mend="choose another place") from reason
    tell(f"plot: {plot}")
