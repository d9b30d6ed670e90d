"""Issue the receipt of one record, from what was kept at its anchor and the newest final key state."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from ledger.errors import ChainAway, LogDisagrees, NotFound, ReceiptNotReady, Shredded
from ledger.jobs.key_evidence import Speaker, attestation_proofs, evidence_subject, key_proofs
from ledger.jobs.standing import deployment_of, registry_of
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import Anchor, EventProof, OutboxItem, StateProof
from ledger.model.party import KeyType, SigningKey
from ledger.model.receipt import HeadEvidence, KeyEvidence, LaterHead, Receipt
from ledger.model.record import Record, RecordStatus
from ledger.model.work import LogSizes
from ledger.ports import World
from ledger.proof.event_proof import prove_anchored
from ledger.proof.merkle import consistency_nodes_needed, consistency_path, inclusion_path, nodes_needed
from ledger.proof.places import log_id_of
from ledger.proof.state_proof import prove
from ledger.proof.typed_data import keccak
from ledger.verification.outcome import EventProver, Prover


@dataclass(slots=True)
class ReceiptDesk:
    """Issues many receipts over one state of the world: key proofs and heads are fetched once.

    Where the chain is away, the newest key state is that of the anchor, and the receipt says so by its block.
    """

    world: World
    prover: Prover = field(default_factory=lambda: lru_cache(maxsize=4096)(prove))  # own proofs: many records share one
    event_prover: EventProver = field(default_factory=lambda: lru_cache(maxsize=1024)(prove_anchored))
    _newest: dict[Speaker, StateProof] = field(default_factory=dict)
    _attested: dict[bytes, StateProof | None] = field(default_factory=dict)
    _heads: dict[int, HeadEvidence] = field(default_factory=dict)
    _evidence: dict[tuple[int, bytes], StateProof | EventProof | None] = field(default_factory=dict)
    _items: dict[int, OutboxItem] = field(default_factory=dict)
    _later: dict[int, int | None] = field(default_factory=dict)
    _is_chain_away: bool = False
    _nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _deployment: Deployment | None = None
    _registry: RegistrySnapshot | None = None
    _sizes: LogSizes | None = None

    def prepare_for(self, records: Collection[Record]) -> None:
        """Fetch together the newest final key state of everyone who signed these records, and what wallets recorded."""
        speakers = {(r.signed.statement.signer, r.signed.statement.issuer) for r in records}
        missing = sorted(speakers - self._newest.keys())
        of_wallets = {r.record_id for r in records if self._is_wallets(r)} - self._attested.keys()
        chain = self.world.chain
        if chain is None or self._is_chain_away or not (missing or of_wallets):
            return
        try:
            block = chain.final_block()
            self._newest |= key_proofs(chain, self.deployment, self.registry, missing, block=block)
            found = attestation_proofs(chain, self.deployment, of_wallets, block=block)
            self._attested |= {each: found.get(each) for each in of_wallets}
        except ChainAway:
            self._is_chain_away = True

    def issue(self, record: Record) -> Receipt:
        """Give the record's receipt. Raises ReceiptNotReady until its head is final, Shredded, LogDisagrees."""
        if record.shredded_by is not None:
            raise Shredded(record_id=record.record_id, by_record_id=record.shredded_by)
        if record.status is not RecordStatus.FINAL or record.index is None or record.head_size is None:
            raise ReceiptNotReady(record_id=record.record_id, status=record.status.value)
        size = record.head_size
        before = self._item(size).sealed.previous_size
        head = self._head(size)
        later = self._later_size(size) if head.proof is None else None
        self._read_nodes(record.index, before, size, later)
        shown_at = self._anchor(size if later is None else later)
        places = self._places_until(shown_at)
        is_moved = bool(before) and self._anchor(before).log_id != self._anchor(size).log_id
        return Receipt(
            signed=record.signed,
            places=self.deployment.places[:places],
            migrations=self.deployment.migrations[: places - 1],
            index=record.index,
            inclusion_path=inclusion_path(record.index, size, self._node),
            head=head,
            previous=self._head(before) if before and not is_moved else None,
            consistency_path=consistency_path(before, size, self._node) if before else (),
            key=self._key(record),
            later=None if later is None else self._later_head(size, later),
        )

    @property
    def deployment(self) -> Deployment:
        """The ledger's contracts, read once. Raises NotDeployed."""
        if self._deployment is None:
            self._deployment = deployment_of(self.world)
        return self._deployment

    @property
    def registry(self) -> RegistrySnapshot:
        """The key registry as last synced, read once. Raises NotDeployed."""
        if self._registry is None:
            self._registry = registry_of(self.world)
        return self._registry

    @property
    def sizes(self) -> LogSizes:
        """How far the log reached when this desk first looked."""
        if self._sizes is None:
            self._sizes = self.world.store.sizes()
        return self._sizes

    def registered(self, signer: bytes) -> SigningKey | None:
        """Give the key as this ledger's own registry has it."""
        return self.registry.keys.get(keccak(signer))

    def _is_wallets(self, record: Record) -> bool:
        key = self.registered(record.signed.statement.signer)
        return key is not None and key.key_type is KeyType.ERC1271

    def _read_nodes(self, index: int, before: int, size: int, later: int | None) -> None:
        needed = set(nodes_needed(index, size))
        for first, second in ((before, size), (size, later)):
            if first and second:
                needed |= set(consistency_nodes_needed(first, second))
        self._nodes |= self.world.store.nodes(needed - self._nodes.keys())

    def _node(self, level: int, position: int) -> bytes:
        return self._nodes[level, position]

    def _item(self, size: int) -> OutboxItem:
        if size not in self._items:
            item = self.world.store.outbox_item(size)
            if item is None:
                raise LogDisagrees(size=size, reason="the head is not stored")
            self._items[size] = item
        return self._items[size]

    def _anchor(self, size: int) -> Anchor:
        anchor = self._item(size).anchor
        if anchor is None:
            raise LogDisagrees(size=size, reason="the head is not anchored")
        return anchor

    def _places_until(self, anchor: Anchor) -> int:
        """How many places lead to the one that took this anchor, home first."""
        ids = [log_id_of(place) for place in self.deployment.places]
        if anchor.log_id not in ids:
            raise LogDisagrees(size=anchor.head.size, reason="the head was anchored in a log that is not this one")
        return ids.index(anchor.log_id) + 1

    def _head(self, size: int) -> HeadEvidence:
        if size not in self._heads:
            kept = self._kept(size, b"head")
            self._heads[size] = HeadEvidence(self._item(size).sealed.head, self._anchor(size).count, kept)
        return self._heads[size]

    def _later_size(self, size: int) -> int | None:
        """The smallest later final head that something shows."""
        if size not in self._later:
            sizes = (item.sealed.head.size for item in self.world.store.finished())
            shown = (each for each in sizes if each > size and self._kept(each, b"head") is not None)
            self._later[size] = min(shown, default=None)
        return self._later[size]

    def _later_head(self, size: int, later: int) -> LaterHead:
        return LaterHead(self._head(later), consistency_path(size, later, self._node))

    def _kept(self, size: int, subject: bytes) -> StateProof | EventProof | None:
        if (size, subject) not in self._evidence:
            self._evidence[size, subject] = self.world.store.evidence(size, subject)
        return self._evidence[size, subject]

    def _key(self, record: Record) -> KeyEvidence | None:
        statement, size = record.signed.statement, record.head_size or 0
        kept = self._kept(size, evidence_subject(statement.signer, statement.issuer))
        self.prepare_for([record])
        newest = self._newest.get((statement.signer, statement.issuer))
        attested = self._attested.get(record.record_id)
        anchor = self._anchor(size)
        if anchor.log_id != self.deployment.log_id:
            newest = attested = None  # the registries of another place say nothing of this one's
        elif newest is not None:
            # A node that lags shows an older state than the anchor's: then that is the newest there is.
            block = self.prover(newest, expect_address=self.deployment.place.key_registry).block
            newest = newest if block.number >= anchor.block_number else None
        # The registry keeps its history, so where nothing was kept at the anchor a later state serves.
        at_anchor = kept if isinstance(kept, StateProof) else newest
        if at_anchor is None:
            return None
        return KeyEvidence(at_anchor, newest or at_anchor, attested)


def record_named(world: World, record_id: bytes) -> Record:
    """Give a record by its id. Raises NotFound."""
    record = world.store.record(record_id)
    if record is None:
        raise NotFound(what="record", identifier="0x" + record_id.hex())
    return record
