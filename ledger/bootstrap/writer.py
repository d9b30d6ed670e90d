"""Another anchoring key for the log: what the cold admin's key is kept for."""

import time

from ledger.bootstrap.custody import custody, writer_account
from ledger.bootstrap.deploying import keep_deployment
from ledger.bootstrap.keys import NEXT_WRITER, key_path, operator_secret, save_secret, use_next_writer
from ledger.bootstrap.migration import step_file
from ledger.bootstrap.opening import SystemClock, chain_url, open_chain
from ledger.errors import NotDeployed
from ledger.jobs.change_writer import keep_writer
from ledger.jobs.standing import chain_of, deployment_of
from ledger.model.deployment import Deployment
from ledger.ports import World
from ledger.proof.typed_data import account_of
from ledger.settings import Settings
from ledger.store.sql_store import open_store
from ledger.vault.keyfile import new_secret

_PAUSE_SECONDS = 0.2


def change_writer(settings: Settings) -> Deployment:
    """Give the deployment with its new writer, once the chain has it finally.

    The key is a new one in the key file `writer`, or the one that the settings name in its place. Interrupted, make the
    call again: it goes on with the same key, and until then no other command anchors. Raises NotDeployed, BadSetting,
    KeyUnreadable, and what `chain.writer_change.set_writer` raises.
    """
    from ledger.chain.deploy_plan import write_writer
    from ledger.chain.writer_change import set_writer

    store, url = open_store(settings.store_url), chain_url(settings)
    try:
        deployment = store.deployment()
        if deployment is None or url is None:
            raise NotDeployed(home=str(settings.home))
        admin, (writer, is_fresh) = operator_secret(settings, "admin"), _next(settings)
        world = World(store, open_chain(settings, deployment, None), SystemClock())
        set_writer(url, chain_of(world), deployment, admin=admin, writer=writer)
        changed = keep_writer(world, writer, wait=lambda: time.sleep(_PAUSE_SECONDS))
        write_writer(step_file(settings, place_number=len(changed.places)), writer)
        keep_deployment(settings, store, changed)
        if is_fresh:
            use_next_writer(settings)
        return deployment_of(world)
    finally:
        store.close()


def _next(settings: Settings) -> tuple[bytes, bool]:
    """The account that is to anchor, and whether its key lies beside the present one."""
    present = custody(settings, None)
    if present is not None and present.kind != "key file":
        return writer_account(settings, None), False
    if not key_path(settings, NEXT_WRITER).exists():
        save_secret(settings, NEXT_WRITER, new_secret())
    return account_of(operator_secret(settings, NEXT_WRITER)), True
