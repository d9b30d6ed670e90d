"""A small log with a bit of everything, all final, and copies of its database to tamper with."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from api_town import a_document, an_event, anchor_all
from builders import MAKER, MILL, a_revocation, an_attestation
from past_the_ledger import triggers_lifted
from told_records import domain_of, tell

from ledger.bootstrap import Ledger
from ledger.jobs.capture import capture
from ledger.jobs.fsck import fsck
from ledger.model.finding import Finding, FindingKind
from ledger.ports import World
from ledger.proof.wire import hex_text
from ledger.store.sql_store import open_store

# Heads of 5, 8 and 10 entries.
PLAIN, EVENT, SHREDDED, REVOCATION, ERASURE, LAST = 1, 3, 5, 6, 8, 9
HEAD_OF = {**dict.fromkeys(range(5), "head size=5 count=1"), **dict.fromkeys(range(5, 8), "head size=8 count=2")} | {
    **dict.fromkeys(range(8, 10), "head size=10 count=3")
}


def tell_of_everything(ledger: Ledger) -> None:
    """Statements, events signed by a custodian, a revocation, an erasure, and the record that it shredded."""
    world = ledger.world
    first = [tell(world) for _ in range(3)]
    later = an_event(eventTime="2026-02-02T08:00:00.000Z")
    capture(world, a_document(an_event(), later), reader=MILL.reader, custodian=ledger.custodian)
    anchor_all(world)
    erased = tell(world)
    tell(world, a_revocation(first[0], domain=domain_of(world)))
    tell(world, by=MAKER)
    anchor_all(world)
    erasure = tell(world, an_erasure(world, erased))
    tell(world)
    anchor_all(world)
    world.store.shred(erased, by=erasure)
    assert world.store.counts().final_size == 10


def an_erasure(world: World, record_id: bytes) -> object:
    body = {"record": hex_text(record_id), "ground": "The person named in it asked for it."}
    return an_attestation(domain=domain_of(world), kind="erasure", body=body)


@dataclass
class Copy:
    """A copy of the database to tamper with."""

    path: Path
    world: World

    @classmethod
    def of(cls, ledger: Ledger, folder: Path) -> "Copy":
        target = folder / "copy.db"
        with (
            closing(sqlite3.connect(ledger.settings.home / "ledger.db")) as live,
            closing(sqlite3.connect(target)) as to,
        ):
            live.backup(to)
        return cls(target, ledger.world)

    def run(self, *statements: str) -> None:
        """These edits, each of which must change something. `flipped(x)` is x with one bit changed."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.create_function("flipped", 1, _flipped)
            with triggers_lifted(connection):
                for statement in statements:
                    changed = connection.execute(statement).rowcount
                    assert changed != 0, f"the edit changed nothing: {statement}"
            connection.commit()

    def edit(self, *statements: str) -> tuple[Finding, ...]:
        """What fsck says after these edits, leaving out what is as it should be."""
        self.run(*statements)
        return self.findings()

    def findings(self, *, with_chain: bool = True) -> tuple[Finding, ...]:
        return tuple(each for each in self.everything(with_chain=with_chain) if each.kind is not FindingKind.TOLD)

    def everything(self, *, with_chain: bool = True) -> tuple[Finding, ...]:
        store = open_store(f"sqlite:///{self.path}")
        try:
            return fsck(replace(self.world, store=store), with_chain=with_chain)
        finally:
            store.close()

    def ask(self, query: str) -> object:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query).fetchone()[0]


def _flipped(value: object) -> object:
    match value:
        case bytes():
            at = min(7, len(value) - 1)
            return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
        case str():
            return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"
        case int():
            return value ^ 1
    return value


def told(found: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(finding.code, finding.subject) for finding in found}


def codes(found: Iterable[Finding]) -> set[str]:
    return {finding.code for finding in found}


def record_row(index: int) -> str:
    """How findings name a record's row."""
    return f"record log_index={index}; {HEAD_OF[index]}"


def entry_row(index: int) -> str:
    return f"entry log_index={index}; {HEAD_OF[index]}"
