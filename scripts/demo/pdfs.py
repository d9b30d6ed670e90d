"""Print the reports that the demo wrote: a PDF beside each report's data, made anew only where that data is newer.

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
    from ledger.errors import ReportPartMissing

    home = Path(arguments[0]) if arguments else HOME
    wanted = [data for data in _reports(home / REPORTS) if _is_older(data.with_suffix(".pdf"), data)]
    if not wanted:
        return 0
    print(f"print {len(wanted)} reports as PDF beside their pages", file=sys.stderr, flush=True)
    try:
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
            list(workers.map(print_report, wanted))
    except ReportPartMissing as error:
        print(f"no PDF: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 0


def print_report(data: Path) -> None:
    """Write the PDF of a report's data beside it."""
    from ledger.proof.canonical import parse
    from ledger.report.pdf import report_pdf

    document = parse(data.read_bytes())
    assert isinstance(document, dict)  # noqa: S101 - the demo wrote it
    keep(data.with_suffix(".pdf"), report_pdf(document))


def _reports(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.suffixes == [".json"])


def _is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime_ns < source.stat().st_mtime_ns


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
