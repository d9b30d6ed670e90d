"""GET /healthz and /readyz: does the process live, and does what it needs?"""

from fastapi import APIRouter, Response

from api.answering import json_answer
from api.dependencies import TheWorld
from api.schemas import ReadinessDocument
from ledger.jobs.readiness import readiness

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def get_health() -> Response:
    """Say that the process answers."""
    return json_answer({"status": "alive"})


@router.get("/readyz", response_model=ReadinessDocument, responses={503: {"model": ReadinessDocument}})
def get_readiness(world: TheWorld) -> Response:
    """Say what works, part by part. Degraded answers 200: submissions are taken and none is lost; down answers 503."""
    found = readiness(world)
    return json_answer(found, status=503 if found["status"] == "down" else 200)
