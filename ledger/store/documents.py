"""The deployment, the key registry snapshot and noted openings as the JSON that `kept` rows hold."""

from typing import Any

import orjson

from ledger.model.asking import NotedOpening
from ledger.model.deployment import Deployment, FormerPlace, Migration, Place, RegistrySnapshot
from ledger.model.party import Delegation, KeyType, Party, Role, SigningKey
from ledger.model.statement import Domain

UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)  # what a document of another shape gives
_DEPLOYMENT_BYTES = ("log_id", "genesis_hash", "passkey_verifier", "writer", "registrar")
_PLACE_BYTES = ("anchor_log", "admin", "key_registry", "attestation_registry", "survey_registry")
_MIGRATION_BYTES = ("log_id", "successor", "head_root", "signature")


def deployment_bytes(deployment: Deployment) -> bytes:
    """Give a deployment as JSON."""
    domain = deployment.domain
    kept: dict[str, Any] = _hexed(deployment, _DEPLOYMENT_BYTES)
    kept["home"] = [domain.chain_id, domain.verifying_contract.hex(), domain.salt.hex()]
    kept["place"] = _place(deployment.place)
    kept["code_hashes"] = {address.hex(): code.hex() for address, code in deployment.code_hashes.items()}
    kept["deployed_at_block"] = deployment.deployed_at_block
    kept["former"] = [[_place(former.place), _migration(former.migration)] for former in deployment.former]
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)


def deployment_of(raw: bytes) -> Deployment:
    """Give back what `deployment_bytes` kept."""
    kept = orjson.loads(raw)
    chain_id, anchor_log, salt = kept["home"]
    return Deployment(
        domain=Domain(chain_id, bytes.fromhex(anchor_log), bytes.fromhex(salt)),
        place=_place_of(kept["place"]),
        code_hashes={bytes.fromhex(address): bytes.fromhex(code) for address, code in kept["code_hashes"].items()},
        deployed_at_block=kept["deployed_at_block"],
        former=tuple(FormerPlace(_place_of(place), _migration_of(link)) for place, link in kept["former"]),
        **_unhexed(kept, _DEPLOYMENT_BYTES),
    )


def opening_bytes(opening: NotedOpening) -> bytes:
    """Give a noted opening as JSON."""
    return orjson.dumps([opening.request.hex(), opening.opened_by, opening.at])


def opening_of(raw: bytes) -> NotedOpening:
    """Give back what `opening_bytes` kept."""
    request, opened_by, at = orjson.loads(raw)
    return NotedOpening(bytes.fromhex(request), str(opened_by), int(at))


def _hexed(value: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(value, name).hex() for name in names}


def _unhexed(kept: dict[str, Any], names: tuple[str, ...]) -> dict[str, bytes]:
    return {name: bytes.fromhex(kept[name]) for name in names}


def _place(place: Place) -> dict[str, Any]:
    return {"chain_id": place.chain_id} | _hexed(place, _PLACE_BYTES)


def _place_of(kept: dict[str, Any]) -> Place:
    return Place(chain_id=kept["chain_id"], **_unhexed(kept, _PLACE_BYTES))


def _migration(migration: Migration) -> dict[str, Any]:
    return {"head_size": migration.head_size} | _hexed(migration, _MIGRATION_BYTES)


def _migration_of(kept: dict[str, Any]) -> Migration:
    return Migration(head_size=kept["head_size"], **_unhexed(kept, _MIGRATION_BYTES))


def registry_bytes(snapshot: RegistrySnapshot) -> bytes:
    """Give a registry snapshot as JSON, sorted, so that equal snapshots give equal bytes."""
    parties = [
        [p.did, p.party_id.hex(), sorted(admin.hex() for admin in p.admins), int(p.roles), p.quorum]
        for _, p in sorted(snapshot.parties.items())
    ]
    keys = [
        [
            *(part.hex() for part in (k.key_id, k.party_id, k.signer, k.rp_id_hash)),
            k.valid_from,
            k.revoked_at,
            k.suspect_from,
            int(k.key_type),
        ]
        for _, k in sorted(snapshot.keys.items())
    ]
    delegations = [
        [d.party_id.hex(), d.custodian_id.hex(), d.valid_from, d.until] for _, d in sorted(snapshot.delegations.items())
    ]
    block = [snapshot.block_number, snapshot.block_hash.hex()]
    return orjson.dumps({"block": block, "parties": parties, "keys": keys, "delegations": delegations})


def registry_of(raw: bytes) -> RegistrySnapshot:
    """Give back what `registry_bytes` kept."""
    kept = orjson.loads(raw)
    parties = [
        Party(did, bytes.fromhex(party), frozenset(map(bytes.fromhex, admins)), Role(roles), quorum)
        for did, party, admins, roles, quorum in kept["parties"]
    ]
    keys = [_key_of(*row) for row in kept["keys"]]
    delegations = [
        Delegation(bytes.fromhex(party), bytes.fromhex(custodian), since, until)
        for party, custodian, since, until in kept["delegations"]
    ]
    return RegistrySnapshot(
        block_number=kept["block"][0],
        block_hash=bytes.fromhex(kept["block"][1]),
        parties={party.party_id: party for party in parties},
        keys={key.key_id: key for key in keys},
        delegations={(d.party_id, d.custodian_id): d for d in delegations},
    )


def _key_of(
    key_id: str,
    party_id: str,
    signer: str,
    rp_id_hash: str,
    valid_from: int,
    revoked_at: int | None,
    suspect_from: int | None,
    key_type: int,
) -> SigningKey:
    return SigningKey(
        key_id=bytes.fromhex(key_id),
        party_id=bytes.fromhex(party_id),
        signer=bytes.fromhex(signer),
        key_type=KeyType(key_type),
        rp_id_hash=bytes.fromhex(rp_id_hash),
        valid_from=valid_from,
        revoked_at=revoked_at,
        suspect_from=suspect_from,
    )
