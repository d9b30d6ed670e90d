"""The transaction that anchors a head: asked of the contract before it is signed, and outbid when it is not mined."""

import re

from ledger.chain.answers import hexed
from ledger.chain.contract import encoded_call
from ledger.chain.raw_transaction import RawTransaction, read_raw
from ledger.chain.rpc import Refusal, Rpc
from ledger.chain.signer import TransactionSigner
from ledger.chain.transaction import Fees, present_fees, sign
from ledger.errors import ChainRefused
from ledger.model.log import TreeHead
from ledger.proof.typed_data import keccak

ANCHOR_GAS = 60_000  # about 35,800 is used, 53,000 by the first head of a log
_ANCHOR = "anchor(bytes32,uint40,bytes32,uint40)"
_GWEI = 10**9
_MOST_BID = Fees(most=1_000 * _GWEI, tip=100 * _GWEI)  # 0.06 of the chain's coin for one head; then it waits
_NO_WRITER = re.compile(r"NotWriter\(.*, 0x0{40}\)")


def anchor_call(log_id: bytes, previous_size: int, head: TreeHead) -> bytes:
    """Give the calldata that stores this head on top of `previous_size`."""
    return encoded_call(_ANCHOR, log_id, previous_size, head.root, head.size)


def require_accepted(rpc: Rpc, *, account: bytes, anchor_log: bytes, call: bytes) -> None:
    """Return when the contract would take this call of the account now. Raises ChainRefused naming its reason.

    So that a log without a writer, or with another one, costs no reverted transaction. Not a promise: the next block
    may decide otherwise.
    """
    asked = {"from": hexed(account), "to": hexed(anchor_log), "data": hexed(call), "gas": hex(ANCHOR_GAS)}
    answer = rpc.ask("eth_call", asked, "latest")
    if not isinstance(answer, Refusal):
        return
    refused = answer.as_error("anchor a head")
    if isinstance(refused, ChainRefused) and _NO_WRITER.match(refused.reason):
        reason = f"LogClosed: the log takes no further head ({refused.reason})"
        raise ChainRefused(doing=refused.doing, reason=reason)
    raise refused


def signed_call(
    rpc: Rpc, signer: TransactionSigner, *, chain_id: int, to: bytes, call: bytes, nonce: int, outbids: bytes | None
) -> tuple[bytes, bytes]:
    """Give (raw transaction, its hash) at present fees, or at fees that outbid an earlier one of the same nonce.

    Gives the earlier one again where the bid has reached its cap. Raises Malformed for an earlier one that is none.
    """
    fees = present_fees(rpc)
    if outbids is not None:
        bid = outbidding(fees, read_raw(outbids))
        if bid is None:
            return outbids, keccak(outbids)
        fees = bid
    return sign(signer, chain_id=chain_id, nonce=nonce, to=to, call=call, gas=ANCHOR_GAS, fees=fees)


def outbidding(present: Fees, earlier: RawTransaction) -> Fees | None:
    """Give fees of at least an eighth more than the earlier ones, and no less than the present; None beyond the cap.

    Nodes replace a waiting transaction for a tenth more on both fees (geth, reth, anvil), Besu's default is the same.
    """
    most, tip = (max(now, _eighth_more(was)) for now, was in ((present.most, earlier.most), (present.tip, earlier.tip)))
    if most > _MOST_BID.most or tip > _MOST_BID.tip:
        return None
    return Fees(most=max(most, tip), tip=tip)


def _eighth_more(wei: int) -> int:
    return max(-(-wei * 9 // 8), wei + 1)
