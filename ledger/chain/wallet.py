"""Does a contract wallet call this its signature? ERC-1271, asked at one block, with bounded gas.

Decision. A wallet is a stranger's code, and nodes tell its failures in words of their own, so its fate is never read
from an error. It is asked through a frame that cannot fail: creation code, run by `eth_call` and put nowhere, which
calls the wallet with a limit of gas and gives back whether that call ended well, how much it answered, and the first
word. Whatever the wallet does is then a "no", and an error is the node's own.
"""

from ledger.chain.answers import hexed, octets
from ledger.chain.block_state import ask_at
from ledger.chain.contract import encoded_call
from ledger.chain.endpoints import Endpoints
from ledger.chain.rpc import Refusal, Rpc
from ledger.model.log import BlockRef

MAGIC = bytes.fromhex("1626ba7e")  # also the function's selector
_GAS = 1_000_000  # several owners, or P-256 in Solidity, fit; a wallet that needs more does not accept
_IS_VALID = "isValidSignature(bytes32,bytes)"
_FRAME_GAS = 3 * _GAS
_CODE_BYTES = 61  # of the frame, before the call that it carries


def accepts(
    rpc: Rpc, endpoints: Endpoints, account: bytes, digest: bytes, signature: bytes, *, block: BlockRef
) -> bool:
    """Say whether there is code at `account` that answers with the magic value at this block.

    A call that fails in whatever way, or answers anything else, says no. Raises StateGone where the node lost the state
    of the block, ChainAway. The answer is the node's word: nothing proves a call.
    """
    code = ask_at(rpc, endpoints, "eth_getCode", hexed(account), block=block)
    if isinstance(code, Refusal):
        raise code.as_gone("eth_getCode")
    if not octets(code, "eth_getCode"):
        return False
    call = encoded_call(_IS_VALID, digest, signature)
    asked = {"data": hexed(_frame(account, call)), "gas": hex(_FRAME_GAS)}
    answer = ask_at(rpc, endpoints, "eth_call", asked, block=block)
    if isinstance(answer, Refusal):
        raise answer.as_gone("eth_call")
    told = octets(answer, "eth_call", length=96)
    ended_well, length, word = (told[at : at + 32] for at in (0, 32, 64))
    return any(ended_well) and int.from_bytes(length, "big") >= 32 and word == MAGIC.ljust(32, b"\x00")


def _frame(account: bytes, call: bytes) -> bytes:
    """Give creation code that answers with success || length of the answer || its first word, 96 bytes, always."""
    length, scratch = len(call), -(-len(call) // 32) * 32
    pieces = (
        _push2(length) + _push2(_CODE_BYTES) + b"\x60\x00\x39",  # CODECOPY: the call goes to memory 0
        b"\x60\x20" + _push2(scratch + 64) + _push2(length) + b"\x60\x00",
        b"\x73" + account + b"\x63" + _GAS.to_bytes(4, "big") + b"\xfa",  # STATICCALL
        _push2(scratch) + b"\x52\x3d" + _push2(scratch + 32) + b"\x52",  # MSTORE its success, RETURNDATASIZE, MSTORE
        b"\x60\x60" + _push2(scratch) + b"\xf3",  # RETURN
    )
    return b"".join(pieces) + call


def _push2(number: int) -> bytes:
    return b"\x61" + number.to_bytes(2, "big")
