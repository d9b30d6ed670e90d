"""A running API, asked over HTTP. What it answers is its operator's word; receipts are checked here, without it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import httpx

from auditor_cli.refusals import ServerAway, ServerRefused
from auditor_cli.source.asked import Document

_NO_READINESS = 503
_TOLD_ELSEWHERE = ("field", "reason", "mend", "status")


@dataclass(frozen=True, slots=True)
class RemoteSource:
    """Answers from the API behind `client`; `server` is its address as it was given."""

    client: httpx.Client
    server: str

    def products(self, **state: str) -> Document:
        """Give the products that the key's party may see."""
        return self._get("/v1/products", **state)

    def provenance(self, product: str, **state: str) -> Document:
        """Give a product's tiers."""
        return self._get(f"/v1/products/{_part(product)}/provenance", **state)

    def score(self, product: str, *, as_of: date, **state: str) -> Document:
        """Give a product's assessment."""
        return self._get(f"/v1/products/{_part(product)}/tiers", as_of=as_of.isoformat(), **state)

    def lot_trace(self, lot: str, **state: str) -> Document:
        """Give a lot walked back to raw material."""
        return self._get(f"/v1/lots/{_part(lot)}/trace", **state)

    def lot_track(self, lot: str, **state: str) -> Document:
        """Give a lot walked forward, as far as the key's party may see it."""
        return self._get(f"/v1/lots/{_part(lot)}/track", **state)

    def credit(self, certificate: str) -> Document:
        """Give what is left of a certified quantity."""
        return self._get(f"/v1/credits/{_part(certificate)}")

    def blast_radius(self, cause: str, value: str, *, good: str | None, known_on: date | None) -> Document:
        """Give what a cause touches, as far as the key's holder may see it."""
        day = known_on.isoformat() if known_on is not None else None
        narrowed = {name: each for name, each in (("good", good), ("known_on", day)) if each is not None}
        return self._get("/v1/blast-radius", cause=cause, value=value, **narrowed)

    def verify(self, raw: bytes) -> Document:
        """Give the server's verdict on a signed statement or {"record_id": …}."""
        return self._post("/v1/verify", raw)

    def record(self, record_id: str) -> Document:
        """Give a record with its verdict."""
        return self._get(f"/v1/records/{_part(record_id)}")

    def receipt(self, record_id: str) -> Document:
        """Give a record's receipt."""
        return self._get(f"/v1/records/{_part(record_id)}/receipt")

    def head(self) -> Document:
        """Give the newest final head and the domain to sign for."""
        return self._get("/v1/log/head")

    def log_keys(self) -> Document:
        """Give what the server says the log's keys are."""
        return self._get("/v1/log/keys")

    def submit(self, raw: bytes) -> Document:
        """Hand in one signed statement. The same bytes again are the same request."""
        return self._post("/v1/statements", raw, idempotency_key=sha256(raw).hexdigest())

    def capture(self, raw: bytes, *, strict: bool, proceed: bool) -> Document:
        """Hand in one EPCIS document; with `proceed` its job is asked for the events that were not kept."""
        key = sha256(b"proceed\n" * proceed + b"strict\n" * strict + raw).hexdigest()
        more = {"Tierlight-Strict": "true"} if strict else {}
        more |= {"GS1-Capture-Error-Behaviour": "proceed"} if proceed else {}
        given = self._post("/epcis/capture", raw, idempotency_key=key, more=more)
        job = self._get(f"/epcis/capture/{_part(str(given.get('capture_id')))}") if proceed else {}
        return given | {"errors": job.get("errors", [])}

    def papers(self, raw: bytes, *, is_dry_run: bool) -> Document:
        """Give what a sheet would keep row by row, or keep all of it."""
        if is_dry_run:
            return self._post("/v1/papers?dry_run=true", raw)
        return self._post("/v1/papers?dry_run=false", raw, idempotency_key=sha256(raw).hexdigest())

    def find(self, number: str, *, of_type: str | None) -> Document:
        """Give the lots that a number of a paper or container is tied to."""
        return self._get("/v1/lots", **{(of_type or "reference").replace("-", "_"): number})

    def sites(self, outcomes: Sequence[str], *, after: int) -> Document:
        """Give a page of the described sites with these outcomes, or any."""
        return self._get("/v1/sites/matches", outcome=list(outcomes), after=str(after))

    def readiness(self) -> Document:
        """Give the server's own readiness, also where that is `down`."""
        response = self._send("GET", "/readyz")
        if response.status_code == _NO_READINESS and "parts" in response.text:
            return self._document(response)
        return self._answered(response)

    def _get(self, path: str, **query: str | list[str]) -> Document:
        return self._answered(self._send("GET", path, params=query))

    def _post(
        self,
        path: str,
        raw: bytes,
        *,
        idempotency_key: str | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> Document:
        headers = {"Content-Type": "application/json", **more}
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        return self._answered(self._send("POST", path, content=raw, headers=headers))

    def _send(self, method: str, path: str, **parts: Any) -> httpx.Response:
        try:
            return self.client.request(method, path, **parts)
        except httpx.HTTPError as error:
            raise ServerAway(server=self.server, reason=str(error) or type(error).__name__) from error

    def _answered(self, response: httpx.Response) -> Document:
        if response.is_success:
            return self._document(response)
        problem = self._document(response)
        raise ServerRefused(
            status=response.status_code,
            problem_code=_text(problem.get("code")),
            told=_text(problem.get("detail")) or response.reason_phrase,
            problem_check=_text(problem.get("check")),
            field=_text(problem.get("field")),
            mend=_text(problem.get("mend")),
            told_facts=_facts(problem.get("facts")),
        )

    def _document(self, response: httpx.Response) -> Document:
        try:
            found = json.loads(response.content)
        except ValueError as error:
            raise ServerAway(server=self.server, reason=_stranger(response)) from error
        if not isinstance(found, dict):
            raise ServerAway(server=self.server, reason=_stranger(response))
        return found


def _part(text: str) -> str:
    """A path segment: lots and products may hold slashes and colons."""
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
