"""tierlight attest."""

from pathlib import Path
from typing import Annotated

import typer

from auditor_cli.operator.signing import Signing, sign_and_send, signs
from auditor_cli.place import Place

BodyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The body, as JSON.")]
KindName = Annotated[str, typer.Option("--kind", metavar="KIND", help="What it is: attestation, facility, audit, …")]


@signs
def attest(place: Place, file: BodyFile, kind: KindName, signing: Signing) -> int:
    """\b
    Example:
      tierlight attest claim.json --kind attestation --issuer did:web:mill.example --key var/keys/mill.example.json

    Sign a statement and hand it in. Shows the summary that is signed and who will read it, and asks first. With
    --signer nothing is signed: record_id is the digest to sign elsewhere, and `tierlight hand-in` takes the answer.
    """
    from auditor_cli.operator import statements

    statements.signer_named(signing.key, signing.signer)
    return sign_and_send(place, statements.file_bytes(file, field="FILE"), kind=kind, signing=signing)
