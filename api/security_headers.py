"""Headers that tell a browser to load nothing from elsewhere, and to show nothing of ours elsewhere (threat F15)."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # no-referrer would make our own forms come without an origin
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_END = "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
POLICY = "default-src 'self'" + _END
# Swagger UI and ReDoc write styles into the page, draw images from data: and ReDoc searches in a worker of its own.
DOCS_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:" + _END
)
_DOCS_PATHS = ("/docs", "/redoc")


class SecurityHeaders:
    """Adds the headers to every answer. The documentation pages get a looser policy that is still local."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on and add the headers to the answer's start."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "content-security-policy" not in headers:  # a page may bring a narrower one of its own
                    headers["Content-Security-Policy"] = DOCS_POLICY if scope["path"] in _DOCS_PATHS else POLICY
                for name, value in _ALL.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-cache" if scope["path"].startswith("/static/") else "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
