"""Four mills with their keys, and what the chain's storage holds of them."""

from collections.abc import Sequence

from chain_builders import Ledger, a_secret, the_registrar
from wallets import Passkey

from ledger.chain.evm import EvmChain
from ledger.model.deployment import RegistrySnapshot
from ledger.model.log import BlockRef
from ledger.model.party import Role
from ledger.proof.orders import Order
from ledger.proof.state_proof import prove
from ledger.proof.typed_data import account_of, keccak, party_id

DIDS = [f"did:web:mill{number}.example" for number in range(4)]


def admin_secret(did: str) -> bytes:
    return a_secret(f"{did} admin")


def signer(did: str) -> bytes:
    return account_of(a_secret(f"{did} key"))


def registered(ledger: Ledger, dids: Sequence[str] = DIDS) -> None:
    the_registrar(ledger).register([(did, account_of(admin_secret(did)), Role.SUPPLIER) for did in dids])


def keyed(ledger: Ledger, dids: Sequence[str] = DIDS) -> None:
    registered(ledger, dids)
    the_registrar(ledger).add_keys([(did, admin_secret(did), signer(did)) for did in dids])


def ordered(ledger: Ledger, order: Order, *by: bytes) -> None:
    """Send an order that each of these secrets authorizes."""
    writer = the_registrar(ledger)
    writer.send_order(order, [writer.prepare(order, authority=account_of(each)).signed(each) for each in by])


def admins_order(did: str, *, added: bytes = b"", removed: bytes = b"", quorum: int) -> Order:
    return Order("changeAdmins", (party_id(did), added, keccak(removed) if removed else bytes(32), quorum))


def snapshot_now(chain: EvmChain, dids: Sequence[str] = DIDS) -> RegistrySnapshot:
    return chain.registry(block=chain.latest_block(), dids=dids)


def storage(chain: EvmChain, ledger: Ledger, block: BlockRef, slots: Sequence[bytes]) -> dict[bytes, int]:
    address = ledger.deployment.place.key_registry
    return prove(chain.state_proof(address, slots, block=block), expect_address=address).values


def a_passkey(ledger: Ledger, *, of: str = "phone") -> bytes:
    return ledger.deployment.passkey_verifier + Passkey(of).point
