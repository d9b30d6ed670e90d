"""Signing in with a one-time link: looking at it spends nothing (mail scanners look), pressing the button does."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from api.dependencies import SESSION_COOKIE, TheLedger, TheWorld, is_demo
from api.web.templating import page
from ledger.jobs.sign_in import close_session, open_session

router = APIRouter(include_in_schema=False)
_SEE_OTHER = 303


@router.get("/sign-in/{token}")
def get_sign_in(token: str, world: TheWorld) -> Response:  # noqa: ARG001 - the token stays in the address
    """Show the button. Whether the link is good is told only when it is pressed."""
    return page("sign_in.html", is_demo=is_demo(world))


@router.post("/sign-in/{token}")
async def post_sign_in(token: str, request: Request, ledger: TheLedger) -> Response:
    """Spend the link and open a session. Raises NotSignedIn for a link that is spent, expired or none."""
    seconds = ledger.settings.session_seconds
    session, _ = await run_in_threadpool(open_session, ledger.world, token, seconds=seconds)
    answer = RedirectResponse("/", _SEE_OTHER)
    answer.set_cookie(
        SESSION_COOKIE,
        session,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=_is_https(request, ledger.settings.public_url),
    )
    return answer


@router.post("/sign-out")
async def post_sign_out(request: Request, world: TheWorld) -> Response:
    """End the session, here and in the browser."""
    session = request.cookies.get(SESSION_COOKIE)
    if session:
        await run_in_threadpool(close_session, world, session)
    answer = RedirectResponse("/", _SEE_OTHER)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def _is_https(request: Request, public_url: str | None) -> bool:
    return request.url.scheme == "https" or (public_url or "").startswith("https://")
