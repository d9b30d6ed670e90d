"""/w/{wave}/code, /list and /withdraw: is my code counted, the whole list, and taking answers back.

None of them tells a real answer from a cover, nor whether anything was under a code.
"""

from asyncio import get_running_loop
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.routes.survey.page import TOKEN, found_wave
from api.web.survey.busy import CODES, LISTS, WITHDRAWALS
from api.web.survey.desk import Desk, TheDesk
from api.web.survey.form import Sent, TheForm
from api.web.survey.rendering import survey_page
from api.web.survey.trouble_page import language_of, trouble_page
from api.web.survey.words import day_of
from ledger.errors import Unacceptable
from ledger.jobs.survey.counted import counted
from ledger.jobs.survey.withdraw import withdraw
from ledger.surveys.closing import Rows
from ledger.surveys.receipt_code import read_code

router = APIRouter(include_in_schema=False)
_NOT_FOUND, _TOO_MANY = 404, 429


@router.get("/w/{wave}/code")
def get_code(request: Request, desk: TheDesk, wave: str) -> Response:
    """Ask for a code to look for in the list."""
    return _check_page(request, desk, wave)


@router.post("/w/{wave}/code")
def post_code(request: Request, desk: TheDesk, wave: str, sent: TheForm) -> Response:
    """Say "counted" for every code on the list. Before there is a list the answer is one for all codes."""
    code = _read(sent.code)
    if code is None:
        return _check_page(request, desk, wave, trouble="page_code_wrong_alone")
    if not _is_there(desk, wave):
        return trouble_page(request.scope, _NOT_FOUND)
    if not desk.buckets.takes(wave, CODES, now=desk.now()):
        return _check_page(request, desk, wave, trouble="page_busy", status=_TOO_MANY)
    result = {True: "counted", False: "not", None: None}[counted(_rows(desk, wave), wave, code)]
    return _check_page(request, desk, wave, result=result)


@router.get("/w/{wave}/list.csv")
def get_list(request: Request, desk: TheDesk, wave: str) -> Response:
    """Give the whole list: scrypt of each code, and its commitment, in hexadecimal."""
    rows = _rows(desk, wave)
    if rows is None:
        return trouble_page(request.scope, _NOT_FOUND)
    if not desk.buckets.takes(wave, LISTS, now=desk.now()):
        return _check_page(request, desk, wave, trouble="page_busy", status=_TOO_MANY)
    headers = {"Content-Disposition": 'attachment; filename="list.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_lines(rows), 200, headers, "text/csv; charset=utf-8")


@router.get("/w/{wave}/withdraw")
def get_withdraw(request: Request, desk: TheDesk, wave: str) -> Response:
    """Ask for the code under which everything is to be destroyed."""
    return _withdraw_page(request, desk, wave, stage="ask")


@router.post("/w/{wave}/withdraw")
async def post_withdraw(request: Request, desk: TheDesk, wave: str, sent: TheForm) -> Response:
    """Ask once more, then destroy. Every well-formed code has the same answer, whether anything was under it or not."""
    if sent.do != "yes":
        return await run_in_threadpool(_asked_to_withdraw, request, desk, wave, sent)
    return await get_running_loop().run_in_executor(desk.withdrawing, _withdrawn, request, desk, wave, sent.field)


def _asked_to_withdraw(request: Request, desk: Desk, wave: str, sent: Sent) -> Response:
    if found_wave(desk, wave) is None:
        return trouble_page(request.scope, _NOT_FOUND)
    if sent.do == "no":
        return _withdraw_page(request, desk, wave, stage="ask")
    code = _read(sent.code)
    if code is None:
        return _withdraw_page(request, desk, wave, stage="ask", trouble="page_code_wrong_alone")
    field = desk.fields.seal(code.encode(), bound_to=_bound_to(wave), now=desk.now())
    return _withdraw_page(request, desk, wave, stage="sure", field=field)


def _withdrawn(request: Request, desk: Desk, wave: str, field: str) -> Response:
    if found_wave(desk, wave) is None:
        return trouble_page(request.scope, _NOT_FOUND)
    code = desk.fields.open(field, bound_to=_bound_to(wave), now=desk.now())
    if code is None:
        return _withdraw_page(request, desk, wave, stage="ask")
    if not desk.buckets.takes(wave, WITHDRAWALS, now=desk.now()):
        sealed = desk.fields.seal(code, bound_to=_bound_to(wave), now=desk.now())
        return _withdraw_page(request, desk, wave, stage="sure", field=sealed, trouble="page_busy", status=_TOO_MANY)
    withdraw(desk.host, wave, code.decode())
    return _withdraw_page(request, desk, wave, stage="done")


def _check_page(
    request: Request, desk: Desk, wave: str, *, result: str | None = None, trouble: str | None = None, status: int = 200
) -> Response:
    found = found_wave(desk, wave)
    if found is None and not _is_there(desk, wave):
        return trouble_page(request.scope, _NOT_FOUND)
    is_published = _rows(desk, wave) is not None
    return survey_page(
        "code",
        language=language_of(request.scope, found.languages) if found else language_of(request.scope),
        wave=found,
        status=status,
        trouble=trouble,
        token=wave,
        result=result,
        is_published=is_published,
        closes=day_of(found.closes_at) if found else "",
    )


def _withdraw_page(
    request: Request,
    desk: Desk,
    wave: str,
    *,
    stage: str,
    field: str = "",
    trouble: str | None = None,
    status: int = 200,
) -> Response:
    found = found_wave(desk, wave)
    if found is None:
        return trouble_page(request.scope, _NOT_FOUND)
    return survey_page(
        "withdraw",
        language=language_of(request.scope, found.languages),
        wave=found,
        status=status,
        trouble=trouble,
        stage=stage,
        field=field,
    )


def _is_there(desk: Desk, wave: str) -> bool:
    """Say whether the wave is here, or was and left its list."""
    return found_wave(desk, wave) is not None or _rows(desk, wave) is not None


def _rows(desk: Desk, wave: str) -> Rows | None:
    return desk.list_of(wave) if TOKEN.fullmatch(wave) else None


def _read(text: str) -> str | None:
    try:
        return read_code(text)
    except Unacceptable:
        return None


def _lines(rows: Rows) -> Iterator[str]:
    yield "scrypt_of_code,commitment\r\n"
    for place in range(0, len(rows), 1_000):
        yield "".join(f"{code.hex()},{leaf.hex()}\r\n" for code, leaf in rows[place : place + 1_000])


def _bound_to(wave: str) -> bytes:
    return f"tierlight withdrawal 1 {wave}".encode()
