"""Receipts over a chain on paper: one record in the second head of a log, with whatever a test says was shown of it."""

from dataclasses import dataclass, field, replace
from typing import Any

from builders import AGENT, MILL, NOW, Party, a_key, an_attestation
from paper_state import a_state_proof, an_event_proof, block_of, receipts_of

from ledger.model.deployment import Migration, Place
from ledger.model.log import EventProof, StateProof, TreeHead
from ledger.model.party import KeyType, SigningKey
from ledger.model.receipt import HeadEvidence, KeyEvidence, LaterHead, Receipt
from ledger.model.record import Entry
from ledger.model.statement import Domain, SignedStatement, UnverifiedSubmission
from ledger.proof.attestation_state import attestation_slots
from ledger.proof.merkle import EMPTY_FRONTIER, consistency_path, extend, inclusion_path, leaf_hash, root_of
from ledger.proof.places import log_id_of, migration_digest
from ledger.proof.signed import scheme_of
from ledger.proof.state_proof import delegation_slot, head_slots, key_slots
from ledger.proof.typed_data import account_of, body_hash, keccak, sign_digest, statement_digest

__all__ = ["block_of"]  # and what is defined below

CHAIN_ID = 31337
ADMIN_SECRET = b"\x0a" * 32
ADMIN, WRITER = account_of(ADMIN_SECRET), b"\xee" * 20
ANCHOR_LOG, KEY_REGISTRY, ATTESTATION_REGISTRY = b"\xa1" * 20, b"\xb2" * 20, b"\xab" * 20
PLACE = Place(CHAIN_ID, ANCHOR_LOG, ADMIN, KEY_REGISTRY, ATTESTATION_REGISTRY, b"\x5e" * 20)
NEXT_PLACE = Place(1, b"\xc1" * 20, ADMIN, b"\xc2" * 20, b"\xc3" * 20, b"\xc4" * 20)
DOMAIN = Domain(CHAIN_ID, ANCHOR_LOG, log_id_of(PLACE))
FIRST_AT, ANCHORED_AT, LATER_AT, ISSUED_AT = NOW - 500, NOW, NOW + 300, NOW + 500
FIRST_SIZE, SIZE, LATER_SIZE, INDEX = 3, 7, 9, 4


@dataclass(frozen=True)
class KeyState:
    """What the registry holds of the signer's key, and of a mandate for its party."""

    party: Party = MILL
    valid_from: int = NOW - 5000
    revoked_at: int = 0
    suspect_from: int = 0
    key_type: int = KeyType.EOA
    rp_id_hash: bytes = bytes(32)
    is_registered: bool = True
    delegation: tuple[int, int] | None = None  # from, until

    def storage(self, signer: bytes, issuer: Party) -> dict[bytes, int]:
        party, times, rp_id = key_slots(keccak(signer))
        held: dict[bytes, int] = {}
        if self.is_registered:
            packed = self.valid_from | self.revoked_at << 40 | self.suspect_from << 80 | self.key_type << 120
            rp_id_hash = int.from_bytes(self.rp_id_hash, "big")
            held |= {party: int.from_bytes(self.party.party_id, "big"), times: packed, rp_id: rp_id_hash}
        if self.delegation is not None:
            since, until = self.delegation
            held[delegation_slot(issuer.party_id, self.party.party_id)] = since | until << 40
        return held

    def registered(self, signer: bytes) -> SigningKey:
        known = KeyType(self.key_type) if self.key_type in set(KeyType) else KeyType.EOA
        return a_key(signer, held_by=self.party.did, key_type=known, rp_id_hash=self.rp_id_hash)


