"""Limits as a real server keeps them, over a real connection."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from api_town import eventually

from api.app import create_app
from ledger.bootstrap import Ledger

_HEAD = b"POST /v1/verify HTTP/1.1\r\nHost: tierlight.test\r\nContent-Type: application/json\r\n"
_CHUNK = b"F4240\r\n" + b" " * 1_000_000 + b"\r\n"


@pytest.fixture
def port(town: Ledger, capfd: pytest.CaptureFixture[str]) -> Iterator[int]:
    """A server of this test's own; what it logs is in `capfd`."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(ledger=town), access_log=False, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        eventually(lambda: server.started, what="the server listens")
        yield int(listening.getsockname()[1])
        server.should_exit = True
        thread.join()


def _answer(port: int, *parts: bytes) -> bytes:
    """Everything the server says until it closes the connection; it may close before all is sent."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            while received := connection.recv(65_536):
                heard += received
        except ConnectionError:
            pass
    return heard


def test_a_large_body_is_refused_from_its_first_bytes_and_the_connection_closed(port: int) -> None:
    heard = _answer(port, _HEAD + b"Content-Length: 60000000\r\n\r\n{")
    assert heard.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"too-large"' in heard


def test_an_endless_body_is_cut_off(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(9):
            connection.sendall(_CHUNK)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_goes_away_is_no_fault_of_ours(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(_HEAD + b"Content-Length: 100\r\n\r\n{")
    logged = ""

    def is_logged() -> bool:
        nonlocal logged
        logged += capfd.readouterr().err
        return '"status": 499' in logged

    eventually(is_logged, what="the request's line in the log")
    assert "fault" not in logged
