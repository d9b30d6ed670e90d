"""What can be ordered of KeyRegistry, and the EIP-712 digest that an authority signs so that anyone may send it.

The types are those of IKeyRegistry: each verb's arguments, then authority, nonce and deadline. A signature serves one
verb, one contract, one chain, one signer, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.errors import Malformed
from ledger.proof.typed_data import account_of, keccak, sign_digest

_NAME, _VERSION = "Tierlight KeyRegistry", "1"
_DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_DIGEST_BYTES = 32
_NO_ORDER = "is no order of a key registry"
_PREPARE_ANEW = "prepare it anew"
_TAIL = (("bytes", "authority"), ("uint256", "nonce"), ("uint40", "deadline"))
_VERBS = {
    "registerParty": "bytes32 partyId,bytes admin,uint16 roles",
    "setRoles": "bytes32 partyId,uint16 roles",
    "nominateRegistrar": "address nominee",
    "addKey": "bytes32 partyId,bytes signer,uint8 keyType,bytes32 rpIdHash,uint40 validFrom",
    "revokeKey": "bytes32 partyId,bytes32 keyId,uint40 suspectFrom",
    "declareSuspect": "bytes32 partyId,bytes32 keyId,uint40 suspectFrom",
    "delegate": "bytes32 partyId,bytes32 custodianPartyId",
    "undelegate": "bytes32 partyId,bytes32 custodianPartyId",
    "changeAdmins": "bytes32 partyId,bytes added,bytes32 removed,uint16 quorum",
    "proposeRecovery": "bytes32 partyId,bytes newAdmin",
    "cancelRecovery": "bytes32 partyId",
    "cancelNonce": "uint256 cancelled",
}


@dataclass(frozen=True, slots=True)
class Registry:
    """One KeyRegistry: chain id and address (20 bytes)."""

    chain_id: int
    address: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """One change: the verb as the contract names it, and its arguments (bytes and integers) without the authority."""

    verb: str
    arguments: tuple[bytes | int, ...]

    @property
    def members(self) -> tuple[tuple[str, str], ...]:
        """Type and name of each argument. Raises Malformed for a verb that there is not, or another number of them."""
        declared = _VERBS.get(self.verb)
        if declared is None:
            raise Malformed(field="verb", reason=f"{self.verb} is none", mend=f"use one of {', '.join(_VERBS)}")
        pairs = [member.split(" ") for member in declared.split(",")]
        if len(pairs) != len(self.arguments):
            raise Malformed(field="arguments", reason=f"are {len(self.arguments)}", mend=f"give {declared}")
        return tuple((kind, name) for kind, name in pairs)


@dataclass(frozen=True, slots=True)
class Authorization:
    """Who orders it. All empty: whoever sends the transaction. Else `signature` by `signer` (ERC-7913 bytes)."""

    signer: bytes = b""
    nonce: int = 0
    deadline: int = 0
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class UnsignedOrder:
    """An order as `authority` (ERC-7913 bytes) is to sign it: once, until `deadline` (block seconds, inclusive)."""

    order: Order
    registry: Registry
    authority: bytes
    nonce: int
    deadline: int

    @property
    def digest(self) -> bytes:
        """The 32-byte EIP-712 digest: what a wallet signs, and what a passkey takes as its challenge."""
        struct = b"".join(_word(kind, value) for kind, _, value in self._values())
        return keccak(b"\x19\x01" + _separator(self.registry) + keccak(keccak(self._type().encode()) + struct))

    def document(self) -> dict[str, object]:
        """Give what a wallet needs for eth_signTypedData_v4, so that it signs exactly `digest`."""
        return {
            "types": {
                "EIP712Domain": _declared(_DOMAIN_TYPE),
                self._struct(): [{"name": name, "type": kind} for kind, name, _ in self._values()],
            },
            "primaryType": self._struct(),
            "domain": {
                "name": _NAME,
                "version": _VERSION,
                "chainId": self.registry.chain_id,
                "verifyingContract": "0x" + self.registry.address.hex(),
            },
            "message": {name: _told(kind, value) for kind, name, value in self._values()},
        }

    def signed(self, secret: bytes) -> Authorization:
        """Give the authorization by a secp256k1 secret. Raises Malformed where it is not the authority's."""
        if account_of(secret) != self.authority:
            raise Malformed(field="secret", reason="is not the authority's", mend="sign with the key that is named")
        return self.with_signature(sign_digest(self.digest, secret))

    def with_signature(self, signature: bytes) -> Authorization:
        """Give the authorization with a signature made elsewhere. The registry checks it, not this."""
        return Authorization(self.authority, self.nonce, self.deadline, signature)

    def _values(self) -> tuple[tuple[str, str, bytes | int], ...]:
        given = zip((*self.order.members, *_TAIL), (*self.order.arguments, *self._tail()), strict=True)
        return tuple((kind, name, value) for (kind, name), value in given)

    def _tail(self) -> tuple[bytes | int, ...]:
        return self.authority, self.nonce, self.deadline

    def _struct(self) -> str:
        return self.order.verb[0].upper() + self.order.verb[1:]

    def _type(self) -> str:
        return f"{self._struct()}({','.join(f'{kind} {name}' for kind, name, _ in self._values())})"


