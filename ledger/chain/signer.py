"""Who signs transactions: a secret in this process, or a remote signer that keeps it (eth_signTransaction).

Only EIP-1559 transactions are signed. `fields` are those of eth-account: type 2, chainId, nonce, value, data (bytes),
gas, maxFeePerGas, maxPriorityFeePerGas and, unless a contract is created, to (20 bytes). What a remote signer gives
back is sent only if it is, byte for byte, the transaction asked for, signed by the account asked for.
"""

from collections.abc import Mapping
from typing import Protocol, cast

import rlp

from ledger.chain.answers import hexed
from ledger.chain.json_post import NoAnswer, post_json, read_address
from ledger.chain.published_keys import refuse_published_account
from ledger.errors import BadSetting, SignatureMalformed, SignerAway
from ledger.proof.typed_data import account_of, keccak, recover_signer

_TYPE = b"\x02"
_NO_SUCH_METHOD = -32601
_ORDER = ("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "to", "value", "data")


class TransactionSigner(Protocol):
    """The key of one account, wherever it lies."""

    @property
    def account(self) -> bytes:
        """The 20-byte account that pays and signs."""
        ...

    def sign(self, fields: Mapping[str, object]) -> tuple[bytes, bytes]:
        """Give (raw transaction, its hash). Nothing is sent. Raises SignerAway, BadSetting for a published key."""
        ...


class LocalSigner:
    """A secret that this process holds in memory."""

    __slots__ = ("_account", "_secret")

    def __init__(self, secret: bytes) -> None:
        """Take a 32-byte secp256k1 secret. Raises Malformed if it is not one."""
        self._account, self._secret = account_of(secret), secret

    @property
    def account(self) -> bytes:
        """The account of the secret."""
        return self._account

    def sign(self, fields: Mapping[str, object]) -> tuple[bytes, bytes]:
        """Give (raw transaction, its hash)."""
        from ledger.proof.accounts import accounts

        refuse_published_account(self._account, chain_id=_integer(fields, "chainId"))
        signed = accounts().sign_transaction(dict(fields), self._secret)
        return bytes(signed.raw_transaction), bytes(signed.hash)


class RemoteSigner:
    """An account whose key another program keeps (Web3Signer, Clef, a node). Safe to share between threads."""

    def __init__(self, *, url: str, account: bytes, timeout_seconds: float = 10.0) -> None:
        """Remember where it is; nothing is asked. Raises BadSetting for a URL that is not one."""
        self._asked = _Asked(url, timeout_seconds)
        self._account = account

    @property
    def account(self) -> bytes:
        """The account that it was told to sign for."""
        return self._account

    def sign(self, fields: Mapping[str, object]) -> tuple[bytes, bytes]:
        """Give (raw transaction, its hash), checked against what was asked for.

        Raises SignerAway where no answer came, or another one than exactly this transaction of this account.
        """
        refuse_published_account(self._account, chain_id=_integer(fields, "chainId"))
        unsigned = _unsigned(fields)
        answer = self._asked.result("eth_signTransaction", "account_signTransaction", _wanted(fields, self._account))
        raw = self._asked.octets(answer.get("raw") if isinstance(answer, dict) else answer)
        try:
            _require_signed(raw, unsigned, self._account)
        except _NotAsWanted as fault:
            raise self._asked.away(str(fault)) from fault
        return raw, keccak(raw)


def remote_accounts(url: str, *, timeout_seconds: float = 10.0) -> tuple[bytes, ...]:
    """Give the accounts that the remote signer says it signs for. Raises SignerAway, BadSetting."""
    asked = _Asked(url, timeout_seconds)
    answer = asked.result("eth_accounts", "account_list")
    if not isinstance(answer, list):
        raise asked.away("its list of accounts is not one")
    found = tuple(asked.octets(each) for each in answer)
    if any(len(each) != 20 for each in found):
        raise asked.away("its list of accounts is not one")
    return found


class _Asked:
    """The remote signer's end of the line."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        try:
            self._address = read_address(url)
        except ValueError as error:
            mend = "use http://HOST:PORT or https://HOST/PATH"
            raise BadSetting(setting="TIERLIGHT_WRITER_SIGNER_URL", reason=str(error), mend=mend) from None
        self._timeout_seconds = timeout_seconds

    def result(self, method: str, other_method: str, *params: object) -> object:
        """Give the JSON-RPC result; Clef knows the other name only. Raises SignerAway for anything else."""
        answer = self._answer(method, params)
        if (_error_of(answer) or {}).get("code") == _NO_SUCH_METHOD:
            answer = self._answer(other_method, params)
        if (error := _error_of(answer)) is not None:
            raise self.away(f"it answered {error.get('code')}: {str(error.get('message'))[:300]}")
        if answer.get("result") is None:
            raise self.away("its answer is not JSON-RPC")
        return answer["result"]

    def octets(self, value: object) -> bytes:
        """Give the bytes of 0x hex. Raises SignerAway."""
        if isinstance(value, str) and value.startswith("0x"):
            try:
                return bytes.fromhex(value[2:])
            except ValueError:
                pass
        raise self.away("its answer is not hexadecimal bytes")

    def away(self, reason: str) -> SignerAway:
        """Build the error, with whatever the URL keeps secret taken out."""
        for secret in self._address.secrets:
            reason = reason.replace(secret, "…")
        return SignerAway(signer=self._address.shown, reason=reason)

    def _answer(self, method: str, params: tuple[object, ...]) -> dict[str, object]:
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        try:
            answer = post_json(self._address, question, within_seconds=self._timeout_seconds)
        except NoAnswer as error:
            raise self.away(str(error)) from None
        if not isinstance(answer, dict):
            raise self.away("its answer is not JSON-RPC")
        return answer


class _NotAsWanted(Exception):
    """What came back is not the transaction asked for."""


def _error_of(answer: dict[str, object]) -> dict[str, object] | None:
    error = answer.get("error")
    if error is None:
        return None
    return error if isinstance(error, dict) else {"code": 0, "message": str(error)}


def _integer(fields: Mapping[str, object], name: str) -> int:
    return cast(int, fields[name])


def _wanted(fields: Mapping[str, object], account: bytes) -> dict[str, str]:
    """The request; the fees make it type 2, which some signers take no field for."""
    asked = {"from": account, **{name: fields[name] for name in _ORDER if name in fields}}
    return {name: hexed(value) if isinstance(value, bytes) else hex(cast(int, value)) for name, value in asked.items()}


def _unsigned(fields: Mapping[str, object]) -> list[object]:
    """The nine items that are signed (EIP-1559); the last is the empty access list."""
    return [*(fields.get(name, b"") for name in _ORDER), []]


def _require_signed(raw: bytes, unsigned: list[object], account: bytes) -> None:
    if raw[:1] != _TYPE:
        raise _NotAsWanted("it signed a transaction of another type")
    try:
        found = rlp.decode(raw[1:], strict=True)
    except (rlp.exceptions.RLPException, TypeError, RecursionError) as error:
        raise _NotAsWanted("what it signed cannot be read") from error
    if not isinstance(found, list) or len(found) != 12 or not all(isinstance(part, bytes) for part in found[9:]):
        raise _NotAsWanted("what it signed is no transaction of type 2")
    asked = rlp.decode(rlp.encode(unsigned))
    for name, wanted, given in zip((*_ORDER, "accessList"), asked, found, strict=False):
        if wanted != given:
            raise _NotAsWanted(f"it signed another transaction: {name} is not the one asked for")
    parity, r, s = (int.from_bytes(part, "big") for part in found[9:])
    if _TYPE + rlp.encode([*unsigned, parity, r, s]) != raw:
        raise _NotAsWanted("what it signed is not encoded in the one canonical way")
    if _signer_of(keccak(_TYPE + rlp.encode(unsigned)), parity, r, s) != account:
        raise _NotAsWanted("it signed with another account")


def _signer_of(digest: bytes, parity: int, r: int, s: int) -> bytes:
    if parity not in (0, 1) or max(r, s) >= 1 << 256:
        raise _NotAsWanted("its signature is out of range")
    try:
        return recover_signer(digest, r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes((27 + parity,)))
    except SignatureMalformed as error:
        raise _NotAsWanted(f"its signature is malformed: {error.reason}") from error
