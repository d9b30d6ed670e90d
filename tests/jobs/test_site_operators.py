"""Calling a site one's own opens nothing that others said of it; an auditor's signed decision does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_town import an_event
from audience_bed import BODIES, NAMED, STRANGER, a_told_chain, operates, say
from builders import AUDITOR, MILL, Party, a_record, a_revocation
from builders import an_attestation as a_statement
from store_seals import sealed
from told_records import domain_of, tell

from ledger.errors import NotAllowed
from ledger.jobs import supply
from ledger.jobs.access import may_read
from ledger.jobs.site_operators import decided_operators, operators_that_count
from ledger.jobs.supply import graph_of
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.store.sql_store import SqlStore


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_told_chain(tmp_path) as told:
        yield told


def reads(world: World, party: Party, *record_ids: bytes) -> list[bool]:
    """Whether the party reads each of these records, once all is sealed."""
    assert isinstance(world.store, SqlStore)
    if world.store.counts().pending:
        sealed(world.store)
    records = [world.store.record(record_id) for record_id in record_ids]
    return [record is not None and may_read(world, party.reader, record) for record in records]


def a_site(site: str, operator: Party) -> dict[str, Any]:
    return {"facility": site, "operator": operator.did, "country": "IN"}


OWNERLESS = "urn:epc:id:sgln:9506000.00109.0"


def test_calling_a_site_that_nobody_described_its_own_opens_nothing_until_an_auditor_confirms_it(world: World) -> None:
    """Neither a facility statement nor one making event makes a stranger read what others say of the site."""
    audit = tell(world, by=AUDITOR, kind="audit", body=BODIES["audit"][1] | {"facility": OWNERLESS})
    recruited = tell(world, by=MILL, kind="recruitment", body=BODIES["recruitment"][1] | {"facility": OWNERLESS})

    def is_open() -> list[bool]:
        return reads(world, STRANGER, audit, recruited)

    tell(world, by=STRANGER, kind="facility", body=a_site(OWNERLESS, STRANGER))
    made = [{"epcClass": "urn:epc:class:lgtin:9999999.000001.M", "quantity": 1, "uom": "KGM"}]
    say(world, STRANGER, an_event(bizLocation={"id": OWNERLESS}, quantityList=made))
    assert is_open() == [False, False]
    tell(world, by=AUDITOR, kind="decision", body=operates(STRANGER, OWNERLESS))
    assert is_open() == [True, True]
    tell(world, by=AUDITOR, kind="decision", body=operates(STRANGER, OWNERLESS, "refused"))
    assert is_open() == [False, False]


def test_who_came_first_keeps_no_confirmed_operator_from_its_audits(world: World) -> None:
    audit = tell(world, by=AUDITOR, kind="audit", body=BODIES["audit"][1] | {"facility": OWNERLESS})
    tell(world, by=STRANGER, kind="facility", body=a_site(OWNERLESS, STRANGER))
    tell(world, by=NAMED, kind="facility", body=a_site(OWNERLESS, NAMED))
    tell(world, by=AUDITOR, kind="decision", body=operates(NAMED, OWNERLESS))
    assert (reads(world, NAMED, audit), reads(world, STRANGER, audit)) == ([True], [False])


def test_a_site_cannot_confirm_its_own_operator(world: World) -> None:
    with pytest.raises(NotAllowed):
        tell(world, by=STRANGER, kind="decision", body=operates(STRANGER, OWNERLESS))


def runs(world: World) -> tuple[str | None, bool]:
    assert isinstance(world.store, SqlStore)
    sealed(world.store)
    site = graph_of(world).sites[canonical_uri(OWNERLESS)]
    return site.operator, site.is_confirmed


def test_the_graph_goes_by_the_decision_too_and_by_a_strangers_not_at_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stranger's decision came into the log past intake: the graph itself must not take it."""
    tell(world, by=STRANGER, kind="facility", body=a_site(OWNERLESS, STRANGER))
    tell(world, by=NAMED, kind="facility", body=a_site(OWNERLESS, NAMED))
    assert runs(world) == (STRANGER.did, False)
    sneaked = a_record(a_statement(signed_by=NAMED, kind="decision", body=operates(NAMED, OWNERLESS)))
    world.store.add([sneaked], [None])
    assert runs(world) == (STRANGER.did, False)
    with monkeypatch.context() as patched:
        patched.setattr(supply, "_may_say", lambda *_: True)
        assert graph_of(replace(world, graphs={})).sites[canonical_uri(OWNERLESS)].operator == NAMED.did
    tell(world, by=AUDITOR, kind="decision", body=operates(NAMED, OWNERLESS))
    assert runs(world) == (NAMED.did, True)


def test_a_decision_for_fewer_than_all_downstream_changes_nothing_that_all_are_shown(world: World) -> None:
    tell(world, by=STRANGER, kind="facility", body=a_site(OWNERLESS, STRANGER))
    tell(world, by=AUDITOR, kind="decision", body=operates(NAMED, OWNERLESS), audience=f"parties:{NAMED.did}")
    assert runs(world) == (STRANGER.did, False)


def test_a_decision_that_was_withdrawn_makes_nobody_the_operator(world: World) -> None:
    tell(world, by=STRANGER, kind="facility", body=a_site(OWNERLESS, STRANGER))
    confirmed = tell(world, by=AUDITOR, kind="decision", body=operates(NAMED, OWNERLESS))
    assert runs(world) == (NAMED.did, True)
    tell(world, a_revocation(confirmed, signed_by=AUDITOR, domain=domain_of(world)))
    assert runs(world) == (STRANGER.did, False)


def test_a_refusal_that_is_not_anchored_closes_what_was_open_and_takes_nothing_from_a_score(world: World) -> None:
    site = canonical_uri(OWNERLESS)
    for outcome in ("confirmed", "refused"):
        tell(world, by=AUDITOR, kind="decision", body=operates(STRANGER, OWNERLESS, outcome))
    reads(world, STRANGER)
    pair, graph = (site, STRANGER.did), graph_of(world)
    assert decided_operators(world, graph)[pair] is False
    told = operators_that_count(world, graph)
    assert (told.decided[pair], told.doubted, told.once) == (True, {pair}, frozenset())


def test_a_confirmation_that_was_taken_back_is_known_to_have_been(world: World) -> None:
    tell(world, by=STRANGER, kind="facility", body=a_site(OWNERLESS, STRANGER))
    confirmed = tell(world, by=AUDITOR, kind="decision", body=operates(STRANGER, OWNERLESS))
    tell(world, a_revocation(confirmed, signed_by=AUDITOR, domain=domain_of(world)))
    runs(world)
    told, pair = operators_that_count(world, graph_of(world)), (canonical_uri(OWNERLESS), STRANGER.did)
    assert (pair in told.decided, told.once) == (False, {pair})
