"""tierlight screening."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from auditor_cli.operator.signing import Signing, sign_and_send, signs
from auditor_cli.place import Place
from ledger.errors import NotFound

Subject = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="The party or site, as `auditor screen --queue` has it.")
]
Row = Annotated[str, typer.Argument(metavar="ROW", help="The row of the list, KEY@LIST, as the queue has it.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="What you looked at. All downstream read it.")]


@signs
def screening_confirm(place: Place, subject: Subject, row: Row, reason: Reason, signing: Signing) -> int:
    """\b
    Example:
      tierlight screening confirm SITE KEY@LIST --reason "Same licence number." --issuer DID --key KEY.json

    Sign a decision that the row of the list names this party or site, and hand it in, with the row that was looked at.
    The newest decision about the two counts, and only one of an auditor or the operator. It is asked again when the
    row says something else.
    """
    return _decided(place, signing, subject, row, outcome="confirmed", reason=reason)


@signs
def screening_refuse(place: Place, subject: Subject, row: Row, reason: Reason, signing: Signing) -> int:
    """\b
    Example:
      tierlight screening refuse SITE KEY@LIST --reason "Another town, another owner." --issuer DID --key KEY.json

    Sign a decision that the row of the list does not name this party or site, and hand it in, with the row that was
    looked at. The newest decision about the two counts, and only one of an auditor or the operator. It is asked again
    when the row says something else.
    """
    return _decided(place, signing, subject, row, outcome="refused", reason=reason)


def _decided(place: Place, signing: Signing, subject: str, row: str, *, outcome: str, reason: str) -> int:
    from json import dumps

    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = asked.screening(subject, as_of=datetime.now(UTC).date())
    told = {"left": subject, "right": row, "basis": _basis(document, row), "outcome": outcome, "reason": reason}
    return sign_and_send(place, dumps({"subject": "screening-match"} | told).encode(), kind="decision", signing=signing)


def _basis(document: dict[str, Any], row: str) -> list[str]:
    """Give the hash of the row as it stands, and the record that describes the subject. Raises NotFound."""
    for each in document["subjects"]:
        for match in (*each["matches"], *each["ended"], *each["refused"]):
            if match["entry"]["ref"] == row:
                looked_at = [match["entry"]["row_hash"], each["record_id"]]
                return [told for told in looked_at if told is not None]
    raise NotFound(what="match of this party or site with such a row", identifier=row)
