"""The Registrar port on any JSON-RPC URL: reads the registry first, sends what is missing, waits until all is mined.

Parties only sign orders (EIP-712); the registrar's account sends and pays all of it. Nonces of orders are drawn at
random, so that nobody waits for anybody.
"""

import secrets
from collections.abc import Callable, Sequence
from typing import cast

from ledger.chain.answers import block_ref, hexed, members, octets
from ledger.chain.contract import decoded, encoded_call
from ledger.chain.key_events import read_registry
from ledger.chain.relay import Call, Relay
from ledger.chain.rpc import Rpc
from ledger.errors import NotDeployed
from ledger.model.deployment import RegistrySnapshot
from ledger.model.log import BlockRef
from ledger.model.party import KeyType, Recovery, Role
from ledger.model.statement import SignedStatement
from ledger.ports.registrar import KeyToAdd
from ledger.proof.orders import Authorization, Order, Registry, UnsignedOrder, function_of
from ledger.proof.typed_data import account_of, body_hash, keccak, party_id

_GAS = 400_000  # of one order by an account: adding a passkey uses about 250,000
_DEAR_GAS = 2_000_000  # of an order signed by a passkey or a contract, and of recording a statement
_ORDER_SECONDS = 3_600
_RECORD = "record((uint16,string,string,bytes,string,string,string,bytes32,uint64,bytes32),bytes)"


