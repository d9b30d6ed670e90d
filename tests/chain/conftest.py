"""One anvil for the whole run, and one of its own for a test that reorganises, kills or stops it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anvil_reaper import reaping
from chain_builders import Ledger, a_ledger

from ledger.chain.anvil import LocalChain, running_chain, start


@pytest.fixture(scope="session", autouse=True)
def _no_anvil_outlives_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with reaping(tmp_path_factory.getbasetemp().resolve()):
        yield


@pytest.fixture(scope="session")
def chain_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_chain(tmp_path_factory.mktemp("chain"), block_seconds=0.2) as url:
        yield url


@pytest.fixture(scope="session")
def foreign_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A chain with another chain id."""
    with start(tmp_path_factory.mktemp("foreign"), chain_id=1337) as chain:
        yield chain.url


@pytest.fixture
def own_chain(tmp_path: Path) -> Iterator[LocalChain]:
    """A chain that this test may break, and that mines nothing by itself."""
    with start(tmp_path, block_seconds=3600) as chain:
        yield chain


@pytest.fixture
def ledger(chain_url: str, request: pytest.FixtureRequest) -> Ledger:
    """A deployment of this test's own on the shared chain."""
    return a_ledger(chain_url, of=request.node.name)
