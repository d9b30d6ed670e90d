"""A ledger's move to another chain, wired: which files it keeps, which keys it uses, and what it does afterwards."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.bootstrap.custody import writer_account
from ledger.bootstrap.keys import operator_secret, password_of
from ledger.errors import BadSetting, ChainAway, KeyUnreadable, NotDeployed
from ledger.jobs.announce_move import announce_move, require_keys_of_waiting
from ledger.jobs.capture import Custodian
from ledger.jobs.carry_parties import Carried, Carrier, carry_parties
from ledger.jobs.left_chain import LeftChain
from ledger.jobs.migrate import MovePlan, move, plan_move
from ledger.jobs.standing import chain_of
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import Anchor
from ledger.ports import Chain, World
from ledger.ports.registrar import Registrar
from ledger.proof.typed_data import account_of
from ledger.settings import FINALITY, Settings
from ledger.store.documents import registry_bytes, registry_of
from ledger.vault.keyfile import load_key

if TYPE_CHECKING:
    from ledger.chain.migrator import EvmMigrator

_PAUSE_SECONDS = 0.2


def _pause() -> None:
    time.sleep(_PAUSE_SECONDS)


@dataclass(frozen=True, slots=True)
class Opening:
    """How this process opens a place: its chain, and its registrar, by the settings that name its URL.

    `operator_did` is whom the key `custodian` signs for; `wait` is called between two questions.
    """

    world: World  # at the place that is left, or at the new one where the move was finished before
    chain: Callable[[Settings, Deployment], Chain | None]
    registrar: Callable[[Settings, Deployment], Registrar]
    operator_did: str
    wait: Callable[[], None] = _pause


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that was made. `first_anchor` is the first head at the new place, final there."""

    deployment: Deployment
    carried: Carried
    first_anchor: Anchor


def step_file(settings: Settings, *, place_number: int) -> Path:
    """Give the step file of the ledger's first, second, … place, counted from 1."""
    suffix = "" if place_number == 1 else f"-{place_number}"
    return settings.home / "chain" / f"deployment-steps{suffix}.json"


def plan_migration(settings: Settings, opening: Opening, *, left_url: str | None, to_url: str) -> MovePlan:
    """Say what the move would do. Nothing is sent or written. Raises NotDeployed, BadSetting, ChainAway, WrongChain."""
    left = _standing(opening.world)
    if _lives_at(left, to_url):
        raise _nothing_to_move()
    return plan_move(opening.world, _migrator(settings, opening, left, left_url=left_url, to_url=to_url))


def migrate(
    settings: Settings,
    opening: Opening,
    *,
    left_url: str | None,
    to_url: str,
    to_finality: str | None = None,
    left_chain: LeftChain,
    is_without_keys: bool = False,
) -> Moved:
    """Give the move once its first head at the new place is final; make the call again after any error.

    `to_finality` is the new chain's rule, tag:finalized, tag:safe or depth:N; the rule of the settings is that of the
    chain that is left, and holds for both where none is given: a depth that is enough on one chain is too small on
    another.
    `is_without_keys` anchors there too what waits under keys that could not be carried; without it, KeysNotCarried
    leaves their parties the time to register. Raises BadSetting where the ledger has always lived there, KeyUnreadable
    before anything is sent, and what `jobs.migrate.move` and `jobs.announce_move` raise.
    """
    operator = Custodian(opening.operator_did, operator_secret(settings, "custodian"))
    there = _settings_there(settings, to_url=to_url, to_finality=to_finality)
    moved, url = _standing(opening.world), None if left_chain is LeftChain.GONE else left_url
    if not _lives_at(moved, to_url):
        moved = move(
            opening.world,
            _migrator(settings, opening, moved, left_url=url, to_url=to_url),
            left_chain=left_chain,
            remember=partial(_remember, _memory(settings, len(moved.former) + 1)),
            wait=opening.wait,
        )
    elif not moved.former:
        raise _nothing_to_move()
    carried = _carried(there, opening, moved, left_url=url)
    world = replace(opening.world, chain=opening.chain(there, moved))
    _read_registry(world, moved)
    if not is_without_keys:
        require_keys_of_waiting(world)
    return Moved(moved, carried, announce_move(world, operator, wait=opening.wait))


