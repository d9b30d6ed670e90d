"""A receipt with one bit changed, anywhere in the file, is never VALID relative to the blocks that the asker knows.

Left out by name, with the reason: the headers of the *head before* and of the *newest key state*. A header's fields
beside the state root only name its block; changed, they name another block, and a verdict is relative to the blocks
that its receipt names. A flip there may leave VALID, and then nothing else of the verdict may change but the block of
the newest key state. Headers of the anchor itself are flipped like everything else.
"""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from asked import TODAY
from builders import with_bit_flipped
from paper_chain import a_case, block_of

from ledger.errors import LedgerError
from ledger.model.receipt import Receipt
from ledger.model.statement import UnverifiedSubmission
from ledger.model.verdict import Verdict, VerdictKind
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.receipt import read_receipt, receipt_document
from ledger.verification.outcome import Question
from ledger.verification.procedure import verify

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
SAMPLED = 3_000
SEED = 20261121


def paper_receipt() -> bytes:
    return canonicalise(receipt_document(a_case().receipt))


def anvil_receipt() -> bytes:
    document: Any = json.loads((VECTORS / "receipt.json").read_text())["receipt"]
    return canonicalise(document)


def verdict_of(raw: bytes) -> Verdict | None:
    """None where the bytes are no receipt."""
    try:
        receipt = read_receipt(parse(raw, max_bytes=2_000_000))
    except LedgerError:
        return None
    signed = receipt.signed
    claim = UnverifiedSubmission(signed.statement, signed.signature, signed.domain)
    return verify(Question(claim, receipt, TODAY))


def unpinned_spans(raw: bytes) -> list[range]:
    """Where the two headers stand that only name their block."""
    receipt: Receipt = read_receipt(parse(raw, max_bytes=2_000_000))
    assert receipt.previous is not None
    spans = []
    for header in (receipt.previous.state.header, receipt.key.at_issue.header):
        text = header.hex().encode()
        assert raw.count(text) == 1
        spans.append(range(raw.index(text), raw.index(text) + len(text)))
    return spans


@pytest.mark.parametrize("make", [paper_receipt, anvil_receipt])
def test_the_untouched_receipt_is_valid(make: Any) -> None:
    verdict = verdict_of(make())
    assert verdict is not None
    assert verdict.kind is VerdictKind.VALID


@pytest.mark.parametrize("make", [paper_receipt, anvil_receipt])
def test_no_flipped_bit_leaves_a_valid_receipt(make: Any) -> None:
    raw = make()
    true, spans = verdict_of(raw), unpinned_spans(raw)
    assert true is not None
    found: Counter[str] = Counter()
    for bit in random.Random(SEED).sample(range(len(raw) * 8), SAMPLED):
        verdict = verdict_of(with_bit_flipped(raw, bit))
        if any(bit // 8 in span for span in spans):
            found["names another block"] += 1
            assert verdict is None or verdict.kind is not VerdictKind.VALID or same_but_for_the_block(verdict, true)
            continue
        found["unreadable" if verdict is None else verdict.kind.value] += 1
        assert verdict is None or verdict.kind is not VerdictKind.VALID, f"bit {bit}: {context(raw, bit)}"
    print(f"seed {SEED}  {make.__name__}: {len(raw)} bytes, {SAMPLED} flips: {dict(found)}")
    assert found["INVALID"] >= 50
    assert found["names another block"] <= 0.25 * SAMPLED


def same_but_for_the_block(verdict: Verdict, true: Verdict) -> bool:
    return (verdict.block_hash, verdict.anchored_at, verdict.record_id) == (
        true.block_hash,
        true.anchored_at,
        true.record_id,
    )


def context(raw: bytes, bit: int) -> str:
    at = bit // 8
    return f"{raw[max(0, at - 40) : at].decode()}>>{raw[at : at + 1]!r}<<{raw[at + 1 : at + 40].decode()}"


@pytest.mark.parametrize("make", [paper_receipt, anvil_receipt])
def test_every_flip_inside_the_statement_and_the_signature_is_caught(make: Any) -> None:
    raw = make()
    start = raw.index(b'"signed":')
    end = raw.index(b'"trie_nodes"')
    for bit in range(start * 8, end * 8, 5):
        verdict = verdict_of(with_bit_flipped(raw, bit))
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
    block = block_of(receipt.head.state).block_hash
    verdict = verify(Question(claim, forged, TODAY, block_hash=block))
    assert (verdict.kind, verdict.code) == (VerdictKind.CANNOT_VERIFY, "other-block")
    assert verify(Question(claim, forged, TODAY)).block_hash != block, "without it, the verdict names the forged block"
