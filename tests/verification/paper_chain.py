"""A chain on paper: real tries, headers and proofs of any state that a test writes down; and receipts over it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import rlp
from builders import AGENT, MILL, NOW, Party, an_attestation
from trie import HexaryTrie

from ledger.model.log import BlockRef, SlotProof, StateProof, TreeHead
from ledger.model.party import KeyType
from ledger.model.receipt import HeadEvidence, KeyEvidence, Receipt
from ledger.model.record import Entry
from ledger.model.statement import Domain, SignedStatement, UnverifiedSubmission
from ledger.proof.merkle import EMPTY_FRONTIER, consistency_path, extend, inclusion_path, leaf_hash, root_of
from ledger.proof.signed import check_signature
from ledger.proof.state_proof import delegation_slot, head_slots, key_slots, prove
from ledger.proof.typed_data import body_hash, keccak
from ledger.verification.chain_state import bound_log_id

CHAIN_ID = 31337
ANCHOR_LOG, KEY_REGISTRY, ADMIN, WRITER = b"\xa1" * 20, b"\xb2" * 20, b"\xad" * 20, b"\xee" * 20
UNBOUND = Domain(CHAIN_ID, ANCHOR_LOG, bytes(32))
DOMAIN = replace(UNBOUND, salt=bound_log_id(UNBOUND, admin=ADMIN, key_registry=KEY_REGISTRY))
FIRST_AT, ANCHORED_AT, ISSUED_AT = NOW - 500, NOW, NOW + 500
FIRST_SIZE, SIZE, INDEX = 3, 7, 4
Storage = Mapping[bytes, int]


def a_state_proof(
    storage: Storage,
    address: bytes,
    slots: Iterable[bytes],
    *,
    number: int,
    timestamp: int,
    others: Mapping[bytes, Storage],
) -> StateProof:
    """The proof of these slots of `address` in a block that holds these contracts, with the block's header."""
    tries = {who: _storage_trie(held) for who, held in {**others, address: storage}.items()}
    accounts: HexaryTrie = HexaryTrie({})
    for who, trie in tries.items():
        accounts[keccak(who)] = rlp.encode([b"\x01", b"", trie.root_hash, keccak(b"code of " + who)])
    return StateProof(
        header=a_header(accounts.root_hash, number=number, timestamp=timestamp),
        address=address,
        account_nodes=_nodes(accounts, keccak(address)),
        slots=tuple(SlotProof(slot, _nodes(tries[address], keccak(slot))) for slot in slots),
    )


def a_header(state_root: bytes, *, number: int, timestamp: int) -> bytes:
    quantities = {7: 0, 8: number, 9: 30_000_000, 10: 21_000, 11: timestamp, 15: 7}
    widths = [32, 32, 20, 32, 32, 32, 256, 0, 0, 0, 0, 0, 0, 32, 8, 0]
    fields = [
        quantities[at].to_bytes(8, "big").lstrip(b"\x00") if at in quantities else bytes([at]) * width
        for at, width in enumerate(widths)
    ]
    fields[3] = state_root
    return bytes(rlp.encode(fields))


def _storage_trie(storage: Storage) -> HexaryTrie:
    trie: HexaryTrie = HexaryTrie({})
    for slot, value in {b"\x77" * 32: 9, **storage}.items():  # never empty: a contract holds something
        if value:
            trie[keccak(slot)] = rlp.encode(value.to_bytes(32, "big").lstrip(b"\x00"))
    return trie


def _nodes(trie: HexaryTrie, key: bytes) -> tuple[bytes, ...]:
    return tuple(rlp.encode(node) for node in trie.get_proof(key) if node != b"")


@dataclass(frozen=True)
class KeyState:
    """What the registry holds of the signer's key, and of a mandate for its party."""

    party: Party = MILL
    valid_from: int = NOW - 5000
    revoked_at: int = 0
    suspect_from: int = 0
    key_type: int = KeyType.EOA
    is_registered: bool = True
    delegation: tuple[int, int] | None = None  # from, until

    def storage(self, signer: bytes, issuer: Party) -> dict[bytes, int]:
        party, times, rp_id = key_slots(keccak(signer))
        held: dict[bytes, int] = {}
        if self.is_registered:
            packed = self.valid_from | self.revoked_at << 40 | self.suspect_from << 80 | self.key_type << 120
            held |= {party: int.from_bytes(self.party.party_id, "big"), times: packed, rp_id: 0}
        if self.delegation is not None:
            since, until = self.delegation
            held[delegation_slot(issuer.party_id, self.party.party_id)] = since | until << 40
        return held


