"""State proofs and receipts from our contracts on a local anvil, for tests/vectors.

The world that is made: one registrar and party admin (anvil's first account), a mill with an account, a revoked account
and a passkey, an agent that the mill delegates to, and five statements in two heads.
"""

from dataclasses import dataclass, replace
from typing import Any

from ledger.model.deployment import Place
from ledger.model.log import StateProof, TreeHead
from ledger.model.receipt import HeadEvidence, KeyEvidence, Receipt
from ledger.model.record import Entry
from ledger.model.statement import Domain, Kind, Scheme, SignedStatement, Statement
from ledger.proof.canonical import canonicalise
from ledger.proof.merkle import EMPTY_FRONTIER, consistency_path, extend, inclusion_path, leaf_hash, root_of
from ledger.proof.places import log_id_of, place_salt
from ledger.proof.receipt import receipt_document
from ledger.proof.registry_history import admin_slot, party_slot
from ledger.proof.state_proof import delegation_slot, head_slots, key_slots
from ledger.proof.typed_data import account_of, body_hash, keccak, party_id, sign_digest, statement_digest
from scripts.passkey_vectors import RP_ID, answer, point_of, secret_key
from scripts.vector_chain import ANVIL, CHAIN_ID, START, STEP, Anvil, anvil, octets

__all__ = ["ANVIL", "chain_vectors"]

MILL, AGENT = "did:web:mill.example", "did:web:agent.example"
MILL_SECRET, SPENT_SECRET, PASSKEY = b"\x11" * 32, b"\x22" * 32, secret_key(9)
FIRST_SIZE, SECOND_SIZE = 3, 5
BY_PASSKEY, BY_ACCOUNT = 3, 4  # the indexes of the two statements with receipts
_NOBODY_ELSE = (b"", 0, 0, b"")  # the caller itself is the authority
_BY = "(bytes,uint256,uint40,bytes)"


def chain_vectors() -> dict[str, Any]:
    """Give the documents of state_proof.json and receipt.json."""
    with anvil() as chain:
        version = chain.ask("web3_clientVersion")
        place, verifier = _deploy(chain)
        log_id, passkey = log_id_of(place), verifier + point_of(PASSKEY)
        _register(chain, place.key_registry, passkey)
        domain = Domain(chain_id=CHAIN_ID, verifying_contract=place.anchor_log, salt=log_id)
        signed = [_signed(index, domain, passkey) for index in range(SECOND_SIZE)]
        leaves = [leaf_hash(_entry(index, statement)) for index, statement in enumerate(signed)]
        heads = [
            _anchor(chain, place.anchor_log, log_id, leaves[:size], before)
            for size, before in ((3, 0), (5, FIRST_SIZE))
        ]
        slots, own = _registry_slots(octets(chain.sender)), list(key_slots(keccak(passkey)))
        keys = [chain.state(place.key_registry, each, heads[1].anchored_in) for each in (slots, own)]
        undelegate = f"undelegate(bytes32,bytes32,{_BY})"
        chain.call(place.key_registry, undelegate, party_id(MILL), party_id(AGENT), _NOBODY_ELSE)
        later = [chain.state(place.key_registry, each, "latest") for each in (slots, own)]
    evidence = [head.evidence for head in heads]
    by_account = KeyEvidence(at_anchor=_first_key(keys[0]), at_issue=_first_key(later[0]))
    by_passkey = KeyEvidence(at_anchor=keys[1], at_issue=later[1])
    origin = f"{version.split('-')[0]}, osaka, contracts of ledger/chain/artifacts; scripts/vectors_on_anvil.py"
    states = {"anchor_log": evidence[1].proof, "key_registry": keys[0], "key_registry_later": later[0]}
    return {
        "state_proof.json": {"origin": origin, **_told(chain, log_id, heads[1])}
        | {name: _state_json(each) for name, each in states.items()},
        "receipt.json": {
            "origin": origin,
            "receipt": receipt_document(_receipt(BY_ACCOUNT, signed, leaves, evidence, by_account, place)),
            "passkey_receipt": receipt_document(_receipt(BY_PASSKEY, signed, leaves, evidence, by_passkey, place)),
        },
    }


@dataclass
class _Head:
    evidence: HeadEvidence
    block: dict[str, Any]
    anchored_in: str


def _told(chain: Anvil, log_id: bytes, head: _Head) -> dict[str, Any]:
    """Who and what the proofs are about."""
    return {
        "log_id": _hex(log_id),
        "mill": MILL,
        "agent": AGENT,
        "mill_signer": _hex(account_of(MILL_SECRET)),
        "spent_signer": _hex(account_of(SPENT_SECRET)),
        "writer": chain.sender,
        "start": START,
        "step": STEP,
        "head_block": head.block,
    }


def _deploy(chain: Anvil) -> tuple[Place, bytes]:
    """Deploy in the order of the admin's nonces and open the log; give the place and the passkey verifier."""
    verifier = chain.deploy("PasskeyVerifier", [])
    registry = chain.deploy("KeyRegistry", ["address", "address"], chain.sender, verifier)
    log = chain.deploy("AnchorLog", [])
    place = Place(
        chain_id=CHAIN_ID,
        anchor_log=log,
        admin=octets(chain.sender),
        key_registry=registry,
        attestation_registry=chain.address_after(0),
        survey_registry=chain.address_after(1),
    )
    home = ["uint256", "address", "bytes32"]
    attestations = chain.deploy("AttestationRegistry", home, CHAIN_ID, log, log_id_of(place))
    if (attestations, chain.deploy("SurveyRegistry", [])) != (place.attestation_registry, place.survey_registry):
        raise SystemExit("the registries are not at the addresses that the log id commits to")
    chain.call(log, "open(bytes32,address)", place_salt(place), chain.sender)
    return place, verifier


