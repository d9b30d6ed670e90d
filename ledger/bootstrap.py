"""The only module that names an adapter: settings in, a working ledger out. One open call for every program."""

import contextlib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import NotDeployed
from ledger.jobs.capture import Custodian
from ledger.jobs.sync_registry import sync_registry
from ledger.model.deployment import Deployment
from ledger.model.party import Role
from ledger.ports import Chain, Registrar, World
from ledger.proof.typed_data import account_of, party_id
from ledger.settings import Settings
from ledger.store.sql_store import SqlStore, open_store
from ledger.vault.keyfile import generated_password, has_generated_password, load_key, new_secret, save_key

OPERATOR_DID = "did:web:operator.tierlight.example"
OPERATOR_KEYS = ("admin", "registrar", "writer", "custodian")


class SystemClock:
    """Implements `ledger.ports.Clock`."""

    def now(self) -> int:
        """Give epoch seconds."""
        return int(time.time())


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger. `custodian` is None where this machine does not hold a custodial key."""

    world: World
    settings: Settings
    custodian: Custodian | None

    def close(self) -> None:
        """Let go of the database."""
        self.world.store.close()


def open_ledger(settings: Settings) -> Ledger:
    """Open database and, where a chain is known and the ledger is deployed, its adapter. Asks no chain anything.

    Raises BadSetting, StoreFailed, UnsafeStore, KeyUnreadable.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds what was said in private
    store = open_store(settings.store_url)
    deployment = store.deployment()
    chain = _open_chain(settings, deployment) if deployment else None
    return Ledger(World(store, chain, SystemClock()), settings, _custodian(settings))


def initialise(settings: Settings) -> dict[str, str]:
    """Make home, database and this operator's keys where they are missing, and give the addresses of the keys."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds what was said in private
    open_store(settings.store_url).close()
    for name in OPERATOR_KEYS:
        if not _key_path(settings, name).exists():
            _save(settings, name, new_secret())
    return {name: "0x" + account_of(operator_secret(settings, name)).hex() for name in OPERATOR_KEYS}


def operator_secret(settings: Settings, name: str) -> bytes:
    """Give one of this operator's own secrets. Raises KeyUnreadable."""
    return load_key(_key_path(settings, name), password=password_of(settings))


def password_of(settings: Settings) -> str:
    """Give the passphrase of this operator's key files: the folder's generated one, else the one that is set.

    A folder keeps what it was made with, so that TIERLIGHT_KEY_PASSWORD can serve a party's key beside it.
    """
    if settings.key_password is None or has_generated_password(settings.keys_folder):
        return generated_password(settings.keys_folder)
    return settings.key_password.get_secret_value()


def new_key(settings: Settings, *, name: str, secret: bytes | None = None, password: str | None = None) -> Path:
    """Make a key file `name` among this home's keys and give its path. Raises HomeInUse where there is one."""
    path = _key_path(settings, name)
    fresh = secret or new_secret()
    if password is None:
        _save(settings, name, fresh)
    else:
        save_key(path, fresh, password=password)
    return path


def _save(settings: Settings, name: str, secret: bytes) -> None:
    is_generated = settings.key_password is None or has_generated_password(settings.keys_folder)
    save_key(_key_path(settings, name), secret, password=password_of(settings), is_generated_password=is_generated)


def _key_path(settings: Settings, name: str) -> Path:
    return settings.keys_folder / f"{name}.json"


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
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(port))
    return int(path.read_text())


def chain_url(settings: Settings) -> str | None:
    """Give the chain's URL: the one that was set, else that of the home's local chain where one was ever started."""
    if settings.chain_url is not None:
        return settings.chain_url
    if settings.chain_port or (settings.home / "chain" / "port").exists():
        return f"http://127.0.0.1:{_local_port(settings)}"
    return None


def deploy_ledger(settings: Settings) -> Deployment:
    """Put the contracts on the chain, open the log, register this operator as a custodian; safe to repeat.

    Raises NotDeployed where no chain is known, ChainAway, ChainRefused, WrongChain, KeyUnreadable.
    """
    from ledger.chain.deploy import DeployerSecrets, deploy

    url = chain_url(settings)
    if url is None:
        raise NotDeployed(home=str(settings.home), mend="start a chain with `tierlight chain up` or set a --chain-url")
    secrets = DeployerSecrets(**{name: operator_secret(settings, name) for name in ("admin", "registrar", "writer")})
    deployment = deploy(url, secrets=secrets, home_file=settings.home / "chain" / "deployment-steps.json")
    store = open_store(settings.store_url)
    store.save_deployment(deployment)
    _register_operator(settings, store)
    store.close()
    return deployment


def _register_operator(settings: Settings, store: SqlStore) -> None:
    secret = operator_secret(settings, "custodian")
    signer = account_of(secret)
    writer = registrar(settings)
    writer.register([(OPERATOR_DID, signer, Role.OPERATOR | Role.CUSTODIAN)])
    writer.add_keys([(OPERATOR_DID, secret, signer)])
    store.name_party(OPERATOR_DID, party_id(OPERATOR_DID))
    deployment = store.deployment()
    chain = _open_chain(settings, deployment) if deployment else None
    sync_registry(World(store, chain, SystemClock()))


def registrar(settings: Settings) -> Registrar:
    """Give the registrar of this ledger's key registry. Raises NotDeployed, KeyUnreadable."""
    from ledger.chain.registrar import EvmRegistrar

    store = open_store(settings.store_url)
    deployment = store.deployment()
    store.close()
    url = chain_url(settings)
    if deployment is None or url is None:
        raise NotDeployed(home=str(settings.home))
    return EvmRegistrar(
        url=url,
        key_registry=deployment.key_registry,
        registrar_secret=operator_secret(settings, "registrar"),
        chain_id=deployment.domain.chain_id,
        first_block=deployment.deployed_at_block,
    )


def _open_chain(settings: Settings, deployment: Deployment) -> Chain | None:
    from ledger.chain.evm import EvmChain
    from ledger.chain.finality import Finality

    url = chain_url(settings)
    if url is None:
        return None
    kind, _, rule = settings.finality.partition(":")
    finality = Finality(kind="depth", depth=int(rule)) if kind == "depth" else Finality(kind="tag", tag=rule)  # type: ignore[arg-type]
    return EvmChain(
        url=url,
        anchor_log=deployment.domain.verifying_contract,
        key_registry=deployment.key_registry,
        log_id=deployment.domain.salt,
        writer_secret=operator_secret(settings, "writer") if _key_path(settings, "writer").exists() else None,
        finality=finality,
    )


def _custodian(settings: Settings) -> Custodian | None:
    if not _key_path(settings, "custodian").exists():
        return None
    return Custodian(OPERATOR_DID, operator_secret(settings, "custodian"))
