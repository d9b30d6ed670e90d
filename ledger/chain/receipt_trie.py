"""The receipts of one block, built into the trie that its header commits to, and the proof of one event in it."""

from collections.abc import Mapping, Sequence

import rlp
from trie.hexary import HexaryTrie

from ledger.chain.answers import event_parts, hexed, items, members, octets, quantity, unusable
from ledger.chain.rpc import Refusal, Rpc
from ledger.errors import ChainAway, StateGone
from ledger.model.log import BlockRef, EventProof, TreeHead
from ledger.proof.block import read_header
from ledger.proof.event_proof import ANCHORED_TOPIC

_DEPOSIT = 0x7E  # the type of an OP-stack deposit, whose receipt has up to two fields more
_DEPOSIT_FIELDS = ("depositNonce", "depositReceiptVersion")

Receipt = Mapping[str, object]


def block_receipts(rpc: Rpc, block: BlockRef) -> Sequence[Receipt]:
    """Give all receipts of this block in the order of its transactions, from one answer or else one by one.

    Raises StateGone where the node does not have them (any more), ChainAway. NOT checked: see `prove_event`.
    """
    answer = rpc.ask("eth_getBlockReceipts", hexed(block.block_hash))
    if not isinstance(answer, Refusal) and answer is not None:
        return [members(each, "receipt") for each in items(answer, "eth_getBlockReceipts")]
    found = rpc.call("eth_getBlockByHash", hexed(block.block_hash), False)
    if found is None:
        raise _gone(block)
    hashes = items(members(found, "block").get("transactions"), "block: transactions")
    receipts = [rpc.call("eth_getTransactionReceipt", each) for each in hashes]
    if any(receipt is None for receipt in receipts):
        raise _gone(block)
    return [members(receipt, "receipt") for receipt in receipts]


def prove_event(
    receipts: Sequence[Receipt], *, header: bytes, anchor_log: bytes, log_id: bytes, head: TreeHead
) -> EventProof:
    """Give the proof of the `Anchored` event of this head among the receipts of the header's block.

    Raises ChainAway where the receipts are not those that the header commits to, or hold no such event.
    """
    trie = _trie(receipts)
    if trie.root_hash != read_header(header).receipts_root:
        raise unusable("the block's receipts", "are not those that its header commits to")
    told = head.size.to_bytes(32, "big") + head.root
    for index, receipt in enumerate(receipts):
        for position, log in enumerate(_logs(receipt)):
            if (log[0], log[1][:2], log[2]) == (anchor_log, [ANCHORED_TOPIC, log_id], told):
                return EventProof(header, index, position, _nodes(trie, index))
    raise unusable("the block's receipts", f"hold no event of the head of size {head.size}")


def _trie(receipts: Sequence[Receipt]) -> HexaryTrie:
    trie = HexaryTrie({})
    for index, receipt in enumerate(receipts):
        trie[rlp.encode(index)] = _encoded(receipt)
    return trie


def _nodes(trie: HexaryTrie, index: int) -> tuple[bytes, ...]:
    nodes = trie.get_proof(rlp.encode(index))  # type: ignore[no-untyped-call]  # trie has no types here
    return tuple(rlp.encode(node) for node in nodes)


def _encoded(receipt: Receipt) -> bytes:
    """The consensus form of a receipt (EIP-2718): its type before the RLP of status, gas, bloom and events."""
    kind = quantity(receipt.get("type", "0x0"), "receipt: type")
    if kind > 0x7F:
        raise unusable("receipt", f"is of the unknown type {kind}")
    fields: list[object] = [
        _outcome(receipt),
        quantity(receipt.get("cumulativeGasUsed"), "receipt: cumulativeGasUsed"),
        octets(receipt.get("logsBloom"), "receipt: logsBloom", length=256),
        _logs(receipt),
    ]
    if kind == _DEPOSIT:
        fields += [quantity(receipt[name], name) for name in _DEPOSIT_FIELDS if receipt.get(name) is not None]
    body: bytes = rlp.encode(fields)
    return bytes([kind]) + body if kind else body


def _outcome(receipt: Receipt) -> bytes:
    if receipt.get("status") is None:  # before the Byzantium fork: the state root after it
        return octets(receipt.get("root"), "receipt: root", length=32)
    return b"\x01" if quantity(receipt["status"], "receipt: status") == 1 else b""


def _logs(receipt: Receipt) -> list[tuple[bytes, list[bytes], bytes]]:
    return [event_parts(log) for log in items(receipt.get("logs"), "receipt: logs")]


def _gone(block: BlockRef) -> ChainAway:
    reason = f"the node has no receipts of block {block.number} {hexed(block.block_hash)}"
    return StateGone(doing="read a block's receipts", reason=reason)
