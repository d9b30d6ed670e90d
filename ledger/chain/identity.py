"""Is this the chain, and is this the code, that the ledger was deployed to?"""

from ledger.chain.answers import block_ref, hexed, octets
from ledger.chain.rpc import Rpc
from ledger.errors import ChainAway, WrongChain
from ledger.model.deployment import Deployment
from ledger.proof.typed_data import keccak


def check_identity(rpc: Rpc, deployment: Deployment) -> None:
    """Return when chain id, genesis hash and the code of both contracts are those of the deployment."""
    _same("chain id", deployment.domain.chain_id, rpc.chain_id())
    _same("genesis block", deployment.genesis_hash, genesis_hash(rpc))
    expected = (
        ("AnchorLog", deployment.domain.verifying_contract, deployment.anchor_log_code_hash),
        ("KeyRegistry", deployment.key_registry, deployment.key_registry_code_hash),
    )
    for name, address, code_hash in expected:
        _same(f"{name} code at {hexed(address)}", code_hash, keccak(code_at(rpc, address)))


def genesis_hash(rpc: Rpc) -> bytes:
    """Give the hash of block 0. Raises ChainAway for a node that has none."""
    block = rpc.block("0x0")
    if block is None:
        raise ChainAway(doing="read the genesis block", reason="the node does not have it")
    return block_ref(block, "genesis block").block_hash


def code_at(rpc: Rpc, address: bytes) -> bytes:
    """Give the code at an address in the newest block; empty where there is none."""
    return octets(rpc.call("eth_getCode", hexed(address), "latest"), "eth_getCode")


def _same(field: str, expected: int | bytes, found: int | bytes) -> None:
    if expected != found:
        raise WrongChain(field=field, expected=_shown(expected), found=_shown(found))


def _shown(value: int | bytes) -> str:
    return hexed(value) if isinstance(value, bytes) else str(value)
