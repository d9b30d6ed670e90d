"""The auditor's report: 120 sites as a page and as a tagged PDF, beside a browser that prints the same page."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

SITES = 120
_ROUNDS = 3
_BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser")


def rows() -> list[dict[str, Any]]:
    """Give the row of the report."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        runs = [_drawn(page) for _ in range(_ROUNDS)]
        ours = median(run["html_seconds"] + run["pdf_seconds"] for run in runs)
        peer = median(_printed(page) for _ in range(_ROUNDS))
    return [
        {
            "name": f"report of {SITES} sites as page and PDF",
            "ours": ours,
            "peer": peer,
            "peer_name": "Chromium printing the same page, started anew",
            "ratio": ours / peer,
            "unit": "s",
            "peak_memory_mb": max(run["peak_mb"] for run in runs),
            "note": f"{median(run['cpu_seconds'] for run in runs):.1f} s CPU, one process; under 10 s wanted",
        }
    ]


def _drawn(page: Path) -> dict[str, float]:
    words = [sys.executable, "-m", "scripts.bench.report_driver", str(SITES), str(page)]
    told: dict[str, float] = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    return told


def _printed(page: Path) -> float:
    browser = next((path for path in _BROWSERS if Path(path).exists()), None)
    if browser is None:
        raise FileNotFoundError("no Chromium to print the page with: run `make setup-system`")
    words = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={page}.pdf", page.as_uri()]
    started = time.perf_counter()
    subprocess.run([browser, *words], capture_output=True, check=True)
    return time.perf_counter() - started
