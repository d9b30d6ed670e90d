"""Deployments, anchored heads and questions to a real anvil, each with one line to override what a test is about."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.chain.anvil_probe import ask
from ledger.chain.deploy import DeployerSecrets, deploy
from ledger.chain.evm import EvmChain
from ledger.chain.finality import Finality
from ledger.chain.registrar import EvmRegistrar
from ledger.chain.signer import LocalSigner
from ledger.model.deployment import Deployment
from ledger.model.log import Anchor, TreeHead


@dataclass(frozen=True)
class Ledger:
    """A deployment with the secrets it was made with."""

    url: str
    secrets: DeployerSecrets
    deployment: Deployment

    @property
    def log_id(self) -> bytes:
        return self.deployment.log_id


def a_secret(name: str) -> bytes:
    return sha256(name.encode()).digest()


def the_secrets(of: str) -> DeployerSecrets:
    return DeployerSecrets(
        admin=a_secret(f"{of} admin"), registrar=a_secret(f"{of} registrar"), writer=a_secret(f"{of} writer")
    )


def a_ledger(url: str, *, of: str) -> Ledger:
    secrets = the_secrets(of)
    return Ledger(url, secrets, deploy(url, secrets=secrets, home_file=None))


def the_chain(
    ledger: Ledger,
    *,
    url: str | None = None,
    second_url: str | None = None,
    finality: Finality | None = None,
    timeout_seconds: float = 10.0,
    is_writer: bool = True,
) -> EvmChain:
    return EvmChain(
        url=url or ledger.url,
        anchor_log=ledger.deployment.place.anchor_log,
        key_registry=ledger.deployment.place.key_registry,
        log_id=ledger.log_id,
        signer=LocalSigner(ledger.secrets.writer) if is_writer else None,
        finality=finality or Finality(),
        second_url=second_url,
        timeout_seconds=timeout_seconds,
    )


def the_registrar(ledger: Ledger, *, url: str | None = None) -> EvmRegistrar:
    return EvmRegistrar(
        url=url or ledger.url,
        key_registry=ledger.deployment.place.key_registry,
        attestation_registry=ledger.deployment.place.attestation_registry,
        registrar_secret=ledger.secrets.registrar,
        chain_id=ledger.deployment.place.chain_id,
        first_block=ledger.deployment.deployed_at_block,
    )


def a_head(size: int) -> TreeHead:
    return TreeHead(size=size, root=sha256(b"head of %d" % size).digest())


def signed_anchor(chain: EvmChain, ledger: Ledger, *, size: int, previous_size: int = 0) -> bytes:
    nonce = chain.next_nonce(ledger.deployment.writer)
    raw, _ = chain.sign_anchor(ledger.log_id, previous_size, a_head(size), nonce=nonce)
    return raw


def anchored(chain: EvmChain, ledger: Ledger, *, size: int, previous_size: int = 0) -> Anchor:
    chain.send(signed_anchor(chain, ledger, size=size, previous_size=previous_size))
    return found_anchor(chain, ledger, size)


def found_anchor(chain: EvmChain, ledger: Ledger, size: int) -> Anchor:
    eventually(lambda: chain.find_anchor(ledger.log_id, size) is not None, what=f"head {size} is mined")
    anchor = chain.find_anchor(ledger.log_id, size)
    assert anchor is not None
    return anchor


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def told(url: str, method: str, *params: object) -> Any:
    """What the real anvil answers, asked directly."""
    return ask(port_of(url), method, *params)


def eventually(holds: Callable[[], bool], *, what: str, within_seconds: float = 10.0) -> None:
    """Return as soon as it holds; fail naming it when it does not in time."""
    until = time.monotonic() + within_seconds
    while not holds():
        assert time.monotonic() < until, f"not within {within_seconds} s: {what}"
        threading.Event().wait(0.02)
