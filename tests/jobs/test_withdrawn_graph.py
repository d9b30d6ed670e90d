"""What a product's graph is made of: withdrawn records leave it, but only at their issuer's word under a good key."""

from dataclasses import replace

from builders import MALLORY, MILL, a_record, a_registry, a_revocation, an_attestation
from store_seals import final_head

from ledger.jobs.supply import graph_of
from ledger.model.deployment import RegistrySnapshot
from ledger.ports import World
from ledger.proof.typed_data import keccak
from ledger.store.sql_store import SqlStore

SITE = "urn:epc:id:sgln:9506000.00101.0"
FACILITY = {"facility": SITE, "operator": MILL.did, "country": "IN", "name": "Mill"}
ANCHORED_AT = 1_795_260_000


def told(world: World, *more: object) -> bool:
    """Say whether the mill's facility is in the graph after it and `more` were sealed into a final head each."""
    store = world.store
    assert isinstance(store, SqlStore)
    facility = a_record(an_attestation(kind="facility", body=FACILITY))
    for at, record in enumerate((facility, *(make(facility.record_id) for make in more))):  # type: ignore[operator]
        store.add([record], [None])
        final_head(store, anchored_at=ANCHORED_AT + at * 100)
    return any(site.operator == MILL.did for site in graph_of(world).sites.values())


def with_revoked_key(registry: RegistrySnapshot, at: int) -> RegistrySnapshot:
    key = registry.keys[keccak(MILL.signer)]
    return replace(registry, keys={**registry.keys, key.key_id: replace(key, revoked_at=at)})


def test_what_was_said_is_in_the_graph(quiet_world: World) -> None:
    assert told(quiet_world)


def test_what_its_issuer_withdrew_leaves_the_graph(quiet_world: World) -> None:
    assert not told(quiet_world, lambda of: a_record(a_revocation(of)))


def test_what_another_withdrew_stays(quiet_world: World) -> None:
    assert told(quiet_world, lambda of: a_record(a_revocation(of, signed_by=MALLORY)))


def test_what_a_revoked_key_withdrew_stays(quiet_world: World) -> None:
    quiet_world.store.save_registry(with_revoked_key(a_registry(), ANCHORED_AT + 50))
    assert told(quiet_world, lambda of: a_record(a_revocation(of)))


def test_what_a_revoked_key_said_is_left_out(quiet_world: World) -> None:
    quiet_world.store.save_registry(with_revoked_key(a_registry(), ANCHORED_AT))
    assert not told(quiet_world)
