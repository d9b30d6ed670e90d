"""An import keeps every row or none, the same file is the same statements, and only who may speak is spoken for."""

import csv
import io
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import AGENT, BRAND, MALLORY, MILL, NOW, Party, a_deployment, a_registry, a_revocation
from simulator.simulated_world import Killed, MortalStore, ToldClock, die

from ledger.errors import NotAllowed, NotDelegated, SignerMismatch, Unacceptable
from ledger.intake.papers import read_papers
from ledger.jobs.capture import Custodian
from ledger.jobs.papers import Import, keep_import, plan_import, sign_sayings
from ledger.jobs.papers_request import fresh_nonces, import_document, papers_request, read_papers_request
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.model.statement import Scheme
from ledger.ports import World
from ledger.store.sql_store import SqlStore, open_store

HEADER = ("Invoice", "Day", "Lot", "Amount", "Container")
FIRST = ("INV-1", "2026-05-03", "https://id.gs1.org/01/09506000134352/10/A1", "100", "CSQU3054383")
SECOND = ("INV-1", "2026-05-03", "https://id.gs1.org/01/09506000134352/10/A2", "50", "")
INVOICES: dict[str, Any] = {
    "kind": "invoice",
    "fields": {
        "invoice": "Invoice", "day": "Day", "lot": "Lot", "quantity": "Amount", "unit": {"constant": "KGM"},
        "container": "Container", "buyer": {"constant": BRAND.did}, "seller": {"constant": MILL.did},
    },
}  # fmt: skip
SHIPPINGS: dict[str, Any] = {
    "kind": "transport",
    "dates": {"offset": "+07:00"},
    "fields": {
        "step": {"constant": "shipping"}, "moment": "Day", "lot": "Lot", "quantity": "Amount",
        "unit": {"constant": "KGM"}, "container": "Container", "receiver": {"constant": BRAND.did},
        "place": {"constant": "https://id.gs1.org/414/9506000134376"}, "bill_of_lading": "Invoice",
    },
}  # fmt: skip
CUSTODIAN = Custodian(AGENT.did, AGENT.secret)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A deployed ledger whose chain is not there; the mill has delegated to the agent."""
    store = open_store(database_url)
    store.save_deployment(a_deployment())
    store.save_registry(a_registry(delegations=[(MILL, AGENT)]))
    yield World(store, None, ToldClock())
    store.close()


def a_sheet(*lines: tuple[str, ...]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEADER, *lines])
    return written.getvalue().encode()


def asked(raw: bytes, mapping: dict[str, Any] | None = None, **more: Any) -> bytes:
    return papers_request(name="sheet.csv", content=raw, mapping=mapping or INVOICES, **more)


def imported(world: World, raw: bytes, mapping: dict[str, Any] | None = None, *, by: Party = MILL) -> Import:
    planned = plan_import(world, asked(raw, mapping), reader=by.reader)
    return keep_import(world, planned, custodian=CUSTODIAN)


def signed_request(world: World, raw: bytes, *, by: Party = MILL, secret: bytes | None = None) -> bytes:
    """What a supplier with its own key sends: a dry run, then a signature for each statement that is new."""
    planned = plan_import(world, asked(raw, issuer=MILL.did), reader=None)
    sayings = read_papers(raw, planned.request.mapping, issuer=MILL.did).sayings
    nonces = fresh_nonces(import_document(planned), sayings)
    signatures = sign_sayings(
        nonces, issuer=MILL.did, secret=secret or by.secret, domain=deployment_of(world).domain, issued_at=NOW
    )
    return asked(raw, issuer=MILL.did, signatures=signatures)


def pending(world: World) -> int:
    return world.store.counts().pending


def test_a_dry_run_says_what_would_be_signed_and_keeps_nothing(world: World) -> None:
    document: Any = import_document(plan_import(world, asked(a_sheet(FIRST, SECOND)), reader=MILL.reader))
    assert document["is_kept"] is False
    assert [row["outcome"] for row in document["rows"]] == ["ok", "ok"]
    assert FIRST[2] in document["rows"][0]["statements"][0]["summary"]
    assert pending(world) == 0


def test_a_committed_import_keeps_what_the_dry_run_said_and_says_who_signed(world: World) -> None:
    planned = plan_import(world, asked(a_sheet(FIRST, SECOND)), reader=MILL.reader)
    kept = imported(world, a_sheet(FIRST, SECOND))
    records = [world.store.record(given.record_id) for given in kept.acknowledgements]
    said = [(r.signed.statement.summary, r.signed.statement.issuer, r.signed.scheme) for r in records if r]
    assert said == [(each.saying.summary, MILL.did, Scheme.CUSTODIAL) for each in planned.planned]
    assert kept.is_kept


def test_a_suppliers_own_signatures_are_kept_as_its_own(world: World) -> None:
    kept = keep_import(
        world, plan_import(world, signed_request(world, a_sheet(FIRST)), reader=MILL.reader), custodian=None
    )
    record = world.store.record(kept.acknowledgements[0].record_id)
    assert record is not None
    assert record.signed.scheme is Scheme.EOA


@pytest.mark.parametrize("mapping", [INVOICES, SHIPPINGS])
def test_the_same_file_again_keeps_nothing_more(world: World, mapping: dict[str, Any]) -> None:
    imported(world, a_sheet(FIRST, SECOND), mapping)
    before = pending(world)
    again = imported(world, a_sheet(FIRST, SECOND), mapping)
    document: Any = import_document(again)
    assert {row["outcome"] for row in document["rows"]} == {"unchanged"}
    assert all(each["record_id"] for row in document["rows"] for each in row["statements"])
    assert pending(world) == before


def test_a_file_signed_again_keeps_nothing_more(world: World) -> None:
    for _ in range(2):
        raw = signed_request(world, a_sheet(FIRST))
        keep_import(world, plan_import(world, raw, reader=None), custodian=None)
    assert pending(world) == 1


def test_a_longer_file_keeps_only_the_order_lines_that_are_new(world: World) -> None:
    imported(world, a_sheet(FIRST))
    document: Any = import_document(imported(world, a_sheet(FIRST, SECOND)))
    assert [row["outcome"] for row in document["rows"]] == ["unchanged", "ok"]
    assert pending(world) == 2


def test_one_file_may_be_read_as_two_kinds_of_paper(world: World) -> None:
    imported(world, a_sheet(FIRST))
    imported(world, a_sheet(FIRST), SHIPPINGS)
    assert pending(world) == 3


def test_a_file_that_says_something_else_under_a_new_mapping_is_refused_by_row(world: World) -> None:
    imported(world, a_sheet(FIRST))
    other = INVOICES | {"fields": INVOICES["fields"] | {"unit": {"constant": "TNE"}}}
    again = imported(world, a_sheet(FIRST), other)
    assert "said something else" in again.faults[0].reason
    assert pending(world) == 1


def test_a_withdrawn_order_line_may_be_said_again(world: World) -> None:
    (given,) = imported(world, a_sheet(FIRST)).acknowledgements
    submit(world, [a_revocation(given.record_id, domain=deployment_of(world).domain)])
    document: Any = import_document(plan_import(world, asked(a_sheet(FIRST, SECOND)), reader=MILL.reader))
    assert [row["outcome"] for row in document["rows"]] == ["ok", "ok"]


def test_an_error_in_the_last_row_keeps_no_row(world: World) -> None:
    lines = [(*FIRST[:2], f"https://id.gs1.org/01/09506000134352/10/L{n}", "1", "") for n in range(40)]
    done = imported(world, a_sheet(*lines, (*SECOND[:3], "-1", "")))
    assert [fault.row for fault in done.faults] == [42]
    assert not done.is_kept
    assert pending(world) == 0


@pytest.mark.parametrize("after", [False, True])
def test_a_process_that_dies_while_it_keeps_leaves_all_rows_or_none(tmp_path: Path, after: bool) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry(delegations=[(MILL, AGENT)]))
    mortal: Any = MortalStore(store, at=1, after=after, then=die)
    dying = World(mortal, None, ToldClock())
    with pytest.raises(Killed):
        imported(dying, a_sheet(FIRST, SECOND))
    store.close()
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    living = World(store, None, ToldClock())
    assert pending(living) == (2 if after else 0)
    imported(living, a_sheet(FIRST, SECOND))
    assert pending(living) == 2
    store.close()


def test_a_transaction_that_fails_in_the_middle_keeps_no_row(tmp_path: Path) -> None:
    """The process is killed for real between the statements of the transaction."""
    path = tmp_path / "ledger.db"
    store = open_store(f"sqlite:///{path}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry(delegations=[(MILL, AGENT)]))
    store.close()
    child = os.fork()
    if child == 0:  # pragma: no cover
        from sqlalchemy import event

        engine_store: SqlStore = open_store(f"sqlite:///{path}")
        count = itertools.count()

        def end(*_: object) -> None:
            if next(count) == 1:
                os._exit(9)

        planned = plan_import(
            World(engine_store, None, ToldClock()), asked(a_sheet(FIRST, SECOND), SHIPPINGS), reader=MILL.reader
        )
        event.listen(engine_store._engine, "after_cursor_execute", _on_insert(end))
        keep_import(World(engine_store, None, ToldClock()), planned, custodian=CUSTODIAN)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    store = open_store(f"sqlite:///{path}")
    assert pending(World(store, None, ToldClock())) == 0
    store.close()


def _on_insert(then: Any) -> Any:
    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT"):
            then()

    return heard


def test_nobody_is_spoken_for_without_its_delegation_or_signature(world: World) -> None:
    with pytest.raises(NotAllowed):
        plan_import(world, asked(a_sheet(FIRST), issuer=MILL.did), reader=MALLORY.reader)
    planned = plan_import(world, asked(a_sheet(FIRST)), reader=BRAND.reader)
    with pytest.raises(NotDelegated):
        keep_import(world, planned, custodian=CUSTODIAN)
    with pytest.raises(NotAllowed):
        keep_import(world, planned, custodian=None)
    assert pending(world) == 0


def test_a_dry_run_with_anybodys_signatures_does_not_tell_what_another_party_has_said(world: World) -> None:
    raw = signed_request(world, a_sheet(FIRST))
    keep_import(world, plan_import(world, raw, reader=MILL.reader), custodian=None)
    with pytest.raises(NotAllowed):
        plan_import(world, raw, reader=MALLORY.reader)


def test_another_key_than_the_suppliers_signs_nothing(world: World) -> None:
    raw = signed_request(world, a_sheet(FIRST))
    forged = raw.replace(MILL.signer.hex().encode(), MALLORY.signer.hex().encode())
    planned = plan_import(world, forged, reader=MILL.reader)
    with pytest.raises(SignerMismatch):
        keep_import(world, planned, custodian=None)
    assert pending(world) == 0


def test_signatures_of_another_file_or_number_are_refused(world: World) -> None:
    request = read_papers_request(signed_request(world, a_sheet(FIRST)))
    for content in (a_sheet(SECOND), a_sheet(FIRST, SECOND)):
        raw = asked(content, issuer=MILL.did, signatures=list(request.signatures or ()))
        with pytest.raises(Unacceptable):
            keep_import(world, plan_import(world, raw, reader=None), custodian=None)
    assert pending(world) == 0