def read_order(document: Mapping[str, Any]) -> UnsignedOrder:
    """Give the order whose `document()` this is, word for word. Raises Malformed for any other."""
    try:
        struct, domain, message = document["primaryType"], document["domain"], document["message"]
        verb = struct[0].lower() + struct[1:]
        members = [member.split(" ") for member in _VERBS[verb].split(",")]
        order = Order(verb, tuple(_heard(kind, message[name]) for kind, name in members))
        found = UnsignedOrder(
            order,
            Registry(domain["chainId"], bytes.fromhex(domain["verifyingContract"][2:])),
            bytes.fromhex(message["authority"][2:]),
            int(message["nonce"]),
            message["deadline"],
        )
        is_same = found.document() == document and len(found.digest) == _DIGEST_BYTES
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise Malformed(field="order", reason=_NO_ORDER, mend=_PREPARE_ANEW) from error
    if not is_same:
        raise Malformed(field="order", reason="was changed after it was prepared", mend=_PREPARE_ANEW)
    return found


def function_of(order: Order) -> str:
    """Give the function signature by which the order is sent, authorization included."""
    by = "(bytes,uint256,uint40,bytes)" + ("[]" if order.verb == "changeAdmins" else "")
    return f"{order.verb}({','.join((*(kind for kind, _ in order.members), by))})"


def _separator(registry: Registry) -> bytes:
    return keccak(
        keccak(_DOMAIN_TYPE.encode())
        + keccak(_NAME.encode())
        + keccak(_VERSION.encode())
        + registry.chain_id.to_bytes(32, "big")
        + registry.address.rjust(32, b"\0")
    )


def _word(kind: str, value: bytes | int) -> bytes:
    """One member as EIP-712 encodes it. Raises Malformed for a value that its type cannot hold."""
    match kind, value:
        case "bytes", bytes():
            return keccak(value)
        case "bytes32", bytes() if len(value) == 32:
            return value
        case "address", bytes() if len(value) == 20:
            return value.rjust(32, b"\0")
        case _, int() if kind.startswith("uint") and 0 <= value < 1 << int(kind[4:]):
            return value.to_bytes(32, "big")
    raise Malformed(field=kind, reason="cannot hold this value", mend="give bytes of its length, or a number in range")


def _told(kind: str, value: bytes | int) -> str | int:
    """A member in a wallet's JSON: a 256-bit number as decimal text, since many readers round what is over 2^53."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return str(value) if kind == "uint256" else value


def _heard(kind: str, told: str | int) -> bytes | int:
    return int(told) if kind.startswith("uint") else bytes.fromhex(str(told)[2:])


def _declared(encoded_type: str) -> list[dict[str, str]]:
    inside = encoded_type[encoded_type.index("(") + 1 : -1]
    return [{"name": name, "type": kind} for kind, name in (member.split(" ") for member in inside.split(","))]
