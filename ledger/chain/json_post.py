"""One JSON question by HTTP POST, bounded in time and size; the address may hold a secret that is never repeated.

No redirect is followed, no proxy of the environment is used, nothing is asked twice. The limit of time is for the
whole exchange, so that an answer that trickles in ends it as well. Nothing is logged.
"""

import base64
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

import orjson

_MOST_BYTES = 1_000_000
_FAULTS = (http.client.HTTPException, OSError, ValueError)


class NoAnswer(Exception):
    """No usable answer came; the text says why without path, query or credentials of the address."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask. `shown` is all of it that may be told: scheme, host and port."""

    shown: str
    host: str
    port: int
    is_encrypted: bool
    target: str = field(repr=False)
    credentials: str | None = field(repr=False)  # user:password of the URL

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not appear in any text, longest first."""
        found = {self.target if len(self.target) > 1 else "", self.credentials or ""}
        found |= set((self.credentials or "").split(":", 1)[1:]) | set(self.target.split("/"))
        return tuple(sorted((each for each in found if len(each) > 3), key=len, reverse=True))


def read_address(url: str) -> Address:
    """Give the parts of an http or https URL. Raises ValueError, whose text holds nothing of the URL."""
    parts, port = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is not an http or https address")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not (target.isascii() and target.isprintable() and " " not in target and parts.hostname.isascii()):
        raise ValueError("holds characters that an address cannot hold")
    is_encrypted = parts.scheme == "https"
    port = port or (443 if is_encrypted else 80)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    user = None if parts.username is None else f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Address(f"{parts.scheme}://{host}:{port}", parts.hostname, port, is_encrypted, target, user)


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        raise ValueError("is not an http or https address") from None  # the library's text repeats parts of it


def post_json(address: Address, question: object, *, within_seconds: float) -> object:
    """Give the JSON value that came back with status 200. Raises NoAnswer."""
    try:
        with _connected(address, within_seconds) as connection:
            connection.request("POST", address.target, json.dumps(question), _headers(address))
            with connection.getresponse() as answer:
                if answer.status != http.client.OK:
                    raise NoAnswer(f"it answered with HTTP status {answer.status}")
                found = answer.read(_MOST_BYTES + 1)
    except TimeoutError:
        raise NoAnswer(f"it did not answer within {within_seconds:g} s") from None
    except _FAULTS as error:  # `from None`: some of these repeat the address
        raise NoAnswer(f"there is no connection, or it was cut ({type(error).__name__})") from None
    if len(found) > _MOST_BYTES:
        raise NoAnswer(f"its answer has more than {_MOST_BYTES} bytes")
    try:
        return orjson.loads(found)
    except orjson.JSONDecodeError:
        raise NoAnswer("its answer is not JSON") from None


def _headers(address: Address) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if address.credentials is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(address.credentials.encode()).decode()
    return headers


@contextmanager
def _connected(address: Address, within_seconds: float) -> Iterator[http.client.HTTPConnection]:
    """A connection that is cut when its time is over, whatever it is doing then. Raises TimeoutError.

    NOT bounded: the lookup of the host's name.
    """
    raw = socket.create_connection((address.host, address.port), timeout=within_seconds)
    used = _encryptable(raw, address)
    is_over = threading.Event()

    def cut() -> None:
        is_over.set()
        with suppress(OSError):
            socket.socket.shutdown(used, socket.SHUT_RDWR)

    watch = threading.Timer(within_seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        if isinstance(used, ssl.SSLSocket):
            used.do_handshake()
        connection = http.client.HTTPConnection(address.host, address.port)
        connection.sock = used
        yield connection
    except _FAULTS as error:
        if is_over.is_set():
            raise TimeoutError from error
        raise
    finally:
        watch.cancel()
        used.close()
    if is_over.is_set():
        raise TimeoutError


def _encryptable(raw: socket.socket, address: Address) -> socket.socket:
    if not address.is_encrypted:
        return raw
    context = ssl.create_default_context()
    return context.wrap_socket(raw, server_hostname=address.host, do_handshake_on_connect=False)
