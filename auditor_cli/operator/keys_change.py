"""tierlight keys add, keys revoke, keys suspect: a party's keys, ordered by one of its admins."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.deploy import Yes
from auditor_cli.operator.keys_list import key_document
from auditor_cli.operator.keys_order import (
    By,
    Desk,
    Prepare,
    Signing,
    TheDid,
    may_go_on,
    moment,
    open_desk,
    tell_change,
)
from auditor_cli.operator.passphrase import PasswordFile, passphrase
from auditor_cli.output import tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.model.party import SigningKey
    from ledger.proof.orders import Order

_REVOKE = "Revoke this key of {did}? What it signs is invalid from then on, and it never comes back."
_SUSPECT = (
    "Call this key of {did} suspect from {text} on? What it signed since is disputed; the time only moves earlier."
)
_ROTATED = "Nothing that it signed before is touched: it was rotated. If it was stolen: `tierlight keys suspect`."
_STILL_ADMIN = (
    "It is still an ADMIN of the party: whoever holds it can add keys. `tierlight keys admins DID --remove` it."
)
_DISPUTED = (
    "What it signed from then on, until it was revoked, is DISPUTED, which says only that. Verdicts know it once the "
    "block is final."
)

TheKey = Annotated[
    str, typer.Argument(metavar="SIGNER", help="The key: its signer or key id, as `keys list` shows it.")
]
IsNew = Annotated[bool, typer.Option("--new", help="Make a new key file of the data folder.")]
FileName = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="The new file's name; else after the DID.")
]
NewPassword = Annotated[
    Path | None,
    typer.Option("--new-password-file", metavar="FILE", help="The new file's passphrase; else as for --by."),
]
TheSigner = Annotated[
    str | None,
    typer.Option("--signer", metavar="HEX", help="A key made elsewhere: an address, or x and y of a passkey."),
]
TheType = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="Of --signer: eoa, passkey or erc1271.")]
RpId = Annotated[str | None, typer.Option("--rp-id", metavar="DOMAIN", help="The domain that a passkey is bound to.")]
SuspectFrom = Annotated[
    str | None,
    typer.Option("--suspect-from", metavar="DAY", help="It was stolen: since this day, or time in UTC, it is suspect."),
]
From = Annotated[str, typer.Option("--from", metavar="DAY", help="From this day, or time in UTC, on.")]


def keys_add(
    place: Place,
    did: TheDid,
    by: By,
    new: IsNew = False,
    name: FileName = None,
    new_password_file: NewPassword = None,
    signer: TheSigner = None,
    type: TheType = None,  # noqa: A002 - the option's name
    rp_id: RpId = None,
    prepare: Prepare = None,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight keys add did:web:mill.example --new --by mill.example

    Give the party another key, ordered by one of its admins: a new key file, or with --signer one that is elsewhere, as
    a passkey or a contract wallet. The old keys stay good until they are revoked.
    """
    if new == (signer is not None):
        raise WrongUsage(field="--new", reason="or --signer is needed, and not both", mend="give one of them")
    if new and (type or rp_id):
        raise WrongUsage(field="--type", reason="goes with --signer", mend="a new key file is of type eoa")
    if not new and (name or new_password_file):
        raise WrongUsage(field="--name", reason="goes with --new", mend="a key that is elsewhere has no file here")
    signing = Signing((by,), prepare, password_file)
    with open_desk(place) as desk:
        authorities = _admins(desk, did, signing)
        if signer is not None:
            document = _add_foreign(desk, did, signer, (type, rp_id), authorities, signing)
        else:
            document = _add_fresh(desk, did, (name, new_password_file), authorities, signing)
    tell_change(place, "ADDED", document, "The old keys stay good: `tierlight keys revoke` ends one.")
    return ExitCode.OK


