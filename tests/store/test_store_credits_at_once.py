"""Many that claim the last kilo at once, in threads and in processes: exactly the affordable claims are kept."""

import subprocess
import sys
from pathlib import Path

from builders import AUDITOR, a_claim, a_record, a_revocation
from test_store_concurrency import WRITERS, at_once
from test_store_credits import balance, certified, left, refused

from ledger.errors import CreditOverdrawn, CreditUnusable
from ledger.model.record import Record
from ledger.proof.wire import hex_text
from ledger.store.sql_store import SqlStore, open_store


def test_of_32_spenders_at_once_exactly_the_affordable_ones_win(store: SqlStore) -> None:
    certificate = certified(store)
    claims = [a_record(a_claim(certificate, "9")) for _ in range(WRITERS)]
    companions = [a_record() for _ in range(WRITERS)]
    pending = store.counts().pending
    found = at_once(WRITERS, lambda n: store.add([companions[n], claims[n]], [None, None]))
    winners = [n for n, answer in enumerate(found) if isinstance(answer, tuple)]
    assert len(winners) == 11, found
    assert all(isinstance(answer, CreditOverdrawn) for n, answer in enumerate(found) if n not in winners), found
    assert left(store, certificate) == "1 kg"
    assert store.counts().pending == pending + 2 * len(winners), "the losers' companions are not half-written"
    assert {each.record_id for each in balance(store, certificate).spendings} == {claims[n].record_id for n in winners}


def test_spenders_of_two_certificates_in_either_order_do_not_wait_for_each_other(store: SqlStore) -> None:
    both = [certified(store), certified(store)]

    def claim(n: int) -> Record:
        order = both if n % 2 else both[::-1]
        told_claims = [{"certificate": hex_text(each), "quantity": "5", "unit": "KGM"} for each in order]
        return a_record(a_claim(both[0], claims=told_claims))

    claims = [claim(n) for n in range(WRITERS)]
    found = at_once(WRITERS, lambda n: store.add([claims[n]], [None]))
    assert sum(isinstance(answer, tuple) for answer in found) == 20, found
    assert sum(isinstance(answer, CreditOverdrawn) for answer in found) == WRITERS - 20, found
    assert [left(store, each) for each in both] == ["0 kg", "0 kg"]


def test_the_same_claim_from_32_at_once_is_kept_and_spent_once(store: SqlStore) -> None:
    certificate = certified(store)
    claim = a_record(a_claim(certificate, "60"))
    found = at_once(WRITERS, lambda _: store.add([claim], [None])[0])
    assert sum(answer.is_new for answer in found) == 1
    assert left(store, certificate) == "40 kg"


def test_spenders_through_stores_of_their_own_share_one_account(store: SqlStore, database_url: str) -> None:
    certificate = certified(store)
    others = [open_store(database_url) for _ in range(8)]
    claims = [a_record(a_claim(certificate, "30")) for _ in others]
    found = at_once(len(others), lambda n: others[n].add([claims[n]], [None]))
    assert sum(isinstance(answer, tuple) for answer in found) == 3, found
    assert left(store, certificate) == "10 kg"
    for other in others:
        other.close()


def test_of_four_processes_at_once_no_claim_is_kept_beyond_what_there_is(store: SqlStore, database_url: str) -> None:
    certificate = certified(store, credit={"quantity": "3"})
    words = [sys.executable, str(Path(__file__).with_name("credit_spender.py")), database_url, certificate.hex(), "20"]
    running = [subprocess.Popen([*words, name], stdout=subprocess.PIPE, text=True) for name in "abcd"]
    assert sum(int(each.communicate(timeout=120)[0]) for each in running) == 30
    assert len(balance(store, certificate).spendings) == 30
    assert left(store, certificate) == "0 kg"


def test_a_claim_and_the_withdrawal_of_its_certificate_at_once_agree_on_an_order(store: SqlStore) -> None:
    for _ in range(8):
        certificate = certified(store)
        pair = [a_record(a_claim(certificate)), a_record(a_revocation(certificate, signed_by=AUDITOR))]
        claimed, withdrawn = at_once(2, lambda n, pair=pair: store.add([pair[n]], [None]))  # type: ignore[misc]
        assert isinstance(withdrawn, tuple)
        assert isinstance(claimed, tuple | CreditUnusable), claimed
        assert bool(balance(store, certificate).spendings) is isinstance(claimed, tuple)
        refused(store, a_claim(certificate, "1"))
