"""Contracts on a chain for this home: deployed, taken over, moved; and the operator's own keys in their registry."""

from dataclasses import replace
from pathlib import Path

from ledger.bootstrap.custody import custody, writer_account
from ledger.bootstrap.keys import NEXT_LOG_KEYS, log_signer, new_log_signer, operator_secret, use_next_log_keys
from ledger.bootstrap.migration import Moved, Opening, migrate, plan_migration, require_own, step_file
from ledger.bootstrap.opening import (
    OPERATOR_DID,
    Ledger,
    SystemClock,
    chain_url,
    open_chain,
    open_ledger,
    registrar,
    registrar_at,
)
from ledger.errors import NotDeployed
from ledger.jobs.left_chain import LeftChain
from ledger.jobs.migrate import MovePlan
from ledger.jobs.sync_registry import sync_registry
from ledger.model.deployment import Deployment
from ledger.model.party import KeyType, Role
from ledger.ports import LogSigner, Store, World
from ledger.ports.registrar import KeyToAdd
from ledger.proof.typed_data import account_of, party_id
from ledger.settings import Settings
from ledger.store.sql_store import open_store


def deploy_ledger(settings: Settings) -> Deployment:
    """Put the contracts on the chain, open the log, register this operator as a custodian; safe to repeat.

    Raises NotDeployed where no chain is known, ChainAway, ChainRefused, WrongChain, KeyUnreadable.
    """
    from ledger.chain.deploy import DeployerSecrets, deploy

    url = chain_url(settings)
    if url is None:
        raise NotDeployed(home=str(settings.home), mend="start a chain with `tierlight chain up` or set a --chain-url")
    store = open_store(settings.store_url)
    writer = writer_account(settings, store.deployment())
    secrets = DeployerSecrets(operator_secret(settings, "admin"), operator_secret(settings, "registrar"), writer)
    known = store.deployment()
    former = known.former if known else ()
    deployment = deploy(
        url,
        secrets=secrets,
        home_file=step_file(settings, place_number=len(former) + 1),
        home=known.domain if known and former else None,
    )
    deployment = replace(deployment, former=former)
    keep_deployment(settings, store, deployment)
    _register_operator(settings, store)
    store.close()
    return deployment


def adopt_deployment(settings: Settings, file: Path) -> Deployment:
    """Take over contracts that were deployed elsewhere, once the chain shows that they are what the file says.

    Raises BadSetting for a file that is none, for keys that are not those of its admin, registrar and writer, and where
    this folder has another ledger already; WrongChain, ChainAway.
    """
    from ledger.chain.deployments import check_deployment, read_deployment

    deployment, url, store = read_deployment(file), chain_url(settings), open_store(settings.store_url)
    if url is None:
        raise NotDeployed(home=str(settings.home), mend="set a --chain-url")
    try:
        require_own(settings, deployment, store.deployment(), file=file)
        check_deployment(url, deployment)
        keep_deployment(settings, store, deployment)
        _register_operator(settings, store)
    finally:
        store.close()
    return deployment


def keep_deployment(settings: Settings, store: Store, deployment: Deployment) -> None:
    """Store the deployment, and write its public file."""
    from ledger.chain.deployments import write_deployment

    store.save_deployment(deployment)
    write_deployment(settings.home / "chain" / "deployments", deployment)


def _register_operator(settings: Settings, store: Store) -> None:
    secret = operator_secret(settings, "custodian")
    signer = account_of(secret)
    writer, log_keys = registrar(settings), log_signer(settings)
    writer.register([(OPERATOR_DID, signer, Role.OPERATOR | Role.CUSTODIAN)])
    writer.add_keys([(OPERATOR_DID, secret, signer), *(_keys_to_add(secret, log_keys) if log_keys else ())])
    store.name_party(OPERATOR_DID, party_id(OPERATOR_DID))
    _sync(settings, store)


def plan_move(settings: Settings, *, to_url: str) -> MovePlan:
    """Say what `move_ledger` would do. Nothing is sent or written."""
    ledger = open_ledger(settings)
    try:
        return plan_migration(settings, _opening(ledger), left_url=chain_url(settings), to_url=to_url)
    finally:
        ledger.close()


def move_ledger(
    settings: Settings,
    *,
    to_url: str,
    to_finality: str | None = None,
    left_chain: LeftChain = LeftChain.LIVES,
    is_without_keys: bool = False,
) -> Moved:
    """Move the ledger to another chain, a first final head there included. Interrupted: call it again."""
    ledger = open_ledger(settings)
    try:
        moved = migrate(
            settings,
            _opening(ledger),
            left_url=chain_url(settings),
            to_url=to_url,
            to_finality=to_finality,
            left_chain=left_chain,
            is_without_keys=is_without_keys,
        )
        keep_deployment(settings, ledger.world.store, moved.deployment)
    finally:
        ledger.close()
    return moved


def _opening(ledger: Ledger) -> Opening:
    return Opening(
        ledger.world,
        lambda settings, at: open_chain(settings, at, custody(settings, at)),
        registrar_at,
        OPERATOR_DID,
    )


def rotate_log_keys(settings: Settings) -> LogSigner:
    """Make new log keys, register them, and put them in the place of the old ones, which stay good until retired.

    Interrupted, it goes on with the same new keys. A process that is running signs with the old ones until restarted.
    """
    fresh = log_signer(settings, name=NEXT_LOG_KEYS) or new_log_signer(settings, name=NEXT_LOG_KEYS)
    registrar(settings).add_keys(_keys_to_add(operator_secret(settings, "custodian"), fresh))
    use_next_log_keys(settings)
    store = open_store(settings.store_url)
    _sync(settings, store)
    store.close()
    return fresh


def retire_log_keys(settings: Settings) -> tuple[bytes, ...]:
    """Revoke the operator's log keys that this folder no longer uses, and give them. What they signed before stays."""
    present = log_signer(settings)
    store = open_store(settings.store_url)
    try:
        _sync(settings, store)
        known = store.registry()
        used = {present.promise_key, present.checkpoint_key} if present else set()
        log_types, operator = (KeyType.LOG_ES256, KeyType.LOG_ED25519), party_id(OPERATOR_DID)
        keys = known.keys.values() if known and present else ()
        own = [key for key in keys if key.party_id == operator and key.key_type in log_types]
        old = tuple(key.signer for key in own if key.revoked_at is None and key.signer not in used)
        for signer in old:
            secret = operator_secret(settings, "custodian")
            registrar(settings).revoke_key(OPERATOR_DID, secret, signer, suspect_from=0)
        _sync(settings, store)
    finally:
        store.close()
    return old


def _sync(settings: Settings, store: Store) -> None:
    deployment = store.deployment()
    chain = open_chain(settings, deployment, None) if deployment else None
    sync_registry(World(store, chain, SystemClock()))


def _keys_to_add(admin_secret: bytes, log_keys: LogSigner) -> list[KeyToAdd]:
    no_page = bytes(32)  # the hash of a relying party, which only passkeys have
    return [
        (OPERATOR_DID, admin_secret, log_keys.promise_key, KeyType.LOG_ES256, no_page),
        (OPERATOR_DID, admin_secret, log_keys.checkpoint_key, KeyType.LOG_ED25519, no_page),
    ]
