"""auditor trace."""

from typing import Annotated

import typer

from auditor_cli.auditor.log_state import AsOf, AsOfLogSize, MinLogSize, state_of
from auditor_cli.auditor.tiers import Complete
from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place


def trace(
    place: Place,
    lot: Annotated[str, typer.Argument(metavar="LOT", help="A lot's identifier, as its events name it.")],
    edges: Annotated[bool, typer.Option("--links", help="Show each link between two lots with its record.")] = False,
    require_complete: Complete = False,
    min_log_size: MinLogSize = None,
    as_of_log_size: AsOfLogSize = None,
    as_of: AsOf = None,
) -> int:
    """\b
    Example:
      auditor trace https://id.gs1.org/01/09506000134352/10/ABC123

    Walk a lot back to raw material: who made what, where nobody answers, what contradicts itself.
    """
    from auditor_cli.render.trace import draw_trace
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = asked.lot_trace(lot, **state_of(min_log_size, as_of_log_size, as_of))
    answer(document, as_json=place.as_json, render=lambda console: draw_trace(console, document, with_edges=edges))
    return ExitCode.NOT_COMPLETE if require_complete and document["gaps"] else ExitCode.OK