def _register(chain: Anvil, registry: bytes, passkey: bytes) -> None:
    mill, agent, spent = party_id(MILL), party_id(AGENT), account_of(SPENT_SECRET)
    register, add = f"registerParty(bytes32,bytes,uint16,{_BY})", f"addKey(bytes32,bytes,uint8,bytes32,uint40,{_BY})"
    admin = octets(chain.sender)
    chain.call(registry, register, mill, admin, 1, _NOBODY_ELSE)
    chain.call(registry, register, agent, admin, 32, _NOBODY_ELSE)
    chain.call(registry, add, mill, account_of(MILL_SECRET), 1, bytes(32), 0, _NOBODY_ELSE)
    chain.call(registry, add, mill, spent, 1, bytes(32), 0, _NOBODY_ELSE)
    chain.call(registry, add, mill, passkey, 2, body_hash(RP_ID.encode()), 0, _NOBODY_ELSE)
    suspect_from = START + (chain.blocks - 1) * STEP
    revoke = f"revokeKey(bytes32,bytes32,uint40,{_BY})"
    chain.call(registry, revoke, mill, keccak(spent), suspect_from, _NOBODY_ELSE)
    chain.call(registry, f"delegate(bytes32,bytes32,{_BY})", mill, agent, _NOBODY_ELSE)


def _signed(index: int, domain: Domain, passkey: bytes) -> SignedStatement:
    is_passkeys = index == BY_PASSKEY
    subject, text = f"urn:example:lot:{index}", "Made at our own site."
    body = canonicalise({"subject": subject, "claim": "own-production", "text": text})
    statement = Statement(
        v=1,
        kind=Kind.ATTESTATION,
        issuer=MILL,
        signer=passkey if is_passkeys else account_of(MILL_SECRET),
        issued_at=START,
        nonce=keccak(b"nonce %d" % index),
        audience="downstream",
        lang="en",
        summary=f"own-production: {subject}",
        body=body,
    )
    digest = statement_digest(statement, domain)
    if is_passkeys:
        return SignedStatement(statement, answer(PASSKEY, digest), domain, digest, Scheme.PASSKEY)
    return SignedStatement(statement, sign_digest(digest, MILL_SECRET), domain, digest, Scheme.EOA)


def _entry(index: int, signed: SignedStatement) -> bytes:
    return Entry(index=index, record_id=signed.record_id, signature_hash=body_hash(signed.signature)).to_bytes()


def _anchor(chain: Anvil, log: bytes, log_id: bytes, leaves: list[bytes], before: int) -> _Head:
    head = TreeHead(size=len(leaves), root=root_of(leaves))
    mined = chain.call(log, "anchor(bytes32,uint40,bytes32,uint40)", log_id, before, head.root, head.size)
    number = mined["blockNumber"]
    state = chain.state(log, list(head_slots(log_id)), number)
    block = chain.ask("eth_getBlockByNumber", number, False)
    return _Head(HeadEvidence(head=head, count=1 if before == 0 else 2, proof=state), block, number)


def _registry_slots(admin: bytes) -> list[bytes]:
    mill, agent = party_id(MILL), party_id(AGENT)
    signers = (account_of(MILL_SECRET), account_of(SPENT_SECRET), b"\x99" * 20)  # the last is not registered
    keys = [slot for signer in signers for slot in key_slots(keccak(signer))]
    return [
        *keys,
        delegation_slot(mill, agent),
        delegation_slot(agent, mill),
        party_slot(mill),
        admin_slot(mill, admin),
    ]


def _receipt(
    index: int,
    signed: list[SignedStatement],
    leaves: list[bytes],
    heads: list[HeadEvidence],
    key: KeyEvidence,
    place: Place,
) -> Receipt:
    complete = {(level, at): found for level, at, found in extend(EMPTY_FRONTIER, leaves)[1]}
    complete |= {(0, at): leaf for at, leaf in enumerate(leaves)}
    return Receipt(
        signed=signed[index],
        places=(place,),
        migrations=(),
        index=index,
        inclusion_path=inclusion_path(index, SECOND_SIZE, lambda *at: complete[at]),
        head=heads[1],
        previous=heads[0],
        consistency_path=consistency_path(FIRST_SIZE, SECOND_SIZE, lambda *at: complete[at]),
        key=key,
    )


def _first_key(state: StateProof) -> StateProof:
    return replace(state, slots=state.slots[:3])


def _state_json(state: Any) -> dict[str, Any]:
    return {
        "header": _hex(state.header),
        "address": _hex(state.address),
        "account_nodes": [_hex(node) for node in state.account_nodes],
        "slots": [{"slot": _hex(proof.slot), "nodes": [_hex(node) for node in proof.nodes]} for proof in state.slots],
    }


def _hex(octets: bytes) -> str:
    return "0x" + octets.hex()
