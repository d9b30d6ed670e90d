"""A stolen anchoring key is replaced by the cold admin's key: the old one anchors nothing more, the log goes on."""

from pathlib import Path

import pytest
from api_town import running_town
from builders import NOW
from chain.faulty_node import FaultyNode
from moving_ledger import moved_to, opened
from told_records import receipt_of, tell, tell_and_anchor

from ledger.bootstrap import change_writer, deploy_ledger, operator_secret
from ledger.bootstrap.keys import key_path
from ledger.errors import ChainAway, ChainRefused
from ledger.jobs.anchor import anchor_once
from ledger.jobs.fsck import fsck
from ledger.jobs.standing import chain_of, deployment_of
from ledger.jobs.verify import verify_receipt
from ledger.model.finding import FindingKind
from ledger.model.log import TreeHead
from ledger.model.verdict import VerdictKind
from ledger.proof.typed_data import account_of

pytestmark = pytest.mark.chain


def test_the_old_key_anchors_nothing_more_and_the_log_goes_on(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town:
        early = tell_and_anchor(town.world).record_id
        old, thief = deployment_of(town.world).writer, chain_of(town.world)
        changed = change_writer(town.settings)
        assert changed.writer != old
        assert changed.writer == account_of(operator_secret(town.settings, "writer"))
        with pytest.raises(ChainRefused, match="NotWriter"):
            thief.sign_anchor(changed.log_id, 1, TreeHead(9, b"\x66" * 32), nonce=thief.next_nonce(old))
        with opened(town.settings) as ledger:
            late = tell_and_anchor(ledger.world).record_id
            for record_id in (early, late):
                assert verify_receipt(receipt_of(ledger.world, record_id), now=NOW).kind is VerdictKind.VALID
            assert [found for found in fsck(ledger.world) if found.kind is not FindingKind.TOLD] == []
        assert deploy_ledger(town.settings) == changed, "deploying again keeps the writer"


def test_a_change_cut_off_goes_on_with_the_same_key(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town:
        with FaultyNode(str(town.settings.chain_url)) as node:
            node.faults["eth_sendRawTransaction"] = "deliver, cut"
            with pytest.raises(ChainAway):
                change_writer(moved_to(town.settings, node.url))
        begun = account_of(operator_secret(town.settings, "writer-next"))
        assert deployment_of(town.world).writer != begun
        assert change_writer(town.settings).writer == begun
        assert not key_path(town.settings, "writer-next").exists()


def test_a_change_cut_off_before_the_key_file_changed_its_name_is_finished(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town:
        writer, following = key_path(town.settings, "writer"), key_path(town.settings, "writer-next")
        old = writer.read_bytes()
        changed = change_writer(town.settings)
        writer.rename(following)
        writer.write_bytes(old)
        assert change_writer(town.settings) == changed
        assert changed.writer == account_of(operator_secret(town.settings, "writer"))


def test_a_head_that_the_old_key_signed_in_vain_is_signed_by_the_new_one(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town:
        with FaultyNode(str(town.settings.chain_url)) as node, opened(moved_to(town.settings, node.url)) as ledger:
            node.faults["eth_sendRawTransaction"] = "cut"
            lost = tell(ledger.world)
            anchor_once(ledger.world, holder="test")
        change_writer(town.settings)
        with opened(town.settings) as ledger:
            tell_and_anchor(ledger.world)
            assert verify_receipt(receipt_of(ledger.world, lost), now=NOW).kind is VerdictKind.VALID


def test_a_key_that_is_not_the_cold_admins_changes_nothing(tmp_path: Path) -> None:
    from ledger.chain.writer_change import set_writer

    with running_town(tmp_path / "home") as town:
        deployment, url = deployment_of(town.world), str(town.settings.chain_url)
        stolen = operator_secret(town.settings, "writer")
        with pytest.raises(ChainRefused, match="NotAdmin"):
            set_writer(url, chain_of(town.world), deployment, admin=stolen, writer=b"\x42" * 20)
        assert tell_and_anchor(town.world).head_size == 1
