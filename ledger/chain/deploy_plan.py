"""What a deployment will be, decided before anything is sent: addresses follow from the admin account and its nonce.

The plan is the step file: written before the first transaction and after each finished step, so that an interrupted
deployment goes on where it stopped, and a finished one is read back.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import rlp

from ledger.chain.answers import hexed
from ledger.chain.durable_file import write_durably
from ledger.errors import BadSetting
from ledger.model.deployment import Place
from ledger.model.statement import Domain
from ledger.proof.places import log_id_of, place_salt
from ledger.proof.typed_data import keccak

_VERSION = 2


@dataclass(frozen=True, slots=True)
class DeployedBy:
    """The accounts (20 bytes) that a deployment is made with."""

    admin: bytes
    registrar: bytes
    writer: bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """One deployment. `first_nonce` is the admin's nonce of the first of six transactions; `done` names the steps.

    `home` is the domain that a log which moved here has signed for so far; None for a ledger that begins here.
    """

    chain_id: int
    genesis_hash: bytes
    by: DeployedBy
    first_nonce: int
    first_block: int
    home: Domain | None = None
    done: tuple[str, ...] = ()

    @property
    def passkey_verifier(self) -> bytes:
        """The address that the admin's first transaction creates."""
        return self._created(0)

    @property
    def place(self) -> Place:
        """The addresses that the admin's second to fifth transactions create, and all else that the log id holds."""
        return Place(
            chain_id=self.chain_id,
            anchor_log=self._created(2),
            admin=self.by.admin,
            key_registry=self._created(1),
            attestation_registry=self._created(3),
            survey_registry=self._created(4),
        )

    @property
    def log_id(self) -> bytes:
        """The id of the log that the admin's sixth transaction opens (IAnchorLog.open)."""
        return log_id_of(self.place)

    @property
    def domain(self) -> Domain:
        """What statements are signed for: this place, or the one where the log began."""
        return self.home or Domain(self.chain_id, self.place.anchor_log, self.log_id)

    def with_step(self, name: str) -> Self:
        """Give the plan with one more step done."""
        return self if name in self.done else replace(self, done=(*self.done, name))

    def to_json(self) -> bytes:
        """Give the step file. It holds no secret."""
        place = self.place
        shown: dict[str, object] = {
            "version": _VERSION,
            "chainId": self.chain_id,
            "genesisHash": hexed(self.genesis_hash),
            "admin": hexed(self.by.admin),
            "registrar": hexed(self.by.registrar),
            "writer": hexed(self.by.writer),
            "salt": hexed(place_salt(place)),
            "firstNonce": self.first_nonce,
            "firstBlock": self.first_block,
            "home": _home_document(self.home),
            "passkeyVerifier": hexed(self.passkey_verifier),
            "keyRegistry": hexed(place.key_registry),
            "anchorLog": hexed(place.anchor_log),
            "attestationRegistry": hexed(place.attestation_registry),
            "surveyRegistry": hexed(place.survey_registry),
            "logId": hexed(self.log_id),
            "done": list(self.done),
        }
        return json.dumps(shown, indent=2).encode() + b"\n"

    def _created(self, step: int) -> bytes:
        """Where a contract comes to lie: the last 20 bytes of keccak256(RLP(creator, nonce))."""
        encoded: bytes = rlp.encode([self.by.admin, self.first_nonce + step])
        return keccak(encoded)[12:]


def read_plan(path: Path, *, expected: DeployedBy, home: Domain | None) -> Plan | None:
    """Give the plan in the step file, None where there is no file.

    Raises BadSetting for one of other accounts, or of a log with another home.
    """
    if not path.exists():
        return None
    plan = _parsed(path)
    if plan.by != expected:
        raise BadSetting(
            setting=str(path),
            reason="it was made with another admin, registrar or writer",
            mend="give the keys that the deployment was begun with, or another data folder",
        )
    if plan.home != home:
        raise BadSetting(
            setting=str(path), reason="it is of a log that began elsewhere", mend="move it away: it is another ledger's"
        )
    return plan


def write_plan(plan: Plan, path: Path | None) -> None:
    """Make the step file say what has been done so far; nothing where the caller keeps none."""
    if path is not None:
        write_durably(path, plan.to_json())


def write_writer(path: Path, writer: bytes) -> None:
    """Make the step file, where there is one, say that the log has another writer now. Raises BadSetting."""
    if path.exists():
        plan = _parsed(path)
        write_plan(replace(plan, by=replace(plan.by, writer=writer)), path)


def _parsed(path: Path) -> Plan:
    try:
        found = json.loads(path.read_bytes())
        if found["version"] != _VERSION:
            raise ValueError("version")
        return Plan(
            chain_id=int(found["chainId"]),
            genesis_hash=_octets(found["genesisHash"]),
            by=DeployedBy(*(_octets(found[name]) for name in ("admin", "registrar", "writer"))),
            first_nonce=int(found["firstNonce"]),
            first_block=int(found["firstBlock"]),
            home=_home_of(found["home"]),
            done=tuple(str(step) for step in found["done"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSetting(
            setting=str(path),
            reason="it is not a step file of a deployment that this version can read",
            mend="move it away and deploy again; that makes a new ledger",
        ) from error


def _home_document(home: Domain | None) -> dict[str, object] | None:
    if home is None:
        return None
    return {"chainId": home.chain_id, "anchorLog": hexed(home.verifying_contract), "logId": hexed(home.salt)}


def _home_of(found: Any) -> Domain | None:
    if found is None:
        return None
    return Domain(int(found["chainId"]), _octets(found["anchorLog"]), _octets(found["logId"]))


def _octets(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
