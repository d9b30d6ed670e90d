"""The floor that capture is measured against: parse with json, commit one row an event, check nothing."""

import json
import os
import sqlite3

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def create_app() -> Starlette:
    """Give the application; its database is named by BARE_DATABASE."""
    connection = sqlite3.connect(os.environ["BARE_DATABASE"], check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE event (place INTEGER PRIMARY KEY, body TEXT)")

    def keep(raw: bytes) -> int:
        events = json.loads(raw)["epcisBody"]["eventList"]
        with connection:
            connection.executemany("INSERT INTO event (body) VALUES (?)", [(json.dumps(event),) for event in events])
        return len(events)

    async def capture(request: Request) -> JSONResponse:
        return JSONResponse({"kept": await run_in_threadpool(keep, await request.body())}, status_code=202)

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/capture", capture, methods=["POST"]), Route("/healthz", health)])
