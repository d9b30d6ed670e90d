"""The deployment and the key registry snapshot as the JSON that `kept` rows hold."""

from typing import Any

import orjson

from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.party import Delegation, KeyType, Party, Role, SigningKey
from ledger.model.statement import Domain

_DEPLOYMENT_BYTES = (
    "key_registry",
    "genesis_hash",
    "anchor_log_code_hash",
    "key_registry_code_hash",
    "admin",
    "writer",
    "registrar",
)


def deployment_bytes(deployment: Deployment) -> bytes:
    """Give a deployment as JSON."""
    domain = deployment.domain
    kept: dict[str, Any] = {name: getattr(deployment, name).hex() for name in _DEPLOYMENT_BYTES}
    kept["deployed_at_block"] = deployment.deployed_at_block
    kept["chain_id"], kept["anchor_log"], kept["log_id"] = (
        domain.chain_id,
        domain.verifying_contract.hex(),
        domain.salt.hex(),
    )
    return orjson.dumps(kept)


def deployment_of(raw: bytes) -> Deployment:
    """Give back what `deployment_bytes` kept."""
    kept = orjson.loads(raw)
    domain = Domain(kept["chain_id"], bytes.fromhex(kept["anchor_log"]), bytes.fromhex(kept["log_id"]))
    parts = {name: bytes.fromhex(kept[name]) for name in _DEPLOYMENT_BYTES}
    return Deployment(domain=domain, deployed_at_block=kept["deployed_at_block"], **parts)


def registry_bytes(snapshot: RegistrySnapshot) -> bytes:
    """Give a registry snapshot as JSON, sorted, so that equal snapshots give equal bytes."""
    parties = [[p.did, p.party_id.hex(), p.admin.hex(), int(p.roles)] for _, p in sorted(snapshot.parties.items())]
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
    parties = [Party(did, bytes.fromhex(pid), bytes.fromhex(admin), Role(r)) for did, pid, admin, r in kept["parties"]]
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
