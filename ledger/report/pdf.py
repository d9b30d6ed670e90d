"""The report as a PDF that a screen reader can read (PDF/UA-1), from its page, with every font that it needs inside."""

import warnings
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from ledger.errors import ReportPartMissing
from ledger.report.html import report_html

_WATERMARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="595" height="842" viewBox="0 0 595 842">'
    '<text x="297" y="440" transform="rotate(-52 297 421)" text-anchor="middle" font-family="Noto Sans" '
    'font-size="46" font-weight="700" fill="#f6e3e3">DRAFT: CANNOT BE CITED</text></svg>'
)
_DRAFT = (
    f"@page {{ background: url(data:image/svg+xml;base64,{b64encode(_WATERMARK.encode()).decode()}) "
    "center / contain no-repeat; }"
)


def report_pdf(document: Mapping[str, Any]) -> bytes:
    """Give the PDF of a report's document: on one machine the same document gives the same bytes.

    Raises ReportPartMissing where the program or a library that draws text is not installed. Nothing is fetched.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise ReportPartMissing(
            part="PDF",
            reason=str(error).splitlines()[0],
            mend="install tierlight[report] and the system's Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0), or ask for .html or .json",
        ) from error
    fetcher = URLFetcher(allowed_protocols=("data",))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the libraries below, about one another
        page = HTML(string=report_html(document), url_fetcher=fetcher)
        style = [CSS(string=_DRAFT, url_fetcher=fetcher)] if document["is_draft"] else []
        made: bytes = page.write_pdf(stylesheets=style, pdf_variant="pdf/ua-1", pdf_tags=True)
    return made
