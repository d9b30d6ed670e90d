"""Orders of the key registry: the same digest as a wallet computes from the document, bound to all that it names."""

from dataclasses import replace
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from ledger.errors import Malformed
from ledger.proof.orders import Order, Registry, UnsignedOrder, function_of
from ledger.proof.typed_data import account_of, keccak, recover_signer

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = Registry(chain_id=31337, address=b"\xcd" * 20)
SECRET = b"\x05" * 32
WORD = b"\x77" * 32
ORDERS = (
    Order("registerParty", (WORD, b"\x01" * 20, 3)),
    Order("setRoles", (WORD, 64)),
    Order("nominateRegistrar", (b"\x09" * 20,)),
    Order("addKey", (WORD, b"\x02" * 84, 2, b"\x03" * 32, 0)),
    Order("revokeKey", (WORD, WORD, 1)),
    Order("declareSuspect", (WORD, WORD, (1 << 40) - 1)),
    Order("delegate", (WORD, bytes(32))),
    Order("undelegate", (WORD, bytes(32))),
    Order("changeAdmins", (WORD, b"", bytes(32), 2)),
    Order("proposeRecovery", (WORD, b"\x04" * 84)),
    Order("cancelRecovery", (WORD,)),
    Order("cancelNonce", ((1 << 256) - 1,)),
)


def unsigned(order: Order) -> UnsignedOrder:
    return UnsignedOrder(order, REGISTRY, account_of(SECRET), nonce=(1 << 255) + 7, deadline=1_800_000_000)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.verb)
def test_a_wallet_signs_the_same_digest(order: Order) -> None:
    asked = unsigned(order)
    given = asked.signed(SECRET)
    by_wallet = Account.sign_message(encode_typed_data(full_message=asked.document()), SECRET)
    assert bytes(by_wallet.signature) == given.signature
    assert recover_signer(asked.digest, given.signature) == given.signer == account_of(SECRET)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.verb)
def test_the_struct_is_the_one_that_the_contract_declares(order: Order) -> None:
    """Word for word in the Solidity source, which concatenates nothing."""
    source = (ROOT / "contracts" / "libraries" / "Orders.sol").read_text()
    struct = unsigned(order).document()["primaryType"]
    types = unsigned(order).document()["types"][struct]  # type: ignore[index]
    members = ",".join(f"{member['type']} {member['name']}" for member in types)
    assert f'"{struct}({members})"' in source


def test_every_part_of_an_order_changes_its_digest() -> None:
    asked = unsigned(ORDERS[3])
    others = [
        replace(asked, order=Order("revokeKey", (WORD, WORD, 0))),
        replace(asked, order=Order("addKey", (WORD, b"\x02" * 84, 2, b"\x03" * 32, 1))),
        replace(asked, registry=replace(REGISTRY, chain_id=1)),
        replace(asked, registry=replace(REGISTRY, address=b"\xce" * 20)),
        replace(asked, authority=b"\x01" * 20),
        replace(asked, nonce=asked.nonce + 1),
        replace(asked, deadline=asked.deadline + 1),
    ]
    assert len({asked.digest, *(other.digest for other in others)}) == len(others) + 1


def test_verbs_with_the_same_members_have_different_digests() -> None:
    delegate, undelegate = (unsigned(order) for order in ORDERS if order.verb.endswith("elegate"))
    assert delegate.digest != undelegate.digest


@pytest.mark.parametrize(
    "order",
    [
        Order("addKey", (WORD,)),
        Order("burnKey", (WORD,)),
        Order("setRoles", (WORD[:-1], 1)),
        Order("setRoles", (WORD, 1 << 16)),
        Order("setRoles", (WORD, -1)),
        Order("setRoles", (1, 1)),
    ],
)
def test_an_order_that_its_types_cannot_hold_is_refused(order: Order) -> None:
    with pytest.raises(Malformed):
        _ = unsigned(order).digest


def test_another_key_than_the_authoritys_signs_nothing() -> None:
    with pytest.raises(Malformed, match="authority"):
        unsigned(ORDERS[1]).signed(b"\x06" * 32)


def test_the_function_is_called_with_one_authorization_or_several() -> None:
    assert function_of(ORDERS[1]) == "setRoles(bytes32,uint16,(bytes,uint256,uint40,bytes))"
    assert function_of(ORDERS[8]).endswith("uint16,(bytes,uint256,uint40,bytes)[])")
    assert keccak(function_of(ORDERS[1]).encode())[:4] != keccak(function_of(ORDERS[8]).encode())[:4]
