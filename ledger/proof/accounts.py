"""eth-account's Account, imported at first use: it takes half a second, and most questions need no key."""

from typing import Any

from ledger.proof.recursion_limit import kept_recursion_limit


def accounts() -> Any:
    """Give eth-account's Account."""
    with kept_recursion_limit():
        from eth_account import Account
    return Account
