"""Does a contract wallet call this its signature? ERC-1271, asked at one block, with bounded gas."""

from ledger.chain.answers import hexed, octets
from ledger.chain.block_state import ask_at
from ledger.chain.contract import encoded_call
from ledger.chain.endpoints import Endpoints
from ledger.chain.rpc import Refusal, Rpc
from ledger.model.log import BlockRef

MAGIC = bytes.fromhex("1626ba7e")  # also the function's selector
_GAS = 1_000_000  # several owners, or P-256 in Solidity, fit; a wallet that needs more does not accept
_IS_VALID = "isValidSignature(bytes32,bytes)"


def accepts(
    rpc: Rpc, endpoints: Endpoints, account: bytes, digest: bytes, signature: bytes, *, block: BlockRef
) -> bool:
    """Say whether there is code at `account` that answers with the magic value at this block.

    A call that reverts, runs out of gas or answers anything else says no. Raises StateGone where the node lost the
    state of the block, ChainAway. The answer is the node's word: nothing proves a call.
    """
    code = ask_at(rpc, endpoints, "eth_getCode", hexed(account), block=block)
    if isinstance(code, Refusal):
        raise code.as_gone("eth_getCode")
    if not octets(code, "eth_getCode"):
        return False
    call = encoded_call(_IS_VALID, digest, signature)
    asked = {"to": hexed(account), "data": hexed(call), "gas": hex(_GAS)}
    answer = ask_at(rpc, endpoints, "eth_call", asked, block=block)
    if isinstance(answer, Refusal):
        if answer.is_of_the_call:
            return False
        raise answer.as_gone("eth_call")
    return octets(answer, "eth_call")[:32] == MAGIC.ljust(32, b"\x00")
