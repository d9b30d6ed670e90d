"""GET /v1/credits: what is left to claim of a certified quantity."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from api.answering import json_answer
from api.dependencies import API_KEY, KeyReader, TheWorld
from api.schemas import PROBLEMS
from ledger.jobs.credits import credit_of

CertificateId = Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$", description="The record id of the certificate")]

router = APIRouter(tags=["credits"], responses=PROBLEMS, dependencies=[API_KEY])


@router.get("/v1/credits/{certificate}", response_model=dict[str, Any])
def get_credit(certificate: CertificateId, world: TheWorld, reader: KeyReader) -> Response:
    """Give what a certificate lets its holder claim, what was claimed by which records, and what is left now.

    For its holder, its issuer, auditors and the operator; 404 for everybody else, and for a certificate that gives no
    quantity. It holds in this ledger: what is claimed elsewhere is not known here.
    """
    return json_answer(credit_of(world, reader, bytes.fromhex(certificate[2:])).document())
