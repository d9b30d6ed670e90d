"""What a server says of itself neither clears it nor accuses the one who holds its promise."""

from dataclasses import replace

from builders import NOW
from log_promises import a_log_signer, a_promise

from ledger.jobs.promise_verdict import LogKeyTimes, PromiseOutcome, Shown, keeping_verdict, key_verdict
from ledger.model.log import BlockRef

LOG_ID = b"\xbb" * 32
SIGNED = a_promise(log_id=LOG_ID, record_id=b"\x01" * 32, received_at=NOW - 100, include_by=NOW + 50)


def test_a_log_key_that_the_server_calls_revoked_makes_no_forgery_of_its_promise() -> None:
    early = LogKeyTimes(revoked_at=NOW - 200, suspect_from=None)
    told = key_verdict(SIGNED, log_id=LOG_ID, key=early, is_own_registry=False)
    known = key_verdict(SIGNED, log_id=LOG_ID, key=early, is_own_registry=True)
    assert told is not None
    assert known is not None
    assert (told.outcome, known.outcome) == (PromiseOutcome.CANNOT_VERIFY, PromiseOutcome.INVALID)


def test_a_record_that_a_server_does_not_show_is_not_called_lost() -> None:
    hidden = Shown(is_known=False, is_hidden=True)
    assert keeping_verdict(SIGNED.promise, hidden, now=NOW).outcome is PromiseOutcome.CANNOT_VERIFY
    lost = replace(hidden, is_hidden=False)
    assert keeping_verdict(SIGNED.promise, lost, now=NOW).outcome is PromiseOutcome.NOT_KEPT


def test_a_promise_kept_by_a_servers_receipt_names_the_block_to_compare() -> None:
    block = BlockRef(7, b"\x07" * 32, NOW)
    found = keeping_verdict(SIGNED.promise, Shown(True, anchored_at=NOW, is_final=True, block=block), now=NOW)
    assert found.outcome is PromiseOutcome.KEPT
    assert "0x" + block.block_hash.hex() in found.reads
    assert a_log_signer().promise_key == SIGNED.log_key
