"""EIP-1559 transactions of our own keys: what they cost at most, their signed bytes, the wait until mined."""

import time
from dataclasses import dataclass

from ledger.chain.answers import hexed, members, octets, quantity
from ledger.chain.rpc import Refusal, Rpc
from ledger.chain.signer import TransactionSigner
from ledger.errors import ChainAway, ChainRefused

_GWEI = 10**9
_MOST_TIP = 5 * _GWEI
_MOST_FEE = 500 * _GWEI  # a dearer block is waited out: the transaction stays pending and is bumped later
_POLL_SECONDS = 0.02
_SLOWEST_POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Fees:
    """Wei per gas: what is paid at most, and the part of it for the block's maker."""

    most: int
    tip: int


@dataclass(frozen=True, slots=True)
class Mined:
    """Where a transaction ended up. `succeeded` is False when it reverted."""

    succeeded: bool
    block_number: int
    contract: bytes | None


def present_fees(rpc: Rpc) -> Fees:
    """Give fees that hold while the base fee doubles, under fixed caps. Raises ChainRefused without EIP-1559."""
    block = rpc.block("latest") or {}
    if block.get("baseFeePerGas") is None:
        raise ChainRefused(doing="set a fee", reason="the chain has no base fee; it needs the London fork")
    base = quantity(block["baseFeePerGas"], "baseFeePerGas")
    offered = rpc.ask("eth_maxPriorityFeePerGas")
    tip = min(_GWEI if isinstance(offered, Refusal) else quantity(offered, "eth_maxPriorityFeePerGas"), _MOST_TIP)
    most = min(2 * base + tip, _MOST_FEE)
    return Fees(most=most, tip=min(tip, most))


def sign(
    signer: TransactionSigner, *, chain_id: int, nonce: int, to: bytes | None, call: bytes, gas: int, fees: Fees
) -> tuple[bytes, bytes]:
    """Give (raw transaction, its hash). `to` None makes a contract. Raises SignerAway, BadSetting."""
    fields = {
        "type": 2,
        "chainId": chain_id,
        "nonce": nonce,
        "value": 0,
        "data": call,
        "gas": gas,
        "maxFeePerGas": fees.most,
        "maxPriorityFeePerGas": fees.tip,
    }
    return signer.sign(fields if to is None else {**fields, "to": to})


def nonce_of(rpc: Rpc, account: bytes, *, tag: str = "latest") -> int:
    """Give the next nonce: counting mined transactions, or with the tag `pending` those that wait too."""
    return quantity(rpc.call("eth_getTransactionCount", hexed(account), tag), "eth_getTransactionCount")


def wait_mined(rpc: Rpc, transaction_hash: bytes, *, within_seconds: float) -> Mined:
    """Give the receipt's answer. Raises ChainAway when none came in time. Mined is not final."""
    until, pause = time.monotonic() + within_seconds, _POLL_SECONDS
    while (receipt := rpc.call("eth_getTransactionReceipt", hexed(transaction_hash))) is None:
        if time.monotonic() > until:
            raise ChainAway(doing="wait for a transaction", reason=f"not mined within {within_seconds:g} s")
        time.sleep(pause)
        pause = min(pause * 1.5, _SLOWEST_POLL_SECONDS)
    found = members(receipt, "receipt")
    contract = found.get("contractAddress")
    return Mined(
        succeeded=quantity(found.get("status"), "receipt: status") == 1,
        block_number=quantity(found.get("blockNumber"), "receipt: blockNumber"),
        contract=None if contract is None else octets(contract, "receipt: contractAddress", length=20),
    )


def wait_quiet(rpc: Rpc, account: bytes, *, within_seconds: float) -> int:
    """Give the account's next nonce once nothing of it is pending, so that state read now is not about to change."""
    until = time.monotonic() + within_seconds
    while (mined := nonce_of(rpc, account)) != nonce_of(rpc, account, tag="pending"):
        if time.monotonic() > until:
            reason = f"transactions of {hexed(account)} still wait after {within_seconds:g} s"
            raise ChainAway(doing="start sending", reason=reason)
        time.sleep(_POLL_SECONDS)
    return mined
