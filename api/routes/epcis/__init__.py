"""The GS1 EPCIS 2.0 REST binding: capture, events, top-level resources, discovery. Named queries answer 501."""

from fastapi import APIRouter

from api.routes.epcis import captures, discovery, events, queries, resources

router = APIRouter()
for module in (captures, events, resources, queries, discovery):
    router.include_router(module.router)
