"""POST /v1/survey/hooks/{secret}/{shape}: where providers of SMS, menus and calls send what workers say.

The secret is the wave's own, made with it and kept here as a hash; a wrong one is answered like a wave that is not
here. Neither it nor anything of a body is logged.
"""

from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.dependencies import TheLedger, TheSurveyHost
from api.schemas import PROBLEMS
from api.web.survey.busy import HOOKS
from api.web.survey.desk import TheDesk
from ledger.jobs.survey.running_calls import PhoneMemory, new_phone_memory
from ledger.jobs.survey.webhook import Hook, Shape, hooked_wave, take_webhook
from ledger.ports.survey import SurveyHost

router = APIRouter(prefix="/v1/survey/hooks", tags=["worker line"], responses=PROBLEMS)
_LOCK = Lock()
_TEXT = "text/plain; charset=utf-8"
_FORM = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
_JSON = {"application/json": {"schema": {"type": "object", "description": "flow, run, contact, results"}}}
Secret = Annotated[str, Path(description="the wave's secret for webhooks")]  # no form is asked of a guess
Status = Annotated[
    str | None, Query(max_length=20, description="completed or expired, where the older form cannot say it")
]
Step = Annotated[int | None, Query(ge=0, le=500, description="set by the answers to a call; leave it out")]


@router.post(
    "/{secret}/{shape}",
    openapi_extra={"requestBody": {"required": True, "content": _JSON | _FORM}},
    responses={200: {"content": {"application/json": {}, "text/plain": {}, "application/xml": {}}}},
)
async def post_hook(
    request: Request,
    ledger: TheLedger,
    host: TheSurveyHost,
    desk: TheDesk,
    secret: Secret,
    shape: Shape,
    status: Status = None,
    step: Step = None,
) -> Response:
    """Take one message of a provider. The same message again has the same answer and counts once.

    `flow` and `legacy` answer JSON with `text` to send on; `gateway` answers CON, END or the XML of a call. What comes
    faster than a wave may be asked is answered 429, to be sent again: nothing of it was kept.
    """
    wave = hooked_wave(host, secret)  # a guess takes nothing of the pace
    if not desk.buckets.takes(wave.token, HOOKS, now=desk.now()):
        return Response("busy: send this again later", 429, {"Retry-After": "5", "Cache-Control": "no-store"}, _TEXT)
    base = (ledger.settings.public_url or str(request.base_url)).rstrip("/")
    hook = Hook(
        secret=secret,
        shape=shape,
        raw=await request.body(),
        address=f"{base}{request.url.path}",
        status=status,
        step=step,
    )
    answer = await run_in_threadpool(take_webhook, host, _memory_of(request, host), hook)
    return Response(answer.body, 200, {"Cache-Control": "no-store"}, answer.media_type)


def _memory_of(request: Request, host: SurveyHost) -> PhoneMemory:
    """Give what this server remembers of phone channels: one for each application."""
    state = request.app.state
    with _LOCK:
        if not hasattr(state, "phone_memory"):
            state.phone_memory = new_phone_memory(host.entropy)
    memory: PhoneMemory = state.phone_memory
    return memory
