"""A receipt brought to the ledger that issued it: what the ledger knows by now counts as well."""

from typing import Any

import pytest
from builders import a_revocation
from told_records import domain_of, receipt_of, tell_and_anchor

from ledger.bootstrap import Ledger
from ledger.jobs.receipt import ReceiptDesk
from ledger.jobs.verify import verify_brought_receipt, verify_receipt
from ledger.model.log import BlockRef
from ledger.model.verdict import VerdictKind
from ledger.ports import Chain, World

pytestmark = pytest.mark.chain


def test_a_true_receipt_is_valid_at_its_ledger(town: Ledger) -> None:
    record = tell_and_anchor(town.world)
    receipt = receipt_of(town.world, record.record_id)
    assert verify_brought_receipt(town.world, receipt).kind is VerdictKind.VALID


def test_a_receipt_from_before_the_revocation_is_revoked_at_its_ledger(town: Ledger) -> None:
    record = tell_and_anchor(town.world)
    receipt = receipt_of(town.world, record.record_id)
    tell_and_anchor(town.world, a_revocation(record.record_id, domain=domain_of(town.world)))
    assert verify_brought_receipt(town.world, receipt).kind is VerdictKind.REVOKED
    alone = verify_receipt(receipt, now=town.world.clock.now())
    assert [check.passed for check in alone.checks if check.name == "withdrawn"] == [None], (
        "alone it says nobody looked"
    )


class Lagging:
    """A chain whose node calls only an old block final."""

    def __init__(self, chain: Chain, final: BlockRef) -> None:
        self._chain, self._final = chain, final

    def __getattr__(self, name: str) -> object:
        return getattr(self._chain, name)

    def final_block(self) -> BlockRef:
        return self._final


def test_a_node_that_lags_behind_the_anchor_makes_no_record_invalid(town: Ledger) -> None:
    tell_and_anchor(town.world)
    first = town.world.store.finished()[0].anchor
    record = tell_and_anchor(town.world)
    assert first is not None
    assert town.world.chain is not None
    behind: Any = Lagging(town.world.chain, BlockRef(first.block_number, first.block_hash, first.anchored_at))
    receipt = ReceiptDesk(World(town.world.store, behind, town.world.clock)).issue(record)
    assert receipt.key is not None
    assert receipt.key.at_issue == receipt.key.at_anchor
    assert verify_receipt(receipt, now=town.world.clock.now()).kind is VerdictKind.VALID
