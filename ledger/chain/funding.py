"""Gas money: given by anvil's own account on the local chain, asked of a person on every other."""

from collections.abc import Mapping

from ledger.chain.answers import hexed, items, octets
from ledger.chain.published_keys import LOCAL_CHAIN_ID
from ledger.chain.rpc import Rpc
from ledger.chain.transaction import wait_mined
from ledger.errors import ChainRefused, NoGasMoney

_LOCAL_GIFT = 10**18  # wei; anvil's account has 10,000 of these


def fund(rpc: Rpc, needs: Mapping[bytes, int], *, chain_id: int, within_seconds: float) -> None:
    """Return when each account has at least the wei it needs. Raises NoGasMoney, whose mend names all that have not."""
    held = {account: rpc.balance(account) for account in needs}
    poor = {account: wei for account, wei in needs.items() if held[account] < wei}
    if not poor:
        return
    if chain_id != LOCAL_CHAIN_ID:
        account, wei = next(iter(poor.items()))
        told = ", ".join(f"{hexed(each)} at least {needed - held[each]} wei" for each, needed in poor.items())
        mend = f"send gas money on chain {chain_id}: {told}; then try again"
        raise NoGasMoney(account=account, needs_wei=wei, has_wei=held[account], mend=mend)
    _give(rpc, poor, within_seconds=within_seconds)


def _give(rpc: Rpc, poor: Mapping[bytes, int], *, within_seconds: float) -> None:
    accounts = items(rpc.call("eth_accounts"), "eth_accounts")
    if not accounts:
        reason = f"chain {LOCAL_CHAIN_ID} has no account of its own that could pay; start anvil with its dev accounts"
        raise ChainRefused(doing="pay for gas", reason=reason)
    gifts = [
        {"from": accounts[0], "to": hexed(account), "value": hex(max(wei, _LOCAL_GIFT))}
        for account, wei in poor.items()
    ]
    sent = [octets(rpc.call("eth_sendTransaction", gift), "transaction hash", length=32) for gift in gifts]
    for transaction_hash in sent:
        if not wait_mined(rpc, transaction_hash, within_seconds=within_seconds).succeeded:
            raise ChainRefused(doing="pay for gas", reason="the local chain's own account could not pay")
