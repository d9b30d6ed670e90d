"""Is this the chain, and is this the code, that the ledger was deployed to?"""

from ledger.chain.answers import block_ref, hexed, octets
from ledger.chain.rpc import Rpc
from ledger.errors import ChainAway, WrongChain
from ledger.model.deployment import Deployment
from ledger.proof.typed_data import keccak


def check_identity(rpc: Rpc, deployment: Deployment) -> None:
    """Return when chain id, genesis hash and the code of every contract are those of the deployment."""
    _same("chain id", deployment.place.chain_id, rpc.chain_id())
    _same("genesis block", deployment.genesis_hash, genesis_hash(rpc))
    for address, code_hash in deployment.code_hashes.items():
        _same(f"code at {hexed(address)}", code_hash, keccak(code_at(rpc, address)))


def is_of_chain(url: str, deployment: Deployment) -> bool:
    """Say whether the chain behind `url` has the chain id and the genesis block of the deployment. Raises ChainAway."""
    rpc = Rpc(url)
    try:
        same_id = rpc.chain_id() == deployment.place.chain_id
        return same_id and genesis_hash(rpc) == deployment.genesis_hash
    finally:
        rpc.close()


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
