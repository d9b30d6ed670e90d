"""A JSON-RPC endpoint that fails and lies in many ways, at the requests it was told to, and counts each time it did."""

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from random import Random
from typing import Any

from chain.faulty_node import FaultyNode, reply

from faults.forgery import FORGERIES
from faults.private_fork import PrivateFork

PATIENCE_SECONDS = 0.25  # how long the ledger under test waits for an answer
_LATE_SECONDS = 2 * PATIENCE_SECONDS
SEND = "eth_sendRawTransaction"
BLOCKS = ("eth_getBlockByNumber", "eth_getBlockByHash")


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to fail: at requests of these methods (all where empty)."""

    name: str
    methods: tuple[str, ...] = ()

    def is_for(self, method: str) -> bool:
        return not self.methods or method in self.methods


SILENT = (
    Kind("request dropped"),
    Kind("send dropped", (SEND,)),
    Kind("reply dropped after delivery"),
    Kind("reply to a send dropped", (SEND,)),
    Kind("delay past the timeout"),
    Kind("late delivery of a send", (SEND,)),
    Kind("hang"),
    Kind("reset"),
)
GARBLED = (
    Kind("429"),
    Kind("502 HTML"),
    Kind("200 HTML"),
    Kind("truncated JSON"),
    Kind("body cut short"),
    Kind("error object"),
    Kind("null result"),
)
LYING = (
    Kind("duplicate delivery", (SEND,)),
    Kind("already known, though dropped", (SEND,)),
    Kind("accepted, though dropped, and a forged event", (SEND,)),
    Kind("stale head", ("eth_getBlockByNumber", "eth_blockNumber", "eth_getTransactionCount")),
    Kind("wrong chain id", ("eth_chainId",)),
    Kind("forged event root", ("eth_getLogs",)),
    Kind("events left out", ("eth_getLogs",)),
    Kind("forged proof", ("eth_getProof",)),
    Kind("forged header", BLOCKS),
    Kind("nonce from the future", ("eth_getTransactionCount",)),
    Kind("private fork"),
)
KINDS = (*SILENT, *GARBLED, *LYING)


@dataclass(slots=True)
class Storm:
    """A fault that is over after some requests: `spare` matching ones pass, then `times` of them fail."""

    kind: Kind
    spare: int
    times: int
    has_fired: int = 0

    def takes(self, method: str) -> bool:
        if not self.kind.is_for(method) or self.has_fired >= self.times:
            return False
        if self.spare > 0:
            self.spare -= 1
            return False
        self.has_fired += 1
        return True


class Liar(FaultyNode):
    """Forwards to `upstream`; `storm` says what fails; `at_request` is done once before that request is answered."""

    def __init__(self, upstream: str, random: Random) -> None:
        super().__init__(upstream)
        self.random = random
        self.storm: Storm | None = None
        self.swallowed: bytes | None = None  # a raw transaction that was "accepted", for forged events
        self.fork: PrivateFork | None = None
        self.asked = 0
        self.at_request: tuple[int, Callable[[], None]] | None = None
        self._lock = threading.Lock()

    def answer(self, to: BaseHTTPRequestHandler, body: bytes) -> None:
        request = json.loads(body)
        method = request["method"]
        with self._lock:
            self.received[method] += 1
            self.asked += 1
            if self.at_request is not None and self.asked >= self.at_request[0]:
                (_, act), self.at_request = self.at_request, None
                act()
            storm = self.storm
            is_hit = storm is not None and storm.takes(method)
            self.fired[method] += is_hit
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who asked has given up
            if storm is not None and is_hit:
                self._strike(storm.kind.name, to, body, request)
            else:
                reply(to, self._honest(body, request))

    def end_storm(self) -> None:
        """From now on the endpoint tells the truth."""
        self.storm = self.swallowed = None
        if self.fork is not None:
            self.fork.end()
            self.fork = None

    def _on_fork(self, body: bytes) -> bytes:
        if self.fork is None:
            self.fork = PrivateFork(of=self.upstream)
        return self.fork.answer(body)

    def _honest(self, body: bytes, request: dict[str, Any]) -> bytes:
        """What the node says, and the forged event of a swallowed transaction where it was told of one."""
        if self.swallowed is not None and request["method"] == "eth_getLogs" and self.storm is not None:
            return self._forged("event of a swallowed send", body, request)
        return self.forward(body)

    def _strike(self, name: str, to: BaseHTTPRequestHandler, body: bytes, request: dict[str, Any]) -> None:
        match name:
            case "request dropped" | "send dropped":
                to.close_connection = True
            case "reply dropped after delivery" | "reply to a send dropped":
                self.forward(body)
                to.close_connection = True
            case "delay past the timeout" | "late delivery of a send":
                self.released.wait(_LATE_SECONDS)
                reply(to, self.forward(body))
            case "hang":
                self.released.wait(_LATE_SECONDS)
                to.close_connection = True
            case "reset":
                reset(to)
            case "429":
                self.fail(to, "too many requests")
            case "502 HTML":
                self.fail(to, "bad gateway")
            case "200 HTML":
                self.fail(to, "html")
            case "truncated JSON":
                self._reply_part(to, self.forward(body))
            case "private fork":
                reply(to, self._on_fork(body))
            case "body cut short":
                self.forward(body)
                self.fail(to, "cut short")
            case _:
                reply(to, self._forged(name, body, request))

    def _reply_part(self, to: BaseHTTPRequestHandler, whole: bytes) -> None:
        reply(to, whole[: self.random.randrange(1, len(whole))])

    def _forged(self, name: str, body: bytes, request: dict[str, Any]) -> bytes:
        return json.dumps(FORGERIES[name](self, body, request)).encode()

    def truth(self, body: bytes) -> dict[str, Any]:
        """The node's own answer."""
        told: dict[str, Any] = json.loads(self.forward(body))
        return told


def reset(to: BaseHTTPRequestHandler) -> None:
    """The connection ends with RST instead of FIN."""
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    to.close_connection = True
