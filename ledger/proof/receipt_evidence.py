"""What a receipt shows of chains, as JSON and back: state proofs, event proofs, and the heads they are about.

Trie nodes stand once each in one pool and are named by their place there, since proofs at one block share most of them.
Reading checks shape only.
"""

from dataclasses import dataclass

from ledger.errors import ReceiptUnreadable
from ledger.model.log import EventProof, SlotProof, StateProof, TreeHead
from ledger.model.receipt import HeadEvidence, KeyEvidence, LaterHead
from ledger.proof.canonical import Json
from ledger.proof.wire import hex_text, members, read_count, read_hex

_LONGEST_LIST = 4096
_LONGEST_NODE = 65_536  # bytes; the leaf of a receipt trie holds a whole transaction receipt
_MOST_NAMED = 524_288  # bytes of nodes that all proofs name; two whole receipts and six state proofs have half of it
_LONGEST_HEADER = 4096  # bytes
_MOST_SLOTS = 4  # a key has three, and a delegation one
_PROOFS = ("state", "event")

Nodes = dict[bytes, int]


@dataclass(slots=True)
class Pool:
    """The trie nodes of one receipt, and how many bytes of them its parts may still name, counting repetition.

    A node may stand in several proofs. Without the bound, a short receipt could name a long node over and over.
    """

    nodes: tuple[bytes, ...]
    left: int = _MOST_NAMED

    def take(self, places: list[int], *, field: str) -> tuple[bytes, ...]:
        """Give the nodes of one proof; else raise ReceiptUnreadable."""
        if any(place >= len(self.nodes) for place in places):
            raise ReceiptUnreadable(field=field, reason="names a node that is not among trie_nodes")
        if len(set(places)) < len(places):
            raise ReceiptUnreadable(field=field, reason="names a node twice")
        named = tuple(self.nodes[place] for place in places)
        self.left -= sum(len(node) for node in named)
        if self.left < 0:
            raise ReceiptUnreadable(field=field, reason=f"the proofs name more than {_MOST_NAMED} bytes of nodes")
        return named


def head_document(evidence: HeadEvidence, nodes: Nodes) -> dict[str, Json]:
    """Give a head with what shows it: `state`, `event`, or neither."""
    proof = evidence.proof
    return {
        "size": evidence.head.size,
        "root": hex_text(evidence.head.root),
        "count": evidence.count,
        "state": state_document(proof, nodes) if isinstance(proof, StateProof) else None,
        "event": _event_document(proof, nodes) if isinstance(proof, EventProof) else None,
    }


def read_head(value: Json, pool: Pool, *, field: str) -> HeadEvidence:
    """Give the head. Raises ReceiptUnreadable or what `wire` raises, each naming the field."""
    fields = members(value, field=field, required=frozenset({"size", "root", "count", *_PROOFS}))
    state, event = fields["state"], fields["event"]
    if state is not None and event is not None:
        raise ReceiptUnreadable(field=f"{field}.event", reason="stands beside a state: a head has one proof")
    proof: StateProof | EventProof | None = None
    if state is not None:
        proof = read_state(state, pool, field=f"{field}.state")
    elif event is not None:
        proof = _read_event(event, pool, field=f"{field}.event")
    return HeadEvidence(
        head=TreeHead(
            size=read_count(fields["size"], field=f"{field}.size"),
            root=read_hex(fields["root"], field=f"{field}.root", least=32, most=32),
        ),
        count=read_count(fields["count"], field=f"{field}.count"),
        proof=proof,
    )


def later_document(later: LaterHead, nodes: Nodes) -> dict[str, Json]:
    """Give the later head with the path that leads to it."""
    path: list[Json] = [hex_text(step) for step in later.consistency_path]
    return {"head": head_document(later.head, nodes), "consistency_path": path}


def read_later(value: Json, pool: Pool) -> LaterHead:
    """Give the later head. Raises as read_head."""
    fields = members(value, field="later", required=frozenset({"head", "consistency_path"}))
    path = read_path(fields["consistency_path"], field="later.consistency_path")
    return LaterHead(head=read_head(fields["head"], pool, field="later.head"), consistency_path=path)


def key_document(key: KeyEvidence, nodes: Nodes) -> dict[str, Json]:
    """Give what shows the signer's key."""
    return {
        "at_anchor": state_document(key.at_anchor, nodes),
        "at_issue": state_document(key.at_issue, nodes),
        "attestation": None if key.attestation is None else state_document(key.attestation, nodes),
    }


