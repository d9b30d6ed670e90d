"""web3's HTTP provider, imported and set so that no answer and no import can end or mislead this process.

Importing it costs a second: `rpc` does so at its first question.
"""

import logging
from typing import Any, cast

import orjson
import requests

from ledger.chain.answer_watch import WatchedAdapter, watched
from ledger.proof.recursion_limit import kept_recursion_limit

with kept_recursion_limit():
    from web3.exceptions import Web3Exception
    from web3.providers.rpc import HTTPProvider
    from web3.types import RPCEndpoint, RPCResponse

for _talker in ("web3.providers.HTTPProvider", "web3.RequestManager", "urllib3.connectionpool"):
    logging.getLogger(_talker).setLevel(logging.WARNING)  # below it they write whole URLs, which may hold an access key

__all__ = ["FAILURES", "RPCEndpoint", "StrictProvider"]

# Everything that asking a question may raise. ValueError covers JSON and Unicode errors.
FAILURES = (requests.RequestException, Web3Exception, ValueError, RecursionError, OSError)


class StrictProvider(HTTPProvider):
    """An HTTPProvider that asks once, fetches nothing else, follows nowhere, and reads JSON of bounded depth.

    `timeout_seconds` is for each silence, `answer_seconds` for the whole answer.
    """

    def __init__(self, url: str, *, timeout_seconds: float, answer_seconds: float, uses_proxies: bool) -> None:
        """Build it; nothing is sent."""
        session = requests.Session()
        session.max_redirects = 0
        session.trust_env = uses_proxies
        for scheme in ("http://", "https://"):
            session.mount(scheme, WatchedAdapter())
        super().__init__(
            url, request_kwargs={"timeout": timeout_seconds}, session=session, exception_retry_configuration=None
        )
        self._own_session, self._answer_seconds = session, answer_seconds

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Give the answer, or end the connection when its time is over. Raises requests.Timeout then."""
        with watched(self._answer_seconds):
            return super().make_request(method, params)

    @staticmethod
    def decode_rpc_response(raw_response: bytes) -> RPCResponse:
        """Give the JSON value. Raises orjson.JSONDecodeError (a ValueError), also for more than 1,024 levels."""
        return cast(RPCResponse, orjson.loads(raw_response))

    def close(self) -> None:
        """Close the connections."""
        self._own_session.close()
