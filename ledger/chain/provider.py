"""JSON-RPC questions over HTTP, each asked once, answered within a bounded time and read to a bounded depth.

By requests alone: web3's own provider brought retries, CCIP reads and a second of imports, all to be switched off.
"""

import logging
from itertools import count
from typing import Any

import orjson
import requests

from ledger.chain.answer_watch import WatchedAdapter, watched

logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)  # below it it writes URLs, maybe an access key

# Everything that asking a question may raise. ValueError covers JSON and Unicode errors.
FAILURES = (requests.RequestException, ValueError, RecursionError, OSError)
_HEADERS = {"Content-Type": "application/json", "User-Agent": "tierlight"}


class StrictProvider:
    """A JSON-RPC endpoint that is asked once, fetches nothing else and follows nowhere.

    `timeout_seconds` is for each silence, `answer_seconds` for the whole answer. Safe to share between threads.
    """

    def __init__(self, url: str, *, timeout_seconds: float, answer_seconds: float, uses_proxies: bool) -> None:
        """Build it; nothing is sent."""
        session = requests.Session()
        session.max_redirects = 0
        session.trust_env = uses_proxies
        for scheme in ("http://", "https://"):
            session.mount(scheme, WatchedAdapter())
        self._url, self._session, self._numbers = url, session, count()
        self._timeout_seconds, self._answer_seconds = timeout_seconds, answer_seconds

    def make_request(self, method: str, params: list[Any]) -> object:
        """Give the JSON value of the answer, or end the connection when its time is over. Raises one of FAILURES, also
        for more than 1,024 levels."""
        question = {"jsonrpc": "2.0", "method": method, "params": params, "id": next(self._numbers)}
        with watched(self._answer_seconds):
            answer = self._session.post(
                self._url, data=orjson.dumps(question), headers=_HEADERS, timeout=self._timeout_seconds
            )
            answer.raise_for_status()
            return orjson.loads(answer.content)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