def read_key(value: Json, pool: Pool) -> KeyEvidence:
    """Give the key evidence. Raises as read_head."""
    fields = members(value, field="key", required=frozenset({"at_anchor", "at_issue", "attestation"}))
    attestation = fields["attestation"]
    return KeyEvidence(
        at_anchor=read_state(fields["at_anchor"], pool, field="key.at_anchor"),
        at_issue=read_state(fields["at_issue"], pool, field="key.at_issue"),
        attestation=None if attestation is None else read_state(attestation, pool, field="key.attestation"),
    )


def state_document(state: StateProof, nodes: Nodes) -> dict[str, Json]:
    """Give a state proof."""
    return {
        "header": hex_text(state.header),
        "address": hex_text(state.address),
        "account_nodes": _pooled(state.account_nodes, nodes),
        "slots": [{"slot": hex_text(proof.slot), "nodes": _pooled(proof.nodes, nodes)} for proof in state.slots],
    }


def read_state(value: Json, pool: Pool, *, field: str) -> StateProof:
    """Give a state proof of a few slots, none of them twice. Raises as read_head."""
    fields = members(value, field=field, required=frozenset({"header", "address", "account_nodes", "slots"}))
    slots = tuple(_slot(slot, pool, field=f"{field}.slots") for slot in listed(fields["slots"], f"{field}.slots"))
    if len(slots) > _MOST_SLOTS or len({slot.slot for slot in slots}) < len(slots):
        raise ReceiptUnreadable(field=f"{field}.slots", reason=f"holds a slot twice, or more than {_MOST_SLOTS}")
    return StateProof(
        header=_header(fields["header"], field=field),
        address=read_hex(fields["address"], field=f"{field}.address", least=20, most=20),
        account_nodes=_unpooled(fields["account_nodes"], pool, field=f"{field}.account_nodes"),
        slots=slots,
    )


def read_pool(value: Json) -> Pool:
    """Give the trie nodes that the parts of a receipt name by their place."""
    nodes = listed(value, "trie_nodes")
    return Pool(tuple(read_hex(node, field="trie_nodes", least=1, most=_LONGEST_NODE) for node in nodes))


def read_path(value: Json, *, field: str) -> tuple[bytes, ...]:
    """Give the 32-byte hashes of an inclusion or consistency path."""
    return tuple(read_hex(item, field=field, least=32, most=32) for item in listed(value, field))


def listed(value: Json, field: str) -> list[Json]:
    """Give a list of bounded length; else raise ReceiptUnreadable."""
    if not isinstance(value, list) or len(value) > _LONGEST_LIST:
        raise ReceiptUnreadable(field=field, reason=f"is not a list of at most {_LONGEST_LIST}")
    return value


def _event_document(event: EventProof, nodes: Nodes) -> dict[str, Json]:
    return {
        "header": hex_text(event.header),
        "transaction_index": event.transaction_index,
        "log_position": event.log_position,
        "nodes": _pooled(event.nodes, nodes),
    }


def _read_event(value: Json, pool: Pool, *, field: str) -> EventProof:
    names = frozenset({"header", "transaction_index", "log_position", "nodes"})
    fields = members(value, field=field, required=names)
    return EventProof(
        header=_header(fields["header"], field=field),
        transaction_index=read_count(fields["transaction_index"], field=f"{field}.transaction_index"),
        log_position=read_count(fields["log_position"], field=f"{field}.log_position"),
        nodes=_unpooled(fields["nodes"], pool, field=f"{field}.nodes"),
    )


def _header(value: Json, *, field: str) -> bytes:
    return read_hex(value, field=f"{field}.header", most=_LONGEST_HEADER)


def _slot(value: Json, pool: Pool, *, field: str) -> SlotProof:
    fields = members(value, field=field, required=frozenset({"slot", "nodes"}))
    return SlotProof(
        slot=read_hex(fields["slot"], field=f"{field}.slot", least=32, most=32),
        nodes=_unpooled(fields["nodes"], pool, field=f"{field}.nodes"),
    )


def _pooled(proof: tuple[bytes, ...], nodes: Nodes) -> list[Json]:
    return [nodes.setdefault(node, len(nodes)) for node in proof]


def _unpooled(value: Json, pool: Pool, *, field: str) -> tuple[bytes, ...]:
    return pool.take([read_count(place, field=field) for place in listed(value, field)], field=field)
