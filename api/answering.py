"""How an answer leaves: JSON bytes, and once for each Idempotency-Key."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from fastapi import Request, Response

from ledger.errors import Unacceptable
from ledger.jobs.idempotency import answer_once
from ledger.model.reader import Reader
from ledger.ports import World

_LONGEST_KEY = 255
VERSIONS = {"GS1-EPCIS-Version": "2.0.0", "GS1-CBV-Version": "2.0.0"}  # of each answer under /epcis


def json_answer(document: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Give the document as JSON."""
    return bytes_answer(orjson.dumps(document), status=status, headers=headers)


def bytes_answer(body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Give bytes that are JSON already."""
    return Response(body, status, dict(headers or {}), "application/json")


def answer_post(
    request: Request, world: World, reader: Reader, raw: bytes, answer: Callable[[], tuple[int, bytes]]
) -> tuple[int, bytes, dict[str, str]]:
    """Give status, body and headers of a creating POST: of the first time, where its Idempotency-Key came before.

    The key belongs to the reader and to this method and path. Raises IdempotencyConflict for another body.
    """
    asked = f"{request.method} {request.url.path}\n".encode() + raw
    status, body, is_replay = answer_once(world, reader, _key_of(request), asked, answer)
    return status, body, {"Idempotent-Replayed": "true"} if is_replay else {}


def _key_of(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not 0 < len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Unacceptable(
            field="Idempotency-Key",
            reason=f"is not 1 to {_LONGEST_KEY} printable ASCII characters",
            mend="send a fresh UUID for each new request",
        )
    return key


def openapi_body(schema: dict[str, Any], description: str, *, required: bool = True) -> dict[str, Any]:
    """Give the OpenAPI description of a body that our own strict parser reads, never the framework's."""
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": required, "description": description, "content": content}}
