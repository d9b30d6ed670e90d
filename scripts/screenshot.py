"""Take the README's picture: the T-shirt's page of the demo, as its brand sees it.

Usage: python -m scripts.screenshot (after `make demo`; needs Chromium)
"""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from ledger.bootstrap import open_ledger
from ledger.jobs.sign_in import issue_link
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.settings import read_settings

HOME, PICTURE = Path("var/demo"), Path("docs/product-page.png")
PRODUCT = "09506000110608"
SIZE = (1100, 860)


def main() -> int:
    """Write the picture. Returns the exit code."""
    ledger = open_ledger(read_settings(home=HOME))
    people = json.loads((HOME / "people.json").read_text())
    brand = next(person["did"] for person in people if person["role"] == "brand")
    link = issue_link(ledger.world, Reader(brand, Role.BRAND))
    ledger.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app", "--port", str(port)]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(words, env={**os.environ, "TIERLIGHT_HOME": str(HOME)}, stdout=quiet, stderr=quiet)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        _take(f"http://127.0.0.1:{port}", link)
    finally:
        server.terminate()
        server.wait(20)
    return 0


def _wait(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            urlopen(url, timeout=1)  # noqa: S310 - our own loopback address
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server does not answer")


def _take(base: str, link: str) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto(f"{base}/sign-in/{link}")
        page.get_by_role("button").first.click()
        page.goto(f"{base}/products/{PRODUCT}")
        page.wait_for_load_state("networkidle")
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=str(PICTURE))
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
