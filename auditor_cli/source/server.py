"""One server, asked over HTTP: its documents, and its refusals as errors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import httpx

from auditor_cli.refusals import ServerAway, ServerRefused
from auditor_cli.source.asked import Document

_TOLD_ELSEWHERE = ("field", "reason", "mend", "status")


@dataclass(frozen=True, slots=True)
class Server:
    """The API behind `client`; `address` is as it was given. Raises ServerAway and ServerRefused."""

    client: httpx.Client
    address: str

    def get(self, path: str, **query: str | list[str]) -> Document:
        """Give the document at a path."""
        return self.answered(self.sent("GET", path, params=query))

    def send(
        self,
        path: str,
        raw: bytes,
        *,
        method: str = "POST",
        idempotency_key: str | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> Document:
        """Send a JSON document and give the one that answers it."""
        headers = {"Content-Type": "application/json", **more}
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        return self.answered(self.sent(method, path, content=raw, headers=headers))

    def sent(self, method: str, path: str, **parts: Any) -> httpx.Response:
        """Give the answer as it came."""
        try:
            return self.client.request(method, path, **parts)
        except httpx.HTTPError as error:
            raise ServerAway(server=self.address, reason=str(error) or type(error).__name__) from error

    def answered(self, response: httpx.Response) -> Document:
        """Give the document of a good answer; raise what another one says."""
        if response.is_success:
            return self.document(response)
        problem = self.document(response)
        raise ServerRefused(
            status=response.status_code,
            problem_code=_text(problem.get("code")),
            told=_text(problem.get("detail")) or response.reason_phrase,
            problem_check=_text(problem.get("check")),
            field=_text(problem.get("field")),
            mend=_text(problem.get("mend")),
            told_facts=_facts(problem.get("facts")),
        )

    def document(self, response: httpx.Response) -> Document:
        """Give the JSON object that an answer is."""
        try:
            found = json.loads(response.content)
        except ValueError as error:
            raise ServerAway(server=self.address, reason=_stranger(response)) from error
        if not isinstance(found, dict):
            raise ServerAway(server=self.address, reason=_stranger(response))
        return found


def part(text: str) -> str:
    """Give a path segment: lots and products may hold slashes and colons."""
    return quote(text, safe="")


def _facts(value: object) -> dict[str, str]:
    """The facts of a refusal that are not told elsewhere, as far as they are text."""
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if name not in _TOLD_ELSEWHERE and isinstance(text, str)}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _stranger(response: httpx.Response) -> str:
    return f"what answered (HTTP {response.status_code}) is no Tierlight API"
