"""One deployed ledger on a chain and a database of its own: what a fault is let loose on."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from builders import AUDITOR, MILL, an_attestation
from postgres_server import PostgresServer

from ledger.bootstrap import Ledger, deploy_ledger, initialise, open_ledger, registrar
from ledger.chain.anvil_binary import find_anvil
from ledger.chain.anvil_probe import ask, free_port, is_anvil
from ledger.chain.contract import topic
from ledger.jobs.standing import deployment_of
from ledger.jobs.sync_registry import sync_registry
from ledger.model.statement import Domain, UnverifiedSubmission
from ledger.settings import Settings, read_settings

BACKENDS = ("sqlite", "postgres")
CHAIN_ID = 31337
_UP_WITHIN_SECONDS = 30.0
_ANCHORED = "0x" + topic("Anchored(bytes32,uint24,uint40,bytes32)").hex()


@dataclass(frozen=True, slots=True)
class AnchoredEvent:
    """One `Anchored` event of the canonical chain."""

    size: int
    root: bytes
    transaction_hash: bytes
    block_number: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A ledger ready to be hurt. Nothing of it is open: who works on it opens it, and may die without a trace here."""

    settings: Settings
    port: int
    domain: Domain
    writer: bytes

    def open(self, **changes: object) -> Ledger:
        return open_ledger(read_settings(**{**self.settings.model_dump(exclude_none=True), **changes}))

    def ask(self, method: str, *params: object) -> object:
        """What the node itself says, past every fault of ours."""
        answer = ask(self.port, method, *params)
        assert answer is not None or method == "eth_getBlockByNumber", f"anvil did not answer {method}"
        return answer

    def mine(self, blocks: int = 1) -> None:
        ask(self.port, "anvil_mine", hex(blocks))

    def reorganise(self, depth: int, transactions: list[list[object]]) -> bool:
        """The newest `depth` blocks are others now, with these (raw transaction, place) in them; whether that is so."""
        height = self.height()
        before = self.block_hash(height)
        coinbase = sha256(before or b"").hexdigest()[:40]  # else the same block could come again
        ask(self.port, "anvil_setCoinbase", "0x" + coinbase)
        ask(self.port, "anvil_reorg", depth, transactions)
        return self.height() >= height and self.block_hash(height) != before

    def height(self) -> int:
        return int(str(self.ask("eth_blockNumber")), 16)

    def block_hash(self, number: int) -> bytes | None:
        block = self.ask("eth_getBlockByNumber", hex(number), False)
        return bytes.fromhex(str(block["hash"])[2:]) if isinstance(block, dict) else None

    def anchored(self) -> list[AnchoredEvent]:
        """Every `Anchored` event on the canonical chain, in its order."""
        logs = self.ask("eth_getLogs", {"fromBlock": "0x0", "topics": [_ANCHORED]})
        assert isinstance(logs, list)
        return [
            AnchoredEvent(
                size=int(log["data"][2:66], 16),
                root=bytes.fromhex(log["data"][66:130]),
                transaction_hash=bytes.fromhex(log["transactionHash"][2:]),
                block_number=int(log["blockNumber"], 16),
            )
            for log in logs
        ]

    def statement(self, *named: object) -> UnverifiedSubmission:
        """A signed statement whose nonce is made of these names: the same names, the same record."""
        nonce = sha256("/".join(str(name) for name in named).encode()).digest()
        return an_attestation(domain=self.domain, nonce=nonce)


@contextmanager
def running_ground(
    *, server: PostgresServer | None, finality: str = "depth:2", blocks_before: int = 0, chain_url: str | None = None
) -> Iterator[Ground]:
    """A fresh ledger: on a new database of the server, else on SQLite. `chain_url`: what its settings say instead."""
    folder = Path(tempfile.mkdtemp(prefix="tl-faults-"))
    try:
        with running_anvil(folder) as port:
            url = f"http://127.0.0.1:{port}"
            database = server.new_database() if server is not None else None
            settings = read_settings(home=folder, chain_url=url, database_url=database, finality=finality)
            domain, writer = _deploy(settings)
            if blocks_before:
                ask(port, "anvil_mine", hex(blocks_before))
            told = settings if chain_url is None else settings.model_copy(update={"chain_url": chain_url})
            yield Ground(told, port, domain, writer)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _deploy(settings: Settings) -> tuple[Domain, bytes]:
    initialise(settings)
    deploy_ledger(settings)
    desk = registrar(settings)
    desk.register([(each.did, each.signer, each.role) for each in (MILL, AUDITOR)])
    desk.add_keys([(each.did, each.secret, each.signer) for each in (MILL, AUDITOR)])
    ledger = open_ledger(settings)
    for each in (MILL, AUDITOR):
        ledger.world.store.name_party(each.did, each.party_id)
    sync_registry(ledger.world)
    deployment = deployment_of(ledger.world)
    ledger.close()
    return deployment.domain, deployment.writer


@contextmanager
def running_anvil(folder: Path) -> Iterator[int]:
    """The port of an anvil that mines a transaction at once and other blocks only when told: depth is ours to set."""
    port = free_port()
    words = [str(find_anvil()), "--host", "127.0.0.1", "--port", str(port), "--chain-id", str(CHAIN_ID), "--quiet"]
    # States stay in memory: with the default of 500 a reorganisation after 900 blocks lost the contracts (anvil 1.7.1).
    more = ["--hardfork", "osaka", "--slots-in-an-epoch", "1", "--prune-history", "5000"]
    node = subprocess.Popen([*words, *more], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _UP_WITHIN_SECONDS
        while not is_anvil(port, chain_id=CHAIN_ID):
            assert node.poll() is None, "anvil ended"
            assert time.monotonic() < until, "anvil did not come up"
            time.sleep(0.01)
        yield port
    finally:
        node.kill()
        node.wait()
