"""tierlight hand-in."""

from pathlib import Path
from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place

DraftFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The draft, as `tierlight attest --signer --json` gave it.")
]
Signature = Annotated[
    str,
    typer.Option("--signature", metavar="0x…", help="What the passkey or wallet answered, as the contracts take it."),
]


def hand_in(place: Place, file: DraftFile, signature: Signature) -> int:
    """\b
    Example:
      tierlight hand-in draft.json --signature 0x5f1c…

    Hand in a statement that was signed elsewhere: by a passkey in a browser, or by a contract wallet.
    """
    from auditor_cli.operator import statements
    from auditor_cli.render.facts import draw_acknowledgements
    from auditor_cli.source.chosen import source

    raw = statements.signed_elsewhere(statements.file_bytes(file, field="FILE"), signature)
    with source(place) as asked:
        given = asked.submit(raw)
    answer(given, as_json=place.as_json, render=lambda console: draw_acknowledgements(console, [given]))
    return ExitCode.OK
