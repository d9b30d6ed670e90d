"""What a deployment will be, decided before anything is sent: addresses follow from the admin account and its nonce.

The plan is the step file: written before the first transaction and after each finished step, so that an interrupted
deployment goes on where it stopped, and a finished one is read back.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import rlp

from ledger.chain.answers import hexed
from ledger.chain.durable_file import write_durably
from ledger.errors import BadSetting
from ledger.proof.typed_data import account_of, keccak

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """One deployment. `first_nonce` is the admin's nonce of the first of three transactions; `done` names the steps."""

    chain_id: int
    genesis_hash: bytes
    admin: bytes
    registrar: bytes
    writer: bytes
    first_nonce: int
    first_block: int
    done: tuple[str, ...] = ()

    @property
    def key_registry(self) -> bytes:
        """The address that the admin's first transaction creates."""
        return _created(self.admin, self.first_nonce)

    @property
    def salt(self) -> bytes:
        """What the log is opened with: the key registry's address, so that the log id commits to the registry."""
        return self.key_registry.rjust(32, b"\0")

    @property
    def anchor_log(self) -> bytes:
        """The address that the admin's second transaction creates."""
        return _created(self.admin, self.first_nonce + 1)

    @property
    def log_id(self) -> bytes:
        """The id of the log that the admin's third transaction opens (IAnchorLog.open)."""
        chain = self.chain_id.to_bytes(32, "big")
        return keccak(chain + self.anchor_log.rjust(32, b"\0") + self.admin.rjust(32, b"\0") + self.salt)

    def with_step(self, name: str) -> Self:
        """Give the plan with one more step done."""
        return self if name in self.done else replace(self, done=(*self.done, name))

    def to_json(self) -> bytes:
        """Give the step file. It holds no secret."""
        shown = {
            "version": _VERSION,
            "chainId": self.chain_id,
            "genesisHash": hexed(self.genesis_hash),
            "admin": hexed(self.admin),
            "registrar": hexed(self.registrar),
            "writer": hexed(self.writer),
            "salt": hexed(self.salt),
            "firstNonce": self.first_nonce,
            "firstBlock": self.first_block,
            "keyRegistry": hexed(self.key_registry),
            "anchorLog": hexed(self.anchor_log),
            "logId": hexed(self.log_id),
            "done": list(self.done),
        }
        return json.dumps(shown, indent=2).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class DeployedBy:
    """The accounts that a deployment is made with."""

    admin: bytes
    registrar: bytes
    writer: bytes

    @classmethod
    def of(cls, *, admin: bytes, registrar: bytes, writer: bytes) -> Self:
        """Give the accounts of three secrets."""
        return cls(admin=account_of(admin), registrar=account_of(registrar), writer=account_of(writer))


def read_plan(path: Path, *, expected: DeployedBy) -> Plan | None:
    """Give the plan in the step file, None where there is no file. Raises BadSetting for one of other accounts."""
    if not path.exists():
        return None
    plan = _parsed(path)
    if DeployedBy(admin=plan.admin, registrar=plan.registrar, writer=plan.writer) != expected:
        raise BadSetting(
            setting=str(path),
            reason="it was made with another admin, registrar or writer",
            mend="give the keys that the deployment was begun with, or another data folder",
        )
    return plan


def write_plan(plan: Plan, path: Path | None) -> None:
    """Make the step file say what has been done so far; nothing where the caller keeps none."""
    if path is not None:
        write_durably(path, plan.to_json())


def _parsed(path: Path) -> Plan:
    try:
        found = json.loads(path.read_bytes())
        if found["version"] != _VERSION:
            raise ValueError("version")
        return Plan(
            chain_id=int(found["chainId"]),
            first_nonce=int(found["firstNonce"]),
            first_block=int(found["firstBlock"]),
            done=tuple(str(step) for step in found["done"]),
            **{name: bytes.fromhex(found[key].removeprefix("0x")) for name, key in _OCTETS.items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSetting(
            setting=str(path),
            reason="it is not a step file of a deployment that this version can read",
            mend="move it away and deploy again; that makes a new ledger",
        ) from error


_OCTETS = {
    "genesis_hash": "genesisHash",
    "admin": "admin",
    "registrar": "registrar",
    "writer": "writer",
}


def _created(creator: bytes, nonce: int) -> bytes:
    """Where a contract comes to lie: the last 20 bytes of keccak256(RLP(creator, nonce))."""
    encoded: bytes = rlp.encode([creator, nonce])
    return keccak(encoded)[12:]
