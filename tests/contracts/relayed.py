"""Typed data signed by an account that has no ether, so that somebody else sends it."""

from typing import Any

from brownie import chain
from eth_account import Account
from eth_account.messages import encode_typed_data

OWNER = Account.from_key("0x" + "0b" * 32)
DOMAIN = ("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address")


def signature(verifier: str, name: str, struct: str, members: list[tuple[str, str, Any]]) -> bytes:
    """OWNER's signature over one struct under the contract's own EIP-712 domain."""
    document = {
        "types": {
            "EIP712Domain": [{"name": field, "type": kind} for field, kind in DOMAIN],
            struct: [{"name": field, "type": kind} for kind, field, _ in members],
        },
        "primaryType": struct,
        "domain": {"name": name, "version": "1", "chainId": chain.id, "verifyingContract": verifier},
        "message": {field: value for _, field, value in members},
    }
    signed = OWNER.sign_message(encode_typed_data(full_message=document))
    return bytes(signed.signature)


def signed_order(
    registry: str, struct: str, members: list[tuple[str, str, Any]], *, nonce: int, deadline: int
) -> tuple[bytes, int, int, bytes]:
    """The Authorization of an order of KeyRegistry that OWNER has signed."""
    signer = bytes.fromhex(OWNER.address[2:])
    tail = [("bytes", "authority", signer), ("uint256", "nonce", nonce), ("uint40", "deadline", deadline)]
    signed = signature(registry, "Tierlight KeyRegistry", struct, [*members, *tail])
    return signer, nonce, deadline, signed
