"""GET and POST /w/{wave}/{site}: the survey, one small page after the other, for an old phone that others use too.

There is no cookie and no storage, and no address holds anything that was said. A page opens once; one that was left
opens nothing after a quarter of an hour, nor after the end or quick exit.
"""

import re
import time

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.web.survey.busy import ENDS, PAGES
from api.web.survey.calendar_page import calendar_page
from api.web.survey.desk import Desk, TheDesk
from api.web.survey.form import Sent, TheForm
from api.web.survey.progress import Progress, Stage
from api.web.survey.rendering import EXIT, survey_page
from api.web.survey.screens import end_page, screen_of
from api.web.survey.steps import Again, End, advance, visit_of
from api.web.survey.trouble_page import language_of, trouble_page
from ledger.bootstrap import SystemClock
from ledger.errors import StoreFailed, WaveClosed
from ledger.jobs.survey.respond import respond
from ledger.model.survey.wave import HostedWave

router = APIRouter(include_in_schema=False)
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NOT_FOUND, _GONE, _TOO_MANY, _AWAY, _SEE_OTHER = 404, 410, 429, 503, 303
_EVEN_SECONDS = 0.2
_FORGET_CACHE = {"Clear-Site-Data": '"cache"'}  # nothing else of a visit is on the phone


@router.get(EXIT)
def get_calendar(request: Request) -> Response:
    """Show something that says nothing: the days of this month. It needs nothing that could be away."""
    return calendar_page(language_of(request.scope), now=SystemClock().now())


@router.post(EXIT)
def post_calendar(request: Request, sent: TheForm) -> Response:
    """End the visit that is left, of which nothing opens from here on, and show the same. It waits for nothing."""
    desk: Desk | None = getattr(request.app.state, "survey_desk", None)
    if desk is not None:
        desk.left(sent.leaving)
    return get_calendar(request)


@router.get(f"{EXIT}.css")
def get_calendar_style() -> Response:
    """Give an empty style sheet which tells the browser to forget the pages it keeps, without delaying the exit."""
    return Response(b"", 200, {"Cache-Control": "no-store", **_FORGET_CACHE}, "text/css")


@router.get("/w/{wave}/{site}")
def get_survey(request: Request, desk: TheDesk, wave: str, site: str) -> Response:
    """Show the first screen: who asks, who never sees, call now, leave."""
    found = found_wave(desk, wave, site)
    if found is None:
        return trouble_page(request.scope, _NOT_FOUND)
    language = language_of(request.scope, found.languages)
    if not desk.is_open(found):
        return _closed(desk, found, language)
    if not desk.buckets.takes(wave, PAGES, now=desk.now()):
        return _wait(found, language)
    return _screen(desk, found, site, desk.begun(language))


@router.post("/w/{wave}/{site}")
def post_survey(request: Request, desk: TheDesk, wave: str, site: str, sent: TheForm) -> Response:
    """Take what was pressed on one screen and show the next."""
    found = found_wave(desk, wave, site)
    if found is None:
        return trouble_page(request.scope, _NOT_FOUND)
    if not desk.buckets.takes(wave, PAGES, now=desk.now()):
        return _wait(found, language_of(request.scope, found.languages))
    progress = desk.opened(found, site, sent.field)
    if progress is None:
        return _lapsed(desk, found, language_of(request.scope, found.languages))
    ended = _after_the_end(desk, found, site, progress, sent)
    if ended is not None:
        return ended
    if not desk.spent.takes(progress.nonce, sent, now=desk.now()):
        return _lapsed(desk, found, progress.language)
    return _onward(desk, found, site, progress, sent)


def found_wave(desk: Desk, wave: str, site: str = "") -> HostedWave | None:
    """Give the wave of a link; None for one that leads nowhere. Whether the site's token is one, nobody here knows."""
    if not TOKEN.fullmatch(wave) or (site and not TOKEN.fullmatch(site)):
        return None
    return desk.host.vault.wave(wave)


def _onward(desk: Desk, wave: HostedWave, site: str, progress: Progress, sent: Sent) -> Response:
    if not desk.is_open(wave):
        return _closed(desk, wave, progress.language)
    match advance(wave, progress, sent):
        case End() as end:
            return _ended(desk, wave, site, end)
        case Again(again, trouble):
            return _screen(desk, wave, site, again, trouble=trouble)
        case Progress() as following:
            return _screen(desk, wave, site, following)


def _ended(desk: Desk, wave: HostedWave, site: str, end: End) -> Response:
    """Keep answers or a cover, by the same steps, and show the code."""
    progress, now, began = end.progress, desk.now(), time.monotonic()
    if not desk.buckets.takes(wave.token, ENDS, now=now):
        return _screen(desk, wave, site, progress, trouble="page_busy", status=_TOO_MANY)
    try:
        visit = visit_of(wave, end, site=site, now=now)
        code = respond(desk.host, wave.token, visit, message=f"page {progress.session}")
    except WaveClosed:
        return _closed(desk, wave, progress.language)
    except StoreFailed:
        return _screen(desk, wave, site, progress, trouble="page_not_sent", status=_AWAY)
    desk.ended.end(progress.session, code, now=now)
    time.sleep(max(0.0, began + _EVEN_SECONDS - time.monotonic()))  # answers and covers take the same time to keep
    return _thanks(desk, wave, site, progress, code)


def _after_the_end(desk: Desk, wave: HostedWave, site: str, progress: Progress, sent: Sent) -> Response | None:
    """Answer a page of a visit that is over; None where it is not."""
    ended = desk.ended.find(progress.session, now=desk.now())
    if ended is None:
        return None
    if sent.do == "clear":
        desk.ended.forget_code(progress.session, now=desk.now())
        return RedirectResponse(f"/w/{wave.token}/{site}", _SEE_OTHER, {"Cache-Control": "no-store", **_FORGET_CACHE})
    if ended.code is None:
        return _lapsed(desk, wave, progress.language)
    return _thanks(desk, wave, site, progress, ended.code)


def _thanks(desk: Desk, wave: HostedWave, site: str, progress: Progress, code: str) -> Response:
    bare = Progress(session=progress.session, nonce="", language=progress.language, started_at=0, stage=Stage.FIRST)
    bare, field = desk.sealed(wave, site, bare)
    return end_page(wave, bare, code, field=field, leaving=desk.leaving(bare))


def _screen(
    desk: Desk, wave: HostedWave, site: str, progress: Progress, *, trouble: str | None = None, status: int = 200
) -> Response:
    progress, field = desk.sealed(wave, site, progress)
    return screen_of(wave, progress, field=field, leaving=desk.leaving(progress), trouble=trouble, status=status)


def _closed(desk: Desk, wave: HostedWave, language: str) -> Response:
    status = _NOT_FOUND if desk.now() < wave.opens_at else _GONE
    return survey_page("message", language=language, wave=wave, status=status, kind="closed", start_again=False)


def _lapsed(desk: Desk, wave: HostedWave, language: str) -> Response:
    if not desk.is_open(wave):
        return _closed(desk, wave, language)
    return survey_page("message", language=language, wave=wave, kind="lapsed", start_again=True)


def _wait(wave: HostedWave, language: str) -> Response:
    headers = {"Retry-After": "5"}
    return survey_page(
        "message", language=language, wave=wave, status=_TOO_MANY, headers=headers, kind="busy", start_again=False
    )
