"""tierlight keys sign, keys send: a prepared order gets its signature elsewhere, and anybody sends it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.keys_order import key_file, open_desk, tell_change
from auditor_cli.operator.passphrase import PasswordFile, passphrase
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.proof.orders import UnsignedOrder

_MOST_SIGNATURE_BYTES = 16_384
_PREPARE = "give the file that `--prepare` wrote"

OrderFile = Annotated[Path, typer.Argument(metavar="ORDER.json", help="What `--prepare` wrote.")]
OrderFiles = Annotated[
    list[Path], typer.Argument(metavar="ORDER.json…", help="What `--prepare` wrote, one for each who signs.")
]
Signatures = Annotated[
    list[str],
    typer.Option("--signature", metavar="HEX", help="What the signer of the order gave; one for each order, in turn."),
]
Key = Annotated[str, typer.Option("--by", metavar="KEY", help="The key file of who orders it, or its name here.")]


def keys_sign(place: Place, order: OrderFile, by: Key, password_file: PasswordFile = None) -> int:
    """\b
    Example:
      tierlight keys sign order.json --by mill.example

    Sign a prepared order with a key file, where that file is: it needs no ledger and no chain. Shows what is ordered.
    """
    from auditor_cli.operator.statements import secret_in, signer_in

    settings, unsigned = place.settings(), read_order_file(order)
    path = key_file(by, settings.keys_folder, field="--by")
    if signer_in(path) != unsigned.authority:
        mend = f"it asks for the key of 0x{unsigned.authority.hex()}"
        raise WrongUsage(field="--by", reason="is not the key that the order names", mend=mend)
    signature = unsigned.signed(secret_in(path, passphrase(settings, password_file, is_new=False))).signature
    document = {**_ordered(unsigned), "signature": "0x" + signature.hex()}
    tell_change(
        place, "SIGNED: nothing was sent", document, "Send it: `tierlight keys send ORDER.json --signature 0x…`"
    )
    return ExitCode.OK


def keys_send(place: Place, orders: OrderFiles, signature: Signatures) -> int:
    """\b
    Example:
      tierlight keys send order.json --signature 0x5f0a…

    Send an order that was signed elsewhere; this ledger's registrar account pays for it. A signature is 65 bytes
    r, s, v of an account, the ABI-encoded answer of a passkey, or what a contract wallet takes.
    """
    if len(orders) != len(signature):
        reason = f"{len(signature)} for {len(orders)} orders"
        raise WrongUsage(field="--signature", reason=reason, mend="give one for each order, in their order")
    asked = [read_order_file(path) for path in orders]
    if any(each.order != asked[0].order for each in asked):
        raise WrongUsage(field="ORDER", reason="the files order different changes", mend="send each by itself")
    given = [each.with_signature(_signature(text)) for each, text in zip(asked, signature, strict=True)]
    with open_desk(place) as desk:
        here = desk.deployment.place
        for each in asked:
            if (each.registry.chain_id, each.registry.address) != (here.chain_id, here.key_registry):
                reason = f"is for the registry 0x{each.registry.address.hex()} of chain {each.registry.chain_id}"
                raise WrongUsage(field="ORDER", reason=reason, mend="send it where it was prepared")
        desk.send(asked[0].order, given)
        desk.read_anew()
    tell_change(
        place, "SENT", {**_ordered(asked[0]), "is_sent": True}, "`tierlight keys list DID` shows what holds now."
    )
    return ExitCode.OK


def read_order_file(path: Path) -> "UnsignedOrder":
    """Give the order of a file. Raises WrongUsage for another file, and for one that was changed."""
    from auditor_cli.operator.statements import file_bytes
    from ledger.errors import Malformed
    from ledger.proof.canonical import parse
    from ledger.proof.orders import read_order

    try:
        document = parse(file_bytes(path, field="ORDER"))
        if not isinstance(document, dict) or not isinstance(document.get("typed_data"), dict):
            raise WrongUsage(field="ORDER", reason=f"{path} is no order", mend=_PREPARE)
        return read_order(document["typed_data"])  # type: ignore[arg-type]
    except Malformed as error:
        raise WrongUsage(field="ORDER", reason=f"{path} {error.reason}", mend=_PREPARE) from error


def _signature(text: str) -> bytes:
    from ledger.errors import Unacceptable
    from ledger.proof.wire import read_hex

    try:
        return read_hex(text.lower(), field="--signature", least=1, most=_MOST_SIGNATURE_BYTES)
    except Unacceptable as error:
        raise WrongUsage(field="--signature", reason=error.reason, mend="give 0x and hex digits") from error


def _ordered(unsigned: "UnsignedOrder") -> dict[str, Any]:
    """What is ordered, word for word as it is signed."""
    from ledger.proof.wire import instant_text

    pairs = zip(unsigned.order.members, unsigned.order.arguments, strict=True)
    told = {name: "0x" + value.hex() if isinstance(value, bytes) else value for (_, name), value in pairs}
    return {"verb": unsigned.order.verb, **told, "good_until": instant_text(unsigned.deadline)}
