import copy
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from proof_builders import vectors

from ledger.errors import ReceiptUnreadable
from ledger.model.deployment import Migration
from ledger.model.log import EventProof, StateProof
from ledger.model.party import SigningKey
from ledger.model.receipt import LaterHead, Receipt
from ledger.model.record import Entry
from ledger.model.statement import Scheme, UnverifiedSubmission
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.merkle import check_consistency, check_inclusion, leaf_hash
from ledger.proof.places import log_id_of
from ledger.proof.receipt import read_receipt, receipt_document
from ledger.proof.signed import check_signature
from ledger.proof.state_proof import decode_key, prove

MAY_BE_MISSING = {("previous",), ("later",), ("key",), ("key", "attestation")} | {
    (head, proof) for head in ("head", "previous") for proof in ("state", "event")
}


def a_document() -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(vectors("receipt.json")["receipt"])
    return document


def refusal(document: Any) -> ReceiptUnreadable:
    with pytest.raises(ReceiptUnreadable) as caught:
        read_receipt(document)
    return caught.value


def test_a_receipt_reads_back_from_its_bytes() -> None:
    receipt = read_receipt(a_document())
    assert receipt_document(receipt) == a_document()
    assert read_receipt(parse(canonicalise(receipt_document(receipt)))) == receipt


def test_a_receipt_without_a_head_before_and_a_custodial_one_read_back() -> None:
    receipt = read_receipt(a_document())
    custodial = replace(
        receipt, previous=None, consistency_path=(), signed=replace(receipt.signed, scheme=Scheme.CUSTODIAL)
    )
    assert read_receipt(receipt_document(custodial)) == custodial


def key_of(receipt: Receipt) -> SigningKey:
    """The signer's key as the receipt's own proof shows it."""
    assert receipt.key is not None
    state = prove(receipt.key.at_anchor, expect_address=receipt.places[-1].key_registry)
    key = decode_key(receipt.signed.statement.signer, state.values)
    assert key is not None
    return key


@pytest.mark.parametrize("name", ["receipt", "passkey_receipt"])
def test_a_real_chains_receipt_holds_in_every_part(name: str) -> None:
    receipt = read_receipt(vectors("receipt.json")[name])
    signed = receipt.signed
    submission = UnverifiedSubmission(signed.statement, signed.signature, signed.domain)
    assert check_signature(submission, signed.domain, key=key_of(receipt)) == signed
    assert receipt.previous is not None
    old, new = receipt.previous.head, receipt.head.head
    leaf = leaf_hash(Entry(receipt.index, signed.record_id, sha256(signed.signature).digest()).to_bytes())
    check_inclusion(leaf, receipt.index, new.size, receipt.inclusion_path, new.root)
    check_consistency(old.size, old.root, new.size, new.root, receipt.consistency_path)
    place = receipt.places[-1]
    assert log_id_of(place) == signed.domain.salt
    for proof in (receipt.head.proof, receipt.previous.proof):
        assert isinstance(proof, StateProof)
        prove(proof, expect_address=place.anchor_log)
    assert receipt.key is not None
    prove(receipt.key.at_issue, expect_address=place.key_registry)


def test_each_trie_node_stands_in_the_file_once() -> None:
    nodes = a_document()["trie_nodes"]
    assert len(nodes) == len(set(nodes))


@pytest.mark.parametrize("version", [None, 1, "tierlight-receipt/1", "tierlight-receipt/3", "", "Tierlight-receipt/2"])
def test_another_version_is_named_before_anything_else(version: Any) -> None:
    assert refusal({"version": version, "future": True}).field == "version"
    assert refusal(a_document() | {"version": version}).field == "version"


@pytest.mark.parametrize("value", [None, [], "x", 1, {}])
def test_what_is_no_receipt_is_refused(value: Any) -> None:
    refusal(value)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    match value:
        case dict():
            inside = [found for key, child in value.items() for found in paths_of(child, (*path, key))]
        case list():
            inside = [found for index, child in enumerate(value[:2]) for found in paths_of(child, (*path, index))]
        case _:
            inside = []
    return [path, *inside] if path else inside


