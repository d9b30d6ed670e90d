"""Closing a log and signing where it goes: final before anything relies on it, by the right key, on the right chain."""

from dataclasses import replace
from pathlib import Path

import pytest
from chain_builders import Ledger, a_head, a_secret, anchored, the_chain, told

from ledger.chain.answers import hexed
from ledger.chain.finality import Finality
from ledger.chain.migrator import EvmMigrator, accounts_on
from ledger.errors import BadSetting, ChainAway, ChainRefused
from ledger.model.deployment import FormerPlace
from ledger.model.log import TreeHead
from ledger.proof.merkle import EMPTY_ROOT
from ledger.proof.places import is_signed_migration

pytestmark = pytest.mark.chain

SUCCESSOR = b"\x99" * 32


def a_migrator(
    ledger: Ledger, tmp_path: Path, *, finality: Finality | None = None, admin: bytes | None = None
) -> EvmMigrator:
    return EvmMigrator(
        left=ledger.deployment,
        left_url=ledger.url,
        left_chain=the_chain(ledger, finality=finality),
        to_url=ledger.url,
        secrets=ledger.secrets if admin is None else replace(ledger.secrets, admin=admin),
        step_file=tmp_path / "steps.json",
        within_seconds=1.0 if finality else 30.0,
        pause=lambda: None,
    )


def test_a_closed_log_keeps_its_last_head_and_takes_no_other(ledger: Ledger, tmp_path: Path) -> None:
    chain = the_chain(ledger)
    anchored(chain, ledger, size=3)
    for _ in range(2):
        assert a_migrator(ledger, tmp_path).close_left(successor=SUCCESSOR) == a_head(3)
    with pytest.raises(ChainRefused, match="NotWriter"):
        chain.sign_anchor(ledger.log_id, 3, a_head(4), nonce=chain.next_nonce(ledger.deployment.writer))


def test_a_log_without_heads_is_closed_at_the_empty_one(ledger: Ledger, tmp_path: Path) -> None:
    assert a_migrator(ledger, tmp_path).close_left(successor=SUCCESSOR) == TreeHead(0, EMPTY_ROOT)


def test_nothing_relies_on_a_closing_that_is_not_final(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(ChainAway, match="not final yet"):
        a_migrator(ledger, tmp_path, finality=Finality(kind="depth", depth=10_000)).close_left(successor=SUCCESSOR)
    assert a_migrator(ledger, tmp_path).close_left(successor=SUCCESSOR).size == 0, "it was closed, and is final now"


def test_a_log_is_closed_once_and_for_one_successor(ledger: Ledger, tmp_path: Path) -> None:
    a_migrator(ledger, tmp_path).close_left(successor=SUCCESSOR)
    with pytest.raises(ChainRefused, match="in favour of 0x99"):
        a_migrator(ledger, tmp_path).close_left(successor=b"\x98" * 32)


def test_only_the_logs_admin_closes_it_or_signs_where_it_goes(ledger: Ledger, tmp_path: Path) -> None:
    stranger = a_migrator(ledger, tmp_path, admin=a_secret("stranger"))
    with pytest.raises(ChainRefused, match="NotAdmin"):
        stranger.close_left(successor=SUCCESSOR)
    with pytest.raises(BadSetting, match="who opened the log"):
        stranger.sign(ledger.deployment, successor=SUCCESSOR, head=a_head(3))
    signed = a_migrator(ledger, tmp_path).sign(ledger.deployment, successor=SUCCESSOR, head=a_head(3))
    assert is_signed_migration(ledger.deployment.place, signed)
    for changed in (
        replace(signed, head_size=4),
        replace(signed, head_root=bytes(32)),
        replace(signed, successor=bytes(32)),
    ):
        assert not is_signed_migration(ledger.deployment.place, changed)
    assert FormerPlace(ledger.deployment.place, signed).migration.log_id == ledger.log_id


def test_an_address_is_asked_for_on_its_own_chain_only(ledger: Ledger, foreign_url: str) -> None:
    place, contract, person = ledger.deployment.place, ledger.deployment.place.anchor_log, b"\x42" * 20
    asked = accounts_on(ledger.url, place)
    assert (asked(contract), asked(person)) == (False, True)
    assert told(foreign_url, "eth_getCode", hexed(person), "latest") == "0x"
    for url in (foreign_url, "http://127.0.0.1:1", None):
        assert accounts_on(url, place)(person) is None
    assert accounts_on(ledger.url, replace(place, anchor_log=person))(person) is None, "a chain without the log"
