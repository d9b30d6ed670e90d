"""A shredded row is told from a lost one, and what was erased stays spent, gone, and in nobody's way."""

from collections.abc import Callable, Iterator

import pytest
from api_town import a_document, an_event, anchor_all, running_town
from builders import MILL, an_attestation
from fsck_bed import PLAIN, SHREDDED, Copy, an_erasure, record_row, told
from told_records import domain_of, tell_and_anchor, verdict_on

from ledger.bootstrap import Ledger
from ledger.errors import NonceReused, Shredded
from ledger.jobs import answers
from ledger.jobs.capture import capture
from ledger.jobs.fsck import fsck
from ledger.jobs.submit import submit
from ledger.jobs.supply import graph_of
from ledger.model.event_query import EventFilter
from ledger.model.finding import FindingKind
from ledger.model.verdict import VerdictKind
from ledger.ports import World

pytestmark = pytest.mark.chain


def test_a_shredded_row_is_told_and_is_no_disagreement(copy: Copy) -> None:
    (found,) = copy.everything()
    assert (found.code, found.kind, found.subject) == ("shredded", FindingKind.TOLD, record_row(SHREDDED))


def test_an_emptied_row_without_a_ground_is_lost(copy: Copy) -> None:
    found = copy.edit(_emptied(PLAIN))
    assert ("statement-lost", record_row(PLAIN)) in told(found)
    assert "lost, not shredded" in found[0].sentence


def test_an_emptied_row_that_names_no_erasure_of_it_is_named(copy: Copy) -> None:
    ground = f"(SELECT shredded_by FROM record WHERE log_index = {SHREDDED})"  # noqa: S608
    found = copy.edit(_emptied(PLAIN), f"UPDATE record SET shredded_by = {ground} WHERE log_index = {PLAIN}")  # noqa: S608
    assert ("shredded-without-ground", record_row(PLAIN)) in told(found)


def test_a_shredded_row_whose_ground_was_taken_away_is_told_from_a_lost_one(copy: Copy) -> None:
    (found,) = copy.edit(f"UPDATE record SET shredded_by = NULL WHERE log_index = {SHREDDED}")  # noqa: S608
    assert (found.code, found.subject) == ("column-differs", record_row(SHREDDED))


def _emptied(index: int) -> str:
    return (
        "UPDATE record SET (v, kind, issuer, signer, issued_at, nonce, audience, lang, summary, body, signature) = "  # noqa: S608
        "(SELECT v, kind, issuer, signer, issued_at, nonce, audience, lang, summary, body, signature "
        f"FROM record WHERE log_index = {SHREDDED}) WHERE log_index = {index}"
    )


# --- what a shredded record is to everyone else ---


@pytest.fixture(scope="module")
def erasing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger of this file alone, which shreds and goes on."""
    with running_town(tmp_path_factory.mktemp("erasing")) as ledger:
        yield ledger


@pytest.fixture
def world(erasing: Ledger) -> World:
    return erasing.world


def shredded(world: World, record_id: bytes) -> bytes:
    """The id of the erasure on whose ground this record is gone now."""
    erasure = tell_and_anchor(world, an_erasure(world, record_id)).record_id
    world.store.shred(record_id, by=erasure)
    return erasure


def test_the_same_statement_again_is_refused_and_its_nonce_stays_spent(world: World) -> None:
    sent = an_attestation(domain=domain_of(world))
    record_id = tell_and_anchor(world, sent).record_id
    erasure = shredded(world, record_id)
    with pytest.raises(Shredded) as refused:
        submit(world, [sent])
    assert (refused.value.record_id, refused.value.by_record_id) == (record_id, erasure)
    with pytest.raises(NonceReused):
        submit(world, [an_attestation(domain=domain_of(world), nonce=sent.statement.nonce, audience="public")])


def test_a_shredded_event_is_not_signed_for_again(erasing: Ledger) -> None:
    document = a_document(an_event(eventTime="2026-03-03T08:00:00.000Z"))
    (given,) = capture(erasing.world, document, reader=MILL.reader, custodian=erasing.custodian).acknowledgements
    anchor_all(erasing.world)
    erasure = shredded(erasing.world, given.record_id)
    with pytest.raises(Shredded) as refused:
        capture(erasing.world, document, reader=MILL.reader, custodian=erasing.custodian)
    assert (refused.value.record_id, refused.value.by_record_id) == (given.record_id, erasure)


def test_its_verdict_is_that_it_cannot_be_verified_since_it_was_shredded(world: World) -> None:
    record_id = tell_and_anchor(world).record_id
    shredded(world, record_id)
    verdict = verdict_on(world, record_id)
    assert (verdict.kind, verdict.code) == (VerdictKind.CANNOT_VERIFY, "shredded")


@pytest.mark.parametrize("ask", [answers.record, answers.receipt])
def test_asked_for_it_is_told_as_shredded(world: World, ask: Callable[..., object]) -> None:
    record_id = tell_and_anchor(world).record_id
    shredded(world, record_id)
    with pytest.raises(Shredded):
        ask(world, None, record_id)


def test_the_log_and_the_supply_graph_go_on_without_it(erasing: Ledger) -> None:
    world = erasing.world
    captured = capture(world, a_document(an_event()), reader=MILL.reader, custodian=erasing.custodian)
    event = captured.acknowledgements[0].record_id
    anchor_all(world)
    shredded(world, event)
    tell_and_anchor(world)
    assert {each.code for each in fsck(world)} == {"shredded"}
    assert graph_of(world).log_size == world.store.counts().sealed_size
    events = world.store.events(EventFilter(), after=None, limit=99)
    assert event not in {record.record_id for record, _ in events}
