"""The deployment and what it commits to; heads on a chain that was left are judged by their kept proofs."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from builders import MILL
from fsck_bed import HEAD_OF, Copy, codes, told

from ledger.bootstrap import Ledger, operator_secret
from ledger.jobs.fsck import fsck
from ledger.jobs.promises import log_key_part
from ledger.model.deployment import Deployment, FormerPlace, Migration
from ledger.model.finding import FindingKind
from ledger.ports import World
from ledger.proof.places import log_id_of, migration_digest
from ledger.proof.typed_data import sign_digest
from ledger.store.sql_store import SqlStore, open_store

pytestmark = pytest.mark.chain

WHERE = "kept name=deployment; no head"


@pytest.fixture
def store(copy: Copy) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{copy.path}")
    yield opened
    opened.close()


def deployed(store: SqlStore) -> Deployment:
    found = store.deployment()
    assert found is not None
    return found


def moved(store: SqlStore, ledger: Ledger, *, size: int = 10, secret: bytes | None = None) -> Deployment:
    """The same ledger after its log went on, from this head, in a log on another chain that holds nothing yet."""
    left = deployed(store)
    place = replace(left.place, chain_id=left.place.chain_id + 1)
    head = store.sealed_head(size)
    assert head is not None
    asked = {"successor": log_id_of(place), "head_size": size, "head_root": head.head.root}
    signature = sign_digest(
        migration_digest(left.place, **asked),
        secret or operator_secret(ledger.settings, "admin"),  # type: ignore[arg-type]
    )
    link = Migration(left.log_id, log_id_of(place), size, head.head.root, signature)
    return replace(left, place=place, log_id=log_id_of(place), former=(FormerPlace(left.place, link),))


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: replace(kept, log_id=bytes(32)),
        lambda kept: replace(kept, domain=replace(kept.domain, salt=bytes(32))),
        lambda kept: replace(kept, domain=replace(kept.domain, chain_id=1)),
        lambda kept: replace(kept, domain=replace(kept.domain, verifying_contract=bytes(20))),
        lambda kept: replace(kept, place=replace(kept.place, admin=bytes(20))),
        lambda kept: replace(kept, place=replace(kept.place, anchor_log=bytes(20))),
        lambda kept: replace(kept, place=replace(kept.place, key_registry=bytes(20))),
        lambda kept: replace(kept, place=replace(kept.place, attestation_registry=bytes(20))),
        lambda kept: replace(kept, place=replace(kept.place, survey_registry=bytes(20))),
        lambda kept: replace(kept, place=replace(kept.place, chain_id=1)),
        lambda kept: replace(kept, passkey_verifier=bytes(20)),
        lambda kept: replace(kept, code_hashes=dict(list(kept.code_hashes.items())[1:])),
        lambda kept: replace(kept, code_hashes={**kept.code_hashes, kept.place.anchor_log: bytes(32)}),
        lambda kept: replace(kept, genesis_hash=bytes(32)),
        lambda kept: replace(kept, writer=b"\x01" * 20),
        lambda kept: replace(kept, registrar=b"\x01" * 20),
        lambda kept: replace(kept, deployed_at_block=1 << 40),
        lambda kept: replace(kept, place=replace(kept.place, chain_id=-1)),
    ],
)
def test_an_edited_part_of_the_deployment_is_named(copy: Copy, store: SqlStore, change: object) -> None:
    store.save_deployment(change(deployed(store)))  # type: ignore[operator]
    assert ("deployment-differs", WHERE) in told(copy.findings())


def test_a_lost_deployment_is_named_and_what_can_be_checked_is(copy: Copy) -> None:
    copy.run("DELETE FROM kept WHERE name = 'deployment'")
    found = copy.edit("UPDATE entry SET record_id = flipped(record_id) WHERE log_index = 1")
    assert {"deployment-lost", "entry-differs"} <= codes(found)


def test_heads_of_a_chain_that_was_left_are_told_and_agree(copy: Copy, store: SqlStore, told_ledger: Ledger) -> None:
    store.save_deployment(moved(store, told_ledger))
    found = copy.everything(with_chain=False)
    assert codes(found) == {"chain-not-compared", "former-place", "shredded"}
    assert [each for each in found if each.kind is FindingKind.DISAGREES] == []


def test_kept_log_keys_of_a_chain_that_was_left_are_looked_at(copy: Copy, store: SqlStore, told_ledger: Ledger) -> None:
    store.save_deployment(moved(store, told_ledger))
    registry = store.registry()
    assert registry is not None
    store.save_former_log_keys(1, log_key_part(registry))
    assert "former-log-keys-differ" not in codes(copy.findings(with_chain=False))
    copy.run("UPDATE kept SET document = flipped(document) WHERE name = 'former-log-keys-1'")
    named = ("former-log-keys-differ", "kept name=former-log-keys-1; no head")
    assert named in told(copy.findings(with_chain=False))


def test_an_edited_root_on_a_chain_that_was_left_is_named_by_its_kept_proof(
    copy: Copy, store: SqlStore, told_ledger: Ledger
) -> None:
    store.save_deployment(moved(store, told_ledger))
    copy.run("UPDATE head SET root = flipped(root) WHERE size = 8")
    found = copy.findings(with_chain=False)
    assert {("head-differs", HEAD_OF[7]), ("evidence-differs", f"evidence size=8 subject=head; {HEAD_OF[7]}")} <= told(
        found
    )


def test_a_move_that_the_cold_admin_did_not_sign_is_named(copy: Copy, store: SqlStore, told_ledger: Ledger) -> None:
    store.save_deployment(moved(store, told_ledger, secret=MILL.secret))
    assert ("deployment-differs", WHERE) in told(copy.findings(with_chain=False))


def test_a_head_of_the_chain_that_was_left_is_not_one_of_the_new(
    copy: Copy, store: SqlStore, told_ledger: Ledger
) -> None:
    """Said to have moved at size 8, the head of size 10 would have to be in the log on the new chain."""
    store.save_deployment(moved(store, told_ledger, size=8))
    assert ("outbox-differs", HEAD_OF[9]) in told(copy.findings(with_chain=False))


def test_a_key_that_was_not_carried_to_this_chain_is_known_by_its_kept_proof(copy: Copy, store: SqlStore) -> None:
    registry = store.registry()
    assert registry is not None
    store.save_registry(replace(registry, keys={}, delegations={}))
    found = fsck(_offline(copy.world, store), with_chain=False)
    assert "key-unknown" not in codes(found)


def _offline(world: World, store: SqlStore) -> World:
    return replace(world, store=store, chain=None)
