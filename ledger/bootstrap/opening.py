"""Settings in, an open ledger out: database, chain, signers, and who may write to the registries."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.bootstrap.custody import custody, transaction_signer
from ledger.bootstrap.keys import (
    OPERATOR_KEYS,
    WRITER,
    key_path,
    log_signer,
    new_log_signer,
    operator_secret,
    save_secret,
)
from ledger.documents.graph_folder import GraphFolder
from ledger.documents.reference_folder import ReferenceFolder
from ledger.errors import NotDeployed, StoreFailed
from ledger.jobs.capture import Custodian
from ledger.model.deployment import Deployment
from ledger.ports import Chain, World
from ledger.ports.reference import ReferenceShelf
from ledger.ports.registrar import Registrar
from ledger.proof.typed_data import account_of
from ledger.settings import Settings
from ledger.store.sql_store import open_store
from ledger.vault.custody import Custody
from ledger.vault.keyfile import new_secret

OPERATOR_DID = "did:web:operator.tierlight.example"


class SystemClock:
    """Implements `ledger.ports.Clock`."""

    def now(self) -> int:
        """Give epoch seconds."""
        return int(time.time())


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger. `custodian` is None where this machine does not hold a custodial key, `custody` where it has no
    way to the anchoring key."""

    world: World
    settings: Settings
    custodian: Custodian | None
    custody: Custody | None = None

    def close(self) -> None:
        """Let go of the database."""
        self.world.store.close()


def open_ledger(settings: Settings, *, with_keys: bool = True) -> Ledger:
    """Open database and, where a chain is known and the ledger is deployed, its adapter. Asks no chain anything.

    `with_keys` False unlocks none of this operator's keys, for those who only ask: such a ledger signs nothing. Raises
    BadSetting, StoreFailed, UnsafeStore, KeyUnreadable.
    """
    try:
        return _opened(settings, with_keys=with_keys)
    except OSError as error:
        raise StoreFailed(doing="open the data folder", reason=error.strerror or type(error).__name__) from error


def _opened(settings: Settings, *, with_keys: bool) -> Ledger:
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds what was said in private
    store = open_store(settings.store_url)
    deployment = store.deployment()
    found = custody(settings, deployment) if with_keys else None
    chain = open_chain(settings, deployment, found) if deployment else None
    snapshots = GraphFolder(settings.home / "graphs")
    shelf = reference_shelf(settings)
    signer = log_signer(settings) if with_keys else None
    world = World(store, chain, SystemClock(), log_signer=signer, snapshots=snapshots, shelf=shelf)
    return Ledger(world, settings, _custodian(settings) if with_keys else None, found)


def reference_shelf(settings: Settings) -> ReferenceShelf:
    """Give the public lists that were imported into this home. Opens no database."""
    return ReferenceFolder(settings.home / "reference")


def initialise(settings: Settings) -> dict[str, str]:
    """Make home, database and this operator's keys where they are missing, and give what is public of each key.

    An anchoring key that is kept elsewhere (see `vault.custody`) is not made.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds what was said in private
    store = open_store(settings.store_url)
    deployment = store.deployment()
    store.close()
    is_elsewhere = settings.writer_key is not None or settings.writer_signer_url is not None
    own = [name for name in OPERATOR_KEYS if name != WRITER or not is_elsewhere]
    for name in own:
        if deployment is None and not key_path(settings, name).exists():
            save_secret(settings, name, new_secret())
    here = [name for name in own if key_path(settings, name).exists()]  # a deployed log keeps its keys: no new ones
    told = {name: "0x" + account_of(operator_secret(settings, name)).hex() for name in here}
    found = custody(settings, deployment)
    if found is not None and is_elsewhere:
        told[WRITER] = f"0x{found.account.hex()}" if found.account else f"held by the {found.kind}"
    log_keys = log_signer(settings) or new_log_signer(settings)
    return told | {"log_es256": "0x" + log_keys.promise_key.hex(), "log_ed25519": "0x" + log_keys.checkpoint_key.hex()}


@contextlib.contextmanager
def local_chain(settings: Settings) -> Iterator[str]:
    """Give the URL of this home's supervised local chain for as long as the block runs (see `chain.anvil`)."""
    from ledger.chain.anvil import running_chain

    with running_chain(settings.home, port=_local_port(settings)) as url:
        yield url


def _local_port(settings: Settings) -> int:
    """Give the port of this home's local chain: chosen once, so that whoever waits for the chain finds it again."""
    path = settings.home / "chain" / "port"
    if settings.chain_port:
        return settings.chain_port
    if not path.exists():
        from ledger.chain.anvil_probe import free_port

        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(free_port()))
    return int(path.read_text())


def chain_url(settings: Settings) -> str | None:
    """Give the chain's URL: the one that was set, else that of the home's local chain where one was ever started."""
    if settings.chain_url is not None:
        return settings.chain_url
    if settings.chain_port or (settings.home / "chain" / "port").exists():
        return f"http://127.0.0.1:{_local_port(settings)}"
    return None


def registrar(settings: Settings) -> Registrar:
    """Give the registrar of this ledger's key registry. Raises NotDeployed, KeyUnreadable."""
    store = open_store(settings.store_url)
    deployment = store.deployment()
    store.close()
    if deployment is None:
        raise NotDeployed(home=str(settings.home))
    return registrar_at(settings, deployment)


def registrar_at(settings: Settings, deployment: Deployment) -> Registrar:
    from ledger.chain.registrar import EvmRegistrar

    url = chain_url(settings)
    if url is None:
        raise NotDeployed(home=str(settings.home))
    return EvmRegistrar(
        url=url,
        key_registry=deployment.place.key_registry,
        attestation_registry=deployment.place.attestation_registry,
        registrar_secret=operator_secret(settings, "registrar"),
        chain_id=deployment.place.chain_id,
        first_block=deployment.deployed_at_block,
    )


def open_chain(settings: Settings, deployment: Deployment, found: Custody | None) -> Chain | None:
    from ledger.chain.evm import EvmChain
    from ledger.chain.finality import Finality

    url = chain_url(settings)
    if url is None:
        return None
    kind, _, rule = settings.finality.partition(":")
    finality = Finality(kind="depth", depth=int(rule)) if kind == "depth" else Finality(kind="tag", tag=rule)  # type: ignore[arg-type]
    return EvmChain(
        url=url,
        anchor_log=deployment.place.anchor_log,
        key_registry=deployment.place.key_registry,
        log_id=deployment.log_id,
        signer=transaction_signer(found),
        finality=finality,
        second_url=settings.second_chain_url,
    )


def _custodian(settings: Settings) -> Custodian | None:
    if not key_path(settings, "custodian").exists():
        return None
    return Custodian(OPERATOR_DID, operator_secret(settings, "custodian"))
