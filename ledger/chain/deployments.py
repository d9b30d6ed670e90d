"""deployments/<chainId>.json: where a ledger's contracts lie, for everyone to read; and the checks before it is used.

Of a public chain the file is committed (contracts/deployments/), of a local one it lies in the data folder. It holds no
secret and decides nothing by itself: ids are recomputed when it is read, and chain id, genesis, code, the log's admin
and writer and the registrar are compared with the chain before anything relies on it.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from ledger.chain.answers import hexed, octets
from ledger.chain.contract import decoded, encoded_call
from ledger.chain.deploy_steps import code_hashes_of
from ledger.chain.durable_file import write_durably
from ledger.chain.identity import check_identity
from ledger.chain.rpc import Rpc
from ledger.errors import BadSetting, SignatureMalformed, WrongChain
from ledger.model.deployment import Deployment, FormerPlace, Migration, Place
from ledger.model.statement import Domain
from ledger.proof.places import is_signed_migration, log_id_of, place_salt

_VERSION = 1
_MOST_BYTES = 1_000_000
_PLACE = {
    "anchor_log": "anchorLog",
    "admin": "admin",
    "key_registry": "keyRegistry",
    "attestation_registry": "attestationRegistry",
    "survey_registry": "surveyRegistry",
}
_MEMBERS = frozenset(
    {
        *_PLACE.values(),
        *("version", "chainId", "genesisHash", "deployedAtBlock", "passkeyVerifier", "registrar", "writer"),
        *("salt", "logId", "home", "codeHashes", "former"),
    }
)


def deployment_document(deployment: Deployment) -> dict[str, object]:
    """Give a deployment as the file holds it."""
    place, home = deployment.place, deployment.domain
    return {
        "version": _VERSION,
        **_place_document(place),
        "genesisHash": hexed(deployment.genesis_hash),
        "deployedAtBlock": deployment.deployed_at_block,
        "passkeyVerifier": hexed(deployment.passkey_verifier),
        "registrar": hexed(deployment.registrar),
        "writer": hexed(deployment.writer),
        "salt": hexed(place_salt(place)),
        "logId": hexed(deployment.log_id),
        "home": {"chainId": home.chain_id, "anchorLog": hexed(home.verifying_contract), "logId": hexed(home.salt)},
        "codeHashes": {hexed(address): hexed(code) for address, code in deployment.code_hashes.items()},
        "former": [_former_document(former) for former in deployment.former],
    }


def write_deployment(folder: Path, deployment: Deployment) -> Path:
    """Write <folder>/<chainId>.json, whole or not at all, and give its path. An older one of that chain is replaced."""
    path = folder / f"{deployment.place.chain_id}.json"
    folder.mkdir(parents=True, exist_ok=True)
    write_durably(path, json.dumps(deployment_document(deployment), indent=2).encode() + b"\n")
    return path


def read_deployment(path: Path) -> Deployment:
    """Give the deployment that a file describes, its ids recomputed. Raises BadSetting. Does not ask the chain."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_MOST_BYTES))
        if not isinstance(found, dict) or found.keys() != _MEMBERS or found["version"] != _VERSION:
            raise ValueError("other members, or another version, than this program writes")
        deployment = _deployment(found)
        _require_bound(deployment, found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SignatureMalformed) as error:
        raise BadSetting(
            setting=str(path),
            reason=f"it is no deployment file: {error}",
            mend="name a file that `tierlight deploy` or scripts/deploy.py wrote, unchanged",
        ) from error
    return deployment


def check_deployment(url: str, deployment: Deployment) -> None:
    """Return when the chain behind `url` is that of the deployment and holds this program's contracts for it.

    Raises WrongChain for another chain id, genesis or code, for code of another version, and for a log or registry of
    another admin, writer or registrar; ChainAway.
    """
    rpc = Rpc(url)
    try:
        check_identity(rpc, deployment)
        place = deployment.place
        if dict(deployment.code_hashes) != code_hashes_of(place, deployment.passkey_verifier, deployment.domain):
            raise WrongChain(field="code", expected="this version's contracts", found="those of another version")
        _require_account(rpc, place.anchor_log, "adminOf(bytes32)", place.admin, deployment.log_id)
        _require_account(rpc, place.anchor_log, "writerOf(bytes32)", deployment.writer, deployment.log_id)
        _require_account(rpc, place.key_registry, "registrar()", deployment.registrar)
    finally:
        rpc.close()


