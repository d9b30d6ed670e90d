"""The pages in a real Chromium, against a real server: nothing scrolls sideways, fails, or asks anyone outside."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from api.app import create_app
from browser_town import PRODUCT, a_town, a_link
from ledger.bootstrap import Ledger

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and os.environ.get("TIERLIGHT_CI") != "1",
        reason="no /usr/bin/chromium (`make setup-system` installs it)",
    ),
]
