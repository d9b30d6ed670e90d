"""A Postgres of the test run's own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scripts.own_postgres import NoPostgres, PostgresServer, own_postgres

__all__ = ["PostgresServer", "running_postgres"]


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server for as long as the block runs; without a server program the test is skipped, in CI it fails."""
    try:
        with own_postgres() as server:
            yield server
    except NoPostgres as missing:
        if "1" in os.environ.get("TIERLIGHT_CI", "") or os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
