"""A chain that is away, that leaves things out or holds others, and one that went on while the check ran."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from api_town import anchor_all, running_town
from fsck_bed import HEAD_OF, Copy, codes, told
from told_records import tell

from ledger.bootstrap import Ledger, open_ledger
from ledger.errors import ChainAway, EndpointsDisagree
from ledger.jobs.fsck import fsck
from ledger.model.finding import FindingKind
from ledger.model.log import Anchor, OutboxState

pytestmark = pytest.mark.chain


@dataclass
class Altered:
    """The real chain with one answer of it altered, or refused."""

    chain: Any
    method: str
    answer: Callable[..., Any]

    def __getattr__(self, name: str) -> Any:
        true = getattr(self.chain, name)
        return (lambda *given, **named: self.answer(true, *given, **named)) if name == self.method else true


def altered(copy: Copy, method: str, answer: Callable[..., Any]) -> Copy:
    chain: Any = Altered(copy.world.chain, method, answer)
    return Copy(copy.path, replace(copy.world, chain=chain))


def away(*_: object, **__: object) -> None:
    raise ChainAway(doing="ask", reason="nobody listens")


def test_a_chain_that_nobody_answers_for_is_said_and_not_taken_for_agreement(copy: Copy, told_ledger: Ledger) -> None:
    nowhere = open_ledger(told_ledger.settings.model_copy(update={"chain_url": "http://127.0.0.1:9"}))
    found = Copy(copy.path, replace(copy.world, chain=nowhere.world.chain)).findings()
    nowhere.close()
    assert codes(found) == {"chain-not-compared"}


@pytest.mark.parametrize("method", ["latest_block", "check", "head", "final_block", "anchors", "state_proof"])
def test_a_chain_that_goes_away_in_the_middle_is_said(copy: Copy, method: str) -> None:
    found = altered(copy, method, away).findings()
    assert codes(found) == {"chain-not-compared"}
    assert {each.kind for each in found} == {FindingKind.UNCHECKED}


def test_a_registry_that_cannot_be_read_is_said(copy: Copy) -> None:
    assert codes(altered(copy, "registry", away).findings()) == {"chain-not-compared"}


def test_endpoints_that_disagree_decide_nothing(copy: Copy) -> None:
    def disagree(*_: object, **__: object) -> None:
        raise EndpointsDisagree(what="block 7", first="0x01", second="0x02")

    assert codes(altered(copy, "anchors", disagree).findings()) == {"chain-not-compared"}


@pytest.mark.parametrize("size", [5, 8, 10])
def test_an_event_that_a_node_leaves_out_accuses_nobody(copy: Copy, size: int) -> None:
    def left_out(true: Callable[..., Iterator[Anchor]], log_id: bytes) -> Iterator[Anchor]:
        return (anchor for anchor in true(log_id) if anchor.head.size != size)

    assert codes(altered(copy, "anchors", left_out).findings()) == {"chain-not-compared"}


def test_a_block_that_the_chain_does_not_hold_is_named(copy: Copy) -> None:
    def other_block(true: Callable[..., Iterator[Anchor]], log_id: bytes) -> Iterator[Anchor]:
        return (replace(each, block_hash=bytes(32)) if each.head.size == 8 else each for each in true(log_id))

    found = altered(copy, "anchors", other_block).findings()
    assert ("outbox-differs", HEAD_OF[7]) in told(found)
    assert ("evidence-differs", f"evidence size=8 subject=head; {HEAD_OF[7]}") in told(found)


def test_a_later_block_that_shows_the_head_may_stand_for_its_own(copy: Copy) -> None:
    """The node had lost the state of the anchor's block: the evidence is of a later one, which the row then names."""

    def earlier_block(true: Callable[..., Iterator[Anchor]], log_id: bytes) -> Iterator[Anchor]:
        for each in true(log_id):
            yield replace(each, block_number=each.block_number - 1, block_hash=b"\x01" * 32)

    assert altered(copy, "anchors", earlier_block).findings() == ()


def test_a_later_block_that_is_not_on_the_chain_may_not(copy: Copy) -> None:
    def earlier_block(true: Callable[..., Iterator[Anchor]], log_id: bytes) -> Iterator[Anchor]:
        for each in true(log_id):
            yield replace(each, block_number=each.block_number - 1, block_hash=b"\x01" * 32)

    once = altered(copy, "anchors", earlier_block)
    found = altered(once, "is_canonical", lambda *_: False).findings()
    assert {
        ("outbox-differs", HEAD_OF[7]),
        ("evidence-differs", f"evidence size=8 subject=head; {HEAD_OF[7]}"),
    } <= told(found)


def test_a_final_status_that_the_chain_does_not_call_final_is_named(copy: Copy) -> None:
    first = altered(copy, "final_block", lambda true: replace(true(), number=1)).findings()
    assert {("outbox-differs", HEAD_OF[index]) for index in (0, 5, 8)} <= told(first)


def test_a_head_that_the_chain_never_held_is_named(copy: Copy) -> None:
    """Inserted between two others, with the right root for its size."""
    columns = "state, sealed_at, account_nonce, raw_transaction, transaction_hash, log_id, block_number, block_hash"
    copy.run(
        f"INSERT INTO head (size, previous_size, root, count, anchored_at, {columns}) "  # noqa: S608
        f"SELECT 9, 8, root, 3, anchored_at, {columns} FROM head WHERE size = 10"
    )
    assert ("anchor-differs", "head size=9 count=3") in told(copy.findings())


def test_another_chain_is_named_and_nothing_else_is_compared_with_it(copy: Copy, tmp_path: Path) -> None:
    with running_town(tmp_path / "other") as other:
        found = Copy(copy.path, replace(copy.world, chain=other.world.chain)).findings()
    assert codes(found) == {"deployment-differs"}


def test_a_check_beside_a_ledger_that_goes_on_finds_nothing(tmp_path: Path) -> None:
    """Heads that are sealed, mined and final while the rows are read are no disagreement."""
    with running_town(tmp_path) as ledger:
        tell(ledger.world)
        anchor_all(ledger.world)
        is_over = threading.Event()
        worker = threading.Thread(target=_goes_on, args=(tmp_path, ledger, is_over))
        worker.start()
        found = []
        while len(ledger.world.store.finished()) <= 3 and worker.is_alive():
            found += [each for each in fsck(ledger.world) if each.kind is not FindingKind.TOLD]
        is_over.set()
        worker.join()
        assert found == []
        assert len(ledger.world.store.finished()) > 3, "the ledger did not go on"


def _goes_on(home: Path, ledger: Ledger, is_over: threading.Event) -> None:
    own = open_ledger(ledger.settings.model_copy(update={"home": home}))
    while not is_over.is_set():
        tell(own.world)
        anchor_all(own.world)
    own.close()


def test_a_head_that_is_being_followed_is_told_as_behind(copy: Copy) -> None:
    copy.run(
        f"UPDATE head SET state = '{OutboxState.UNKNOWN}', log_id = NULL, count = NULL, block_number = NULL, "  # noqa: S608
        "block_hash = NULL, anchored_at = NULL WHERE size = 10"
    )
    assert ("status-behind", "head size=10") in told(copy.everything())
    assert copy.findings() == ()
