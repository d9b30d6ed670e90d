"""A statement recorded by each scheme, its withdrawal, and the life of a survey wave."""

from dataclasses import replace

from ledger.model.statement import Kind, Statement
from ledger.proof.typed_data import account_of, body_hash, keccak, sign_digest, statement_digest
from scripts.gas_table.contracts import Deployed, wallet
from scripts.gas_table.keys import PASSKEY
from scripts.gas_table.node import START, Node
from scripts.passkey_vectors import answer, point_of

_STATEMENT = "(uint16,string,string,bytes,string,string,string,bytes32,uint64,bytes32)"
_RECORD = f"record({_STATEMENT},bytes)"
_SECRET = b"\x51" * 32
_SURVEYOR = 5
_SLOT = 14 * 86_400
_DECOY, _RELEASE, _ENDING = 1, 2, 3
_SALT, _NOTHING = b"\x01" * 32, bytes(32)


def record_costs(node: Node, ours: Deployed) -> dict[str, int]:
    """The same statement recorded with an account's, a contract wallet's and a passkey's signature."""
    registry = ours.place.attestation_registry
    domain = replace(ours.domain, salt=keccak(b"home"))
    costs: dict[str, int] = {}
    signers = {
        "account": account_of(_SECRET),
        "contract wallet (ERC-1271)": wallet(node, account_of(_SECRET)),
        "passkey": ours.passkey_verifier + point_of(PASSKEY),
    }
    for name, signer in signers.items():
        made = _statement(signer)
        digest = statement_digest(made, domain)
        signature = answer(PASSKEY, digest) if name == "passkey" else sign_digest(digest, _SECRET)
        costs[f"record, {name}"] = node.spend(registry, _RECORD, _words(made), signature)
    owner = account_of(_SECRET)
    node.ask("anvil_impersonateAccount", "0x" + owner.hex())
    node.accounts.append(owner)
    revoke, record_id = "revoke(bytes32,bytes,uint40,bytes)", statement_digest(_statement(owner), domain)
    costs["revoke"] = node.spend(registry, revoke, record_id, owner, 0, b"", by=len(node.accounts) - 1)
    return costs


def wave_costs(node: Node, ours: Deployed) -> dict[str, int]:
    """Announced, sealed and opened as a release; and ended, and a decoy."""
    surveys, slot = ours.place.survey_registry, node.now // _SLOT + 1
    announce = "announce(bytes32,bytes32,uint32)"
    salts = [keccak(b"wave %d" % number) for number in range(3)]
    announced = [node.spend(surveys, announce, salt, keccak(salt), slot, by=_SURVEYOR) for salt in salts]
    sender = node.accounts[_SURVEYOR].rjust(32, b"\0")
    held, ended, decoy = (
        keccak(ours.place.chain_id.to_bytes(32, "big") + surveys.rjust(32, b"\0") + sender + salt) for salt in salts
    )
    reason = (4).to_bytes(32, "big")
    ending = keccak(ended + _word(_ENDING) + _SALT + reason)
    seal, open_ = "seal(bytes32,bytes32,uint8)", "open(bytes32,uint8,bytes32,bytes32)"
    costs = {"announce": announced[-1]}
    costs["end"] = node.spend(surveys, "end(bytes32,bytes32)", ended, ending, by=_SURVEYOR)
    node.wait(2 * _SLOT)
    costs["seal"] = node.spend(surveys, seal, held, keccak(b"root"), 6, by=_SURVEYOR)
    node.spend(surveys, seal, decoy, keccak(decoy + _word(_DECOY) + _SALT), 6, by=_SURVEYOR)
    openings = {
        "open, release": (held, _RELEASE, _NOTHING, keccak(b"release")),
        "open, ending": (ended, _ENDING, _SALT, reason),
        "open, decoy": (decoy, _DECOY, _SALT, _NOTHING),
    }
    return costs | {name: node.spend(surveys, open_, *said, by=_SURVEYOR) for name, said in openings.items()}


def _statement(signer: bytes) -> Statement:
    return Statement(
        v=1,
        kind=Kind.ATTESTATION,
        issuer="did:web:mill.example",
        signer=signer,
        issued_at=START,
        nonce=keccak(b"nonce"),
        audience="downstream",
        lang="en",
        summary="own-production: urn:example:lot:1",
        body=b'{"claim":"own-production","subject":"urn:example:lot:1"}',
    )


def _words(made: Statement) -> tuple[object, ...]:
    first = (made.v, str(made.kind), made.issuer, made.signer, made.audience, made.lang, made.summary)
    return (*first, body_hash(made.body), made.issued_at, made.nonce)


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")