def keys_revoke(
    place: Place,
    did: TheDid,
    signer: TheKey,
    by: By,
    suspect_from: SuspectFrom = None,
    prepare: Prepare = None,
    yes: Yes = False,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight keys revoke did:web:mill.example 0xab12… --by mill.example-2

    End a key of the party with the next block. What it signed and was anchored before stays good, unless --suspect-from
    says that it was stolen. It cannot be taken back.
    """
    from auditor_cli.operator import keys_rules

    signing = Signing((by,), prepare, password_file)
    with open_desk(place) as desk:
        authorities, key = _admins(desk, did, signing), keys_rules.key_of(desk.registry, did, signer)
        if key.revoked_at is not None and suspect_from is None:
            tell_change(place, "WAS REVOKED BEFORE: nothing was sent", _unsent(desk, did, key))
            return ExitCode.OK
        if key.revoked_at is not None:
            mend = "use `tierlight keys suspect DID SIGNER --from DAY`"
            raise WrongUsage(field="SIGNER", reason="was revoked before", mend=mend)
        told = keys_rules.suspicion(suspect_from, key, now=desk.now) if suspect_from else 0
        if not may_go_on(_REVOKE.format(did=did), is_given=yes, signing=signing):
            return ExitCode.INTERRUPTED
        order = _about(key, "revokeKey", 0 if told == key.suspect_from else told)
        document = _carried_out(desk, did, key.key_id, order, authorities, signing)
        notes = [_DISPUTED if document.get("suspect_from") else _ROTATED]
        if key.signer in keys_rules.party_of(desk.registry, did).admins:
            notes.append(_STILL_ADMIN)
            document["is_still_admin"] = True
    tell_change(place, "REVOKED", document, *notes)
    return ExitCode.OK


def keys_suspect(
    place: Place,
    did: TheDid,
    signer: TheKey,
    since: From,
    by: By,
    prepare: Prepare = None,
    yes: Yes = False,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight keys suspect did:web:mill.example 0xab12… --from 2026-11-20 --by mill.example-2

    Say from when on a key may have been in wrong hands: what it signed since is DISPUTED until the key was revoked, and
    invalid after that. Before and after revocation; the time only ever moves earlier.
    """
    from auditor_cli.operator import keys_rules

    signing = Signing((by,), prepare, password_file)
    with open_desk(place) as desk:
        authorities, key = _admins(desk, did, signing), keys_rules.key_of(desk.registry, did, signer)
        told = keys_rules.suspicion(since, key, now=desk.now)
        if told == key.suspect_from:
            tell_change(place, "WAS SAID BEFORE: nothing was sent", _unsent(desk, did, key))
            return ExitCode.OK
        if not may_go_on(_SUSPECT.format(did=did, text=since), is_given=yes, signing=signing):
            return ExitCode.INTERRUPTED
        document = _carried_out(desk, did, key.key_id, _about(key, "declareSuspect", told), authorities, signing)
    tell_change(place, "SUSPECT", document, _DISPUTED)
    return ExitCode.OK


def _admins(desk: Desk, did: str, signing: Signing) -> list[bytes]:
    from auditor_cli.operator.keys_rules import party_of, require_admins

    party, authorities = party_of(desk.registry, did), desk.authorities(signing)
    require_admins(party, did, authorities)
    return authorities


def _add_foreign(
    desk: Desk,
    did: str,
    text: str,
    described: tuple[str | None, str | None],
    authorities: list[bytes],
    signing: Signing,
) -> dict[str, Any]:
    from auditor_cli.operator import keys_rules

    signer = keys_rules.signer_from(text, field="--signer", verifier=desk.deployment.passkey_verifier)
    key_type, rp_id_hash = keys_rules.type_named(described[0], signer, described[1])
    keys_rules.require_free(desk.registry, did, signer)
    return _added(desk, did, signer, (int(key_type), rp_id_hash), authorities, signing)


def _add_fresh(
    desk: Desk, did: str, wanted: tuple[str | None, Path | None], authorities: list[bytes], signing: Signing
) -> dict[str, Any]:
    """The new key file lies durable before its key is registered; where the order was refused, it is gone again."""
    from auditor_cli.operator.keys import file_name, new_file
    from ledger.errors import ChainAway, LedgerError
    from ledger.model.party import KeyType

    name, password_file = wanted
    if sys.stdin.isatty():
        tell("First the passphrase of the new key:")
    password = passphrase(desk.settings, password_file or signing.password_file, is_new=True)
    _, document = new_file(desk.settings, did, file_name(name) if name else _free_name(desk, did), password)
    path, account = Path(document["file"]), bytes.fromhex(document["signer"][2:])
    try:
        return document | _added(desk, did, account, (int(KeyType.EOA), bytes(32)), authorities, signing)
    except ChainAway:
        tell(f"whether {document['signer']} was added is open, so {path} stays: ask `tierlight keys list {did}`")
        raise
    except LedgerError:
        path.unlink()
        raise


def _free_name(desk: Desk, did: str) -> str:
    from auditor_cli.operator.keys import file_name

    plain, number = file_name(did), 2
    while (desk.settings.keys_folder / f"{plain}-{number}.json").exists():
        number += 1
    return f"{plain}-{number}"


def _added(
    desk: Desk, did: str, signer: bytes, kind: tuple[int, bytes], authorities: list[bytes], signing: Signing
) -> dict[str, Any]:
    from ledger.proof.orders import Order
    from ledger.proof.typed_data import keccak, party_id

    order = Order("addKey", (party_id(did), signer, *kind, 0))
    told = {"signer": "0x" + signer.hex()}
    return told | _carried_out(desk, did, keccak(signer), order, authorities, signing)


def _about(key: "SigningKey", verb: str, suspect_from: int) -> "Order":
    from ledger.proof.orders import Order

    return Order(verb, (key.party_id, key.key_id, suspect_from))


def _carried_out(
    desk: Desk, did: str, key_id: bytes, order: "Order", authorities: list[bytes], signing: Signing
) -> dict[str, Any]:
    done = {"did": did, "verb": order.verb, **desk.carry_out(order, authorities, signing)}
    if not done["is_sent"]:
        return done
    return done | key_document(desk.read_anew().keys[key_id], now=moment(desk.world))


def _unsent(desk: Desk, did: str, key: "SigningKey") -> dict[str, Any]:
    return {"did": did, "is_sent": False, **key_document(key, now=desk.now)}
