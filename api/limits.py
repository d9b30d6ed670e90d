"""What may come in at all, judged before anything is read: sizes, encodings and content types (threat list F05-F07).

Pure ASGI: a refused body is never buffered. A body without a stated length is cut off at the limit.
"""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem, problem_for_status, problem_of, response_for
from api.web.survey.trouble_page import is_survey_path
from ledger.errors import NotAllowed, TooLarge

MACHINE_PATHS = ("/v1/", "/epcis/")
MAX_PAGE_BODY_BYTES = 4_096
MAX_SURVEY_BODY_BYTES = 24_576  # a page's hidden field, and 500 characters of any script, percent-encoded
MAX_TARGET_BYTES = 8_192  # path and query
MAX_HEADER_BYTES = 16_384
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
_JSON_TYPES = frozenset({b"application/json", b"application/ld+json"})
_FORM_PATHS = ("/v1/survey/hooks/",)  # providers of SMS and calls send forms
_FORM_TYPE = b"application/x-www-form-urlencoded"
_OWN_SITES = frozenset({b"same-origin", b"none"})


class Limits:
    """Refuses a request that is too large, compressed, not JSON where JSON is expected, or a form from elsewhere."""

    def __init__(self, app: ASGIApp, *, max_body_bytes: int) -> None:
        """`max_body_bytes` holds for /v1 and /epcis; pages take at most 4 KiB, those of a survey 24."""
        self._app, self._max_body_bytes = app, max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with its problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._max_body_bytes if is_machine_path(scope) else _page_limit(scope)
        problem = _fault(scope, limit)
        if problem is not None:
            await response_for(scope, problem)(scope, receive, send)
            return
        await self._app(scope, _Limited(receive, limit), send)


class _Limited:
    """Reads the body on while it is within the limit; then raises TooLarge to whoever reads it."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._limit, self._seen = receive, limit, 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._limit:
            raise TooLarge(what="bytes of body", limit=self._limit)
        return message


def is_machine_path(scope: Scope) -> bool:
    """Say whether this is an endpoint for machines: a cookie never writes there."""
    return str(scope["path"]).startswith(MACHINE_PATHS)


def _page_limit(scope: Scope) -> int:
    return MAX_SURVEY_BODY_BYTES if is_survey_path(scope) else MAX_PAGE_BODY_BYTES


def _fault(scope: Scope, limit: int) -> Problem | None:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_TARGET_BYTES:
        return problem_for_status(414)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
        return problem_for_status(431)
    if scope["method"] not in _BODY_METHODS:
        return None
    return _body_fault(scope, dict(scope["headers"]), limit)


def _body_fault(scope: Scope, headers: Mapping[bytes, bytes], limit: int) -> Problem | None:
    if headers.get(b"content-encoding", b"identity") != b"identity":
        return problem_for_status(
            415, "Compressed bodies are not taken: their size is unknown until they are unpacked."
        )
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length[:20]) > limit:
        return problem_of(TooLarge(what="bytes of body", limit=limit))
    if is_machine_path(scope):
        media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if media_type == _FORM_TYPE and str(scope["path"]).startswith(_FORM_PATHS):
            return None
        return None if media_type in _JSON_TYPES else problem_for_status(415, "This endpoint takes JSON only.")
    return None if _is_own_form(headers) else problem_of(NotAllowed(what="send this form", needs="a page of this site"))


def _is_own_form(headers: Mapping[bytes, bytes]) -> bool:
    """Say whether a form was sent from a page of ours. Old browsers name only the origin; programs name neither."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in _OWN_SITES
    origin = headers.get(b"origin")
    return origin is None or origin.partition(b"://")[2] == headers.get(b"host", b"")