@dataclass(frozen=True)
class Case:
    """A record in the second head of a log, its key at the anchor and later; `receipt` is its true receipt."""

    submission: UnverifiedSubmission
    key: KeyState = field(default_factory=KeyState)
    key_later: KeyState | None = None
    issuer: Party = MILL
    places: tuple[Place, ...] = (PLACE,)
    migrations: tuple[Migration, ...] = ()
    anchored_at: int = ANCHORED_AT
    is_first_head: bool = False
    signed_for: Domain = DOMAIN  # perhaps another log than the one that it lies in
    head_count: int | None = None  # None: the one after the head before
    extends: int = FIRST_SIZE  # the size that the consistency path begins at
    first_block: int = 10
    key_block: tuple[int, int] | None = None  # number and time of the key state for the anchor; None: the anchor's own
    issue_block: int = 30
    shows_head: str | None = "state"  # or "event", or None
    shows_first: str | None = "state"
    has_later: bool = False
    attested: tuple[int, int] | None = None  # recordedAt, revokedAt
    attested_by: bytes | None = None  # None: the signer
    log_contract: bytes | None = None  # the contracts whose state is shown; None: those of the last place
    registry: bytes | None = None
    attestations: bytes | None = None

    @property
    def signed(self) -> SignedStatement:
        statement, domain = self.submission.statement, self.signed_for
        scheme = scheme_of(self.key.registered(statement.signer), self.issuer.did)
        return SignedStatement(
            statement, self.submission.signature, domain, statement_digest(statement, domain), scheme
        )

    @property
    def entries(self) -> list[bytes]:
        mine = Entry(INDEX, self.signed.record_id, body_hash(self.submission.signature)).to_bytes()
        return [mine if at == INDEX else b"entry %d" % at for at in range(LATER_SIZE)]

    def head_of(self, size: int) -> TreeHead:
        return TreeHead(size, root_of([leaf_hash(entry) for entry in self.entries[:size]]))

    @property
    def receipt(self) -> Receipt:
        leaves = [leaf_hash(entry) for entry in self.entries]
        nodes = {(0, at): leaf for at, leaf in enumerate(leaves)}
        nodes |= {(level, at): node for level, at, node in extend(EMPTY_FRONTIER, leaves)[1]}
        is_bare = self.is_first_head and not self.migrations
        return Receipt(
            signed=self.signed,
            places=self.places,
            migrations=self.migrations,
            index=INDEX,
            inclusion_path=inclusion_path(INDEX, SIZE, lambda level, at: nodes[level, at]),
            head=self._evidence(SIZE, self._count, self.shows_head, number=20, at=self.anchored_at),
            previous=None if self.is_first_head else self._first,
            consistency_path=()
            if is_bare
            else consistency_path(self.extends, SIZE, lambda level, at: nodes[level, at]),
            key=self._key,
            later=LaterHead(
                self._evidence(LATER_SIZE, self._count + 1, "state", number=25, at=LATER_AT),
                consistency_path(SIZE, LATER_SIZE, lambda level, at: nodes[level, at]),
            )
            if self.has_later
            else None,
        )

    @property
    def _count(self) -> int:
        return self.head_count or (1 if self.is_first_head else 2)

    @property
    def _first(self) -> HeadEvidence:
        return self._evidence(FIRST_SIZE, 1, self.shows_first, number=self.first_block, at=FIRST_AT)

    @property
    def _key(self) -> KeyEvidence:
        number, at = self.key_block or (20, self.anchored_at)
        return KeyEvidence(
            at_anchor=self._registry_state(self.key, number=number, at=at),
            at_issue=self._registry_state(self.key_later or self.key, number=self.issue_block, at=ISSUED_AT),
            attestation=self._attestation,
        )

    @property
    def _log_address(self) -> bytes:
        return self.log_contract or self.places[-1].anchor_log

    @property
    def _registry_address(self) -> bytes:
        return self.registry or self.places[-1].key_registry

    def log_storage(self, head: TreeHead, count: int, *, at: int) -> dict[bytes, int]:
        root, packed = head_slots(log_id_of(self.places[-1]))
        value = int.from_bytes(WRITER, "big") | head.size << 160 | at << 200 | count << 232
        return {root: int.from_bytes(head.root, "big"), packed: value}

    def _evidence(self, size: int, count: int, shows: str | None, *, number: int, at: int) -> HeadEvidence:
        head = self.head_of(size)
        proof: StateProof | EventProof | None = None
        if shows is not None:
            proof = self._log_state(head, count, number=number, at=at)
        if shows == "event" and isinstance(proof, StateProof):
            log_id = log_id_of(self.places[-1])
            proof = an_event_proof((head, count), anchor_log=self._log_address, log_id=log_id, header=proof.header)
        return HeadEvidence(head, count, proof)

    def _receipts_root(self, number: int) -> bytes:
        """Each block in which the log took a head tells it in an event."""
        heads = {20: (self.head_of(SIZE), self._count), self.first_block: (self.head_of(FIRST_SIZE), 1)}
        told = [heads[number]] if number in heads else []
        log_id = log_id_of(self.places[-1])
        return bytes(receipts_of(*told, anchor_log=self._log_address, log_id=log_id).root_hash)

    def _log_state(self, head: TreeHead, count: int, *, number: int, at: int) -> StateProof:
        held = self.log_storage(head, count, at=at)
        others = {self._registry_address: self.key.storage(self.submission.statement.signer, self.issuer)}
        slots, root = head_slots(log_id_of(self.places[-1])), self._receipts_root(number)
        return a_state_proof(
            held, self._log_address, slots, number=number, timestamp=at, others=others, receipts_root=root
        )

    def _registry_state(self, key: KeyState, *, number: int, at: int) -> StateProof:
        signer = self.submission.statement.signer
        others = {self._log_address: self.log_storage(self.head_of(SIZE), self._count, at=self.anchored_at)}
        slots: tuple[bytes, ...] = key_slots(keccak(signer))
        if key.party != self.issuer:
            slots = (*slots, delegation_slot(self.issuer.party_id, key.party.party_id))
        held, root = key.storage(signer, self.issuer), self._receipts_root(number)
        return a_state_proof(
            held, self._registry_address, slots, number=number, timestamp=at, others=others, receipts_root=root
        )

    @property
    def _attestation(self) -> StateProof | None:
        if self.attested is None:
            return None
        signer, times = attestation_slots(self.signed.record_id)
        recorded_at, revoked_at = self.attested
        signer_id = int.from_bytes(keccak(self.attested_by or self.submission.statement.signer), "big")
        held = {signer: signer_id if recorded_at or self.attested_by else 0, times: recorded_at | revoked_at << 40}
        address = self.attestations or self.places[-1].attestation_registry
        return a_state_proof(held, address, (signer, times), number=31, timestamp=ISSUED_AT + 1, others={})


