"""The Registrar port on any JSON-RPC URL: reads the registry first, sends what is missing, waits until all is mined.

Transactions of one account are sent one behind the other without waiting, with nonces counted here; state is read only
once nothing of the account is pending, so that a call which was interrupted can simply be made again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ledger.chain.answers import block_ref, hexed, members
from ledger.chain.contract import encoded_call
from ledger.chain.funding import fund
from ledger.chain.key_events import read_registry
from ledger.chain.rpc import Refusal, Rpc
from ledger.chain.transaction import present_fees, sign, wait_mined, wait_quiet
from ledger.errors import ChainRefused, WrongChain
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType, Role
from ledger.proof.typed_data import account_of, keccak, party_id

_GAS = 200_000  # addKey of a passkey, the dearest call, uses about 130,000


@dataclass(frozen=True, slots=True)
class _Write:
    """One call to the registry and whose key signs it; `doing` names it in an error."""

    secret: bytes = field(repr=False)
    call: bytes
    doing: str


class EvmRegistrar:
    """ports.Registrar over one endpoint. `first_block` is where the registry's events begin (deployed_at_block)."""

    def __init__(
        self,
        *,
        url: str,
        key_registry: bytes,
        registrar_secret: bytes,
        chain_id: int | None = None,
        first_block: int = 0,
        timeout_seconds: float = 10.0,
        within_seconds: float = 60.0,
    ) -> None:
        """Remember; nothing is asked yet. With `chain_id`, another chain raises WrongChain before anything is sent."""
        self._rpc = Rpc(url, timeout_seconds=timeout_seconds)
        self._key_registry, self._registrar_secret = key_registry, registrar_secret
        self._expected_chain_id, self._first_block, self._within_seconds = chain_id, first_block, within_seconds

    def register(self, parties: Sequence[tuple[str, bytes, Role]]) -> None:
        """Enter (did, admin, roles) for each party that is not there yet, signed by the registrar key.

        A party that is there is left as it is, also with another admin or other roles.
        """
        nonces = self._quiet([self._registrar_secret] if parties else [])
        known = self._snapshot().parties
        wanted = {party_id(did): (did, admin, roles) for did, admin, roles in parties}
        self._write(
            [
                _Write(
                    secret=self._registrar_secret,
                    call=encoded_call("registerParty(bytes32,address,uint16)", identifier, admin, int(roles)),
                    doing=f"register {did}",
                )
                for identifier, (did, admin, roles) in wanted.items()
                if identifier not in known
            ],
            nonces,
        )

    def add_keys(self, keys: Sequence[tuple[str, bytes, bytes]]) -> None:
        """Give each (did, admin secret, signer account) party this secp256k1 key, signed by the party's admin.

        Raises ChainRefused for a key of another party, and for an admin who is not the party's.
        """
        nonces = self._quiet(secret for _, secret, _ in keys)
        known = self._snapshot().keys
        wanted = {(party_id(did), signer): (did, secret) for did, secret, signer in keys}
        self._write(
            [
                _Write(
                    secret=secret,
                    call=encoded_call(
                        "addKey(bytes32,bytes,uint8,bytes32,uint40)", identifier, signer, int(KeyType.EOA), bytes(32), 0
                    ),
                    doing=f"add key {hexed(signer)} of {did}",
                )
                for (identifier, signer), (did, secret) in wanted.items()
                if (found := known.get(keccak(signer))) is None or found.party_id != identifier
            ],
            nonces,
        )

    def revoke_key(self, did: str, admin_secret: bytes, signer: bytes, *, suspect_from: int) -> None:
        """Revoke the key from the next block on; `suspect_from` (epoch seconds) is when doubt begins, 0 for no doubt.

        For a key already revoked only an earlier `suspect_from` is sent.
        """
        nonces = self._quiet([admin_secret])
        key_id = keccak(signer)
        found = self._snapshot().keys.get(key_id)
        signature, doing = "revokeKey(bytes32,bytes32,uint40)", f"revoke key {hexed(signer)} of {did}"
        if found is not None and found.revoked_at is not None:
            if not suspect_from or (found.suspect_from or found.revoked_at + 1) <= suspect_from:
                return
            signature, doing = "declareSuspect(bytes32,bytes32,uint40)", f"suspect key {hexed(signer)} of {did}"
        call = encoded_call(signature, party_id(did), key_id, suspect_from)
        self._write([_Write(secret=admin_secret, call=call, doing=doing)], nonces)

    def delegate(self, delegations: Sequence[tuple[str, bytes, str]]) -> None:
        """Let each (did, admin secret, custodian did) party be signed for by the custodian."""
        nonces = self._quiet(secret for _, secret, _ in delegations)
        running = {pair for pair, found in self._snapshot().delegations.items() if found.until is None}
        wanted = {
            (party_id(did), party_id(custodian)): (did, secret, custodian) for did, secret, custodian in delegations
        }
        self._write(
            [
                _Write(
                    secret=secret,
                    call=encoded_call("delegate(bytes32,bytes32)", *pair),
                    doing=f"delegate from {did} to {custodian}",
                )
                for pair, (did, secret, custodian) in wanted.items()
                if pair not in running
            ],
            nonces,
        )

    def close(self) -> None:
        """Close the connections."""
        self._rpc.close()

    def _quiet(self, secrets: Iterable[bytes]) -> dict[bytes, int]:
        """The next nonce of each account, once nothing of it is pending."""
        accounts = {account_of(secret) for secret in secrets}
        return {account: wait_quiet(self._rpc, account, within_seconds=self._within_seconds) for account in accounts}

    def _snapshot(self) -> RegistrySnapshot:
        block = block_ref(members(self._rpc.block("latest"), "latest block"), "latest block")
        return read_registry(self._rpc, self._key_registry, block=block, first=self._first_block, dids=())

    def _write(self, writes: Sequence[_Write], nonces: dict[bytes, int]) -> None:
        """Send all, then wait for all. Raises ChainRefused naming the first that reverted; the others stay done."""
        if not writes:
            return
        chain_id, fees = self._rpc.chain_id(), present_fees(self._rpc)
        if self._expected_chain_id not in (None, chain_id):
            raise WrongChain(field="chain id", expected=str(self._expected_chain_id), found=str(chain_id))
        senders = [account_of(write.secret) for write in writes]
        needs = {sender: senders.count(sender) * _GAS * fees.most for sender in set(senders)}
        fund(self._rpc, needs, chain_id=chain_id, within_seconds=self._within_seconds)
        sent = []
        for sender, write in zip(senders, writes, strict=True):
            raw, transaction_hash = sign(
                write.secret,
                chain_id=chain_id,
                nonce=nonces[sender],
                to=self._key_registry,
                call=write.call,
                gas=_GAS,
                fees=fees,
            )
            self._rpc.send(raw)
            nonces[sender] += 1
            sent.append((transaction_hash, sender, write))
        for transaction_hash, sender, write in sent:
            if not wait_mined(self._rpc, transaction_hash, within_seconds=self._within_seconds).succeeded:
                raise ChainRefused(doing=write.doing, reason=self._why(sender, write))

    def _why(self, sender: bytes, write: _Write) -> str:
        asked = {"from": hexed(sender), "to": hexed(self._key_registry), "data": hexed(write.call)}
        answer = self._rpc.ask("eth_call", asked, "latest")
        return (
            getattr(answer.as_error(write.doing), "reason", "reverted") if isinstance(answer, Refusal) else "reverted"
        )