class EvmRegistrar:
    """ports.Registrar over one endpoint. `first_block` is where the registry's events begin (deployed_at_block)."""

    def __init__(
        self,
        *,
        url: str,
        key_registry: bytes,
        registrar_secret: bytes,
        attestation_registry: bytes | None = None,
        chain_id: int | None = None,
        first_block: int = 0,
        timeout_seconds: float = 10.0,
        within_seconds: float = 60.0,
        draw_nonce: Callable[[], int] = lambda: secrets.randbits(256),
    ) -> None:
        """Remember; nothing is asked yet. With `chain_id`, another chain raises WrongChain before anything is sent."""
        self._rpc = Rpc(url, timeout_seconds=timeout_seconds)
        self._relay = Relay(self._rpc, registrar_secret, chain_id=chain_id, within_seconds=within_seconds)
        self._key_registry, self._attestation_registry = key_registry, attestation_registry
        self._first_block, self._draw_nonce = first_block, draw_nonce

    def register(self, parties: Sequence[tuple[str, bytes, Role]]) -> None:
        """Enter (did, admin, roles) for each party that is not there yet; the admin is an account or a passkey.

        A party that is there is left as it is, also with another admin or other roles.
        """
        self._relay.chain_id()  # on another chain there is no such contract to ask
        nonce = self._relay.wait_quiet()
        wanted = {party_id(did): (did, admin, roles) for did, admin, roles in parties}
        self._relay.send(
            [
                self._call(
                    Order("registerParty", (identifier, admin, int(roles))), [Authorization()], f"register {did}"
                )
                for identifier, (did, admin, roles) in wanted.items()
                if not self._is_registered(identifier)
            ],
            nonce=nonce,
        )

    def set_roles(self, did: str, roles: Role) -> None:
        """Make these the roles of the party, and no others."""
        nonce, party = self._relay.wait_quiet(), self._snapshot().parties.get(party_id(did))
        if party is None or party.roles != roles:
            order = Order("setRoles", (party_id(did), int(roles)))
            self._relay.send([self._call(order, [Authorization()], f"set the roles of {did}")], nonce=nonce)

    def add_keys(self, keys: Sequence[KeyToAdd]) -> None:
        """Give each party this key, ordered by the party's admin.

        Raises ChainRefused for a key of another party, and for an admin who is not the party's.
        """
        nonce, known = self._relay.wait_quiet(), self._snapshot().keys
        wanted = {(party_id(key[0]), key[2]): key for key in keys}
        self._send(
            [
                (_adding(key), [key[1]], f"add key {hexed(signer)} of {key[0]}")
                for (identifier, signer), key in wanted.items()
                if (found := known.get(keccak(signer))) is None or found.party_id != identifier
            ],
            nonce=nonce,
        )

    def revoke_key(self, did: str, admin_secret: bytes, signer: bytes, *, suspect_from: int) -> None:
        """Revoke the key from the next block on; `suspect_from` (epoch seconds) is when doubt begins, 0 for no doubt.

        For a key already revoked only an earlier `suspect_from` is sent.
        """
        nonce, key_id = self._relay.wait_quiet(), keccak(signer)
        found = self._snapshot().keys.get(key_id)
        if found is not None and found.revoked_at is not None:
            if suspect_from:
                self._suspect(did, admin_secret, signer, suspect_from=suspect_from)
            return
        order = Order("revokeKey", (party_id(did), key_id, suspect_from))
        self._send([(order, [admin_secret], f"revoke key {hexed(signer)} of {did}")], nonce=nonce)

    def delegate(self, delegations: Sequence[tuple[str, bytes, str]]) -> None:
        """Let each (did, admin secret, custodian did) party be signed for by the custodian."""
        nonce, running = self._relay.wait_quiet(), self._running()
        wanted = {(party_id(did), party_id(custodian)): (did, by, custodian) for did, by, custodian in delegations}
        self._send(
            [
                (Order("delegate", pair), [secret], f"delegate from {did} to {custodian}")
                for pair, (did, secret, custodian) in wanted.items()
                if pair not in running
            ],
            nonce=nonce,
        )

    def undelegate(self, did: str, admin_secret: bytes, custodian: str) -> None:
        """Let the custodian sign for the party no longer."""
        nonce, pair = self._relay.wait_quiet(), (party_id(did), party_id(custodian))
        if pair in self._running():
            doing = f"end the delegation from {did} to {custodian}"
            self._send([(Order("undelegate", pair), [admin_secret], doing)], nonce=nonce)

    def complete_recovery(self, did: str, new_admin: bytes) -> None:
        """Make `new_admin` the only admin, once the seven days are over. Raises ChainRefused before that."""
        nonce, party = self._relay.wait_quiet(), self._snapshot().parties.get(party_id(did))
        if party is not None and party.admins == {new_admin} and self.recovery(did) is None:
            return
        payload = encoded_call("completeRecovery(bytes32,bytes)", party_id(did), new_admin)
        call = Call(self._key_registry, payload, f"complete the recovery of {did}", _GAS)
        self._relay.try_out(call)
        self._relay.send([call], nonce=nonce)

    def recovery(self, did: str) -> Recovery | None:
        """Give the party's running recovery, None where none runs."""
        asked = "recovery(bytes32)", ("bytes32", "bytes32", "uint40")
        admin_id, key_id, ready_at = self._asked(self._key_registry, *asked, party_id(did))
        return Recovery(cast(bytes, admin_id), cast(bytes, key_id), cast(int, ready_at)) if ready_at else None

    def record_statement(self, signed: SignedStatement) -> bool:
        """Record the statement in AttestationRegistry by itself, which checks its signature; once per record id.

        False where it was recorded before, and nothing was sent.
        Raises ChainRefused, before anything is paid, for a signature that its signer does not call its own.
        """
        if self._attestation_registry is None:
            raise NotDeployed(home="this ledger's attestation registry")
        nonce = self._relay.wait_quiet()
        if self._asked(self._attestation_registry, "isRecorded(bytes32)", ("bool",), signed.record_id)[0]:
            return False
        told = signed.statement
        statement = (
            *(told.v, str(told.kind), told.issuer, told.signer, told.audience, told.lang, told.summary),
            *(body_hash(told.body), told.issued_at, told.nonce),
        )
        payload = encoded_call(_RECORD, statement, signed.signature)
        call = Call(self._attestation_registry, payload, f"record {hexed(signed.record_id)}", _DEAR_GAS)
        self._relay.try_out(call)
        self._relay.send([call], nonce=nonce)
        return True

    def prepare(self, order: Order, *, authority: bytes, valid_for_seconds: int = _ORDER_SECONDS) -> UnsignedOrder:
        """Give the order as an authority elsewhere is to sign it: a passkey, a contract wallet, a key not held here."""
        registry = Registry(self._relay.chain_id(), self._key_registry)
        deadline = self._latest().timestamp + valid_for_seconds
        return UnsignedOrder(order, registry, authority, self._draw_nonce(), deadline)

    def send_order(self, order: Order, authorizations: Sequence[Authorization]) -> None:
        """Send an order that was authorized elsewhere. Raises ChainRefused, before anything is paid, for a bad one."""
        nonce = self._relay.wait_quiet()
        call = self._call(order, authorizations, order.verb, gas=_DEAR_GAS)
        self._relay.try_out(call)
        self._relay.send([call], nonce=nonce)

    def close(self) -> None:
        """Close the connections."""
        self._rpc.close()

    def _send(self, orders: Sequence[tuple[Order, Sequence[bytes], str]], *, nonce: int) -> None:
        """Sign each order with the secrets of its authorities, and send all."""
        if not orders:
            return
        registry = Registry(self._relay.chain_id(), self._key_registry)
        deadline = self._latest().timestamp + _ORDER_SECONDS

        def signed(order: Order, secret: bytes) -> Authorization:
            return UnsignedOrder(order, registry, account_of(secret), self._draw_nonce(), deadline).signed(secret)

        calls = [self._call(order, [signed(order, secret) for secret in by], doing) for order, by, doing in orders]
        self._relay.send(calls, nonce=nonce)

    def _suspect(self, did: str, admin_secret: bytes, signer: bytes, *, suspect_from: int) -> None:
        """Say that the key may be in wrong hands from then on (epoch seconds); nothing where that is said already."""
        nonce, key_id = self._relay.wait_quiet(), keccak(signer)
        found = self._snapshot().keys.get(key_id)
        if found is not None:
            latest = found.suspect_from or (found.revoked_at + 1 if found.revoked_at else None)
            if latest is not None and latest <= suspect_from:
                return
        order = Order("declareSuspect", (party_id(did), key_id, suspect_from))
        self._send([(order, [admin_secret], f"suspect key {hexed(signer)} of {did}")], nonce=nonce)

    def _call(self, order: Order, by: Sequence[Authorization], doing: str, *, gas: int = _GAS) -> Call:
        given = [(each.signer, each.nonce, each.deadline, each.signature) for each in by]
        payload = encoded_call(
            function_of(order), *order.arguments, given if order.verb == "changeAdmins" else given[0]
        )
        return Call(self._key_registry, payload, doing, gas)

    def _is_registered(self, identifier: bytes) -> bool:
        """By the contract's storage: a node's index of events may lag behind its newest block."""
        types = ("uint16", "uint40", "uint16", "uint16", "uint32")
        _, registered_at, *_ = self._asked(self._key_registry, "party(bytes32)", types, identifier)
        return registered_at != 0

    def _running(self) -> set[tuple[bytes, bytes]]:
        return {pair for pair, found in self._snapshot().delegations.items() if found.until is None}

    def _asked(self, address: bytes, signature: str, types: tuple[str, ...], *arguments: object) -> tuple[object, ...]:
        asked = {"to": hexed(address), "data": hexed(encoded_call(signature, *arguments))}
        return decoded(types, octets(self._rpc.call("eth_call", asked, "latest"), signature), signature)

    def _latest(self) -> BlockRef:
        return block_ref(members(self._rpc.block("latest"), "latest block"), "latest block")

    def _snapshot(self) -> RegistrySnapshot:
        return read_registry(self._rpc, self._key_registry, block=self._latest(), first=self._first_block, dids=())


def _adding(key: KeyToAdd) -> Order:
    key_type, rp_id_hash = (key[3], key[4]) if len(key) == 5 else (KeyType.EOA, bytes(32))
    return Order("addKey", (party_id(key[0]), key[2], int(key_type), rp_id_hash, 0))
