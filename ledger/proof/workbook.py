"""A workbook opened for its values: bounded before any reader sees it, nothing in it evaluated, followed or fetched."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import ParseError

from ledger.errors import Malformed
from ledger.proof.workbook_parts import checked_parts

# What zipfile and openpyxl raise for a file that is none, as far as fuzzing found; anything else is a fault of ours.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError,
    OverflowError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip


@contextmanager
def opened_workbook(raw: bytes) -> Iterator[tuple[Any, Mapping[str, tuple[str, ...]]]]:
    """Give (openpyxl's read-only workbook, merged ranges by part); rows are read while it is open.

    Raises Malformed for bytes that are no workbook, also where that shows only later, and TooLarge for one that would
    unpack beyond the limits.
    """
    import openpyxl

    try:
        parts = checked_parts(raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and features that hold no value
            book = openpyxl.load_workbook(io.BytesIO(parts.archive), read_only=True, data_only=False, keep_links=False)
            try:
                yield book, parts.merges
            finally:
                book.close()
    except _BROKEN as error:
        raise Malformed(
            field="file", reason=f"is no readable XLSX workbook: {type(error).__name__}", mend="save it again as .xlsx"
        ) from error
