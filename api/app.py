"""The application: every layer and route in one place, for uvicorn's factory and for tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from api import errors
from api.kept_answer import KeptAnswer
from api.limits import Limits
from api.request_log import RequestLog
from api.routes import (
    blast_radius,
    bodies,
    brands,
    certified,
    docs,
    epcis,
    health,
    log,
    pages,
    papers,
    products,
    public_lists,
    records,
    references,
    reports,
    risk,
    screening,
    sign_in,
    sites,
    statements,
    verification,
)
from api.routes.survey import codes, custody, page, public, webhook
from api.security_headers import SecurityHeaders
from ledger.bootstrap import Ledger, open_ledger
from ledger.settings import Settings, read_settings

_STATIC = Path(__file__).parent / "web" / "static"
_DESCRIPTION = (
    "Signed statements in, one append-only log anchored on an EVM chain, verdicts and risk by tier out. A signature "
    "proves who said it and when, not that it is true. Every refusal is a problem document (RFC 9457) that names the "
    "failing check, the field and the mend."
)
_ROUTERS = (
    statements,
    bodies,
    records,
    verification,
    log,
    epcis,
    products,
    reports,
    risk,
    blast_radius,
    health,
    pages,
    sign_in,
    docs,
    certified,
    papers,
    references,
    public_lists,
    screening,
    sites,
    brands,
    webhook,
    codes,
    page,
    public,
    custody,
)


def create_app(settings: Settings | None = None, ledger: Ledger | None = None) -> FastAPI:
    """Give the application. It opens a ledger by the settings and closes it at the end, unless one is handed in."""
    settings = settings or (ledger.settings if ledger else read_settings())
    app = FastAPI(
        title="Tierlight",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        lifespan=_lifespan(settings, ledger),
    )
    errors.install(app)
    for module in _ROUTERS:
        app.include_router(module.router)
    app.mount("/static/docs", StaticFiles(directory=docs.STATIC), name="docs-static")
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_middleware(Limits, max_body_bytes=settings.max_body_bytes)  # the last one added is the outermost
    app.add_middleware(RequestLog)
    app.add_middleware(SecurityHeaders)
    app.state.public_line = KeptAnswer()
    if ledger is not None:
        app.state.ledger = ledger
    return app


def _lifespan(settings: Settings, ledger: Ledger | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if ledger is not None:
            yield
            return
        opened = app.state.ledger = await run_in_threadpool(open_ledger, settings)
        try:
            yield
        finally:
            await run_in_threadpool(opened.close)

    return lifespan
