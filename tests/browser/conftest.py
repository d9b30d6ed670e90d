"""A real server on loopback and a real Chromium, for all tests of this folder."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from api_town import Served, Site, eventually, keys_for, running_town, tell_of_a_shirt
from fastapi.testclient import TestClient

from api.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_town(tmp_path_factory.mktemp("town")) as ledger:
        app = create_app(ledger=ledger)
        with TestClient(app) as client:
            tell_of_a_shirt(Served(ledger, client, keys_for(ledger)))
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()
            eventually(lambda: server.started, what="the server listens")
            yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", ledger)
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    if not CHROMIUM.exists() and os.environ.get("TIERLIGHT_CI") != "1":
        pytest.skip(f"no {CHROMIUM}: `make setup-system` installs it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()
