"""tierlight keys recover, keys admins: who orders changes of a party's keys, and what is left when that key is lost."""

from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.deploy import Yes
from auditor_cli.operator.keys_order import (
    Desk,
    Prepare,
    Signing,
    TheDid,
    contract_in_words,
    may_go_on,
    open_desk,
    tell_change,
)
from auditor_cli.operator.passphrase import PasswordFile
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

_STEPS = ("propose", "cancel", "complete")
_ADMINS = "Change who administers {did}? Whoever is its admin then may add and revoke its keys."
_SEVEN_DAYS = "Any admin can stop it for seven days: `tierlight keys recover DID cancel`. Then: `… complete`."

Step = Annotated[str, typer.Argument(metavar="STEP", help="propose, cancel or complete.")]
NewAdmin = Annotated[
    str | None,
    typer.Option("--admin", metavar="HEX", help="Who is to be the only admin: an address, or x and y of a passkey."),
]
MaybeBy = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="KEY", help="propose: any good key of the party; cancel: an admin. As for `keys add`."
    ),
]
AllBy = Annotated[
    list[str],
    typer.Option("--by", metavar="KEY", help="A present admin; repeat it, for as many as the quorum asks."),
]
Added = Annotated[str | None, typer.Option("--add", metavar="HEX", help="Another admin.")]
Removed = Annotated[str | None, typer.Option("--remove", metavar="HEX", help="An admin who is none from then on.")]
Quorum = Annotated[int | None, typer.Option("--quorum", min=1, max=16, help="How many admins change the admins.")]


