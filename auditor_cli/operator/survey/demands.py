"""tierlight survey demands."""

from json import dumps
from typing import Annotated

import typer

from auditor_cli.operator.signing import Signing, sign_and_send, signs
from auditor_cli.place import Place

First = Annotated[str, typer.Argument(metavar="FIRST", help="The first day of the period, as 2026-01-01.")]
Last = Annotated[str, typer.Argument(metavar="LAST", help="The last day of the period.")]
Demands = Annotated[int, typer.Option("--demands", metavar="N", min=0, help="How many demands authorities made.")]
Followed = Annotated[int, typer.Option("--followed", metavar="N", min=0, help="How many were followed in any part.")]


@signs
def survey_demands(
    place: Place, first: First, last: Last, demands: Demands, followed: Followed, signing: Signing
) -> int:
    """\b
    Example:
      tierlight survey demands 2026-01-01 2026-06-30 --demands 0 --followed 0 --audience public \\
        --issuer did:web:workers.example --key custodian.json

    State in public how many demands for worker data authorities made, and how many were followed; also when it is none.
    """
    told = {"setting": "demand-count", "first_day": first, "last_day": last, "demands": demands, "followed": followed}
    return sign_and_send(place, dumps(told).encode(), kind="settings", signing=signing)
