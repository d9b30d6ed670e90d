"""Print the reports that the demo wrote: a PDF beside each report's page, made anew only where that page is newer.

Usage: python -m scripts.demo.pdfs [HOME] (after `python -m scripts.demo`; safe to interrupt and to repeat)

Apart from the demo, since setting a hundred pages takes seconds. Where the libraries that draw text are missing it
says so, and the pages beside the data have to do. Exit code 0, 130 when interrupted.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from scripts.demo.place import HOME, REPORTS, keep


def main(arguments: list[str]) -> int:
    """Print what is not printed yet. Returns the exit code."""
    home = Path(arguments[0]) if arguments else HOME
    wanted = [data for data in _reports(home / REPORTS) if not _is_printed(data)]
    if not wanted:
        return 0
    print(f"print {len(wanted)} reports as PDF beside their pages", file=sys.stderr, flush=True)
    try:
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
            missing = {told for told in workers.map(print_report, wanted) if told is not None}
    except KeyboardInterrupt:
        return 130
    for told in sorted(missing):
        print(f"no PDF: {told}", file=sys.stderr)
    return 0


def print_report(data: Path) -> str | None:
    """Write the PDF of a report's data beside it; give what is missing on this machine where that cannot be done."""
    from ledger.errors import ReportPartMissing
    from ledger.proof.canonical import parse
    from ledger.report.pdf import report_pdf

    document = parse(data.read_bytes())
    assert isinstance(document, dict)  # noqa: S101 - the demo wrote it
    try:
        keep(data.with_suffix(".pdf"), report_pdf(document))
    except ReportPartMissing as error:
        return str(error)
    return None


def _reports(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.suffixes == [".json"])


def _is_printed(data: Path) -> bool:
    made, page = data.with_suffix(".pdf"), data.with_suffix(".html")
    return made.exists() and made.stat().st_mtime_ns >= page.stat().st_mtime_ns


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
