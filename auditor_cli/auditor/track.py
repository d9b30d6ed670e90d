"""auditor track."""

from typing import Annotated

import typer

from auditor_cli.auditor.log_state import AsOf, AsOfLogSize, MinLogSize, state_of
from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place


def track(
    place: Place,
    lot: Annotated[str, typer.Argument(metavar="LOT", help="A lot's identifier, as its events name it.")],
    finished: Annotated[bool, typer.Option("--finished", help="Show only lots that a product declares.")] = False,
    min_log_size: MinLogSize = None,
    as_of_log_size: AsOfLogSize = None,
    as_of: AsOf = None,
) -> int:
    """\b
    Example:
      auditor track https://id.gs1.org/01/09506000120508/10/Y1 --finished

    Walk a lot forward: which lots and finished products contain it, and how much of it.
    """
    from auditor_cli.render.track import draw_track
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = asked.lot_track(lot, **state_of(min_log_size, as_of_log_size, as_of))
    if finished:
        document = {**document, "lots": [each for each in document["lots"] if each["is_finished"]]}
    answer(document, as_json=place.as_json, render=lambda console: draw_track(console, document))
    return ExitCode.OK
