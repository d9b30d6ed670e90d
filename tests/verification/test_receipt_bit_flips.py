"""A receipt with one bit changed, anywhere in the file, is never VALID to an asker who knows its blocks.

Left out by name, with the reason: the header of the *newest key state*. Changed, it names another block, which the
asker did not name; its state is then not read, so the verdict is VALID only as of the anchor's block, and says so.
"""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from asked import TODAY, anchor_block, newest_key_block
from builders import with_bit_flipped
from paper_chain import a_case, a_moved_case
from paper_state import block_of, block_of_event

from ledger.errors import LedgerError
from ledger.model.log import EventProof
from ledger.model.receipt import Receipt
from ledger.model.statement import UnverifiedSubmission
from ledger.model.verdict import Verdict, VerdictKind
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.places import log_id_of
from ledger.proof.receipt import read_receipt, receipt_document
from ledger.verification.outcome import Question
from ledger.verification.procedure import verify

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
SAMPLED = 2_000
SEED = 20261121


def paper_receipt() -> bytes:
    return canonicalise(receipt_document(a_case().receipt))


def anvil_receipt() -> bytes:
    document: Any = json.loads((VECTORS / "receipt.json").read_text())["receipt"]
    return canonicalise(document)


def passkey_receipt() -> bytes:
    document: Any = json.loads((VECTORS / "receipt.json").read_text())["passkey_receipt"]
    return canonicalise(document)


def moved_receipt() -> bytes:
    return canonicalise(receipt_document(a_moved_case(shows_head="event").receipt))


RECEIPTS = [paper_receipt, anvil_receipt, passkey_receipt, moved_receipt]


def read(raw: bytes) -> Receipt:
    return read_receipt(parse(raw, max_bytes=2_000_000))


def known_blocks(raw: bytes) -> frozenset[bytes]:
    receipt = read(raw)
    assert receipt.key is not None
    heads = [head.proof for head in (receipt.previous, receipt.head) if head is not None]
    place = receipt.places[-1]
    events = [proof for proof in heads if isinstance(proof, EventProof)]
    states = [proof for proof in (*heads, receipt.key.at_anchor, receipt.key.at_issue) if proof not in events]
    shown = [block_of_event(each, anchor_log=place.anchor_log, log_id=log_id_of(place)) for each in events]
    return frozenset(block.block_hash for block in (*shown, *(block_of(proof) for proof in states)))


def verdict_of(raw: bytes, *, known: frozenset[bytes] | None) -> Verdict | None:
    """None where the bytes are no receipt."""
    try:
        receipt = read(raw)
    except LedgerError:
        return None
    signed = receipt.signed
    claim = UnverifiedSubmission(signed.statement, signed.signature, signed.domain)
    return verify(Question(claim, receipt, TODAY, block_hashes=known))


def span_of_the_newest_header(raw: bytes) -> range:
    key = read(raw).key
    assert key is not None
    text = key.at_issue.header.hex().encode()
    assert raw.count(text) == 1
    return range(raw.index(text), raw.index(text) + len(text))


@pytest.mark.parametrize("make", RECEIPTS)
def test_the_untouched_receipt_is_valid(make: Any) -> None:
    raw = make()
    for known in (None, known_blocks(raw)):
        verdict = verdict_of(raw, known=known)
        assert verdict is not None
        assert verdict.kind is VerdictKind.VALID


@pytest.mark.parametrize("make", RECEIPTS)
def test_no_flipped_bit_leaves_a_valid_receipt(make: Any) -> None:
    raw = make()
    known, newest = known_blocks(raw), span_of_the_newest_header(raw)
    found: Counter[str] = Counter()
    for bit in random.Random(SEED).sample(range(len(raw) * 8), SAMPLED):
        verdict = verdict_of(with_bit_flipped(raw, bit), known=known)
        if bit // 8 in newest:
            found["in the newest header"] += 1
            is_valid = verdict is not None and verdict.kind is VerdictKind.VALID
            assert not is_valid or (verdict and newest_key_block(verdict) == anchor_block(verdict)), context(raw, bit)
            continue
        found["unreadable" if verdict is None else verdict.kind.value] += 1
        assert verdict is None or verdict.kind is not VerdictKind.VALID, f"bit {bit}: {context(raw, bit)}"
    print(f"seed {SEED}  {make.__name__}: {len(raw)} bytes, {SAMPLED} flips: {dict(found)}")
    assert found["INVALID"] >= SAMPLED // 10
    assert found["in the newest header"] <= SAMPLED // 6


def context(raw: bytes, bit: int) -> str:
    at = bit // 8
    return f"{raw[max(0, at - 40) : at].decode()}>>{raw[at : at + 1]!r}<<{raw[at + 1 : at + 40].decode()}"


@pytest.mark.parametrize("make", RECEIPTS)
def test_every_flip_inside_the_statement_and_the_signature_is_caught(make: Any) -> None:
    raw = make()
    start = raw.index(b'"signed":')
    end = raw.index(b'"trie_nodes"')
    for bit in range(start * 8, end * 8, 5):
        verdict = verdict_of(with_bit_flipped(raw, bit), known=None)
        assert verdict is None or verdict.kind is not VerdictKind.VALID, f"bit {bit}: {context(raw, bit)}"


def test_an_altered_anchor_header_is_not_the_askers_block() -> None:
    """Both proofs of the anchor's block changed alike name another block: with the true hash at hand, that shows."""
    receipt = a_case().receipt
    document: Any = receipt_document(receipt)
    header = document["head"]["state"]["header"]
    at = len(header) - 6  # in the last field, which no check reads
    changed = header[:at] + ("0" if header[at] != "0" else "1") + header[at + 1 :]
    document["head"]["state"]["header"] = document["key"]["at_anchor"]["header"] = changed
    forged = read_receipt(document)
    signed = forged.signed
    claim = UnverifiedSubmission(signed.statement, signed.signature, signed.domain)
    block = block_of(receipt.head.proof)
    known = known_blocks(canonicalise(receipt_document(receipt)))
    verdict = verify(Question(claim, forged, TODAY, block_hashes=known))
    assert (verdict.kind, verdict.code) == (VerdictKind.CANNOT_VERIFY, "other-block")
    assert anchor_block(verify(Question(claim, forged, TODAY))) != block, (
        "without it, the verdict names the forged block"
    )
