"""auditor credits."""

from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place


def show_credits(
    place: Place,
    certificate: Annotated[str, typer.Argument(metavar="CERTIFICATE", help="The record id of a certificate.")],
) -> int:
    """\b
    Example:
      auditor credits 0x3f0c…

    Say what is left to claim of a certified quantity, and which records claimed the rest.
    """
    from auditor_cli.render.credits import draw_credit
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = asked.credit(certificate)
    answer(document, as_json=place.as_json, render=lambda console: draw_credit(console, document))
    return ExitCode.OK
