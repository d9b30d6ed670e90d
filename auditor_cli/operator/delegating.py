"""tierlight keys delegate, tierlight keys undelegate: whether this operator's custodian signs for a party."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.consent import ask_consent
from auditor_cli.operator.deploy import Yes
from auditor_cli.operator.passphrase import PasswordFile, passphrase
from auditor_cli.output import answer, tell
from auditor_cli.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.ports.registrar import Registrar

_QUESTION = "Let this operator's custodian sign for {did}? Its records then say custodial, until you take it back."

TheParty = Annotated[str, typer.Option("--did", metavar="DID", help="The party that is, or was, signed for.")]
AdminKey = Annotated[
    str,
    typer.Option("--key", metavar="FILE", help="Its admin key, which signs the order: a file, or its name here."),
]


def keys_delegate(
    place: Place, did: TheParty, key: AdminKey, yes: Yes = False, password_file: PasswordFile = None
) -> int:
    """\b
    Example:
      tierlight keys delegate --did did:web:mill.example --key mill.example

    Let this operator's custodian sign what comes unsigned under the party's API key. The party's admin key signs the
    order, the registrar's account sends and pays it. Already delegated, nothing is sent.
    """
    if not ask_consent(_QUESTION.format(did=did), is_given=yes):
        tell("nothing was sent")
        return ExitCode.INTERRUPTED
    note = "From now on `tierlight capture --server` with the party's API key needs no --key."

    def order(writer: "Registrar", secret: bytes, custodian: str) -> None:
        writer.delegate([(did, secret, custodian)])

    return _ordered(place, did, key, password_file, order, title="DELEGATED", note=note)


def keys_undelegate(place: Place, did: TheParty, key: AdminKey, password_file: PasswordFile = None) -> int:
    """\b
    Example:
      tierlight keys undelegate --did did:web:mill.example --key mill.example

    Let this operator's custodian sign for the party no longer. What it signed before stays good.
    """

    def order(writer: "Registrar", secret: bytes, custodian: str) -> None:
        writer.undelegate(did, secret, custodian)

    note = "What the custodian signed before stays good."
    return _ordered(place, did, key, password_file, order, title="NOT DELEGATED", note=note)


def _ordered(
    place: Place,
    did: str,
    key: str,
    password_file: Path | None,
    order: "Callable[[Registrar, bytes, str], None]",
    *,
    title: str,
    note: str,
) -> int:
    """Send the order, read the registry anew, and answer what it says then."""
    from auditor_cli.operator.keys_order import key_file, open_desk
    from auditor_cli.operator.keys_rules import party_of, require_admins
    from auditor_cli.operator.statements import secret_in, signer_in
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap import OPERATOR_DID
    from ledger.proof.typed_data import party_id

    with open_desk(place) as desk:
        path = key_file(key, desk.settings.keys_folder, field="--key")
        require_admins(party_of(desk.registry, did), did, [signer_in(path)], field="--key")
        secret = secret_in(path, passphrase(desk.settings, password_file, is_new=False))
        order(desk.writer, secret, OPERATOR_DID)
        found = desk.read_anew().delegations.get((party_id(did), party_id(OPERATOR_DID)))
    document: dict[str, Any] = {
        "did": did,
        "custodian": OPERATOR_DID,
        "is_delegated": found is not None and found.until is None,
    }
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, title, document, note))
    return ExitCode.OK
