"""auditor brand."""

from typing import Annotated

import typer

from auditor_cli.auditor.as_of import AsOf, day_of
from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place

BrandDid = Annotated[str, typer.Argument(metavar="DID", help="The brand, as it is registered.")]


def brand(place: Place, did: BrandDid, as_of: AsOf = None) -> int:
    """\b
    Example:
      auditor brand did:web:brand.example --as-of 2026-11-21

    Score how a brand buys: price, lead time, order changes, payment, fees repaid, time to remedy, and whom it left.
    """
    from auditor_cli.render.brand import draw_brand
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = asked.brand(did, as_of=day_of(as_of))
    answer(document, as_json=place.as_json, render=lambda console: draw_brand(console, document))
    return ExitCode.OK
