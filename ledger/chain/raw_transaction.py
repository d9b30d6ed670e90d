"""One of our own raw transactions, read back: who pays, what it may cost, what it does."""

from dataclasses import dataclass

import rlp

from ledger.errors import Malformed

_TYPE = 2  # EIP-1559
_FIELDS = ("chainId", "nonce", "tip", "most", "gas", "to", "value", "call", "accessList", "v", "r", "s")


@dataclass(frozen=True, slots=True)
class RawTransaction:
    """A signed transaction of type 2. Fees are wei per gas; `to` is 20 bytes, empty where a contract is made."""

    chain_id: int
    nonce: int
    tip: int
    most: int
    gas: int
    to: bytes
    value: int
    call: bytes

    @property
    def costs_at_most(self) -> int:
        """Wei that the account must have for a node to take it."""
        return self.gas * self.most + self.value


def read_raw(raw: bytes) -> RawTransaction:
    """Give what a raw transaction of type 2 says. Raises Malformed. Does not check its signature."""
    if raw[:1] != bytes([_TYPE]):
        raise _malformed("is not of type 2")
    try:
        fields = rlp.decode(raw[1:])
    except (rlp.exceptions.RLPException, IndexError, RecursionError, TypeError, ValueError) as error:
        raise _malformed("is not RLP") from error
    match fields:
        case [chain, nonce, tip, most, gas, bytes(to), value, bytes(call), _, _, _, _]:
            return RawTransaction(
                chain_id=_number(chain),
                nonce=_number(nonce),
                tip=_number(tip),
                most=_number(most),
                gas=_number(gas),
                to=to,
                value=_number(value),
                call=call,
            )
    raise _malformed(f"does not have the fields {', '.join(_FIELDS)}")


def payer_of(raw: bytes) -> bytes:
    """Give the account (20 bytes) that signed a raw transaction. Raises Malformed."""
    from ledger.proof.accounts import accounts

    try:
        return bytes.fromhex(str(accounts().recover_transaction(raw))[2:])
    except (ValueError, TypeError) as error:
        raise _malformed("names no account") from error


def _number(field: object) -> int:
    if not isinstance(field, bytes) or len(field) > 32:
        raise _malformed("has a number that is none")
    return int.from_bytes(field, "big")


def _malformed(reason: str) -> Malformed:
    return Malformed(field="raw transaction", reason=reason, mend="nothing was sent; run `tierlight fsck`")
