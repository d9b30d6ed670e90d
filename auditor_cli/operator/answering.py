"""tierlight reply and tierlight dispute."""

import json
from typing import Annotated

import typer

from auditor_cli.operator.signing import Signing, sign_and_send, signs
from auditor_cli.place import Place

Flag = Annotated[str, typer.Argument(metavar="RECORD", help="The record that is answered, 0x and 64 hex digits.")]
Text = Annotated[str, typer.Option("--text", metavar="TEXT", help="What you answer, in one line.")]
Finding = Annotated[str | None, typer.Option("--finding", metavar="ID", help="One of several findings of the record.")]
DraftId = Annotated[
    str | None,
    typer.Option("--draft", metavar="RECORD", help="The custodian's draft, for a flag of the worker line."),
]
Ground = Annotated[
    str,
    typer.Option("--ground", metavar="WHY", help="wrong-site, wrong-fact, remedied-before, not-heard or other."),
]


@signs
def reply(
    place: Place, record: Flag, text: Text, signing: Signing, finding: Finding = None, draft: DraftId = None
) -> int:
    """\b
    Example:
      tierlight reply RECORD --text "All fees were repaid." --issuer did:web:mill.example --key var/keys/mill.json

    Answer a flag: an audit, a finding, a release. The reply is shown wherever the flag is shown.
    """
    return _send(place, "reply", {"flag": record, "text": text, "finding_id": finding, "draft": draft}, signing)


@signs
def dispute(
    place: Place,
    record: Flag,
    text: Text,
    signing: Signing,
    ground: Ground = "other",
    finding: Finding = None,
    draft: DraftId = None,
) -> int:
    """\b
    Example:
      tierlight dispute RECORD --text "That was our neighbour." --ground wrong-site --issuer DID --key FILE

    Contest a flag. It is to be answered or ruled on within 15 days, by a reviewer whom neither side pays.
    """
    body = {"flag": record, "text": text, "ground": ground, "finding_id": finding, "draft": draft}
    return _send(place, "dispute", body, signing)


def _send(place: Place, kind: str, body: dict[str, str | None], signing: Signing) -> int:
    said = {name: value for name, value in body.items() if value is not None}
    return sign_and_send(place, json.dumps(said).encode(), kind=kind, signing=signing)
