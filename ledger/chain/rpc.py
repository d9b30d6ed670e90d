"""One JSON-RPC endpoint, asked once per question: web3's HTTP provider with every convenience that lies switched off.

No retries (a broadcast that was retried is reported as a failure although it arrived), no CCIP reads (a contract could
name any URL for us to fetch), no redirects (they would deliver a broadcast twice), no ENS. Every exception of web3,
requests or the JSON parser becomes ChainAway: after a send that means "fate unknown", never "failed".
An answer has its timeout for each silence and three times that for all of it, however it trickles. NOT bounded: its
size within that time, and the lookup of the host's name.
"""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ledger.chain.answers import members, quantity
from ledger.chain.revert import revert_reason
from ledger.errors import BadSetting, ChainAway, ChainRefused, LedgerError, Malformed, NoGasMoney, StateGone, WrongChain

if TYPE_CHECKING:
    from ledger.chain.provider import StrictProvider

_REVERT_CODE = 3  # what nodes answer when a call reverts
_ANSWER_TIMEOUTS = 3  # the time for all of an answer, in timeouts of one silence
_TOO_MANY = 429
_BUSY_CODES = {-32005, -32097, 429}  # "limit exceeded" of common providers
_BUSY = re.compile(r"limit|too many|capacity|busy|timeout|timed out|try again|temporar|overload")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_FAILED_CALLS = ("out of gas", "outofgas", "opcode", "stack underflow", "stack overflow", "invalid jump")
_KNOWN_ALREADY = ("already known", "already imported", "nonce too low")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A JSON-RPC error object: the node understood, and said no. `payload` is what a revert carried."""

    code: int
    message: str
    payload: str | None

    def as_error(self, doing: str) -> LedgerError:
        """Give ChainRefused for a revert, and ChainAway for everything else that a node may say."""
        if self.is_revert:
            return ChainRefused(doing=doing, reason=revert_reason(self.payload) or self.message)
        return ChainAway(doing=doing, reason=self._told)

    def as_gone(self, doing: str) -> ChainAway:
        """Give StateGone for a node that will not answer this about an old block, ChainAway for one that is busy.

        Nodes have no common code for lost state, and a lost state must not hold anchoring up for ever: so what does not
        sound like "later" counts as lost.
        """
        is_busy = self.code in _BUSY_CODES or _BUSY.search(self.message.lower()) is not None
        return (ChainAway if is_busy else StateGone)(doing=doing, reason=self._told)

    @property
    def is_revert(self) -> bool:
        """Whether the contract, not the node, said no."""
        return self.code == _REVERT_CODE or "revert" in self.message.lower()

    @property
    def is_of_the_call(self) -> bool:
        """Whether the call itself failed in the machine: reverted, out of gas, or code that cannot run."""
        told = self.message.lower()
        return self.is_revert or any(words in told for words in _FAILED_CALLS)

    @property
    def _told(self) -> str:
        return f"the node answered {self.code}: {self.message[:300]}"


class Rpc:
    """A connection to `url`. Safe to share between threads; nothing is sent before the first question."""

    def __init__(self, url: str, *, timeout_seconds: float = 10.0) -> None:
        """Remember where it is. Raises BadSetting for a URL that is not http or https."""
        self._url, self._host, self._timeout_seconds = url, _host_of(url), timeout_seconds
        self._provider: StrictProvider | None = None
        self._building = Lock()
        self._secrets = _secrets_of(url)

    @property
    def host(self) -> str:
        """The host that answers, without the path, which may hold an access key."""
        return self._host

    def ask(self, method: str, *params: object) -> object:
        """Give the result, or the node's Refusal as a value. Raises ChainAway when no usable answer came."""
        self._knock(method)
        from ledger.chain.provider import FAILURES, RPCEndpoint

        try:
            answer: object = self._connected().make_request(RPCEndpoint(method), list(params))
        except FAILURES as error:
            raise ChainAway(doing=method, reason=self._told(error)) from error
        if not isinstance(answer, dict) or ("result" in answer) == (answer.get("error") is not None):
            raise ChainAway(doing=method, reason="the answer is not JSON-RPC")
        return answer["result"] if "result" in answer else _refusal(answer["error"], self._secrets)

    def _knock(self, method: str) -> None:
        """Raise ChainAway where nothing listens on this machine: that is known without web3, whose import takes a
        second, and a stopped local chain is what most questions of an auditor meet."""
        if self._provider is not None or self._host not in _LOOPBACK:
            return
        parts = urlsplit(self._url)
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            socket.create_connection((self._host, port), self._timeout_seconds).close()
        except (OSError, ValueError) as error:
            raise ChainAway(doing=method, reason=f"no connection to {self._host}") from error

    def _connected(self) -> "StrictProvider":
        """Give the provider, made at the first question: many runs ask nothing."""
        from ledger.chain.provider import StrictProvider

        with self._building:
            if self._provider is None:
                self._provider = StrictProvider(
                    self._url,
                    timeout_seconds=self._timeout_seconds,
                    answer_seconds=_ANSWER_TIMEOUTS * self._timeout_seconds,
                    uses_proxies=self._host not in _LOOPBACK,  # a proxy is not on the way to this machine
                )
            return self._provider

    def call(self, method: str, *params: object) -> object:
        """Give the result. Raises ChainAway, and ChainRefused for a revert."""
        answer = self.ask(method, *params)
        if isinstance(answer, Refusal):
            raise answer.as_error(method)
        return answer

    def block(self, which: str) -> Mapping[str, object] | None:
        """Give the block object by number or tag, without transactions; None where there is none."""
        found = self.call("eth_getBlockByNumber", which, False)
        return None if found is None else members(found, f"block {which}")

    def chain_id(self) -> int:
        """Give what the endpoint says it is."""
        return quantity(self.call("eth_chainId"), "eth_chainId")

    def send(self, raw_transaction: bytes) -> None:
        """Hand over a raw transaction once. That the node knows it, or a later one, counts as sent: fate unknown.

        Raises NoGasMoney for an account that cannot pay, WrongChain for another chain, ChainAway for all else.
        """
        answer = self.ask("eth_sendRawTransaction", "0x" + raw_transaction.hex())
        if not isinstance(answer, Refusal):
            return
        message = answer.message.lower()
        if any(known in message for known in _KNOWN_ALREADY):
            return
        if "insufficient funds" in message:
            raise self._no_gas_money(raw_transaction)
        if "invalid chain id" in message:
            raise WrongChain(field="chain id", expected="the one signed for", found=answer.message)
        raise ChainAway(doing="send", reason=f"the node answered {answer.code}: {answer.message[:300]}")

    def balance(self, account: bytes) -> int:
        """Give what the account has, in wei, in the newest block."""
        return quantity(self.call("eth_getBalance", "0x" + account.hex(), "latest"), "eth_getBalance")

    def _no_gas_money(self, raw_transaction: bytes) -> LedgerError:
        from ledger.chain.raw_transaction import payer_of, read_raw

        try:
            account, needs = payer_of(raw_transaction), read_raw(raw_transaction).costs_at_most
        except Malformed as error:
            return ChainAway(doing="send", reason=f"the account cannot pay, and the transaction {error.reason}")
        return NoGasMoney(account=account, needs_wei=needs, has_wei=self.balance(account))

    def close(self) -> None:
        """Close the connections."""
        if self._provider is not None:
            self._provider.close()

    def _told(self, error: BaseException) -> str:
        """Say what went wrong without the path of the URL, which may hold an access key."""
        import requests

        match error:
            case requests.Timeout():
                return f"{self._host} did not answer, or not all of it, in time ({self._timeout_seconds:g} s a silence)"
            case requests.HTTPError() if error.response is not None and error.response.status_code == _TOO_MANY:
                return f"{self._host} has had too many questions (HTTP status {_TOO_MANY})"
            case requests.HTTPError() if error.response is not None:
                return f"{self._host} answered with HTTP status {error.response.status_code}"
            case OSError():
                return f"no connection to {self._host}, or it was cut ({type(error).__name__})"
            case _:
                return f"{self._host} answered with something that is not JSON-RPC"


def _refusal(error: object, secrets: tuple[str, ...]) -> Refusal:
    told = members(error, "error")
    code, payload, message = told.get("code"), told.get("data"), str(told.get("message", ""))
    for secret in secrets:
        message = message.replace(secret, "…")
    return Refusal(
        code=code if isinstance(code, int) else 0,
        message=message,
        payload=payload if isinstance(payload, str) else None,
    )


def _secrets_of(url: str) -> tuple[str, ...]:
    """The parts of a URL that may be an access key, longest first: a node that repeats them must not be repeated."""
    parts = urlsplit(url)
    found = {*parts.path.split("/"), *re.split("[&=]", parts.query), parts.username or "", parts.password or ""}
    return tuple(sorted((each for each in found if len(each) > 3), key=len, reverse=True))


def _host_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting(setting="chain URL", reason="is not an http or https address", mend="use http://HOST:PORT")
    return parts.hostname