@dataclass(frozen=True)
class Case:
    """A record in the second head of a log, its key at the anchor and later; `receipt` is its true receipt."""

    submission: UnverifiedSubmission
    key: KeyState = field(default_factory=KeyState)
    key_later: KeyState | None = None
    issuer: Party = MILL
    domain: Domain = DOMAIN
    anchored_at: int = ANCHORED_AT
    is_first_head: bool = False
    signed_for: Domain | None = None  # another log than the one that it lies in
    head_count: int | None = None  # None: the one after the head before
    first_block: int = 10
    issue_block: int = 30
    log_contract: bytes = ANCHOR_LOG  # the contracts whose state is shown
    registry: bytes = KEY_REGISTRY

    @property
    def signed(self) -> SignedStatement:
        domain = self.signed_for or self.domain
        return check_signature(self.submission, domain, is_custodial=self.key.party != self.issuer)

    @property
    def entries(self) -> list[bytes]:
        mine = Entry(INDEX, self.signed.record_id, body_hash(self.submission.signature)).to_bytes()
        return [mine if at == INDEX else b"entry %d" % at for at in range(SIZE)]

    @property
    def receipt(self) -> Receipt:
        leaves = [leaf_hash(entry) for entry in self.entries]
        nodes = {(0, at): leaf for at, leaf in enumerate(leaves)}
        nodes |= {(level, at): node for level, at, node in extend(EMPTY_FRONTIER, leaves)[1]}
        head = TreeHead(SIZE, root_of(leaves))
        first = None if self.is_first_head else TreeHead(FIRST_SIZE, root_of(leaves[:FIRST_SIZE]))
        count = self._count
        return Receipt(
            signed=self.signed,
            key_registry=self.registry,
            log_admin=ADMIN,
            index=INDEX,
            inclusion_path=inclusion_path(INDEX, SIZE, lambda level, at: nodes[level, at]),
            head=HeadEvidence(head, count, self._log(head, count, number=20, at=self.anchored_at)),
            previous=first and HeadEvidence(first, 1, self._log(first, 1, number=self.first_block, at=FIRST_AT)),
            consistency_path=consistency_path(FIRST_SIZE, SIZE, lambda level, at: nodes[level, at]) if first else (),
            key=KeyEvidence(
                at_anchor=self._registry(self.key, head, number=20, at=self.anchored_at),
                at_issue=self._registry(self.key_later or self.key, head, number=self.issue_block, at=ISSUED_AT),
            ),
        )

    @property
    def _count(self) -> int:
        return self.head_count or (1 if self.is_first_head else 2)

    def log_storage(self, head: TreeHead, count: int, *, at: int) -> dict[bytes, int]:
        root, packed = head_slots(self.domain.salt)
        value = int.from_bytes(WRITER, "big") | head.size << 160 | at << 200 | count << 232
        return {root: int.from_bytes(head.root, "big"), packed: value}

    def _log(self, head: TreeHead, count: int, *, number: int, at: int) -> StateProof:
        held = self.log_storage(head, count, at=at)
        others = {self.registry: self.key.storage(self.submission.statement.signer, self.issuer)}
        return a_state_proof(
            held, self.log_contract, head_slots(self.domain.salt), number=number, timestamp=at, others=others
        )

    def _registry(self, key: KeyState, head: TreeHead, *, number: int, at: int) -> StateProof:
        signer = self.submission.statement.signer
        held = key.storage(signer, self.issuer)
        others = {self.log_contract: self.log_storage(head, self._count, at=self.anchored_at)}
        slots: tuple[bytes, ...] = key_slots(keccak(signer))
        if key.party != self.issuer:
            slots = (*slots, delegation_slot(self.issuer.party_id, key.party.party_id))
        return a_state_proof(held, self.registry, slots, number=number, timestamp=at, others=others)


def a_case(*, body: dict[str, Any] | None = None, **changes: Any) -> Case:
    """An attestation of the mill, signed by itself with a good key."""
    return replace(Case(an_attestation(domain=DOMAIN, body=body)), **changes)


def a_custodial_case(*, delegation: tuple[int, int] | None, **changes: Any) -> Case:
    """An attestation of the mill, signed by the agent's key."""
    submission = an_attestation(signed_by=AGENT, on_behalf_of=MILL, domain=DOMAIN)
    return replace(Case(submission, key=KeyState(party=AGENT, delegation=delegation)), **changes)


def block_of(proof: StateProof) -> BlockRef:
    return prove(proof, expect_address=proof.address).block
