"""GET /v1/records: a record with its verdict, and its receipt for whoever wants to verify without us."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answering import json_answer
from api.dependencies import API_KEY, AnyReader, TheWorld
from api.schemas import PROBLEMS, RecordDocument
from ledger.jobs import answers

RecordId = Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$", description="0x and 64 lower-case hex digits")]

router = APIRouter(tags=["records"], responses=PROBLEMS, dependencies=[API_KEY])


@router.get("/v1/records/{record_id}", response_model=RecordDocument)
def get_record(record_id: RecordId, world: TheWorld, reader: AnyReader) -> Response:
    """Give the statement, where it stands, and the verdict with its numbered checks.

    404 also for a record that is there and that you may not read: the two are not told apart.
    """
    return json_answer(answers.record(world, reader, octets(record_id)))


@router.get("/v1/records/{record_id}/receipt")
def get_receipt(record_id: RecordId, world: TheWorld, reader: AnyReader) -> Response:
    """Give the one file that proves the record relative to a block hash, checked by `auditor verify` without a node.

    409 while no final anchor covers the record yet; ask again after Retry-After seconds.
    """
    document = answers.receipt(world, reader, octets(record_id))
    name = f"tierlight-receipt-{record_id[2:18]}.json"
    return json_answer(document, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def octets(record_id: str) -> bytes:
    """Give the 32 bytes of a record id that matches its pattern."""
    return bytes.fromhex(record_id[2:])
