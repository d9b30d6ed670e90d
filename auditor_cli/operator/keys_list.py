"""tierlight keys list: the history of a party's keys, who administers it, and who signs for it."""

from typing import TYPE_CHECKING, Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.keys_order import TheDid, open_desk
from auditor_cli.output import answer
from auditor_cli.place import Place

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.model.deployment import RegistrySnapshot
    from ledger.model.party import Recovery, SigningKey

_ACCOUNT_BYTES = 20


def keys_list(place: Place, did: TheDid) -> int:
    """\b
    Example:
      tierlight keys list did:web:mill.example

    Show every key that the party ever had, as the chain holds it now: type, valid from, revoked, suspect from; its
    admins, its delegations, and a recovery that runs.
    """
    from auditor_cli.operator.keys_rules import party_of

    with open_desk(place) as desk:
        party_of(desk.registry, did)
        document = party_document(desk.registry, did, now=desk.now) | _recovery(desk.writer.recovery(did))
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.OK


def party_document(registry: "RegistrySnapshot", did: str, *, now: int) -> dict[str, Any]:
    """Give the party with its keys in the order in which they became valid."""
    from auditor_cli.operator.keys_rules import name_of, party_of
    from ledger.proof.wire import instant_text

    party = party_of(registry, did)
    own = [key for key in registry.keys.values() if key.party_id == party.party_id]
    given = [each for (by, _), each in registry.delegations.items() if by == party.party_id]
    return {
        "did": did,
        "roles": list(party.roles.names),
        "as_of_block": registry.block_number,
        "keys": [key_document(key, now=now) for key in sorted(own, key=lambda key: (key.valid_from, key.key_id))],
        "admins": sorted("0x" + admin.hex() for admin in party.admins),
        "quorum": party.quorum,
        "delegations": [
            {
                "custodian": name_of(registry, each.custodian_id),
                "from": instant_text(each.valid_from),
                "until": instant_text(each.until) if each.until else None,
            }
            for each in given
        ],
    }


def key_document(key: "SigningKey", *, now: int) -> dict[str, Any]:
    """Give one key with its times; `state` is how what it signs is judged at `now`."""
    from ledger.proof.wire import instant_text

    def told(seconds: int | None) -> str | None:
        return instant_text(seconds) if seconds else None

    return {
        "signer": "0x" + key.signer.hex(),
        "key_id": "0x" + key.key_id.hex(),
        "type": key.key_type.name.lower().replace("_", "-"),
        "state": _state(key, now),
        "valid_from": instant_text(key.valid_from),
        "revoked_at": told(key.revoked_at),
        "suspect_from": told(key.suspect_from),
    }


def _state(key: "SigningKey", now: int) -> str:
    if key.revoked_at is not None and now >= key.revoked_at:
        return "revoked"
    if key.suspect_from is not None and now >= key.suspect_from:
        return "suspected"
    return "good" if now >= key.valid_from else "not yet valid"


def _recovery(running: "Recovery | None") -> dict[str, Any]:
    from ledger.proof.wire import instant_text

    if running is None:
        return {"recovery": None}
    by, admin = "0x" + running.key_id.hex(), "0x" + running.admin_id.hex()
    return {"recovery": {"proposed_by_key_id": by, "new_admin_id": admin, "ready_at": instant_text(running.ready_at)}}


def _draw(console: "Console", document: dict[str, Any]) -> None:
    from rich.text import Text

    from auditor_cli.output import safe
    from auditor_cli.render.tables import indented, line, pairs

    count = len(document["keys"])
    console.print(Text(f"{safe(document['did'])}  {count} {'key' if count == 1 else 'keys'}", style="bold"))
    line(console, f"  {', '.join(document['roles']) or 'no role'}; as of block {document['as_of_block']}")
    for key in document["keys"]:
        line(console, f"  {_name(key)}")
        times = ("valid from", key["valid_from"]), ("suspect from", key["suspect_from"]), ("revoked", key["revoked_at"])
        told = ", ".join(f"{name} {time}" for name, time in times if time)
        line(console, f"    {key['type']}, {key['state']}: {told}")
    indented(console, pairs([("admin", admin) for admin in document["admins"]] + [("quorum", str(document["quorum"]))]))
    for each in document["delegations"]:
        line(console, f"  signed for by {safe(each['custodian'])} from {each['from']} until {each['until'] or 'now'}")
    if recovery := document["recovery"]:
        line(console, f"  RECOVERY RUNS: admin {recovery['new_admin_id']} from {recovery['ready_at']},")
        line(
            console, f"    asked by key {recovery['proposed_by_key_id']}; `tierlight keys recover DID cancel` stops it"
        )


def _name(key: dict[str, Any]) -> str:
    """What a line of a terminal holds: the account, of a longer signer its key id; every verb takes either."""
    is_short = len(key["signer"]) == 2 + 2 * _ACCOUNT_BYTES
    return str(key["signer"] if is_short else key["key_id"])
