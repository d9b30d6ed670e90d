"""A remote signer of our own over real HTTP: honest, or with one lie or fault to choose."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ledger.chain.answers import hexed
from ledger.chain.signer import LocalSigner

Answer = Callable[[dict[str, Any]], object]


def honest(secret: bytes, **changed: object) -> Answer:
    """Sign what is asked for; with `changed`, another transaction than that."""

    def answer(question: dict[str, Any]) -> object:
        if question["method"] == "eth_accounts":
            return [hexed(LocalSigner(secret).account)]
        return hexed(signed(secret, question["params"][0], **changed))

    return answer


def signed(secret: bytes, asked: dict[str, str], **changed: object) -> bytes:
    """The raw transaction of a request, fields changed at will."""
    numbers = ("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "value")
    fields: dict[str, object] = {"type": 2, **{name: int(asked[name], 16) for name in numbers}}
    fields |= {name: bytes.fromhex(asked[name][2:]) for name in ("to", "data") if name in asked}
    return LocalSigner(secret).sign(fields | changed)[0]


@dataclass
class SigningServer:
    """What the server was asked, and where it is."""

    port: int
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def signing_server(
    answer: Answer,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    raw: bytes | None = None,
    drip: float = 0,
) -> Iterator[SigningServer]:
    """Serve `answer` as a JSON-RPC result; `raw` replaces the body, `drip` seconds lie between its bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.asked.append(question)
            served.headers.append(dict(self.headers))
            result = answer(question)
            told = result if isinstance(result, dict) and "error" in result else {"result": result}
            body = raw if raw is not None else json.dumps({"jsonrpc": "2.0", "id": 1, **told}).encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self._write(body)

        def _write(self, body: bytes) -> None:
            try:
                for at in range(0, len(body), 1 if drip else len(body) or 1):
                    self.wfile.write(body[at : at + (1 if drip else len(body))])
                    time.sleep(drip)
            except OSError:
                return  # the client went away

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = SigningServer(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
