"""The balance machine on both databases: 40 sequences in the test run, TIERLIGHT_BALANCE_SEQUENCES in `make long`."""

import os

from balance_machine import machine_on
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from ledger.store.sql_store import SqlStore

SEQUENCES = int(os.environ.get("TIERLIGHT_BALANCE_SEQUENCES", "40"))
SEED = int(os.environ.get("TIERLIGHT_BALANCE_SEED", "20261122"))


def test_accounts_and_findings_are_the_oracles_whatever_happens(store: SqlStore) -> None:
    """The same seed gives the same sequences; what goes wrong is shrunk to the shortest one that does."""
    chosen = settings(
        max_examples=SEQUENCES,
        stateful_step_count=20,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(SEED)(machine_on(store)), settings=chosen)  # type: ignore[no-untyped-call]
