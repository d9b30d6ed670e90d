"""A receipt that somebody brings to a ledger counts only as far as that ledger anchored what it shows."""

from builders import NOW, a_deployment, a_registry
from paper_chain import DOMAIN, a_case

from ledger.jobs.verify import verify_brought_receipt, verify_receipt
from ledger.model.verdict import VerdictKind
from ledger.ports import Store, World


class StoppedClock:
    def now(self) -> int:
        return NOW


def test_a_whole_invented_chain_is_valid_only_relative_to_itself(store: Store) -> None:
    store.save_deployment(a_deployment(domain=DOMAIN))
    store.save_registry(a_registry())
    forged = a_case().receipt
    assert verify_receipt(forged, now=NOW).kind is VerdictKind.VALID, "nothing in the file itself betrays it"
    verdict = verify_brought_receipt(World(store, None, StoppedClock()), forged)
    assert (verdict.kind, verdict.code) == (VerdictKind.CANNOT_VERIFY, "other-block")
