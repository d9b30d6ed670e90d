"""Who was let read a record later: a `grant` of the record's own issuer widens its audience (DESIGN 4).

Decision: a grant counts once it is sealed, unless its key was revoked before the anchor. Withdrawing it takes nothing
back, since nothing narrows an audience after the fact: what was readable may have been copied. A grant about somebody
else's record is kept and opens nothing. Shared results (graph, scores) do not change: they are made of what all
downstream may read, and a grant names single readers.
"""

import json
from collections.abc import Mapping
from typing import TypeAlias

from ledger.jobs.standing import registry_of
from ledger.jobs.supply import is_late
from ledger.model.statement import Kind
from ledger.ports import World

Grants: TypeAlias = frozenset[tuple[bytes, str]]  # (record, who grants): it opens the record if that one issued it


def granted_to(world: World, did: str) -> Grants:
    """Give the records that sealed grants open to this party, each with the issuer of the grant."""
    sizes = world.store.sizes()
    state = (sizes.sealed_size, sizes.final_size, registry_of(world).block_number)
    known: Mapping[str, Grants] | None = world.grants.get(state)
    if known is None:
        known = _read_grants(world, sizes.sealed_size)
        world.grants.clear()
        world.grants[state] = known
    return known.get(did, frozenset())


def _read_grants(world: World, size: int) -> dict[str, Grants]:
    keys = registry_of(world).keys
    opened: dict[str, set[tuple[bytes, str]]] = {}
    for record in world.store.records((Kind.GRANT,), size=size):
        if record.shredded_by is not None or is_late(record, keys):
            continue
        body = json.loads(record.signed.statement.body)
        for did in body["to"]:
            opened.setdefault(did, set()).add((bytes.fromhex(body["record"][2:]), record.signed.statement.issuer))
    return {did: frozenset(records) for did, records in opened.items()}
