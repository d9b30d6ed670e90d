"""One line for each request: what kind of thing was asked, how it ended, how long it took. Nothing of who or what.

The route's pattern stands there, never the path: a path may name a lot or hold a sign-in token. No body, no header, no
address (threat list F56). A fault of ours is logged by type and place, without its message, which may quote input. A
page of the survey has no line unless it fails: when somebody came, and how long the last page took, is not kept.
"""

import secrets
import sys
import time
import traceback

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import internal_problem, response_for
from api.web.survey.trouble_page import is_survey_path

_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.JSONRenderer(),
]
_CLIENT_WENT_AWAY = 499  # nobody reads it; for the log alone


class RequestLog:
    """Names each request by a trace id, logs how it ended, and turns a fault into a 500."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application; lines go to what stderr is at the time."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. What nothing else answered is answered here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = scope.setdefault("state", {})["trace_id"] = secrets.token_hex(8)
        status = 0

        async def send_with_trace(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message.get("headers", ()), (b"x-trace-id", trace_id.encode())]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, send_with_trace)
        except ClientDisconnect:
            status = _CLIENT_WENT_AWAY
        except Exception as error:  # the last boundary: a fault must be answered, and its message must not be printed
            _log().error("fault", trace_id=trace_id, kind=type(error).__qualname__, at=_places(error))
            if status:
                raise
            await response_for(scope, internal_problem())(scope, receive, send_with_trace)
        finally:
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            if not is_survey_path(scope):
                _log().info("request", trace_id=trace_id, **_asked(scope), status=status, milliseconds=milliseconds)


def _log() -> structlog.typing.FilteringBoundLogger:
    logger: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr), processors=_PROCESSORS
    )
    return logger


def _asked(scope: Scope) -> dict[str, str]:
    route = scope.get("route")
    return {"method": str(scope["method"]), "route": str(getattr(route, "path", "none"))}


def _places(error: BaseException) -> list[str]:
    """Where it broke, innermost last, without source lines or values."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-6:]]
