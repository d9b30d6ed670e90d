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
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.model.deployment import RegistrySnapshot
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
    from auditor_cli.operator.statements import secret_in
    from auditor_cli.render.facts import draw_facts
    from auditor_cli.source.chosen import require_ledger
    from ledger.bootstrap import OPERATOR_DID, open_ledger, registrar
    from ledger.jobs.sync_registry import sync_registry
    from ledger.proof.typed_data import party_id

    settings = require_ledger(place)
    secret = secret_in(_file(key, settings.keys_folder), passphrase(settings, password_file, is_new=False))
    ledger = open_ledger(settings)
    try:
        _require_admin(sync_registry(ledger.world), did, secret)
        order(registrar(settings), secret, OPERATOR_DID)
        found = sync_registry(ledger.world).delegations.get((party_id(did), party_id(OPERATOR_DID)))
    finally:
        ledger.close()
    document: dict[str, Any] = {
        "did": did,
        "custodian": OPERATOR_DID,
        "is_delegated": found is not None and found.until is None,
    }
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, title, document, note))
    return ExitCode.OK


def _require_admin(registry: "RegistrySnapshot", did: str, secret: bytes) -> None:
    """Return when the key is an admin key of the party. Raises WrongUsage."""
    from ledger.proof.typed_data import account_of, party_id

    party = registry.parties.get(party_id(did))
    if party is None:
        mend = "register it: `tierlight keys new --did DID --role ROLE --register`"
        raise WrongUsage(field="--did", reason=f"{did} is no party of the key registry", mend=mend)
    if account_of(secret) not in party.admins:
        raise WrongUsage(field="--key", reason=f"is no admin key of {did}", mend="give the key that it registered with")


def _file(named: str, folder: Path) -> Path:
    """Give the key file that is meant: a path, else a name in the keys folder. Raises WrongUsage."""
    for path in (Path(named), folder / f"{named}.json"):
        if path.is_file():
            return path
    raise WrongUsage(
        field="--key", reason=f"{named} is no file, nor the name of a key in {folder}", mend="give the file"
    )
