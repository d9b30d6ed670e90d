"""Recompute the whole log from its statements; compare it with what is stored and with the chain. Repairs nothing."""

from collections.abc import Iterator

from ledger.errors import LedgerError, LogDisagrees, Malformed
from ledger.jobs.standing import chain_of, deployment_of
from ledger.model.finding import Finding
from ledger.model.log import Frontier, OutboxItem
from ledger.model.record import Entry, Record
from ledger.model.statement import Kind, UnverifiedSubmission
from ledger.ports import World
from ledger.proof.merkle import EMPTY_ROOT, extend, leaf_hash, root_of_frontier
from ledger.proof.signed import check_signature
from ledger.proof.typed_data import body_hash, statement_digest

_BEYOND = 1 << 62  # no log index reaches this


def fsck(world: World) -> tuple[Finding, ...]:
    """Give every disagreement found, naming row and head; empty where all agree. Raises ChainAway without a chain.

    Rows that are not anchored yet are checked against their own signatures only: until the anchor, their absence
    cannot be seen.
    """
    heads = {item.sealed.head.size: item for item in (*world.store.finished(), *world.store.outbox())}
    found = [*_log_findings(world, heads), *_chain_findings(world, heads)]
    return tuple(found)


def _log_findings(world: World, heads: dict[int, OutboxItem]) -> Iterator[Finding]:
    """Walk the log from head to head, so that each head is compared as soon as its last entry was recomputed."""
    frontier = Frontier(0, ())
    records = world.store.records(tuple(Kind), size=world.store.counts().sealed_size)
    waiting = next(records, None)
    for size in sorted(heads):
        before = heads[size].sealed.previous_size
        if before != frontier.size:
            yield _finding("head-lost", before, f"the head of size {before}, which head {size} extends, is missing")
        entries = world.store.entries(first=frontier.size, last=size)
        for index, entry in enumerate(entries, frontier.size):
            if entry.index != index:
                break
            here = waiting if waiting is not None and waiting.index == index else None
            waiting = next(records, None) if here is not None else waiting
            yield from _record_findings(index, entry, here)
        if len(entries) != size - frontier.size:
            yield _finding("entry-lost", frontier.size, f"an entry below {size} is missing: nothing more is recomputed")
            return
        frontier, nodes = extend(frontier, [leaf_hash(entry.to_bytes()) for entry in entries])
        yield from _node_findings(world, size, nodes)
        if root_of_frontier(frontier) != heads[size].sealed.head.root:
            yield _finding("head-differs", size, f"the entries below {size} do not give the head of that size")
    for entry in world.store.entries(first=frontier.size, last=_BEYOND):
        yield _finding("entry-unsealed", entry.index, f"entry {entry.index} is in no head", entry.record_id)


def _record_findings(index: int, entry: Entry, record: Record | None) -> Iterator[Finding]:
    if record is None:
        yield _finding("statement-lost", index, f"entry {index} has no statement", entry.record_id)
        return
    try:
        yield from _comparison(index, entry, record)
    except (Malformed, AttributeError, TypeError, ValueError):  # SQLite keeps a value of any type in any column
        sentence = f"the statement of entry {index} holds a value of a type or length that was never written"
        yield _finding("statement-differs", index, sentence, entry.record_id)


def _comparison(index: int, entry: Entry, record: Record) -> list[Finding]:
    found: list[Finding] = []
    signed = record.signed
    if statement_digest(signed.statement, signed.domain) != entry.record_id or record.record_id != entry.record_id:
        found.append(
            _finding("statement-differs", index, f"the statement of entry {index} was changed", entry.record_id)
        )
    if body_hash(signed.signature) != entry.signature_hash:
        found.append(
            _finding("signature-differs", index, f"the signature of entry {index} was changed", entry.record_id)
        )
    try:
        check_signature(
            UnverifiedSubmission(signed.statement, signed.signature, None), signed.domain, is_custodial=False
        )
    except LedgerError as error:
        found.append(_finding("signature-fails", index, f"entry {index}: {error}", entry.record_id))
    return found


def _node_findings(world: World, index: int, nodes: list[tuple[int, int, bytes]]) -> Iterator[Finding]:
    if not nodes:
        return
    try:
        stored = world.store.nodes([(level, at) for level, at, _ in nodes])
    except LogDisagrees as error:
        yield _finding("node-lost", index, error.reason)
        return
    for level, at, node in nodes:
        if stored[level, at] != node:
            yield _finding("node-differs", index, f"tree node level {level}, position {at} was changed")


def _chain_findings(world: World, heads: dict[int, OutboxItem]) -> Iterator[Finding]:
    deployment, chain = deployment_of(world), chain_of(world)
    chain.check(deployment)
    held, count, _ = chain.head(deployment.domain.salt, block=chain.latest_block())
    newest = heads.get(held.size)
    if count and (newest is None or newest.sealed.head.root != held.root):
        yield _finding(
            "chain-differs", held.size, f"the chain holds another head of size {held.size} than this database"
        )
    if not count and held.root not in (EMPTY_ROOT, bytes(32)):
        yield _finding("chain-differs", 0, "the chain holds a root for an empty log")
    for size, item in heads.items():
        if item.anchor is None:
            continue
        anchored = chain.find_anchor(deployment.domain.salt, size) if size <= held.size else None
        if anchored is None or anchored.head != item.sealed.head:
            yield _finding("anchor-differs", size, f"the chain does not hold the anchored head of size {size}")


def _finding(code: str, index: int, sentence: str, *records: bytes) -> Finding:
    return Finding(code, f"log index {index}", sentence, records)
