"""Role x audience x relation for every kind of record, against the rule as a table (audience_bed.expected)."""

from collections.abc import Iterator

import pytest
from audience_bed import (
    AUDIENCES,
    BODIES,
    DOWNSTREAM,
    RELATIONS,
    ROLES,
    UNION,
    WORKER_BODIES,
    a_record_of,
    a_told_chain,
    expected,
    making_of_yarn,
)

from ledger.jobs.access import Audience, audience_of
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.ports import World

KINDS = (*BODIES, *WORKER_BODIES)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_told_chain(tmp_path_factory.mktemp("chain")) as told:
        yield told


@pytest.fixture(scope="module")
def audiences(world: World) -> dict[tuple[str, Role | None], Audience]:
    """What each relation may read in each role, and at the command line."""
    cells = [(relation, role) for relation in RELATIONS for role in ROLES]
    found = {(r, role): audience_of(world, Reader(RELATIONS[r].did, role)) for r, role in cells}
    return found | {("stranger", None): audience_of(world, None)}


def wrong_cells(
    audiences: dict[tuple[str, Role | None], Audience], kind: str, audience: str, record: Record
) -> list[tuple[str, Role | None, bool]]:
    return [
        (relation, role, not expected(kind, audience, relation, role))
        for (relation, role), reading in audiences.items()
        if reading.may_read(record) is not expected(kind, audience, relation, role)
    ]


def test_the_table_has_every_kind_and_every_cell_of_it_is_asked(
    audiences: dict[tuple[str, Role | None], Audience],
) -> None:
    assert DOWNSTREAM.keys() == {"event", *BODIES}
    assert len(audiences) == len(RELATIONS) * len(ROLES) + 1


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("kind", KINDS)
def test_who_reads_what_the_mill_says(
    audiences: dict[tuple[str, Role | None], Audience], kind: str, audience: str
) -> None:
    assert wrong_cells(audiences, kind, audience, a_record_of(kind, audience)) == []


def test_who_reads_the_event_in_which_the_yarn_is_made(
    world: World, audiences: dict[tuple[str, Role | None], Audience]
) -> None:
    assert wrong_cells(audiences, "event", "downstream", making_of_yarn(world)) == []


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("kind", WORKER_BODIES)
def test_nobody_is_granted_a_statement_of_the_worker_line(
    audiences: dict[tuple[str, Role | None], Audience], kind: str, audience: str
) -> None:
    record = a_record_of(kind, audience)
    reading = audiences["confirmed, far down", Role.BRAND]
    opened = Audience(
        reading.reader,
        reading.chain,
        reading.own,
        reading.joined,
        frozenset({(record.record_id, RELATIONS["owner"].did)}),
    )
    assert not opened.may_read(record)


def test_planted_a_custodian_by_name_alone_would_read_after_it_lost_the_role(
    audiences: dict[tuple[str, Role | None], Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    record, former = a_record_of("wave", "private"), audiences["custodian of it", Role.SUPPLIER]
    assert not former.may_read(record)
    monkeypatch.setattr("ledger.jobs.access._is_sealed_to", lambda reader, _: reader.did == UNION.did)
    assert former.may_read(record)


def test_planted_without_the_wall_the_worker_line_is_found_by_its_audience(
    audiences: dict[tuple[str, Role | None], Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    record, auditor = a_record_of("finding", "downstream"), audiences["stranger", Role.AUDITOR]
    assert not auditor.may_read(record)
    monkeypatch.setattr("ledger.jobs.access._is_worker_side", lambda _: False)
    assert auditor.may_read(record)
