"""Which graph a question is answered from: shared, whole, as of the asked state, and never of a stale ground."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from builders import MILL, a_record, a_registry, an_attestation
from store_seals import final_head

from ledger.documents.graph_folder import GraphFolder
from ledger.errors import GraphBehind, Unacceptable
from ledger.jobs import supply
from ledger.jobs.supply import graph_of
from ledger.jobs.supply_asked import Asked, asked_of, world_at
from ledger.model.graph import AsOf
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.proof.typed_data import keccak
from ledger.store.sql_store import SqlStore

ANCHORED_AT = 1_795_260_000  # 2026-11-21T10:40:00Z
SITES = [f"urn:epc:id:sgln:9506000.0010{number}.0" for number in range(4)]


def tell(world: World, *sites: str) -> None:
    """Each site in a head of its own, anchored a hundred seconds after the one before."""
    store = world.store
    assert isinstance(store, SqlStore)
    for site in sites:
        body = {"facility": site, "operator": MILL.did, "country": "IN", "name": "Mill"}
        store.add([a_record(an_attestation(kind="facility", body=body))], [None])
        final_head(store, anchored_at=ANCHORED_AT + store.counts().sealed_size * 100)


def sites(world: World, at: AsOf | None = None) -> int:
    return len(graph_of(world, at=at).sites)


@pytest.fixture
def shared(quiet_world: World, tmp_path: Path) -> Callable[[], World]:
    """Give a world as a fresh process has it: the same database and folder, nothing open."""
    return lambda: replace(quiet_world, snapshots=GraphFolder(tmp_path / "graphs"), graphs={})


def test_a_second_process_maps_what_the_first_has_built(
    shared: Callable[[], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(shared(), *SITES[:2])
    first = graph_of(shared())
    monkeypatch.delattr(supply, "build_graph")  # whoever builds again fails
    assert graph_of(shared()) == first


def test_a_damaged_snapshot_is_built_again_and_never_answered_from(shared: Callable[[], World], tmp_path: Path) -> None:
    tell(shared(), *SITES[:2])
    assert sites(shared()) == 2
    (path,) = (tmp_path / "graphs").glob("*.graph")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"Mill", b"Bill"))
    assert graph_of(shared()).sites[canonical_uri(SITES[0])].name == "Mill"
    assert path.read_bytes() == whole


def test_without_a_folder_the_same_arrays_lie_in_memory(quiet_world: World, shared: Callable[[], World]) -> None:
    tell(quiet_world, *SITES[:2])
    assert graph_of(quiet_world) == graph_of(shared())
    assert graph_of(quiet_world) is graph_of(quiet_world)


def test_an_unwritable_folder_is_answered_from_memory(quiet_world: World, tmp_path: Path) -> None:
    (tmp_path / "graphs").write_text("not a folder")
    tell(quiet_world, SITES[0])
    assert sites(replace(quiet_world, snapshots=GraphFolder(tmp_path / "graphs"))) == 1


def test_the_log_is_replayed_at_a_size_and_at_a_time(quiet_world: World) -> None:
    tell(quiet_world, *SITES)
    assert [sites(quiet_world, AsOf(log_size=size)) for size in range(5)] == [0, 1, 2, 3, 4]
    times = (ANCHORED_AT - 1, ANCHORED_AT, ANCHORED_AT + 150, ANCHORED_AT + 900)
    assert [sites(quiet_world, AsOf(anchored_by=at)) for at in times] == [0, 1, 2, 4]


def test_a_size_that_the_log_has_not_reached_is_refused(quiet_world: World) -> None:
    tell(quiet_world, SITES[0])
    with pytest.raises(Unacceptable) as refused:
        graph_of(quiet_world, at=AsOf(log_size=2))
    assert refused.value.field == "as_of_log_size"


def test_who_needs_a_size_waits_for_it(quiet_world: World) -> None:
    tell(quiet_world, SITES[0])
    paused: list[float] = []

    def sleep(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 3:
            tell(quiet_world, SITES[1])

    found = world_at(quiet_world, Asked(min_log_size=2, wait_seconds=60), sleep=sleep)
    assert (graph_of(found).log_size, len(paused)) == (2, 3)


def test_who_waits_too_long_is_told_how_far_the_graph_is(quiet_world: World) -> None:
    tell(quiet_world, SITES[0])
    paused: list[float] = []
    with pytest.raises(GraphBehind) as behind:
        world_at(quiet_world, Asked(min_log_size=2, wait_seconds=1), sleep=paused.append)
    assert (behind.value.min_log_size, behind.value.log_size) == (2, 1)
    assert sum(paused) == pytest.approx(1)


def test_one_answer_is_of_one_graph_whatever_is_sealed_meanwhile(quiet_world: World) -> None:
    tell(quiet_world, SITES[0])
    pinned = world_at(quiet_world, Asked())
    tell(quiet_world, SITES[1])
    assert (sites(pinned), sites(quiet_world)) == (1, 2)


def test_while_another_builds_the_newest_kept_graph_answers(shared: Callable[[], World], tmp_path: Path) -> None:
    tell(shared(), SITES[0])
    assert sites(shared()) == 1
    tell(shared(), SITES[1])
    with GraphFolder(tmp_path / "graphs").building(waits=True):
        assert graph_of(shared()).log_size == 1
    assert graph_of(shared()).log_size == 2


def test_what_a_revoked_key_said_is_not_answered_from_an_older_graph(shared: Callable[[], World]) -> None:
    tell(shared(), SITES[0])
    assert sites(shared()) == 1
    registry = a_registry()
    key = registry.keys[keccak(MILL.signer)]
    revoked = replace(registry, keys={**registry.keys, key.key_id: replace(key, revoked_at=ANCHORED_AT)})
    shared().store.save_registry(revoked)
    assert sites(shared()) == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-21", 1_795_305_599),
        ("2026-11-21T10:40:00Z", 1_795_257_600),
        ("2026-11-21T11:40:00+01:00", 1_795_257_600),
    ],
)
def test_a_day_counts_to_its_end_and_a_time_to_its_second(text: str, seconds: int) -> None:
    assert asked_of(as_of=text).at == AsOf(anchored_by=seconds)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "2026-11-21T10:40:00", "9999-12-31"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        asked_of(as_of=text)
    assert refused.value.field == "as_of"


def test_two_states_at_once_are_refused() -> None:
    with pytest.raises(Unacceptable):
        asked_of(min_log_size=0, as_of_log_size=0)
