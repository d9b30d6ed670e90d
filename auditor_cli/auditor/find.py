"""auditor find."""

from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place
from ledger.errors import NotFound


def find(
    place: Place,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The number, as the paper has it.")],
    of_type: Annotated[
        str | None,
        typer.Option("--type", metavar="TYPE", help="purchase-order, invoice, container, bill-of-lading, …"),
    ] = None,
) -> int:
    """\b
    Example:
      auditor find PO-4711

    Find lots by a purchase order, invoice, container, bill of lading or customs entry number.
    """
    from auditor_cli.render.found import draw_found
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = asked.find(number, of_type=of_type)
    if not document["lots"]:
        raise NotFound(what="lot that you may trace, by this number", identifier=number)
    answer(document, as_json=place.as_json, render=lambda console: draw_found(console, document))
    return ExitCode.OK
