"""Capture over HTTP: one statement, one signature, one durable row for each event, on one uvicorn worker.

The peer is a bare Starlette application on the same server that parses the same bytes with json and commits one row an
event to SQLite in WAL with synchronous=FULL: no strict parser, no event hash, no signature, no checks. It is the floor
under any such service in Python, so a ratio below 1 is expected and is the price of the checks.
"""

import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from ledger.bootstrap import OPERATOR_DID, deploy_ledger, initialise, local_chain, open_ledger, registrar
from ledger.jobs.capture import sign_capture
from ledger.jobs.sign_in import issue_api_key
from ledger.jobs.standing import deployment_of
from ledger.jobs.sync_registry import sync_registry
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.statement import Domain
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.typed_data import account_of, party_id
from ledger.settings import Settings, read_settings
from scripts.own_postgres import own_postgres

BATCH = 100
BATCHES = 60
WARM_UP = 5
_DID = "did:web:bench.example.org"
_SECRET = sha256(b"tierlight bench key").digest()
_FIRST = datetime(2025, 6, 1, tzinfo=UTC)
_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"


def rows() -> list[dict[str, Any]]:
    """Give a row for each database and way of signing, each beside the same peer."""
    with tempfile.TemporaryDirectory() as folder, own_postgres() as server:
        port = free_port()
        bodies = [plain(place) for place in range(BATCHES + WARM_UP)]
        peer, _, _ = _measure(_peer_server(Path(folder) / "peer.db", port), port, "/capture", bodies, "none")
        measured = [
            (name, signing, _rate(Path(folder) / f"{name}-{signing}", database, signing))
            for name, database in (("SQLite", None), ("Postgres", server.new_database))
            for signing in ("verified", "custodial")
        ]
    return [_row(name, signing, found, peer) for name, signing, found in measured]


def _rate(home: Path, database: Callable[[], str] | None, signing: str) -> tuple[float, float, float]:
    settings = read_settings(home=home, port=free_port(), database_url=database() if database else None)
    with local_chain(settings):
        key, domain = prepare(settings)
        places = range(BATCHES + WARM_UP)
        bodies = [signed(domain, place) if signing == "verified" else plain(place) for place in places]
        return _measure(our_server(settings), settings.port, "/epcis/capture", bodies, key)


def _row(database: str, signing: str, found: tuple[float, float, float], peer: float) -> dict[str, Any]:
    ours, growth, memory = found
    note = f"median of {BATCHES} batches after {WARM_UP}; server on one core, client on another, Postgres on both; "
    return {
        "name": f"capture over HTTP on {database}, batches of {BATCH}, one {signing} signature an event, durable",
        "ours": ours,
        "peer": peer,
        "peer_name": "bare Starlette + json + sqlite3 (WAL, FULL), nothing checked",
        "ratio": ours / peer,
        "unit": "events/s",
        "peak_memory_mb": memory,
        "note": f"{note}growth: the last third of the batches took {growth:.2f} times as long as the first",
    }


def prepare(settings: Settings) -> tuple[str, Domain]:
    """Deploy a ledger with one party, and give its API key and the domain to sign for."""
    initialise(settings)
    deploy_ledger(settings)
    signer = account_of(_SECRET)
    writer = registrar(settings)
    writer.register([(_DID, signer, Role.SUPPLIER)])
    writer.add_keys([(_DID, _SECRET, signer)])
    writer.delegate([(_DID, _SECRET, OPERATOR_DID)])
    ledger = open_ledger(settings)
    ledger.world.store.name_party(_DID, party_id(_DID))
    sync_registry(ledger.world)
    key = issue_api_key(ledger.world, Reader(_DID, Role.SUPPLIER))
    domain = deployment_of(ledger.world).domain
    ledger.close()
    return key, domain


def signed(domain: Domain, place: int) -> bytes:
    """Give the signed capture of the batch at this place."""
    nonces = (sha256(f"bench {place} {at}".encode()).digest() for at in count())
    return sign_capture(
        plain(place), issuer=_DID, secret=_SECRET, domain=domain, issued_at=1_780_000_000, nonces=nonces
    )


def plain(place: int) -> bytes:
    """Give the same document unsigned: under the key of a party that delegated, the operator signs for it."""
    document: Json = {
        "@context": [_CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-06-01T00:00:00Z",
        "epcisBody": {"eventList": [_event(place * BATCH + at) for at in range(BATCH)]},
    }
    return canonicalise(document)


def _event(number: int) -> Json:
    return {
        "type": "TransformationEvent",
        "eventTime": f"{_FIRST + timedelta(seconds=number):%Y-%m-%dT%H:%M:%S.000Z}",
        "eventTimeZoneOffset": "+00:00",
        "inputQuantityList": [
            {"epcClass": f"urn:epc:class:lgtin:9506000.011010.I{number}", "quantity": 120.5, "uom": "KGM"}
        ],
        "outputQuantityList": [
            {"epcClass": f"urn:epc:class:lgtin:9506000.011020.O{number}", "quantity": 110, "uom": "KGM"}
        ],
        "bizStep": "commissioning",
        "bizLocation": {"id": "urn:epc:id:sgln:9506000.00101.0"},
    }


def _measure(
    server: "subprocess.Popen[bytes]", port: int, path: str, bodies: list[bytes], key: str
) -> tuple[float, float, float]:
    """Give median events a second, the slowdown over the run, and the server's peak memory in megabytes; ends it."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    try:
        with _pinned({1}), httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:
            wait_for(client)
            seconds = [post(client, path, body) for body in bodies][WARM_UP:]
        memory = peak_memory(server.pid)
    finally:
        server.terminate()
        server.wait(20)
    third = len(seconds) // 3
    return BATCH / median(seconds), median(seconds[-third:]) / median(seconds[:third]), memory


def post(client: httpx.Client, path: str, body: bytes) -> float:
    """Send a batch and give how many seconds its answer took."""
    started = time.perf_counter()
    answer = client.post(path, content=body)
    took = time.perf_counter() - started
    if answer.status_code != 202:
        raise RuntimeError(f"{answer.status_code}: {answer.text[:300]}")
    return took


def our_server(settings: Settings) -> "subprocess.Popen[bytes]":
    """Start our server, on the first core."""
    environ = {**os.environ, "TIERLIGHT_HOME": str(settings.home), "TIERLIGHT_DATABASE_URL": settings.store_url}
    return _uvicorn("api.app:create_app", settings.port, environ)


def _peer_server(database: Path, port: int) -> "subprocess.Popen[bytes]":
    return _uvicorn("scripts.bench.bare_capture:create_app", port, {**os.environ, "BARE_DATABASE": str(database)})


def _uvicorn(factory: str, port: int, environ: dict[str, str]) -> "subprocess.Popen[bytes]":
    words = ["-m", "uvicorn", "--factory", factory, "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, *words], env=environ, stdin=quiet, stdout=quiet, stderr=quiet)
    os.sched_setaffinity(server.pid, {0})
    return server


def wait_for(client: httpx.Client) -> None:
    """Return when the server answers."""
    until = time.monotonic() + 30
    while True:
        try:
            client.get("/healthz")
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def cpu_seconds(process_id: int) -> float:
    """Give the CPU seconds that a process has taken, its threads included."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory(process_id: int) -> float:
    """Give a process's peak memory in megabytes."""
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


@contextmanager
def _pinned(cores: set[int]) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores & before or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def free_port() -> int:
    """Give a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
