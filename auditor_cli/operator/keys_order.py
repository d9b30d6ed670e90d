"""An order of a party: signed here by its key file and sent, or prepared as JSON for a key that is elsewhere."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.operator.consent import ask_consent
from auditor_cli.operator.passphrase import passphrase
from auditor_cli.output import answer, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.model.deployment import Deployment, RegistrySnapshot
    from ledger.ports import World
    from ledger.ports.registrar import Registrar
    from ledger.proof.orders import Authorization, Order, UnsignedOrder
    from ledger.settings import Settings

TheDid = Annotated[str, typer.Argument(metavar="DID", help="The party whose keys these are.")]
By = Annotated[
    str,
    typer.Option(
        "--by", metavar="KEY", help="Who orders it: a key file, or its name here; with --prepare also 0x and a signer."
    ),
]
Prepare = Annotated[
    Path | None,
    typer.Option("--prepare", metavar="ORDER.json", help="Send nothing: write the order, to be signed elsewhere."),
]
_PREPARED_FOR_SECONDS = 86_400
_LISTED = "`tierlight keys list DID` shows what the registry holds"
# What the contract says of an order that the registry, as just read, had nothing against: field, reason, mend.
_CONTRACT_SAYS = {
    "BadSignature": ("--signature", "is not by the named signer over this order", "sign the digest of this very order"),
    "DeadlinePassed": ("ORDER", "its deadline has passed", "prepare it anew and have it signed within a day"),
    "NonceSpent": ("ORDER", "was sent before, or was cancelled", f"{_LISTED}; prepare another"),
    "NotPartyAdmin": ("--by", "is no admin of the party", f"give the key of an admin; {_LISTED}"),
    "WrongQuorum": ("--by", "is not exactly the present quorum of admins", f"{_LISTED}"),
    "NotOnCurve": ("--signer", "is no point of P-256", "copy x and y from the passkey's registration"),
    "KeyExists": ("--signer", "is a key of somebody already", "give another key"),
    "AlreadyRevoked": ("SIGNER", "was revoked before", _LISTED),
    "SuspectFromTooLate": ("the time of suspicion", "is later than what holds now", f"name an earlier one; {_LISTED}"),
    "KeyCannotRecover": (
        "--by",
        "is no signing key of the party that is good now",
        "propose it by another of its keys",
    ),
    "RecoveryNotReady": ("STEP", "the seven days are not over", f"{_LISTED}, and when they end"),
    "NoRecovery": ("STEP", "no recovery runs", "propose one"),
    "OtherAdminProposed": ("--admin", "is not the one that was proposed", _LISTED),
}


@dataclass(frozen=True, slots=True)
class Signing:
    """Who orders, as the options say; with `prepare` they sign elsewhere."""

    by: tuple[str, ...]
    prepare: Path | None
    password_file: Path | None


@dataclass(frozen=True, slots=True)
class Desk:
    """An open ledger whose registry was just read, and who sends to it. `now` is in epoch seconds."""

    settings: "Settings"
    world: "World"
    deployment: "Deployment"
    registry: "RegistrySnapshot"
    writer: "Registrar"
    now: int

    def authorities(self, signing: Signing) -> list[bytes]:
        """Give the signers that are to order it; no key file is opened. Raises WrongUsage, KeyUnreadable."""
        if signing.prepare is not None and len(signing.by) != 1:
            mend = "prepare one for each, and send them together: `tierlight keys send A.json B.json`"
            raise WrongUsage(field="--prepare", reason="is an order for one --by", mend=mend)
        return [self._authority(each, signing) for each in signing.by]

    def carry_out(self, order: "Order", authorities: Sequence[bytes], signing: Signing) -> dict[str, Any]:
        """Write the order for elsewhere, or sign and send it; say which.

        Raises WrongUsage, KeyUnreadable, and ChainAway: then its fate is open.
        """
        if signing.prepare is not None:
            unsigned = self.writer.prepare(order, authority=authorities[0], valid_for_seconds=_PREPARED_FOR_SECONDS)
            _write_order(signing.prepare, unsigned)
            return {"is_sent": False, "order": str(signing.prepare), "digest": "0x" + unsigned.digest.hex()}
        self.send(order, [self._signed(order, *each, signing) for each in zip(authorities, signing.by, strict=True)])
        return {"is_sent": True}

    def send(self, order: "Order", authorizations: "Sequence[Authorization]") -> None:
        """Send an order. Raises WrongUsage in the words of this command where the contract refuses it."""
        with contract_in_words():
            self.writer.send_order(order, authorizations)

    def read_anew(self) -> "RegistrySnapshot":
        """Give the registry after a change; intake knows it from then on."""
        from ledger.jobs.sync_registry import sync_registry

        return sync_registry(self.world)

    def _authority(self, named: str, signing: Signing) -> bytes:
        from auditor_cli.operator.keys_rules import signer_from
        from auditor_cli.operator.statements import signer_in

        if not named.startswith("0x"):
            return signer_in(key_file(named, self.settings.keys_folder, field="--by"))
        if signing.prepare is None:
            mend = "give its key file, or add --prepare ORDER.json to have it signed elsewhere"
            raise WrongUsage(field="--by", reason="names a signer, whose key is not here", mend=mend)
        return signer_from(named, field="--by", verifier=self.deployment.passkey_verifier)

    def _signed(self, order: "Order", authority: bytes, named: str, signing: Signing) -> "Authorization":
        from auditor_cli.operator.statements import secret_in

        path = key_file(named, self.settings.keys_folder, field="--by")
        secret = secret_in(path, passphrase(self.settings, signing.password_file, is_new=False))
        return self.writer.prepare(order, authority=authority).signed(secret)


@contextmanager
def open_desk(place: Place) -> Iterator[Desk]:
    """Give the ledger of the data folder, its registry read from the chain, for as long as the block runs."""
    from auditor_cli.source.chosen import require_ledger
    from ledger.bootstrap import open_ledger, registrar
    from ledger.jobs.standing import deployment_of
    from ledger.jobs.sync_registry import sync_registry

    settings = require_ledger(place)
    ledger = open_ledger(settings, with_keys=False)  # of this operator's keys the registrar's is needed alone
    try:
        world = ledger.world
        deployment, writer = deployment_of(world), registrar(settings)
        registry = sync_registry(world)
        yield Desk(settings, world, deployment, registry, writer, moment(world))
    finally:
        ledger.close()


def moment(world: "World") -> int:
    """Give the present, in epoch seconds: a chain's blocks may be ahead of this machine's clock, and behind it."""
    from ledger.jobs.standing import chain_of

    return max(world.clock.now(), chain_of(world).latest_block().timestamp)


@contextmanager
def contract_in_words() -> Iterator[None]:
    """Tell a contract's refusal as wrong usage with its mend; one that no option explains stays as it is."""
    from ledger.errors import ChainRefused

    try:
        yield
    except ChainRefused as error:
        told = _CONTRACT_SAYS.get(error.reason.partition("(")[0])
        if told is None:
            raise
        field, reason, mend = told
        raise WrongUsage(field=field, reason=reason, mend=mend) from error


