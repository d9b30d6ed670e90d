"""The auditor's report: 120 sites as a page and as a tagged PDF, beside a browser that prints the same page."""

import json
import resource
import subprocess
import sys
import tempfile
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
            "note": f"CPU seconds; the page alone {median(run['html_seconds'] for run in runs):.2f}; under 10 wanted",
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
    before = _children()
    subprocess.run([browser, *words], capture_output=True, check=True)
    return _children() - before


def _children() -> float:
    """CPU seconds of the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
