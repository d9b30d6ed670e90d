"""Is a code on the list of a closed wave? The same answer, in the same time, for answers, covers and padding."""

from ledger.surveys.closing import Rows, code_hash, is_counted
from ledger.surveys.receipt_code import read_code


def counted(rows: Rows | None, token: str, code: str) -> bool | None:
    """Say whether the code is on the wave's list; without a list None, for every code alike and as slowly.

    Being counted proves neither what was answered nor that anything was. Raises Unacceptable for what is no code.
    """
    digits = read_code(code)
    if rows is None:
        code_hash(token, digits)
        return None
    return is_counted(rows, token, digits)
