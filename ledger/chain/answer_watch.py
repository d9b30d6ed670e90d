"""The whole time of one HTTP answer, bounded: a server that trickles is cut off, wherever in its answer it is.

The timeouts of sockets are for each silence, so that one byte a second would keep a question open for ever.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

_AGAIN_SECONDS = 0.05


@dataclass(slots=True)
class _Watch:
    """One question under way. `used` is the socket that its answer comes through, once there is one."""

    used: socket.socket | None = None
    is_over: bool = False
    is_done: threading.Event = field(default_factory=threading.Event)

    def run(self, seconds: float) -> None:
        """Cut the answer off after so many seconds, again and again until nobody waits for it."""
        while not self.is_done.wait(_AGAIN_SECONDS if self.is_over else seconds):
            self.is_over = True
            if self.used is not None:
                with suppress(OSError):
                    socket.socket.shutdown(self.used, socket.SHUT_RDWR)


class _Asked(threading.local):
    watch: _Watch | None = None


_ASKED = _Asked()


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Bound what this thread asks inside the block, by connections of a WatchedAdapter. Raises requests.Timeout.

    NOT bounded here: the lookup of a name and the connection itself, which have the session's own timeout.
    """
    watch = _ASKED.watch = _Watch()
    thread = threading.Thread(target=watch.run, args=(seconds,), daemon=True)
    thread.start()
    try:
        yield
    except (requests.RequestException, OSError, ValueError) as error:
        if watch.is_over:
            raise requests.Timeout from error
        raise
    finally:
        _ASKED.watch = None
        watch.is_done.set()
        thread.join()


def _remember(used: socket.socket | None) -> None:
    if _ASKED.watch is not None:
        _ASKED.watch.used = used


class _Connection(HTTPConnection):
    def getresponse(self) -> Any:  # the two base classes name different types
        _remember(self.sock)
        return super().getresponse()


class _EncryptedConnection(HTTPSConnection):
    def getresponse(self) -> Any:  # the two base classes name different types
        _remember(self.sock)
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _EncryptedConnection


class WatchedAdapter(HTTPAdapter):
    """An adapter of requests whose connections `watched` can cut."""

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """Make the pool of connections."""
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _EncryptedPool}

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        """Give the pool of connections through a proxy."""
        found = super().proxy_manager_for(proxy, **named)
        found.pool_classes_by_scheme = {"http": _Pool, "https": _EncryptedPool}
        return found
