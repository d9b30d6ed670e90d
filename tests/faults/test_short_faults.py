"""The short version of the campaigns without strace: few faults of every kind, and nothing may be wrong afterwards."""

import pytest
from postgres_server import PostgresServer

from faults.parts import run_part

pytestmark = [pytest.mark.chain, pytest.mark.postgres]

SEED = 20261122


@pytest.mark.parametrize("campaign", ["rpc", "reorgs", "edits"])
@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_the_campaign_ends_with_nothing_wrong(campaign: str, backend: str, postgres_server: PostgresServer) -> None:
    tally = run_part(f"{campaign}:{backend}", seed=SEED, is_short=True, say=print, server=postgres_server)
    assert tally.wrong == {}, tally.complaints
    assert tally.has_enough_fired, f"too few faults fired: {tally.line()}"