def a_case(*, body: dict[str, Any] | None = None, **changes: Any) -> Case:
    """An attestation of the mill, signed by itself with a good key."""
    return replace(Case(an_attestation(domain=DOMAIN, body=body)), **changes)


def a_custodial_case(*, delegation: tuple[int, int] | None, **changes: Any) -> Case:
    """An attestation of the mill, signed by the agent's key."""
    submission = an_attestation(signed_by=AGENT, on_behalf_of=MILL, domain=DOMAIN)
    return replace(Case(submission, key=KeyState(party=AGENT, delegation=delegation)), **changes)


def a_migration(
    case: Case, *, from_place: Place = PLACE, to: Place = NEXT_PLACE, by: bytes = ADMIN_SECRET
) -> Migration:
    """The admin of a place says that its log goes on elsewhere from the case's first head on."""
    head, successor = case.head_of(FIRST_SIZE), log_id_of(to)
    digest = migration_digest(from_place, successor=successor, head_size=head.size, head_root=head.root)
    return Migration(log_id_of(from_place), successor, head.size, head.root, sign_digest(digest, by))


def a_moved_case(**changes: Any) -> Case:
    """The record is in the first head that was anchored after the log had moved to NEXT_PLACE."""
    case = a_case(is_first_head=True)
    return replace(case, places=(PLACE, NEXT_PLACE), migrations=(a_migration(case),), **changes)
