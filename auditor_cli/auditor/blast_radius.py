"""auditor blast-radius."""

from datetime import datetime
from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place
from ledger.model.blast_radius import Cause


def blast_radius(
    place: Place,
    cause: Annotated[Cause, typer.Argument(help="What the question starts from.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="A site, a DID, a country, or a list entry TM:Cotton.")],
    good: Annotated[str | None, typer.Option("--good", help="With origin: this good alone.")] = None,
    known_on: Annotated[
        datetime | None, typer.Option("--known-on", formats=["%Y-%m-%d"], help="And what was known on this day.")
    ] = None,
) -> int:
    """\b
    Example:
      auditor blast-radius origin TM --good Cotton --known-on 2026-03-31

    Say which lots and products a site, party, recruiter, origin or list entry touches, now and as known on a day.
    """
    from auditor_cli.render.blast_radius import draw_blast_radius
    from auditor_cli.source.chosen import source

    day = known_on.date() if known_on is not None else None
    with source(place) as asked:
        document = asked.blast_radius(cause.value, value, good=good, known_on=day)
    answer(document, as_json=place.as_json, render=lambda console: draw_blast_radius(console, document))
    return ExitCode.OK
