"""One measured step of the sealing benchmark, in a process of its own: fill, anchor or prove. Prints JSON.

Usage: python -m scripts.bench.sealing_driver fill|anchor|prove HOME COUNT
"""

import json
import random
import resource
import sys
import time
from hashlib import sha256
from pathlib import Path
from statistics import median

from ledger.bootstrap import open_ledger, registrar
from ledger.jobs.anchor import anchor_once
from ledger.jobs.standing import chain_of, deployment_of
from ledger.jobs.submit import INCLUDE_WITHIN_SECONDS
from ledger.jobs.sync_registry import sync_registry
from ledger.model.party import KeyType, Role
from ledger.model.record import Record
from ledger.model.statement import Domain, Scheme, SignedStatement, Statement
from ledger.ports import World
from ledger.proof.merkle import check_inclusion, inclusion_path, leaf_hash, nodes_needed, root_of, root_of_frontier
from ledger.proof.typed_data import account_of, party_id, sign_digest, statement_digest
from ledger.settings import Settings, read_settings

PARTIES = 20
BATCH = 5_000
PROOFS = 100
_BODY = (
    b'{"claim":"no-recruitment-fees","subject":"urn:epc:id:sgln:9506000.00101.0","text":"No worker here paid a fee."}'
)


def main(arguments: list[str]) -> int:
    """Take the step and print what it measured. Returns the exit code."""
    what, home, count = arguments[0], Path(arguments[1]), int(arguments[2])
    settings = read_settings(home=home)
    if what == "fill":
        measured = fill(settings, count)
    else:
        measured = {"anchor": anchor, "prove": prove}[what](open_ledger(settings).world)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(measured | {"peak_mb": peak}))
    return 0


def fill(settings: Settings, count: int) -> dict[str, float]:
    """Keep `count` more signed statements, pending."""
    world = open_ledger(settings).world
    _register(settings, world)
    domain, start = deployment_of(world).domain, world.store.counts().sealed_size
    for first in range(start, start + count, BATCH):
        last = min(first + BATCH, start + count)
        records = [_record(domain, number) for number in range(first, last)]
        world.store.add(records, [None] * len(records))
    return {"kept": count}


def anchor(world: World) -> dict[str, float]:
    """Anchor all that is pending; CPU seconds of this process, and how many transactions it took."""
    deployment, chain = deployment_of(world), chain_of(world)
    nonce, wall, cpu = chain.next_nonce(deployment.writer), time.perf_counter(), time.process_time()
    while not anchor_once(world, holder="bench").is_settled:
        time.sleep(0.05)
    return {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "transactions": chain.next_nonce(deployment.writer) - nonce,
    }


def prove(world: World) -> dict[str, float]:
    """Prove entries at random places from the database, verify each, and recompute the whole tree once beside it."""
    size = world.store.counts().sealed_size
    root = root_of_frontier(world.store.frontier())
    places = random.Random(1).sample(range(size), PROOFS)
    seconds = [_proven(world, place, size, root) for place in places]
    entries = world.store.entries(first=0, last=size)
    began = time.process_time()
    agrees = root_of([leaf_hash(entry.to_bytes()) for entry in entries]) == root
    recomputed = time.process_time() - began
    if not agrees:
        raise RuntimeError("the entries do not give the head")
    return {"median": median(seconds), "slowest": max(seconds), "recomputed": recomputed, "size": size}


def _proven(world: World, place: int, size: int, root: bytes) -> float:
    began = time.perf_counter()
    nodes = world.store.nodes(nodes_needed(place, size))
    path = inclusion_path(place, size, lambda level, position: nodes[level, position])
    took = time.perf_counter() - began
    (entry,) = world.store.entries(first=place, last=place + 1)
    check_inclusion(leaf_hash(entry.to_bytes()), place, size, path, root)
    return took


def _register(settings: Settings, world: World) -> None:
    dids = [_did(number) for number in range(PARTIES)]
    if set(dids) <= set(world.store.dids()):
        return
    writer = registrar(settings)
    writer.register([(did, account_of(_secret(did)), Role.SUPPLIER) for did in dids])
    writer.add_keys([(did, _secret(did), account_of(_secret(did)), KeyType.EOA, bytes(32)) for did in dids])
    for did in dids:
        world.store.name_party(did, party_id(did))
    sync_registry(world)


def _record(domain: Domain, number: int) -> Record:
    did = _did(number % PARTIES)
    statement = Statement(
        v=1,
        kind="attestation",
        issuer=did,
        signer=account_of(_secret(did)),
        issued_at=1_780_000_000 + number,
        nonce=sha256(b"bench %d" % number).digest(),
        audience="downstream",
        lang="en",
        summary=f"Statement {number} of {did}: no worker here paid a fee for the job.",
        body=_BODY,
    )
    digest = statement_digest(statement, domain)
    signed = SignedStatement(statement, sign_digest(digest, _secret(did)), domain, digest, Scheme.EOA)
    now = int(time.time())
    return Record(signed, received_at=now, include_by=now + INCLUDE_WITHIN_SECONDS)


def _did(number: int) -> str:
    return f"did:web:bench-{number}.example.org"


def _secret(did: str) -> bytes:
    return sha256(b"tierlight bench key of " + did.encode()).digest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
