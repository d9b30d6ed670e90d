"""Questions about the past change nothing for whoever asks about now, and cost no more than one replay at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from audience_bed import a_told_chain
from builders import AUDITOR, BRAND, MILL, a_record, a_revocation
from store_seals import sealed

from ledger.documents.graph_folder import GraphFolder
from ledger.errors import ReplayBusy
from ledger.jobs import supply
from ledger.jobs.access import audience_of
from ledger.jobs.blast_radius import blast_radius_document
from ledger.jobs.find import find_lots
from ledger.jobs.supply import graph_of, pinned
from ledger.model.blast_radius import Cause, Question
from ledger.model.graph import AsOf, SupplyGraph
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.store.sql_store import SqlStore


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_told_chain(tmp_path) as told:
        yield replace(told, snapshots=GraphFolder(tmp_path / "graphs"), graphs={})


@contextmanager
def somebody_builds(folder: Path, *, of_the_past: bool = False) -> Iterator[None]:
    with GraphFolder(folder / "graphs").building(waits=True, of_the_past=of_the_past) as is_alone:
        assert is_alone
        yield


def size_of(world: World) -> int:
    return world.store.counts().sealed_size


def ask_for_the_past(world: World, *, times: int = 7) -> None:
    for size in range(1, times + 1):
        graph_of(world, at=AsOf(log_size=size))


def read_by_the_brand(world: World) -> int:
    audience = audience_of(world, BRAND.reader)
    return sum(map(audience.may_read, world.store.records((Kind.EVENT, Kind.FACILITY), size=size_of(world))))


def withdraw_the_hand_over(world: World) -> None:
    """The mill takes back its shipping to the maker, and with it what the brand reads of the mill."""
    assert isinstance(world.store, SqlStore)
    events = world.store.records((Kind.EVENT,), size=size_of(world))
    of_the_mill = (each for each in events if each.signed.statement.issuer == MILL.did)
    shipped = next(each for each in of_the_mill if b"shipping" in each.signed.statement.body)
    world.store.add([a_record(a_revocation(shipped.record_id))], [None])
    sealed(world.store)


def test_no_number_of_questions_about_the_past_pushes_the_newest_out(world: World) -> None:
    newest = graph_of(world)
    ask_for_the_past(world)
    assert graph_of(world) is newest
    fresh = replace(world, graphs={})
    assert world.snapshots is not None
    assert any(name.split("-")[1:] == [str(size_of(world)), "0"] for name in world.snapshots.names())
    assert graph_of(fresh) == newest


def test_a_graph_of_the_past_is_never_given_as_the_newest(world: World, tmp_path: Path) -> None:
    ask_for_the_past(world, times=3)
    found: list[SupplyGraph] = []
    asking = threading.Thread(target=lambda: found.append(graph_of(replace(world, graphs={}))))
    with somebody_builds(tmp_path):
        asking.start()
        asking.join(0.5)
        assert found == []
    asking.join()
    assert found[0].log_size == size_of(world)


def test_what_was_withdrawn_is_not_read_again_through_a_question_about_the_past(world: World, tmp_path: Path) -> None:
    before, at_first = size_of(world), read_by_the_brand(world)
    withdraw_the_hand_over(world)
    after = read_by_the_brand(world)
    assert after < at_first
    for size in range(before - 6, before + 1):
        graph_of(world, at=AsOf(log_size=size))
    with somebody_builds(tmp_path):
        assert read_by_the_brand(world) == after


def test_a_graph_older_than_one_this_process_has_shown_does_not_answer(world: World, tmp_path: Path) -> None:
    """Another process kept an older one, ours could keep nothing: the disk was full."""
    graph_of(replace(world, graphs={}))
    withdraw_the_hand_over(world)
    shown = graph_of(replace(world, snapshots=None))
    withdraw_nothing = a_record(a_revocation(b"\x07" * 32))
    assert isinstance(world.store, SqlStore)
    world.store.add([withdraw_nothing], [None])
    sealed(world.store)
    with somebody_builds(tmp_path):
        assert graph_of(world) is shown


def test_a_second_replay_is_told_to_come_again_and_the_newest_is_answered(world: World, tmp_path: Path) -> None:
    with somebody_builds(tmp_path, of_the_past=True):
        assert graph_of(world).log_size == size_of(world)
        with pytest.raises(ReplayBusy):
            graph_of(world, at=AsOf(log_size=1))
    assert graph_of(world, at=AsOf(log_size=1)).log_size == 1


def test_one_process_replays_one_state_at_a_time_without_a_folder_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, refused = replace(world, snapshots=None), list[type[BaseException]]()
    build = supply.build_graph_at

    def built_while_another_asks(asked: World, size: int) -> SupplyGraph:
        if size == 1:
            with pytest.raises(ReplayBusy) as told:
                graph_of(alone, at=AsOf(log_size=2))
            refused.append(told.type)
        return build(asked, size)

    monkeypatch.setattr(supply, "build_graph_at", built_while_another_asks)
    assert graph_of(alone, at=AsOf(log_size=1)).log_size == 1
    assert refused == [ReplayBusy]
    assert graph_of(alone, at=AsOf(log_size=2)).log_size == 2


def test_an_answer_about_a_cause_is_of_one_graph_whatever_is_sealed_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question(Cause.PARTY, MILL.did)
    wanted = blast_radius_document(world, AUDITOR.reader, question)
    assert wanted["lots"]
    told = iter([graph_of(world)])
    past = graph_of(world, at=AsOf(log_size=2))
    monkeypatch.setattr(supply, "opened", lambda *_: next(told, past))
    assert blast_radius_document(world, AUDITOR.reader, question) == wanted


def test_a_search_is_of_one_graph_whatever_is_sealed_meanwhile(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([graph_of(world)])
    monkeypatch.setattr(supply, "opened", lambda *_: next(told))  # a second look fails
    assert find_lots(world, AUDITOR.reader, "PO-NONE")["log_size"] == size_of(world)


def test_a_pinned_world_stays_with_its_graph(world: World) -> None:
    held = pinned(world)
    withdraw_the_hand_over(world)
    assert pinned(held) is held
    assert (graph_of(held).log_size, graph_of(world).log_size) == (size_of(world) - 1, size_of(world))
