"""GET /v1/log: heads and the proofs between them. Heads are public; what an entry is, only its audience learns."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse

from api.answering import json_answer
from api.dependencies import AnyReader, TheWorld
from api.schemas import PROBLEMS
from ledger.jobs import answers

Size = Annotated[int, Query(ge=1, le=2**40 - 1)]

router = APIRouter(prefix="/v1/log", tags=["log"], responses=PROBLEMS)


@router.get("/head")
def get_head(world: TheWorld) -> Response:
    """Give the newest final head, where the chain holds it, and the EIP-712 domain to sign for. Open to anyone."""
    return json_answer(answers.head(world))


@router.get("/checkpoint", response_class=PlainTextResponse)
def get_checkpoint(world: TheWorld) -> Response:
    """Give the newest final head as a C2SP signed note (tlog-checkpoint), signed by the log's Ed25519 key.

    Open to anyone: whoever compares the notes that different readers got sees a log that shows two histories.
    """
    return PlainTextResponse(answers.checkpoint(world))


@router.get("/keys")
def get_keys(world: TheWorld) -> Response:
    """Give the log's keys, for promises (es256) and checkpoints (ed25519), with when they were valid. Open to anyone.

    This is the operator's word; KeyRegistry on the chain has the same.
    """
    return json_answer(answers.log_keys(world))


@router.get("/inclusion")
def get_inclusion(
    world: TheWorld,
    reader: AnyReader,
    record_id: Annotated[str, Query(pattern=r"^0x[0-9a-f]{64}$")],
    size: Size | None = None,
) -> Response:
    """Give the proof that a record is in the head of `size`, or in the newest final one (RFC 9162, 2.1.3)."""
    return json_answer(answers.inclusion(world, reader, record_id=bytes.fromhex(record_id[2:]), size=size))


@router.get("/consistency")
def get_consistency(world: TheWorld, first: Size, second: Size) -> Response:
    """Give the proof that the head of size `second` extends that of size `first` (RFC 9162, 2.1.4). Open to anyone."""
    return json_answer(answers.consistency(world, first=first, second=second))
