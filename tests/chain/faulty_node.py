"""A JSON-RPC endpoint between us and a real anvil that fails as told, and counts what came and what fired."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.request import Request, urlopen

HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
LONGEST_HANG_SECONDS = 20.0
TRICKLE_SECONDS = 0.1


class FaultyNode:
    """Forwards to `upstream` except where a fault was set for the method. `received` and `fired` count by method."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.received: Counter[str] = Counter()
        self.fired: Counter[str] = Counter()
        self.spare: Counter[str] = Counter()  # how many calls of a method pass before its fault
        self.faults: dict[str, str | Callable[[Any], Any]] = {}
        self.refusals: dict[str, str] = {}  # method -> what it says instead of an answer
        self.forgotten: list[object] = []  # blocks whose state is lost, as eth_getProof names them
        self.refuses_block_hashes = False
        self.widest_range: int | None = None
        self.behind = 0  # how many of the newest blocks it has not got
        self.released = threading.Event()
        node = self

        class Endpoint(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                node.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> "FaultyNode":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, to: BaseHTTPRequestHandler, body: bytes) -> None:
        method = json.loads(body)["method"]
        self.received[method] += 1
        fault = self.faults.get(method, self.faults.get("*"))
        if self.refuses(method, json.loads(body)["params"]):
            self.fired[method] += 1
            reply(to, b'{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"invalid argument"}}')
            return
        if method == "eth_getProof" and json.loads(body)["params"][2] in self.forgotten:
            self.fired[method] += 1
            reply(to, b'{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"missing trie node"}}')
            return
        if self.behind and method == "eth_getBlockByNumber":
            self.fired["behind"] += 1
            reply(to, self.forward_from_behind(json.loads(body)))
            return
        if (fault is None and method not in self.refusals) or self.received[method] <= self.spare[method]:
            reply(to, self.forward(body))
            return
        self.fired[method] += 1
        if method in self.refusals:
            error = {"code": -32000, "message": self.refusals[method]}
            reply(to, json.dumps({"jsonrpc": "2.0", "id": 1, "error": error}).encode())
            return
        if callable(fault):
            answer = json.loads(self.forward(body))
            answer["result"] = fault(answer.get("result"))
            reply(to, json.dumps(answer).encode())
            return
        if fault.startswith("deliver, "):
            self.forward(body)
            fault = fault.removeprefix("deliver, ")
        self.fail(to, fault)

    def forget_state(self, number: int, block_hash: bytes) -> None:
        """Of this block only; the newest state may be asked for as often as anvil is late with it."""
        self.forgotten += [{"blockHash": "0x" + block_hash.hex()}, hex(number)]

    def refuses(self, method: str, params: list[Any]) -> bool:
        if method == "eth_getLogs" and self.widest_range is not None:
            first, last = (int(params[0][end], 16) for end in ("fromBlock", "toBlock"))
            return last - first >= self.widest_range
        return self.refuses_block_hashes and any(isinstance(part, dict) and "blockHash" in part for part in params)

    def forward_from_behind(self, question: dict[str, Any]) -> bytes:
        newest = json.loads(self.forward(json.dumps({**question, "params": ["latest", False]}).encode()))
        limit = max(0, int(newest["result"]["number"], 16) - self.behind)
        wanted = question["params"][0]
        number = {"latest": limit, "finalized": max(0, limit - 2)}.get(wanted)
        if number is None:
            number = int(wanted, 16)
        if number > limit:
            return json.dumps({**newest, "result": None}).encode()
        return self.forward(json.dumps({**question, "params": [hex(number), False]}).encode())

    def fail(self, to: BaseHTTPRequestHandler, fault: str) -> None:
        match fault:
            case "hang":
                self.released.wait(LONGEST_HANG_SECONDS)
                to.close_connection = True
            case "trickle" | "trickling headers":
                trickle(to, self.released, headers_too=fault != "trickle")
            case "cut":
                to.close_connection = True
            case "html":
                reply(to, HTML, kind="text/html")
            case "bad gateway":
                reply(to, HTML, status=502, kind="text/html")
            case "too many requests":
                reply(to, b"", status=429)
            case "truncated json":
                reply(to, b'{"jsonrpc":"2.0","id":1,"resu')
            case "cut short":
                reply(to, b'{"jsonrpc":"2.0"', length=500)
                to.close_connection = True
            case "other json":
                reply(to, b"[1, 2]")
            case "deep json":
                reply(to, b"[" * 100_000)
            case "no result":
                reply(to, b'{"jsonrpc":"2.0","id":1}')
            case "redirect":
                reply(to, b"", status=307, location=self.upstream)
            case _:
                raise AssertionError(f"no such fault: {fault}")

    def forward(self, body: bytes) -> bytes:
        request = Request(self.upstream, body, {"Content-Type": "application/json"})  # noqa: S310 (our own anvil)
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return bytes(answer.read())


def trickle(to: BaseHTTPRequestHandler, released: threading.Event, *, headers_too: bool) -> None:
    """A byte now and then, never silent for long, never done."""
    told = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n"
    to.wfile.write(told if headers_too else told + b"\r\n")
    to.wfile.flush()
    to.close_connection = True
    until = time.monotonic() + LONGEST_HANG_SECONDS
    while time.monotonic() < until and not released.wait(TRICKLE_SECONDS):
        try:
            to.wfile.write(b"X-More: 1\r\n" if headers_too else b" ")
            to.wfile.flush()
        except OSError:
            return


def reply(
    to: BaseHTTPRequestHandler,
    body: bytes,
    *,
    status: int = 200,
    kind: str = "application/json",
    length: int | None = None,
    location: str | None = None,
) -> None:
    to.send_response(status)
    to.send_header("Content-Type", kind)
    to.send_header("Content-Length", str(len(body) if length is None else length))
    if location is not None:
        to.send_header("Location", location)
    to.end_headers()
    to.wfile.write(body)