def _require_account(rpc: Rpc, address: bytes, signature: str, expected: bytes, *arguments: object) -> None:
    asked = {"to": hexed(address), "data": hexed(encoded_call(signature, *arguments))}
    (found,) = decoded(("address",), octets(rpc.call("eth_call", asked, "latest"), signature), signature)
    if str(found).lower() != hexed(expected):
        raise WrongChain(field=signature, expected=hexed(expected), found=str(found).lower())


def _require_bound(deployment: Deployment, found: Mapping[str, str]) -> None:
    if _octets(found["salt"], 32) != place_salt(deployment.place) or deployment.log_id != log_id_of(deployment.place):
        raise ValueError("salt or logId is not that of its contracts")
    ids = [log_id_of(place) for place in deployment.places]
    if deployment.domain.salt != ids[0] or deployment.domain.verifying_contract != deployment.places[0].anchor_log:
        raise ValueError("home is not the first place")
    for former, own, successor in zip(deployment.former, ids, ids[1:], strict=False):
        if (former.migration.log_id, former.migration.successor) != (own, successor):
            raise ValueError("a migration does not lead from each place to the next")
        if not is_signed_migration(former.place, former.migration):
            raise ValueError("a migration is not signed by the admin of the place that was left")


def _deployment(found: Mapping[str, object]) -> Deployment:
    home, codes, former = found["home"], found["codeHashes"], found["former"]
    if not isinstance(home, dict) or not isinstance(codes, dict) or not isinstance(former, list):
        raise ValueError("home, codeHashes or former is of the wrong type")
    return Deployment(
        domain=Domain(_number(home["chainId"]), _octets(home["anchorLog"], 20), _octets(home["logId"], 32)),
        place=_place(found),
        log_id=_octets(found["logId"], 32),
        genesis_hash=_octets(found["genesisHash"], 32),
        code_hashes={_octets(address, 20): _octets(code, 32) for address, code in codes.items()},
        passkey_verifier=_octets(found["passkeyVerifier"], 20),
        writer=_octets(found["writer"], 20),
        registrar=_octets(found["registrar"], 20),
        deployed_at_block=_number(found["deployedAtBlock"]),
        former=tuple(_former(entry) for entry in former),
    )


def _place_document(place: Place) -> dict[str, object]:
    return {"chainId": place.chain_id} | {shown: hexed(getattr(place, name)) for name, shown in _PLACE.items()}


def _place(found: Mapping[str, object]) -> Place:
    named = {name: _octets(found[shown], 20) for name, shown in _PLACE.items()}
    return Place(chain_id=_number(found["chainId"]), **named)


def _former_document(former: FormerPlace) -> dict[str, object]:
    link = former.migration
    told = {"successor": hexed(link.successor), "headSize": link.head_size, "headRoot": hexed(link.head_root)}
    return {"place": _place_document(former.place), "migration": {**told, "signature": hexed(link.signature)}}


def _former(found: Mapping[str, Mapping[str, object]]) -> FormerPlace:
    place, link = _place(found["place"]), found["migration"]
    return FormerPlace(
        place,
        Migration(
            log_id=log_id_of(place),
            successor=_octets(link["successor"], 32),
            head_size=_number(link["headSize"]),
            head_root=_octets(link["headRoot"], 32),
            signature=_octets(link["signature"], 65),
        ),
    )


def _octets(value: object, length: int) -> bytes:
    if not isinstance(value, str) or len(value) != 2 + 2 * length or not value.startswith("0x"):
        raise ValueError(f"{value!r:.80} is not {length} bytes of hex")
    return bytes.fromhex(value[2:])


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r:.80} is not a number")
    return value
