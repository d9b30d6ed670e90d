"""Fixtures of the Brownie tests. These run in `.venv-contracts`, on an anvil that Brownie starts."""

from typing import Any

import pytest
from brownie import accounts, run


@pytest.fixture(autouse=True)
def isolation(fn_isolation: None) -> None:
    """Each test starts from the same chain."""


@pytest.fixture(scope="module")
def deployment() -> dict[str, str]:
    """Both contracts as `scripts/deploy.py` deploys them, and what it says about them."""
    deployed: dict[str, str] = run("deploy")
    return deployed


@pytest.fixture(scope="module")
def admin() -> Any:
    return accounts[0]


@pytest.fixture(scope="module")
def writer() -> Any:
    return accounts[1]


@pytest.fixture(scope="module")
def registrar() -> Any:
    return accounts[2]
