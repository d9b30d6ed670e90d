"""Issue the receipt of one record, from what was kept at its anchor and the newest final key state."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from ledger.errors import ChainAway, LogDisagrees, NotFound, ReceiptNotReady
from ledger.jobs.key_evidence import evidence_subject, key_proofs
from ledger.jobs.standing import deployment_of, registry_of
from ledger.model.deployment import Deployment
from ledger.model.log import OutboxItem, StateProof
from ledger.model.receipt import HeadEvidence, KeyEvidence, Receipt
from ledger.model.record import Record, RecordStatus
from ledger.model.work import LogCounts
from ledger.ports import World
from ledger.proof.merkle import consistency_nodes_needed, consistency_path, inclusion_path, nodes_needed
from ledger.proof.state_proof import prove
from ledger.verification.outcome import Prover


@dataclass(slots=True)
class ReceiptDesk:
    """Issues many receipts over one state of the world: key proofs and heads are fetched once.

    Where the chain is away, the newest key state is that of the anchor, and the receipt says so by its block.
    """

    world: World
    _newest: dict[tuple[bytes, str], StateProof] = field(default_factory=dict)
    _heads: dict[int, HeadEvidence] = field(default_factory=dict)
    _evidence: dict[tuple[int, bytes], StateProof] = field(default_factory=dict)
    _items: dict[int, OutboxItem] = field(default_factory=dict)
    _is_chain_away: bool = False
    prover: Prover = field(default_factory=lambda: lru_cache(maxsize=4096)(prove))  # own proofs: many records share one
    _nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _deployment: Deployment | None = None
    _counts: LogCounts | None = None

    def prepare_for(self, records: Collection[Record]) -> None:
        """Fetch together the newest final key state of everyone who signed these records."""
        speakers = {(r.signed.statement.signer, r.signed.statement.issuer) for r in records}
        missing = sorted(speakers - self._newest.keys())
        chain = self.world.chain
        if chain is None or self._is_chain_away or not missing:
            return
        registry = registry_of(self.world)
        try:
            self._newest |= key_proofs(chain, self.deployment, registry, missing, block=chain.final_block())
        except ChainAway:
            self._is_chain_away = True

    def issue(self, record: Record) -> Receipt:
        """Give the record's receipt. Raises ReceiptNotReady until its head is final, LogDisagrees for lost evidence."""
        if record.status is not RecordStatus.FINAL or record.index is None or record.head_size is None:
            raise ReceiptNotReady(record_id=record.record_id, status=record.status.value)
        item = self._item(record.head_size)
        previous_size = item.sealed.previous_size
        needed = set(nodes_needed(record.index, record.head_size))
        if previous_size:
            needed |= set(consistency_nodes_needed(previous_size, record.head_size))
        self._nodes |= self.world.store.nodes(needed - self._nodes.keys())
        node = self._node
        return Receipt(
            signed=record.signed,
            key_registry=self.deployment.key_registry,
            log_admin=self.deployment.admin,
            index=record.index,
            inclusion_path=inclusion_path(record.index, record.head_size, node),
            head=self._head(record.head_size),
            previous=self._head(previous_size) if previous_size else None,
            consistency_path=consistency_path(previous_size, record.head_size, node) if previous_size else (),
            key=self._key(record),
        )

    @property
    def deployment(self) -> Deployment:
        """The ledger's contracts, read once. Raises NotDeployed."""
        if self._deployment is None:
            self._deployment = deployment_of(self.world)
        return self._deployment

    @property
    def counts(self) -> LogCounts:
        """How the log stood when this desk first looked."""
        if self._counts is None:
            self._counts = self.world.store.counts()
        return self._counts

    def _node(self, level: int, position: int) -> bytes:
        return self._nodes[level, position]

    def _item(self, size: int) -> OutboxItem:
        if size not in self._items:
            item = self.world.store.outbox_item(size)
            if item is None:
                raise LogDisagrees(size=size, reason="the head is not stored")
            self._items[size] = item
        return self._items[size]

    def _head(self, size: int) -> HeadEvidence:
        if size not in self._heads:
            item = self._item(size)
            if item.anchor is None:
                raise LogDisagrees(size=size, reason="the head before is not anchored")
            self._heads[size] = HeadEvidence(item.sealed.head, item.anchor.count, self._kept(size, b"head"))
        return self._heads[size]

    def _kept(self, size: int, subject: bytes) -> StateProof:
        if (size, subject) not in self._evidence:
            proof = self.world.store.evidence(size, subject)
            if proof is None:
                raise LogDisagrees(size=size, reason="the state proof taken at the anchor is lost")
            self._evidence[size, subject] = proof
        return self._evidence[size, subject]

    def _key(self, record: Record) -> KeyEvidence:
        statement, size = record.signed.statement, record.head_size or 0
        at_anchor = self._kept(size, evidence_subject(statement.signer, statement.issuer))
        speaker = (statement.signer, statement.issuer)
        self.prepare_for([record])
        newest = self._newest.get(speaker, at_anchor)
        block = self.prover(newest, expect_address=self.deployment.key_registry).block
        anchor = self._item(size).anchor
        # A node that lags shows an older state than the anchor's: then that is the newest there is.
        is_older = anchor is not None and block.number < anchor.block_number
        return KeyEvidence(at_anchor=at_anchor, at_issue=at_anchor if is_older else newest)


def record_named(world: World, record_id: bytes) -> Record:
    """Give a record by its id. Raises NotFound."""
    record = world.store.record(record_id)
    if record is None:
        raise NotFound(what="record", identifier="0x" + record_id.hex())
    return record