def put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


@pytest.mark.parametrize("wrong", [None, -1, 1.5, "0xZZ", [[]], {"x": 1}, True])
def test_a_wrong_type_anywhere_is_refused_with_the_field(wrong: Any) -> None:
    tried = 0
    for path in paths_of(a_document()):
        if "body" in path or (path in MAY_BE_MISSING and wrong is None):
            continue
        document = a_document()
        put(document, path, wrong)
        if path[-1] == "summary" and isinstance(wrong, str):
            continue
        if path[-1] in ("name", "version") and path[0] == "signed" and isinstance(wrong, str):
            continue
        assert refusal(document).field
        tried += 1
    assert tried > 60


def test_no_key_may_be_missing_or_unknown_anywhere() -> None:
    for path in paths_of(a_document()):
        if "body" in path or not isinstance(path[-1], str):
            continue
        document = a_document()
        parent = document
        for step in path[:-1]:
            parent = parent[step]
        value = parent.pop(path[-1])
        refusal(document)
        parent |= {path[-1]: value, "surprise": 1}
        refusal(document)


def test_a_place_that_is_not_in_the_pool_is_refused() -> None:
    document = a_document()
    document["head"]["state"]["account_nodes"] = [len(document["trie_nodes"])]
    assert refusal(document).field == "head.state.account_nodes"


def test_a_receipt_with_every_optional_part_and_one_without_any_read_back() -> None:
    receipt = read_receipt(a_document())
    assert receipt.key is not None
    event = EventProof(b"a header", 3, 2, (b"a node", b"another"))
    later = LaterHead(replace(receipt.head, proof=event), (b"\x07" * 32,))
    moved = Migration(b"\x01" * 32, b"\x02" * 32, 3, b"\x03" * 32, b"\x04" * 65)
    full = replace(
        receipt,
        head=replace(receipt.head, proof=event),
        later=later,
        places=(*receipt.places, replace(receipt.places[0], chain_id=1)),
        migrations=(moved,),
        key=replace(receipt.key, attestation=receipt.key.at_issue),
    )
    bare = replace(receipt, head=replace(receipt.head, proof=None), previous=None, key=None)
    for each in (full, bare):
        assert read_receipt(parse(canonicalise(receipt_document(each)))) == each


def test_a_head_with_two_proofs_is_refused() -> None:
    document = a_document()
    event = {"header": "0x01", "transaction_index": 0, "log_position": 0, "nodes": []}
    document["head"]["event"] = event
    assert refusal(document).field == "head.event"


def test_places_and_the_ways_between_them_must_fit() -> None:
    document = a_document()
    place = document["places"][0]
    for places in ([], [place, place], [place] * 17):
        assert refusal(document | {"places": places}).field in ("places", "migrations")
    way = {"log_id": "0x" + "01" * 32, "successor": "0x" + "01" * 32, "head_size": 1 << 40}
    way |= {"head_root": "0x" + "01" * 32, "signature": "0x" + "01" * 65}
    assert refusal(document | {"places": [place] * 2, "migrations": [way]}).field == "migrations.head_size"
    assert refusal(document | {"places": [place | {"chain_id": 1 << 256}]}).field == "places.chain_id"


def test_an_unknown_kind_or_scheme_is_unreadable_not_a_crash() -> None:
    for put_wrong in (
        lambda d: d["signed"]["statement"].update(kind="rumour"),
        lambda d: d["signed"]["statement"].update(v=2),
        lambda d: d.update(scheme="magic"),
        lambda d: d["signed"].pop("domain"),
    ):
        document = a_document()
        put_wrong(document)
        refusal(document)


@pytest.mark.parametrize("digits", [62, 66, 128])
def test_a_path_step_that_is_not_32_bytes_is_refused(digits: int) -> None:
    document = a_document()
    document["inclusion_path"][0] = "0x" + "0" * digits
    assert refusal(document).field == "inclusion_path"
