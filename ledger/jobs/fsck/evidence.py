"""Kept proofs, proven again: against the contract's address, the head's own row and block, and whom they are about."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.errors import Malformed, ProofMismatch, UnsupportedScheme
from ledger.jobs.fsck.anchors import is_on_the_chain
from ledger.jobs.fsck.heads import StoredHead
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.told import disagrees, row, shown, unchecked
from ledger.jobs.key_evidence import Speaker, evidence_subject
from ledger.jobs.standing import custodian_of
from ledger.model.finding import Finding
from ledger.model.log import Anchor, BlockRef, EventProof, StateProof, TreeHead
from ledger.model.party import SigningKey
from ledger.ports.stored_rows import StoredRow
from ledger.proof.event_proof import prove_anchored
from ledger.proof.state_proof import decode_head, decode_key, delegation_slot, head_slots, key_slots, prove
from ledger.proof.typed_data import keccak, party_id

HEAD = b"head"


@dataclass(frozen=True, slots=True)
class ProvenHead:
    """What a kept proof shows of a head in the block with this hash, whatever the row says."""

    head: TreeHead
    count: int
    anchored_at: int
    block: BlockRef


def proven_head(scene: Scene, head: StoredHead, anchor: Anchor | None) -> tuple[ProvenHead | None, list[Finding]]:
    """Give what the proof kept for this head shows, and what does not fit it.

    It is judged by what the chain holds of the head, `anchor`, else by the head's own row.
    """
    kept = [each for each in scene.rows.evidence(head.size) if each.get("subject") == HEAD]
    if scene.deployment is None:
        return None, []  # whose proof it should be is not known, and that was said
    if not kept:
        return None, [_no_proof(head)] if head.is_on_chain else []
    where = _where(head, HEAD)
    try:
        proven = _proven(scene, head, _proof(scene, kept[0]))
    except (ProofMismatch, Malformed) as error:
        return None, [disagrees("evidence-differs", where, f"the proof of the head does not prove: {error.reason}")]
    if anchor is None and not head.is_on_chain:
        return proven, []  # of a block that a reorganisation took away: it is taken again
    judge, wanted = _expected(head, proven, anchor)
    wrong = [f"{name} {shown(told)}" for name, (held, told) in wanted.items() if held != told]
    if not wrong:
        return proven, list(_block_findings(scene, head, anchor, proven.block, where))
    sentence = f"the proof shows {', '.join(wrong)}, unlike {judge} of size {head.size}"
    is_of_it = proven.head.size == head.size and anchor is None
    return (proven if is_of_it else None), [disagrees("evidence-differs", where, sentence)]


def _expected(
    head: StoredHead, proven: ProvenHead, anchor: Anchor | None
) -> tuple[str, dict[str, tuple[object, object]]]:
    held = (head.root, head.size, head.count, head.anchored_at)
    if anchor is not None:
        held = (anchor.head.root, anchor.head.size, anchor.count, anchor.anchored_at)
    told = (proven.head.root, proven.head.size, proven.count, proven.anchored_at)
    names = ("root", "size", "count", "anchored_at")
    return "the chain's head" if anchor else "the row", dict(zip(names, zip(held, told, strict=True), strict=True))


def _no_proof(head: StoredHead) -> Finding:
    sentence = (
        f"no proof of the head of size {head.size} is kept: either the node had lost it at the anchor already, or the "
        "row was deleted; receipts from this head are TIME-UNPROVABLE without it"
    )
    mend = "restore the row from a backup, if one holds it"
    return unchecked("evidence-lost", _where(head, HEAD), sentence, mend=mend)


def _proof(scene: Scene, kept: StoredRow) -> StateProof | EventProof:
    document = kept.get("proof")
    if not isinstance(document, bytes):
        raise Malformed(field="proof", reason="is not bytes", mend="restore it")
    return scene.rows.read_proof(document)


def _proven(scene: Scene, head: StoredHead, proof: StateProof | EventProof) -> ProvenHead:
    place = scene.place_at(head.size)
    if place is None:
        raise ProofMismatch(what="proof", reason="the contracts are not known")
    anchor_log, log_id = place[0].anchor_log, place[1]
    if isinstance(proof, EventProof):
        block, told, count = prove_anchored(proof, anchor_log=anchor_log, log_id=log_id)
        return ProvenHead(told, count, block.timestamp, block)
    proven = prove(proof, expect_address=anchor_log)
    slots = head_slots(log_id)
    if set(proven.values) != set(slots):
        raise ProofMismatch(what="state proof", reason="it is about other slots")
    told, anchored_at, count, _ = decode_head(proven.values[slots[0]], proven.values[slots[1]])
    return ProvenHead(told, count, anchored_at, proven.block)


def key_findings(
    scene: Scene, head: StoredHead, anchor: Anchor | None, speakers: set[Speaker], *, is_complete: bool
) -> Iterator[Finding]:
    """Prove again the key slots kept for everyone who signed in this head; name what is missing or surplus.

    `is_complete` says that all speakers are known; where a statement is gone, a proof more may be its signer's.
    """
    if scene.deployment is None:
        return
    kept = {bytes(each["subject"]): each for each in scene.rows.evidence(head.size) if _is_named(each)}  # type: ignore[call-overload]
    wanted = {evidence_subject(signer, issuer): (signer, issuer) for signer, issuer in speakers}
    for each in scene.rows.evidence(head.size):
        if not _is_named(each):
            sentence = "the subject is of a type that was never written"
            yield disagrees("evidence-surplus", _where(head, each.get("subject")), sentence)
    if not head.is_on_chain:
        return
    for subject, speaker in sorted(wanted.items()):
        where = _where(head, subject)
        if subject not in kept:
            sentence = f"the proof of the key {shown(speaker[0])} for {shown(speaker[1])} is not stored"
            yield disagrees("evidence-lost", where, sentence)
            continue
        yield from _one_key(scene, head, anchor, speaker, kept[subject])
    for subject in sorted(kept.keys() - wanted.keys() - {HEAD}):
        if is_complete:
            sentence = "a proof is stored for a subject that signed nothing in this head"
            yield disagrees(
                "evidence-surplus", _where(head, subject), sentence, mend="restore the row or its statement"
            )


def _is_named(kept: StoredRow) -> bool:
    return isinstance(kept.get("subject"), bytes)


def _one_key(
    scene: Scene, head: StoredHead, anchor: Anchor | None, speaker: Speaker, kept: StoredRow
) -> Iterator[Finding]:
    signer, issuer = speaker
    where = _where(head, evidence_subject(signer, issuer))
    place = scene.place_at(head.size)
    try:
        proof = _proof(scene, kept)
        if not isinstance(proof, StateProof) or place is None:
            raise ProofMismatch(what="key proof", reason="it is not a proof of slots of the key registry")
        proven = prove(proof, expect_address=place[0].key_registry)
        missing = [slot for slot in _key_slots(scene, speaker) if slot not in proven.values]
        if missing:
            raise ProofMismatch(what="key proof", reason="it is about other slots than those of this key")
        key = decode_key(signer, proven.values)
    except (ProofMismatch, Malformed, UnsupportedScheme) as error:
        reason = getattr(error, "reason", str(error))
        yield disagrees("evidence-differs", where, f"the proof of the key does not prove: {reason}")
        return
    known = scene.registry.keys.get(keccak(signer)) if scene.registry else None
    if key is None or (known is not None and (key.party_id, key.key_type) != (known.party_id, known.key_type)):
        sentence = f"the proof shows the key {shown(signer)} for {shown(issuer)} as another than the registry does"
        yield disagrees("evidence-differs", where, sentence)
    yield from _block_findings(scene, head, anchor, proven.block, where)


def kept_key(scene: Scene, size: int, speaker: Speaker) -> SigningKey | None:
    """Give the key as the proof kept for this head shows it, None where none does."""
    place, subject = scene.place_at(size), evidence_subject(*speaker)
    kept = next((each for each in scene.rows.evidence(size) if each.get("subject") == subject), None)
    if kept is None or place is None:
        return None
    try:
        proof = _proof(scene, kept)
        if not isinstance(proof, StateProof):
            return None
        return decode_key(speaker[0], prove(proof, expect_address=place[0].key_registry).values)
    except (ProofMismatch, Malformed, UnsupportedScheme):
        return None


def _key_slots(scene: Scene, speaker: Speaker) -> tuple[bytes, ...]:
    signer, issuer = speaker
    custodian = custodian_of(scene.registry, signer=signer, issuer=issuer) if scene.registry else None
    return (*key_slots(keccak(signer)), *((delegation_slot(party_id(issuer), custodian),) if custodian else ()))


def _block_findings(
    scene: Scene, head: StoredHead, anchor: Anchor | None, block: BlockRef, where: str
) -> Iterator[Finding]:
    """A proof is of the anchor's block, or of a later one on the same chain, where that state was lost."""
    number = anchor.block_number if anchor else head.block_number
    block_hash = anchor.block_hash if anchor else head.block_hash
    if number is None or block.block_hash == block_hash:
        return
    told = f"the proof is of block {block.number} ({shown(block.block_hash)}), not of the anchor's, {number}"
    if block.number <= number:
        yield disagrees("evidence-differs", where, f"{told}, nor of a later one")
        return
    on_chain = is_on_the_chain(scene, head.size, block)
    if on_chain is None:
        yield unchecked("evidence-block", where, f"{told}: whether that block is on the chain was not asked")
    elif not on_chain:
        yield disagrees("evidence-differs", where, f"{told}, and the chain does not hold that block")


def _where(head: StoredHead, subject: object) -> str:
    named = "head" if subject == HEAD else subject
    return row("evidence", head.name, size=head.size, subject=named)
