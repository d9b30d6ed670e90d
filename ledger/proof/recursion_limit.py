"""The interpreter's recursion limit stays what it is, whatever a library's import does to it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept_recursion_limit() -> Iterator[None]:
    """Leave the interpreter's recursion limit as it was.

    py_ecc, which eth-account imports, sets 100,000: from then on nested JSON ends the interpreter with a segmentation
    fault instead of a RecursionError, in every parser of this process.
    """
    limit = sys.getrecursionlimit()
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
