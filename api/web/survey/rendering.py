"""A screen becomes a page: small, kept by nobody, and of a length that says little.

A page's length is rounded up, so that somebody who sees only how many bytes go over the network cannot tell which
question is read or which branch was taken from one page's size alone.
"""

from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse

from api.web.survey.help_lines import help_of
from api.web.survey.words import PageWords
from api.web.templating import page
from ledger.model.survey.wave import HostedWave

EXIT = "/calendar"
ROUNDED_TO = 4_096
_KEPT_BY_NOBODY = {"Cache-Control": "no-store, max-age=0", "Pragma": "no-cache", "X-Robots-Tag": "noindex, nofollow"}


def survey_page(
    template: str,
    *,
    language: str,
    wave: HostedWave | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Give the page of a screen. Without a wave it has no numbers to call: which ones there are would tell of waves."""
    words = PageWords(language)
    known: dict[str, Any] = {
        "t": words,
        "exit": EXIT,
        "wave": wave,
        "lines": help_of(wave, language) if wave else (),
        "is_draft": wave is not None and wave.panel is None,
        "is_demo": wave is not None and wave.is_demo,
        "trouble": None,
        "leaving": None,
        **values,
    }
    made = page(f"survey/{template}.html", **known)
    return HTMLResponse(rounded(bytes(made.body)), status, {**_KEPT_BY_NOBODY, **(headers or {})})


def rounded(body: bytes) -> bytes:
    """Give the page with spaces after its end, up to the next multiple of 4 KiB."""
    return body + b" " * (-len(body) % ROUNDED_TO)
