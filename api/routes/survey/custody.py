"""What a custodian does on the operator's host: open its waves, fetch ciphertext, publish lists.

Every route asks for an API key of a party with the role custodian, and finds its own waves alone. Nothing of what
workers said can be read here.
"""

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answering import json_answer, openapi_body
from api.dependencies import API_KEY, KeyReader, TheLedger, TheSurveyHost
from api.schemas import PROBLEMS
from api.schemas_custody import CODES, HOSTED, KEYS, LIST, ROWS, DoneDocument, RowsDocument, TagsDocument
from ledger.errors import NotAllowed, Unacceptable
from ledger.jobs.survey.local_host import LocalHost
from ledger.model.party import Role
from ledger.model.survey.response import SealedResponse, WrappedKey
from ledger.proof.canonical import Json, parse
from ledger.proof.frozen_form import form_of, read_form
from ledger.proof.wire import hex_text, read_hex
from ledger.surveys.hosted_form import read_hosted

MOST_ROWS, MOST_CODES = 200, 1_000
_ID_BYTES, _MESSAGE_BYTES, _ROW_BYTES, _HALF = 16, 64, 64, 32
_Key = tuple[bytes, WrappedKey, WrappedKey]

router = APIRouter(prefix="/v1/survey/waves", tags=["survey custody"], responses=PROBLEMS, dependencies=[API_KEY])


def the_door(reader: KeyReader, ledger: TheLedger, host: TheSurveyHost) -> LocalHost:
    """Give the way to this custodian's own waves. Raises NotAllowed for every other role."""
    if Role.CUSTODIAN not in reader.role:
        raise NotAllowed(what="hold surveys", needs="custodian")
    return LocalHost(host, ledger.world, reader.did)


Door = Annotated[LocalHost, Depends(the_door)]


@router.post(
    "", status_code=201, response_model=DoneDocument, openapi_extra=openapi_body(HOSTED, "The wave, without its sites.")
)
async def post_wave(request: Request, door: Door, ledger: TheLedger) -> Response:
    """Let a wave take answers in its time: enrolment, review, panel and help lines are checked first.

    The same wave again changes nothing.
    """
    wave = read_hosted(await _body(request, ledger.settings.max_body_bytes))
    await run_in_threadpool(door.open_wave, wave)
    return json_answer({"wave": wave.token, "done": "opened"}, status=201)


@router.post("/{token}/shut", response_model=DoneDocument)
def post_shut(token: str, door: Door) -> Response:
    """Let the wave take no more answers from now on."""
    door.shut_wave(token)
    return json_answer({"wave": token, "done": "shut"})


@router.get("/{token}/rows", response_model=RowsDocument)
def get_rows(
    token: str,
    door: Door,
    after: Annotated[str | None, Query(description="`following` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100,
) -> Response:
    """Give sealed rows in the order of their random ids, which is no order of arrival."""
    last = b"" if after is None else read_hex(after, field="after", least=_ID_BYTES, most=_ID_BYTES)
    rows = list(islice(door.sealed(token, after=last), limit))
    following = hex_text(rows[-1].response_id) if len(rows) == limit else None
    return json_answer({"rows": form_of(tuple(rows)), "following": following})


@router.post(
    "/{token}/rows",
    status_code=201,
    response_model=DoneDocument,
    openapi_extra=openapi_body(ROWS, "Rows that were sealed on the custodian's machine: paper, Kobo."),
)
async def post_rows(token: str, request: Request, door: Door, ledger: TheLedger) -> Response:
    """Keep rows while the wave is open, all or none. `message` names the batch: the same one counts once."""
    body = _members(await _body(request, ledger.settings.max_body_bytes), {"rows", "message"})
    rows = read_form(tuple[SealedResponse, ...], body["rows"], field="rows")
    named = body["message"]
    message = None if named is None else read_hex(named, field="message", least=16, most=_MESSAGE_BYTES)
    is_new = await run_in_threadpool(door.add_sealed, token, rows, message=message)
    return json_answer({"wave": token, "done": "kept" if is_new else "kept before"}, status=201)


@router.post(
    "/{token}/receipt-tags",
    response_model=TagsDocument,
    openapi_extra=openapi_body(CODES, "Codes of rows to be handed over."),
)
async def post_receipt_tags(token: str, request: Request, door: Door) -> Response:
    """Give the tags under which rows with these codes are to be handed over."""
    body = _members(await _body(request, 100_000), {"codes"})
    codes = read_form(tuple[str, ...], body["codes"], field="codes")
    if len(codes) > MOST_CODES:
        raise Unacceptable(field="codes", reason=f"are {len(codes)}", mend=f"send at most {MOST_CODES} at once")
    tags = await run_in_threadpool(door.receipt_tags, token, codes)
    return json_answer({"tags": [hex_text(tag) for tag in tags]})


@router.put("/{token}/list", response_model=DoneDocument, openapi_extra=openapi_body(LIST, "A closed wave's list."))
async def put_list(token: str, request: Request, door: Door, ledger: TheLedger) -> Response:
    """Take a page of the list in which whoever came finds the own code: rows from `start` on, of `of` in all.

    The last page publishes it, if it holds whatever is kept. The same again does nothing; another list is refused.
    """
    body = _members(await _body(request, ledger.settings.max_body_bytes), {"root", "rows", "start", "of"})
    start, of = read_form(int, body["start"], field="start"), read_form(int, body["of"], field="of")
    root, rows = read_hex(body["root"], field="root", least=_HALF, most=_HALF), _list_rows(body["rows"])
    is_published = await run_in_threadpool(door.publish_page, token, rows, root=root, start=start, of=of)
    return json_answer({"wave": token, "done": "published" if is_published else "taken"})


@router.post(
    "/{token}/keys", response_model=DoneDocument, openapi_extra=openapi_body(KEYS, "Keys of a later month, by row.")
)
async def post_keys(token: str, request: Request, door: Door, ledger: TheLedger) -> Response:
    """Put keys of a later month in the place of the present ones, all or none."""
    body = _members(await _body(request, ledger.settings.max_body_bytes), {"epoch", "keys"})
    epoch = read_form(str, body["epoch"], field="epoch")
    keys = read_form(tuple[_Key, ...], body["keys"], field="keys")
    await run_in_threadpool(door.replace_keys, token, epoch, keys)
    return json_answer({"wave": token, "done": "replaced"})


async def _body(request: Request, most: int) -> Json:
    return parse(await request.body(), max_bytes=most, floats=False)


def _members(body: Json, names: set[str]) -> dict[str, Any]:
    """Give the members of an object that has these and no others. Raises Unacceptable."""
    if not isinstance(body, dict) or body.keys() != names:
        raise Unacceptable(
            field="body", reason="has other members than it must", mend=f"send {', '.join(sorted(names))} and no more"
        )
    return body


def _list_rows(value: Json) -> tuple[tuple[bytes, bytes], ...]:
    """Rows of 64 bytes, one behind the other in base64url."""
    text = read_form(str, value, field="rows")
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError) as error:
        raise Unacceptable(field="rows", reason="are no base64url", mend="send rows of 64 bytes") from error
    if not raw or len(raw) % _ROW_BYTES:
        raise Unacceptable(field="rows", reason="are no rows of 64 bytes", mend="send code hash and commitment of each")
    return tuple((raw[at : at + _HALF], raw[at + _HALF : at + _ROW_BYTES]) for at in range(0, len(raw), _ROW_BYTES))
