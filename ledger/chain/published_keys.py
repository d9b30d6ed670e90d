"""Accounts whose secret keys everyone knows: good on the local chain, refused on every other."""

from ledger.chain.answers import hexed
from ledger.errors import BadSetting

LOCAL_CHAIN_ID = 31337
_ANVIL_ACCOUNTS = frozenset(
    bytes.fromhex(account)
    for account in (  # anvil's first ten; their secret keys are printed in its manual
        *("f39fd6e51aad88f6f4ce6ab8827279cfffb92266", "70997970c51812dc3a010c7d01b50e0d17dc79c8"),
        *("3c44cdddb6a900fa2b585dd299e03d12fa4293bc", "90f79bf6eb2c4f870365e785982e1f101e93b906"),
        *("15d34aaf54267db7d7c367839aaf71a00a2c6a65", "9965507d1a55bcc2695c58ba16fb37d819b0a4dc"),
        *("976ea74026e726554db657fa54763abd0c3a0aa9", "14dc79964da2c08b23698b3d3cc7ca32193d9955"),
        *("23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f", "a0ee7a142d267c1f36714e4a8f75612f20a79720"),
    )
)


def refuse_published_account(account: bytes, *, chain_id: int) -> None:
    """Return unless this is one of anvil's accounts on a chain other than the local one. Raises BadSetting."""
    if chain_id != LOCAL_CHAIN_ID and account in _ANVIL_ACCOUNTS:
        raise BadSetting(
            setting=f"key of {hexed(account)}",
            reason=f"its secret is published in anvil's manual, and chain {chain_id} is not the local one",
            mend="make a key of your own with `tierlight keys new`",
        )