def key_file(named: str, folder: Path, *, field: str) -> Path:
    """Give the key file that is meant: a path, else a name in the keys folder. Raises WrongUsage."""
    for path in (Path(named), folder / f"{named}.json"):
        if path.is_file():
            return path
    reason = f"{named} is no file, nor the name of a key in {folder}"
    raise WrongUsage(field=field, reason=reason, mend="give the file")


def may_go_on(question: str, *, is_given: bool, signing: Signing) -> bool:
    """Ask the person, unless the order is only prepared. Raises WrongUsage where nobody can be asked."""
    if signing.prepare is not None or ask_consent(question, is_given=is_given):
        return True
    tell("nothing was sent")
    return False


def tell_change(place: Place, title: str, document: dict[str, Any], *notes: str) -> None:
    """Answer what was changed, or which order waits for a signature elsewhere."""
    from auditor_cli.render.facts import draw_facts

    if document.get("is_sent") is False and "order" in document:
        title = "PREPARED: nothing was sent"
        steps = ("Sign `digest`, or `typed_data` of the file (EIP-712), within a day; then:",)
        notes = (*steps, f"  tierlight keys send {document['order']} --signature 0x…")
    shown: dict[str, object] = {name: _shown(told) for name, told in document.items() if not isinstance(told, bool)}
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, title, shown, *notes))


def _write_order(path: Path, unsigned: "UnsignedOrder") -> None:
    """Write it whole; it holds no secret. Raises WrongUsage."""
    document = {"schema": "tierlight.key-order/1", "digest": "0x" + unsigned.digest.hex()}
    text = json.dumps({**document, "typed_data": unsigned.document()}, indent=2) + "\n"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        mend = "name a file that does not exist, in a folder that does"
        raise WrongUsage(field="--prepare", reason=f"{path}: {error.strerror}", mend=mend) from error


def _shown(told: object) -> object:
    return ", ".join(map(str, told)) if isinstance(told, list) else told
