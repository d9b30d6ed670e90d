"""Issue the receipt of one record, from what was kept at its anchor and the newest final key state."""

import contextlib
from collections.abc import Collection
from dataclasses import dataclass, field

from ledger.errors import ChainAway, LogDisagrees, NotFound, ReceiptNotReady
from ledger.jobs.key_evidence import evidence_subject, key_proofs
from ledger.jobs.standing import deployment_of, registry_of
from ledger.model.log import OutboxItem, StateProof
from ledger.model.receipt import HeadEvidence, KeyEvidence, Receipt
from ledger.model.record import Record, RecordStatus
from ledger.ports import World
from ledger.proof.merkle import consistency_nodes_needed, consistency_path, inclusion_path, nodes_needed


@dataclass(slots=True)
class ReceiptDesk:
    """Issues many receipts over one state of the world: key proofs and heads are fetched once.

    Where the chain is away, the newest key state is that of the anchor, and the receipt says so by its block.
    """

    world: World
    _newest: dict[tuple[bytes, str], StateProof] = field(default_factory=dict)
    _heads: dict[int, HeadEvidence] = field(default_factory=dict)
    _evidence: dict[tuple[int, bytes], StateProof] = field(default_factory=dict)

    def prepare(self, speakers: Collection[tuple[bytes, str]]) -> None:
        """Fetch the newest final key state of all these (signer, issuer) together."""
        chain = self.world.chain
        missing = sorted(set(speakers) - self._newest.keys())
        if chain is None or not missing:
            return
        deployment, registry = deployment_of(self.world), registry_of(self.world)
        self._newest |= key_proofs(chain, deployment, registry, missing, block=chain.final_block())

    def prepare_for(self, records: Collection[Record]) -> None:
        """Fetch the newest final key state of everyone who signed these records; without a chain, do nothing."""
        with contextlib.suppress(ChainAway):
            self.prepare({(r.signed.statement.signer, r.signed.statement.issuer) for r in records})

    def issue(self, record: Record) -> Receipt:
        """Give the record's receipt. Raises ReceiptNotReady until its head is final, LogDisagrees for lost evidence."""
        store, deployment = self.world.store, deployment_of(self.world)
        if record.status is not RecordStatus.FINAL or record.index is None or record.head_size is None:
            raise ReceiptNotReady(record_id=record.record_id, status=record.status.value)
        item = self._item(record.head_size)
        previous_size = item.sealed.previous_size
        needed = set(nodes_needed(record.index, record.head_size))
        if previous_size:
            needed |= set(consistency_nodes_needed(previous_size, record.head_size))
        nodes = store.nodes(needed)

        def node(level: int, position: int) -> bytes:
            return nodes[level, position]

        return Receipt(
            signed=record.signed,
            key_registry=deployment.key_registry,
            log_admin=deployment.admin,
            index=record.index,
            inclusion_path=inclusion_path(record.index, record.head_size, node),
            head=self._head(record.head_size),
            previous=self._head(previous_size) if previous_size else None,
            consistency_path=consistency_path(previous_size, record.head_size, node) if previous_size else (),
            key=self._key(record),
            as_of_size=store.counts().final_size,
            issued_at=self.world.clock.now(),
        )

    def _item(self, size: int) -> OutboxItem:
        item = self.world.store.outbox_item(size)
        if item is None:
            raise LogDisagrees(size=size, reason="the head is not stored")
        return item

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
        try:
            self.prepare([speaker])
        except ChainAway:
            return KeyEvidence(at_anchor=at_anchor, at_issue=at_anchor)
        return KeyEvidence(at_anchor=at_anchor, at_issue=self._newest.get(speaker, at_anchor))


def record_named(world: World, record_id: bytes) -> Record:
    """Give a record by its id. Raises NotFound."""
    record = world.store.record(record_id)
    if record is None:
        raise NotFound(what="record", identifier="0x" + record_id.hex())
    return record
