"""The demo's parties as the chain and the sign-in page know them. Their keys follow from their names: for show only."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from ledger.bootstrap import OPERATOR_DID
from ledger.model.party import Role
from ledger.ports import Store
from ledger.ports.registrar import Registrar
from ledger.proof.typed_data import account_of, party_id
from scripts.demo.world.build import DemoParty

_SIGN_IN = (Role.BRAND, Role.AUDITOR, Role.SUPPLIER)
_DELEGATING = (Role.BRAND,)


def secret_of(did: str) -> bytes:
    """Give the demo key of a party. Anyone can derive it: it must never be used outside the demo."""
    return sha256(b"tierlight demo key " + did.encode()).digest()


def register(registrar: Registrar, store: Store, parties: Sequence[DemoParty]) -> None:
    """Enter every party with its key on chain, and let the brands be signed for by the operator; safe to repeat."""
    registrar.register([(party.did, account_of(secret_of(party.did)), party.role) for party in parties])
    registrar.add_keys([(p.did, secret_of(p.did), account_of(secret_of(p.did))) for p in parties])
    registrar.delegate([(p.did, secret_of(p.did), OPERATOR_DID) for p in parties if p.role in _DELEGATING])
    known = set(store.dids())
    for party in parties:
        if party.did not in known:
            store.name_party(party.did, party_id(party.did))


def write_sign_ins(home: Path, parties: Sequence[DemoParty]) -> None:
    """Say who `tierlight serve` prints a sign-in link for: one brand, one auditor, one supplier."""
    chosen = [next(party for party in parties if party.role == role) for role in _SIGN_IN]
    people = [{"did": p.did, "role": p.role.names[0], "name": p.name} for p in chosen]
    (home / "people.json").write_text(json.dumps(people, indent=2, ensure_ascii=False) + "\n")