def keys_recover(
    place: Place,
    did: TheDid,
    step: Step,
    admin: NewAdmin = None,
    by: MaybeBy = None,
    prepare: Prepare = None,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight keys recover did:web:mill.example propose --admin 0xab… --by spare

    Get a party back whose admin key is lost: another key of it proposes a new admin, any admin may cancel for seven
    days, then anybody completes it, and the new admin is the only one. Keys and delegations stay.
    """
    if step not in _STEPS:
        raise WrongUsage(field="STEP", reason=f"{step} is none", mend=f"one of: {', '.join(_STEPS)}")
    for field, given, wants in (("--admin", admin, step != "cancel"), ("--by", by, step != "complete")):
        if wants != (given is not None):
            mend = f"add it: {field} goes with {step}" if wants else f"leave it out: {step} takes none"
            raise WrongUsage(field=field, reason="is not given" if wants else "is given", mend=mend)
    if step == "complete" and prepare is not None:
        raise WrongUsage(field="--prepare", reason="is given", mend="anybody completes a recovery: nothing is signed")
    signing = Signing((by,) if by else (), prepare, password_file)
    with open_desk(place) as desk:
        document = {"did": did, "step": step, **_taken(desk, did, step, admin, signing)}
    tell_change(place, _title(step, document), document, *((_SEVEN_DAYS,) if step == "propose" else ()))
    return ExitCode.OK


def keys_admins(
    place: Place,
    did: TheDid,
    by: AllBy,
    add: Added = None,
    remove: Removed = None,
    quorum: Quorum = None,
    prepare: Prepare = None,
    yes: Yes = False,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight keys admins did:web:mill.example --add 0xab12… --by mill.example

    Add an admin, remove one, set how many of them change the admins. Ordered by as many present admins as the present
    quorum asks; where they hold their keys elsewhere, each signs an order of their own (--prepare, keys send).
    """
    from auditor_cli.operator.keys_rules import party_of, require_admins
    from ledger.proof.orders import Order
    from ledger.proof.typed_data import keccak

    if add is None and remove is None and quorum is None:
        raise WrongUsage(field="--add", reason="is not given", mend="give --add, --remove or --quorum")
    signing = Signing(tuple(by), prepare, password_file)
    with open_desk(place) as desk:
        party, authorities = party_of(desk.registry, did), desk.authorities(signing)
        require_admins(party, did, authorities)
        added, removed = _signer(desk, add, "--add"), _signer(desk, remove, "--remove")
        after = _after(party.admins, added, removed)
        wanted = quorum or min(party.quorum, len(after))
        _require_possible(len(after), wanted, given=len(authorities), needed=party.quorum, is_one=prepare is not None)
        if not may_go_on(_ADMINS.format(did=did), is_given=yes, signing=signing):
            return ExitCode.INTERRUPTED
        order = Order("changeAdmins", (party.party_id, added, keccak(removed) if removed else bytes(32), wanted))
        document = {"did": did, "verb": order.verb, **desk.carry_out(order, authorities, signing)}
        document |= _admins_now(desk, did) if document["is_sent"] else {}
    tell_change(place, "ADMINS CHANGED", document, "Its keys are as they were: revoke one that is lost or stolen.")
    return ExitCode.OK


def _taken(desk: Desk, did: str, step: str, admin: str | None, signing: Signing) -> dict[str, Any]:
    from auditor_cli.operator.keys_rules import party_of, require_admins
    from ledger.proof.orders import Order

    party, new_admin = party_of(desk.registry, did), _signer(desk, admin, "--admin")
    if step == "complete":
        with contract_in_words():
            desk.writer.complete_recovery(did, new_admin)
        return {"is_sent": True, **_admins_now(desk, did)}
    authorities = desk.authorities(signing)
    if step == "cancel":
        require_admins(party, did, authorities)
        return desk.carry_out(Order("cancelRecovery", (party.party_id,)), authorities, signing)
    _require_good_key(desk, did, authorities[0])
    if _runs_already(desk, did, authorities[0], new_admin):
        return {"is_sent": False, "was_proposed_before": True}
    order = Order("proposeRecovery", (party.party_id, new_admin))
    return desk.carry_out(order, authorities, signing) | {"new_admin": "0x" + new_admin.hex()}


def _require_good_key(desk: Desk, did: str, signer: bytes) -> None:
    """Return when it is a signing key of the party that is good now. Raises WrongUsage."""
    from auditor_cli.operator.keys_list import key_document
    from auditor_cli.operator.keys_rules import key_of

    key = key_of(desk.registry, did, "0x" + signer.hex(), field="--by")
    state = key_document(key, now=desk.now)["state"]
    if not key.key_type.signs_statements or state != "good":
        mend = "propose it by another key of the party that is good"
        raise WrongUsage(field="--by", reason=f"is a {key.key_type.name.lower()} key that is {state}", mend=mend)


def _runs_already(desk: Desk, did: str, signer: bytes, new_admin: bytes) -> bool:
    """Whether this very recovery runs: proposed again, its seven days would start anew."""
    from ledger.proof.typed_data import keccak

    running = desk.writer.recovery(did)
    return running is not None and (running.admin_id, running.key_id) == (keccak(new_admin), keccak(signer))


def _after(admins: frozenset[bytes], added: bytes, removed: bytes) -> frozenset[bytes]:
    """Give the admins as they will be. Raises WrongUsage."""
    if removed and removed not in admins:
        raise WrongUsage(field="--remove", reason="is no admin", mend="`tierlight keys list DID` shows them")
    if added in admins:
        raise WrongUsage(field="--add", reason="is an admin already", mend="leave it out")
    return (admins - {removed}) | ({added} if added else set())


def _require_possible(count: int, quorum: int, *, given: int, needed: int, is_one: bool) -> None:
    if not 1 <= quorum <= count <= 16:
        reason = f"{quorum} of {count} admins cannot be"
        raise WrongUsage(field="--quorum", reason=reason, mend="leave 1 to 16 admins, and a quorum among them")
    if given != needed and not is_one:
        mend = f"give --by {needed} times, each with another admin, or have orders signed elsewhere with --prepare"
        raise WrongUsage(field="--by", reason=f"names {given} admins, and {needed} are asked for", mend=mend)


def _signer(desk: Desk, text: str | None, field: str) -> bytes:
    from auditor_cli.operator.keys_rules import signer_from

    return signer_from(text, field=field, verifier=desk.deployment.passkey_verifier) if text else b""


def _admins_now(desk: Desk, did: str) -> dict[str, Any]:
    from auditor_cli.operator.keys_rules import party_of

    party = party_of(desk.read_anew(), did)
    return {"admins": sorted("0x" + admin.hex() for admin in party.admins), "quorum": party.quorum}


def _title(step: str, document: dict[str, Any]) -> str:
    if document.get("was_proposed_before"):
        return "WAS PROPOSED BEFORE: nothing was sent"
    return {"propose": "RECOVERY PROPOSED", "cancel": "RECOVERY CANCELLED", "complete": "RECOVERED"}[step]
