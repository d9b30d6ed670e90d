"""What is well and what is not on this machine: every part with its mend, nothing changed."""

import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from ledger.errors import ReferenceTableError
from ledger.jobs.readiness import readiness
from ledger.jobs.reference import reference_of
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.typed_data import keccak

_LEAST_FREE_BYTES = 1_000_000_000


def doctor(
    world: World, *, home: Path, keys_folder: Path, custody: tuple[str, str | None] | None = None
) -> dict[str, Json]:
    """Give readiness with the parts of the machine added: disk, keys, reference tables, SQLite.

    `custody` says where the anchoring key is, and the mend where it cannot be used.
    """
    told = readiness(world)
    parts = told["parts"]
    assert isinstance(parts, list)  # noqa: S101 - readiness gives a list
    parts += [_disk(home), _keys(keys_folder), _log_keys(world), _tables(world), _sqlite()]
    if custody is not None:
        parts.append(_part("anchoring key", custody[0], mend=custody[1]))
    found = {str(part["status"]) for part in parts if isinstance(part, dict)}
    status = "down" if "down" in found else "degraded" if "degraded" in found else "ready"
    return {"status": status, "parts": parts}


def _part(name: str, detail: str, *, mend: str | None = None) -> Json:
    return {"name": name, "status": "degraded" if mend else "ready", "detail": detail, "mend": mend}


def _disk(home: Path) -> Json:
    free = shutil.disk_usage(home).free
    mend = "free some space: a full disk stops intake" if free < _LEAST_FREE_BYTES else None
    return _part("disk", f"{free / 1e9:.1f} GB free", mend=mend)


def _keys(keys_folder: Path) -> Json:
    open_to_others = [path.name for path in keys_folder.glob("*") if path.stat().st_mode & 0o077]
    mend = f"chmod 600 {' '.join(sorted(open_to_others))} in {keys_folder}" if open_to_others else None
    return _part("keys", f"{len(list(keys_folder.glob('*.json')))} key files", mend=mend)


def _log_keys(world: World) -> Json:
    """Whether what is promised here can be checked by its holder: the key is registered and good."""
    signer, registry = world.log_signer, world.store.registry()
    if signer is None:
        return _part("log keys", "none here: nothing is promised by this process")
    found = registry.keys.get(keccak(signer.promise_key)) if registry else None
    if found is None:
        return _part("log keys", "not registered: nobody can check a promise", mend="run `tierlight deploy` again")
    if found.revoked_at is not None:
        return _part("log keys", "revoked: nobody will accept a promise", mend="run `tierlight keys new --log-keys`")
    return _part("log keys", f"registered, es256 0x{signer.promise_key.hex()[:16]}…")


def _tables(world: World) -> Json:
    today = datetime.fromtimestamp(world.clock.now(), UTC).date()
    try:
        snapshot = reference_of(world, as_of=today)
    except ReferenceTableError as error:
        return _part("reference tables", f"{error.table}: {error.reason}", mend=error.mend)
    newest = max(*(row.origin.as_of for row in snapshot.tip), *(row.origin.as_of for row in snapshot.rule_of_law))
    return _part("reference tables", f"snapshot {snapshot.snapshot_hash[:12]}, newest row of {newest.isoformat()}")


def _sqlite() -> Json:
    return _part("sqlite", f"library {sqlite3.sqlite_version}")