def _settings_there(settings: Settings, *, to_url: str, to_finality: str | None) -> Settings:
    rule = to_finality or settings.finality
    if re.match(FINALITY, rule) is None:
        mend = "give tag:finalized, tag:safe or depth:N"
        raise BadSetting(setting="--to-finality", reason=f"{rule} is no rule", mend=mend)
    return settings.model_copy(update={"chain_url": to_url, "second_chain_url": None, "finality": rule})


def _read_registry(world: World, moved: Deployment) -> None:
    """Keep the registry of the new chain. Not `sync_registry`, which would miss what only the old one holds."""
    chain = chain_of(world)
    chain.check(moved)
    world.store.save_registry(chain.registry(block=chain.latest_block(), dids=world.store.dids()))


def _carried(there: Settings, opening: Opening, moved: Deployment, *, left_url: str | None) -> Carried:
    from ledger.chain.migrator import accounts_on

    left = registry_of(_memory(there, len(moved.former)).read_bytes())
    is_account = accounts_on(left_url, moved.former[-1].place)
    carrier = Carrier(tuple(held_secrets(there)), moved.passkey_verifier, is_account)
    return carry_parties(left, opening.registrar(there, moved), carrier)


def held_secrets(settings: Settings) -> list[bytes]:
    """Give the secrets of all secp256k1 key files in this home that its passphrase opens."""
    found = []
    for path in sorted(settings.keys_folder.glob("*.json")):
        try:
            found.append(load_key(path, password=password_of(settings)))
        except KeyUnreadable:
            continue
    return found


def _migrator(
    settings: Settings, opening: Opening, left: Deployment, *, left_url: str | None, to_url: str
) -> "EvmMigrator":
    from ledger.chain.deploy import DeployerSecrets
    from ledger.chain.migrator import EvmMigrator

    admin, registrar = operator_secret(settings, "admin"), operator_secret(settings, "registrar")
    return EvmMigrator(
        left=left,
        left_url=left_url,
        left_chain=opening.world.chain,
        to_url=to_url,
        secrets=DeployerSecrets(admin, registrar, writer_account(settings, left)),
        step_file=step_file(settings, place_number=len(left.former) + 2),
    )


def _lives_at(deployment: Deployment, url: str) -> bool:
    """Whether the ledger's present place is on the chain behind this URL. Raises ChainAway."""
    from ledger.chain.identity import is_of_chain

    try:
        return is_of_chain(url, deployment)
    except ChainAway as error:
        mend = "check --to-url: it names the chain to move to"
        raise ChainAway(doing="reach the chain to move to", reason=error.reason, mend=mend) from error


def require_own(settings: Settings, found: Deployment, known: Deployment | None, *, file: Path) -> None:
    """Return when this home's keys are those of the deployment, and no other ledger lives here. Raises BadSetting."""
    own = [account_of(operator_secret(settings, name)) for name in ("admin", "registrar")]
    if own != [found.place.admin, found.registrar] or writer_account(settings, found) != found.writer:
        mend = "bring the keys `admin`, `registrar` and `writer` that it was deployed with into this folder"
        raise BadSetting(setting=str(file), reason="it was deployed with other keys than this folder's", mend=mend)
    if known is not None and known.log_id != found.log_id:
        raise BadSetting(setting="--home", reason="another ledger lives here", mend="choose an empty --home")


def _nothing_to_move() -> BadSetting:
    return BadSetting(setting="--to-url", reason="this ledger lives there already", mend="name another chain")


def _standing(world: World) -> Deployment:
    deployment = world.store.deployment()
    if deployment is None:
        raise NotDeployed(home="this data folder")
    return deployment


def _memory(settings: Settings, number: int) -> Path:
    return settings.home / "chain" / f"left-registry-{number}.json"


def _remember(path: Path, found: RegistrySnapshot) -> None:
    from ledger.chain.durable_file import write_durably

    write_durably(path, registry_bytes(found))
