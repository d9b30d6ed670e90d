"""What contract wallets (ERC-1271) say of signatures: asked at intake, and again in the anchor's block."""

from ledger.errors import ChainAway, ContractSaysNo, EndpointsDisagree, StateGone
from ledger.jobs.standing import chain_of, registry_of
from ledger.model.log import BlockRef
from ledger.model.party import KeyType
from ledger.model.statement import SignedStatement
from ledger.ports import Chain, World
from ledger.proof.signed import WalletCheck
from ledger.proof.typed_data import keccak

_TRIES = 3


def wallet_at_intake(world: World) -> WalletCheck:
    """Give the check that asks a wallet at the chain's newest block; it raises ChainAway where there is no chain."""

    def ask(account: bytes, digest: bytes, signature: bytes) -> None:
        chain = chain_of(world)
        block = chain.latest_block()
        if not chain.accepts_signature(account, digest, signature, block=block):
            raise ContractSaysNo(account=account, block_number=block.number)

    return ask


def wallet_answers(world: World, chain: Chain, previous_size: int, size: int, *, block: BlockRef) -> dict[bytes, bool]:
    """Give by record id what the wallets say at this block of the entries with previous_size <= index < size.

    Only of entries whose signer is registered as a wallet: of a batch without such a signer nothing is read or asked.
    A record whose wallet cannot be heard is left out, and no other for its sake: no wallet may hold up a head.
    """
    keys = registry_of(world).keys
    signers = {signer for signer, _ in world.store.signers_between(previous_size, size)}
    known = {signer: keys.get(keccak(signer)) for signer in signers}
    wallets = {signer for signer, key in known.items() if key is not None and key.key_type is KeyType.ERC1271}
    if not wallets:
        return {}
    entries = world.store.entries(first=previous_size, last=size)
    kept = (world.store.record(entry.record_id) for entry in entries)
    asked = [record.signed for record in kept if record is not None and record.signed.statement.signer in wallets]
    answers = {each.record_id: _heard(chain, each, block) for each in asked}
    return {record_id: answer for record_id, answer in answers.items() if answer is not None}


def _heard(chain: Chain, signed: SignedStatement, block: BlockRef) -> bool | None:
    """None where the state is gone, the endpoints disagree, or the node fails at this call again and again."""
    for _ in range(_TRIES):
        try:
            signer = signed.statement.signer
            return chain.accepts_signature(signer, signed.record_id, signed.signature, block=block)
        except (StateGone, EndpointsDisagree):
            return None
        except ChainAway:
            continue
    return None
